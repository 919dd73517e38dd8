/** Reads a StructureMap of another house as a mapping of ours: only where every word of it can be honoured. */
import type { ConceptMap, StructureMap } from '@medplum/fhirtypes';
import { type Issue, type Refusal, refuseAll } from '#fhir';
import {
  type At,
  type MapWorld,
  mappingOf,
  type ResourceRule,
  rootOf,
  soundnessOf,
  typeUrl,
  type Unsound,
} from '#mapping';
import { settleEntries } from './foreign-entries.ts';
import { tablesOf } from './foreign-rows.ts';
import { draftOf, type Growing, rulesOf, tell, type Variable } from './foreign-scope.ts';
import { readToFhir } from './foreign-to-fhir.ts';
import { readToForm } from './foreign-to-form.ts';
import type { ImportedMapping } from './imported-mapping.ts';
import { lintConstructs } from './lint-map.ts';

/** Refuses (422) with every fault at once: its rule, place, reason and mend. */
export function readForeignMap(map: StructureMap, world: MapWorld, id: string): ImportedMapping | Refusal {
  const issues = lintConstructs(map);
  const contained = (map.contained ?? []).filter((one): one is ConceptMap => one.resourceType === 'ConceptMap');
  const growing: Growing = {
    world: { ...world, conceptMaps: [...contained, ...world.conceptMaps] },
    way: 'to-fhir',
    issues,
    found: [],
    codes: {},
    resources: {},
    bundle: 'collection',
    entries: [],
    rows: [],
  };
  const form = readGroup(map, growing);
  // A rule that is refused leaves things half made: they are no faults of their own.
  if (issues.length === 0) settle(growing);
  if (issues.length === 0 && growing.found.length === 0) tell(growing, 'map-empty', { path: 'StructureMap' });
  if (issues.length > 0 || form === undefined) return refuseAll(422, issues);
  const rules = {
    id,
    version: /^\d+\.\d+\.\d+$/.test(map.version ?? '') ? (map.version ?? '') : '1.0.0',
    kind: 'form' as const,
    title: map.title ?? form.structure.title ?? map.name,
    direction: form.way,
    bundle: growing.bundle,
    resources: Object.fromEntries(Object.entries(growing.resources).map(([name, draft]) => [name, whole(draft)])),
    ...(growing.rows.length > 0 ? { tables: tablesOf(growing) } : {}),
    rules: rulesOf(growing),
  };
  const faults = soundnessOf(mappingOf(rules, growing.codes));
  return faults.length === 0 ? { rules, codes: growing.codes } : refuseAll(422, faults.map(unsound));
}

/** What each rule says by itself can be honoured, but not all of them together. */
function unsound({ rule, ja, en }: Unsound): Issue {
  const [japanese, english] = rule === undefined ? ['', ''] : [`規則「${rule.id}」: `, `rule \`${rule.id}\`: `];
  const words = { ja: `${japanese}${ja}。`, en: `${english}${en}` };
  const expression = rule?.id ?? 'StructureMap';
  return { severity: 'error', code: 'mapping-unsound', type: 'invalid', ...words, expression };
}

/** The form that the map reads or writes; undefined when its sides cannot be told. */
function readGroup(map: StructureMap, started: Growing): (At & { way: Growing['way'] }) | undefined {
  const [group] = map.group;
  const scope = new Map<string, Variable>();
  const path = 'StructureMap.group[0]';
  const forms: (At & { way: Growing['way'] })[] = [];
  const sides = { source: new Set<string>(), target: new Set<string>() };
  for (const [at, { name, type = '', mode }] of (group?.input ?? []).entries()) {
    const url = map.structure?.find(({ alias }) => alias === type)?.url ?? typeUrl(type);
    const structure = started.world.structure(url);
    const root = structure && rootOf(structure);
    if (structure === undefined || root === undefined)
      return tell(started, 'map-structure-unknown', { path: `${path}.input[${at}]` }, url);
    sides[mode].add(structure.kind);
    if (structure.kind === 'logical') {
      scope.set(name, { side: 'form', at: root, field: '' });
      forms.push({ ...root, way: mode === 'source' ? 'to-fhir' : 'to-form' });
    } else if (structure.type === 'Bundle') scope.set(name, { side: 'fhir', at: root, resource: '', steps: [] });
    else {
      started.resources[name] = draftOf(structure.type, true);
      scope.set(name, { side: 'fhir', at: root, resource: name, steps: [] });
    }
  }
  const [form, ...others] = forms;
  const mixed = [...sides.source].some((kind) => sides.target.has(kind));
  if (form === undefined || others.length > 0 || mixed || sides.source.size + sides.target.size !== 2)
    return tell(started, 'map-not-form', { path: `${path}.input` });
  started.way = form.way;
  if (form.way === 'to-fhir') readToFhir(started, group?.rule ?? [], { scope, path });
  else readToForm(started, group?.rule ?? [], { scope, path });
  return form;
}

/** What could not be told apart, or hangs on a field without a place in a list, cannot be said in our tables. */
function settle(growing: Growing): void {
  const { fixed, unsure, alike } = settleEntries(growing.entries);
  for (const { resource, path, value } of fixed) {
    const row = growing.rows.find(({ name }) => name === resource);
    Object.assign(row?.where ?? growing.resources[resource]?.fixed ?? {}, { [path]: value });
  }
  for (const { place, below } of unsure) tell(growing, 'map-constant', place, below);
  for (const { place, below } of alike) tell(growing, 'map-repeats', place, below);
  const types = Object.values(growing.resources).map(({ type }) => type);
  const twice = types.find((type, at) => types.indexOf(type) !== at);
  // Two of one type could not be told apart when they are found again.
  if (twice !== undefined) tell(growing, 'map-repeats', { path: 'StructureMap.group[0]' }, twice);
}

function whole({ fixed, references, ...rest }: Growing['resources'][string]): ResourceRule {
  return {
    ...rest,
    ...(Object.keys(fixed).length > 0 ? { fixed } : {}),
    ...(references.length > 0 ? { references: Object.fromEntries(references.map((write) => write())) } : {}),
  };
}
