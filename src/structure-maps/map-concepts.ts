/** The code tables of a mapping as ConceptMaps, and back. */
import type { ConceptMap, ConceptMapGroup } from '@medplum/fhirtypes';
import { type CodeTable, type Mapping, narrativeOf } from '#mapping';
import { conceptMapId, conceptMapUrl, nameOf } from './map-names.ts';

/** Those that a rule names; all of a message, whose codecs look some up by themselves. */
export function conceptMaps(mapping: Mapping): ConceptMap[] {
  const named = new Set(mapping.rules.map(({ map }) => map));
  return Object.entries(mapping.tables)
    .filter(([id]) => mapping.kind === 'message' || named.has(id))
    .map(([id, table]) => conceptMapOf(mapping, id, table));
}

export function conceptMapOf(
  mapping: Pick<Mapping, 'id' | 'overlay' | 'version' | 'title'>,
  table: string,
  { system, entries }: CodeTable,
): ConceptMap {
  const id = conceptMapId(mapping, table);
  const group: ConceptMapGroup = {
    ...(system === undefined ? {} : { target: system }),
    element: entries.map(({ source, code, display }) => ({
      code: source,
      target: [{ code, ...(display === undefined ? {} : { display }), equivalence: 'equivalent' }],
    })),
  };
  return {
    resourceType: 'ConceptMap',
    id,
    text: narrativeOf(`${mapping.title} ${table}`),
    url: conceptMapUrl(mapping, table),
    version: mapping.version,
    name: nameOf(id),
    title: `${mapping.title} ${table}`,
    status: 'active',
    group: [group],
  };
}

/** A code table as a file of `concept-maps/`. */
export function conceptMapFile(id: string, { system, entries }: CodeTable): object {
  const element = entries.map(({ source, code, display }) => ({
    code: source,
    target: [{ code, ...(display === undefined ? {} : { display }), equivalence: 'equivalent' }],
  }));
  return {
    $schema: '../../schemas/concept-map.schema.json',
    resourceType: 'ConceptMap',
    id,
    status: 'active',
    group: [{ ...(system === undefined ? {} : { target: system }), element }],
  };
}

const SAME: readonly string[] = ['equal', 'equivalent'];

/** One group, each word with one target that means the same, whatever else the record says: what a code table can hold. */
export function tableOf({ group = [] }: ConceptMap): CodeTable | undefined {
  const [only, ...more] = group;
  if (only === undefined || more.length > 0 || only.unmapped !== undefined) return undefined;
  const entries = only.element.flatMap(({ code, target = [] }) => {
    const [to, ...others] = target;
    if (code === undefined || to?.code === undefined || others.length > 0) return [];
    if (!SAME.includes(to.equivalence) || to.dependsOn !== undefined || to.product !== undefined) return [];
    return [{ source: code, code: to.code, ...(to.display === undefined ? {} : { display: to.display }) }];
  });
  if (entries.length !== only.element.length) return undefined;
  return only.target === undefined ? { entries } : { system: only.target, entries };
}
