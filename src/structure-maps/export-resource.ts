/** Writes a resource anew for another house's profile, by a table of paths. What the table does not copy is said. */
import type { Resource } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuse } from '#fhir';
import {
  type Covered,
  coverPlace,
  leavesBeside,
  meets,
  narrativeOf,
  type Place,
  pathTo,
  readPath,
  type Tree,
  writePath,
  writeValues,
} from '#mapping';
import { type ExportRule, type ExportTable, loadExport } from './load-export.ts';

export interface Exported {
  readonly output: Resource;
  readonly version: string;
  readonly issues: readonly Issue[];
  /** How many items were copied. */
  readonly mapped: number;
}

/** Refuses (422) what the other profile cannot hold: a draft is never told as a plan, a kind without counterpart as none. */
export function exportResource(id: string, source: Resource): Exported | Refusal {
  const table = loadExport(id);
  if (isRefusal(table)) return table;
  const from = source as Resource & Tree;
  if (source.resourceType !== table.type || !meets(from, table.requires)) return unfit(table, conditionsOf(table));
  const output: Tree = { resourceType: table.type, meta: { profile: [table.profile] } };
  writeValues(output, table.fixed);
  const covered: Covered = new Map();
  const issues: Issue[] = [];
  let mapped = 0;
  for (const rule of table.rules) {
    const read = readRule(table, rule, from);
    for (const place of read.places) coverPlace(covered, place);
    if (read.value === undefined && rule.required === true) return unfit(table, rule.label);
    if (read.value === undefined) continue;
    for (const path of rule.to ?? []) writePath(output, path, structuredClone(read.value));
    if (rule.to !== undefined) mapped += 1;
    else if (rule.loss !== undefined) issues.push(...lost(rule, rule.loss, placesIn(from, read.places)));
  }
  output['text'] = narrativeOf([output['title'], output['description']].join('\n'));
  issues.push(...leavesBeside(covered, from).map((leaf) => unmapped(`${table.type}.${leaf}`)));
  return { output: output as unknown as Resource, version: table.version, issues, mapped };
}

interface Read {
  readonly value: unknown;
  readonly places: readonly Place[];
}

function readRule({ codes }: ExportTable, { from = [], join, map, to }: ExportRule, source: Tree): Read {
  if (join !== undefined) return joined(join, source);
  const reads = from.map((path) => readPath(source, path));
  const places = reads.flatMap((read) => read.places);
  const found = reads.find(({ value }) => value !== undefined)?.value;
  if (map === undefined || to === undefined) return { value: found, places };
  const entry = codes[map]?.entries.find(({ source: code }) => code === found);
  if (entry === undefined) return { value: undefined, places };
  return { value: { system: codes[map]?.system, code: entry.code, display: entry.display }, places };
}

function joined(parts: NonNullable<ExportRule['join']>, source: Tree): Read {
  const reads = parts.map(({ path, prefix = '' }) => ({ prefix, ...readPath(source, path) }));
  const lines = reads.flatMap(({ prefix, value }) =>
    value === undefined ? [] : [value].flat().map((text) => `${prefix}${text}`),
  );
  return { value: lines.length === 0 ? undefined : lines.join('\n'), places: reads.flatMap(({ places }) => places) };
}

/** Of an extension its value is told, and not what kind it is. */
const placesIn = (source: Resource & Tree, places: readonly Place[]): string[] =>
  places.filter(([, key]) => key !== 'url').map((place) => `${source.resourceType}.${pathTo(source, place)}`);

const conditionsOf = ({ type, requires }: ExportTable): string =>
  [type, ...Object.entries(requires).map(([path, value]) => `${path}=${value}`)].join('、');

function unfit({ id, title }: ExportTable, what: string): Refusal {
  return refuse(422, {
    code: 'export-unfit',
    type: 'business-rule',
    ja: `書き出せません（${title}）。次を満たしていません: ${what}`,
    en: `\`${id}\` cannot write it: \`${what}\` is not met`,
    expression: what,
  });
}

const lost = ({ id, label }: ExportRule, loss: string, places: readonly string[]): Issue[] =>
  places.map((expression) => ({
    severity: 'information',
    code: 'mapping-declared-loss',
    type: 'informational',
    ja: `${label}: ${loss}`,
    en: `${expression} is left behind, as the rule ${id} declares`,
    expression,
  }));

function unmapped(expression: string): Issue {
  return {
    severity: 'warning',
    code: 'mapping-unmapped',
    type: 'incomplete',
    ja: `書き出す先に欄がないため写していません: ${expression}`,
    en: `the export has no place for \`${expression}\``,
    expression,
  };
}
