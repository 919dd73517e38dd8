/** `translate` of a foreign map as a code table of ours. */
import type { StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import type { CodeTable } from '#mapping';
import { type Growing, tell } from './foreign-scope.ts';
import { tableOf } from './map-concepts.ts';
import type { MapPlace } from './map-issue.ts';

/** The name of the table in `codes`, the variable that is translated, and what it becomes. */
export interface Translation {
  readonly map: string;
  readonly variable: string;
  readonly as: string | undefined;
}

export function readTranslation(
  growing: Growing,
  { parameter = [] }: StructureMapGroupRuleTarget,
  place: MapPlace,
): Translation | undefined {
  const [variable, url, as, ...more] = parameter;
  if (variable?.valueId === undefined || url?.valueString === undefined || more.length > 0)
    return tell(growing, 'map-parameters', place, 'translate');
  const table = findTable(growing, url.valueString, as?.valueString);
  if (table === undefined) return tell(growing, 'map-codes-unknown', place, url.valueString);
  const map = url.valueString.split(/[/#]/).at(-1)?.split('|')[0] || 'codes';
  growing.codes[map] = table;
  return { map, variable: variable.valueId, as: as?.valueString };
}

function findTable({ world, way }: Growing, url: string, as = 'code'): CodeTable | undefined {
  const canonical = url.split('|', 1)[0];
  const found = world.conceptMaps.find((one) => [one.url, `#${one.id}`].includes(canonical));
  const table = found && tableOf(found);
  if (table === undefined || way === 'to-fhir') return table;
  return reversed(table, found?.group?.[0]?.source, as);
}

/** Codes become the words of the form: each word may stand for one code only. */
function reversed({ entries }: CodeTable, system: string | undefined, as: string): CodeTable | undefined {
  const turned = entries.map(({ source, code, display }) => ({
    source: as === 'display' ? (display ?? '') : code,
    code: source,
  }));
  if (new Set(turned.map(({ source }) => source)).size < turned.length) return undefined;
  return system === undefined ? { entries: turned } : { system, entries: turned };
}
