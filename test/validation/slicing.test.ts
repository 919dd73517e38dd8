import type { ElementDefinition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { errors, HANAKO, profileOf, validatorWith } from './world.ts';

type Discriminators = NonNullable<NonNullable<ElementDefinition['slicing']>['discriminator']>;
const sliced = (discriminator: Discriminators, rules: 'open' | 'closed' = 'open', ordered = false) => ({
  discriminator,
  rules,
  ordered,
});
const url = (id: string): string => `https://example.jp/StructureDefinition/${id}`;
const tell = (type: 'value' | 'pattern' | 'exists' | 'type' | 'profile', path: string): Discriminators => [
  { type, path },
];

const byValue = profileOf('Patient', 'by-value', [
  {
    id: 'Patient.identifier',
    path: 'Patient.identifier',
    slicing: sliced(tell('value', 'system'), 'closed', true),
  },
  {
    id: 'Patient.identifier:chart',
    path: 'Patient.identifier',
    sliceName: 'chart',
    min: 1,
    max: '1',
  },
  {
    id: 'Patient.identifier:chart.system',
    path: 'Patient.identifier.system',
    fixedUri: 'urn:chart',
  },
  {
    id: 'Patient.identifier:chart.value',
    path: 'Patient.identifier.value',
    min: 1,
    maxLength: 6,
  },
  {
    id: 'Patient.identifier:card',
    path: 'Patient.identifier',
    sliceName: 'card',
    min: 0,
    max: '1',
  },
  {
    id: 'Patient.identifier:card.system',
    path: 'Patient.identifier.system',
    fixedUri: 'urn:card',
  },
]);
const byPattern = profileOf('Observation', 'by-pattern', [
  {
    id: 'Observation.category',
    path: 'Observation.category',
    slicing: sliced(tell('pattern', '$this')),
  },
  {
    id: 'Observation.category:lab',
    path: 'Observation.category',
    sliceName: 'lab',
    min: 1,
    patternCodeableConcept: {
      coding: [{ system: 'https://example.jp/category', code: 'lab' }],
    },
  },
]);
const byType = profileOf('Observation', 'by-type', [
  {
    id: 'Observation.value[x]',
    path: 'Observation.value[x]',
    slicing: sliced(tell('type', '$this'), 'closed'),
  },
  {
    id: 'Observation.value[x]:valueQuantity',
    path: 'Observation.value[x]',
    sliceName: 'valueQuantity',
    type: [{ code: 'Quantity' }],
  },
  {
    id: 'Observation.value[x]:valueQuantity.unit',
    path: 'Observation.value[x].unit',
    min: 1,
  },
]);
const byExists = profileOf('Patient', 'by-exists', [
  {
    id: 'Patient.name',
    path: 'Patient.name',
    slicing: sliced(tell('exists', 'period')),
  },
  {
    id: 'Patient.name:former',
    path: 'Patient.name',
    sliceName: 'former',
    max: '1',
  },
  { id: 'Patient.name:former.period', path: 'Patient.name.period', min: 1 },
  { id: 'Patient.name:former.use', path: 'Patient.name.use', min: 1 },
]);
const female = profileOf('Patient', 'female', [
  { id: 'Patient.gender', path: 'Patient.gender', min: 1, fixedCode: 'female' },
]);
const byProfile = profileOf('Bundle', 'by-profile', [
  {
    id: 'Bundle.entry',
    path: 'Bundle.entry',
    slicing: sliced(tell('profile', 'resource')),
  },
  {
    id: 'Bundle.entry:woman',
    path: 'Bundle.entry',
    sliceName: 'woman',
    min: 1,
    max: '1',
  },
  {
    id: 'Bundle.entry:woman.resource',
    path: 'Bundle.entry.resource',
    type: [{ code: 'Patient', profile: [female.url as string] }],
  },
]);
const byTarget = profileOf('List', 'by-target', [
  {
    id: 'List.entry',
    path: 'List.entry',
    slicing: sliced(tell('type', 'item.resolve()'), 'closed'),
  },
  {
    id: 'List.entry:patient',
    path: 'List.entry',
    sliceName: 'patient',
    max: '1',
  },
  {
    id: 'List.entry:patient.item',
    path: 'List.entry.item',
    type: [
      {
        code: 'Reference',
        targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'],
      },
    ],
  },
]);
const again = profileOf('Patient', 'again', [
  {
    id: 'Patient.telecom',
    path: 'Patient.telecom',
    slicing: sliced(tell('value', 'system')),
  },
  {
    id: 'Patient.telecom:phone',
    path: 'Patient.telecom',
    sliceName: 'phone',
    slicing: sliced(tell('value', 'use')),
  },
  {
    id: 'Patient.telecom:phone.system',
    path: 'Patient.telecom.system',
    fixedCode: 'phone',
  },
  {
    id: 'Patient.telecom:phone/home',
    path: 'Patient.telecom',
    sliceName: 'phone/home',
    max: '1',
  },
  {
    id: 'Patient.telecom:phone/home.use',
    path: 'Patient.telecom.use',
    fixedCode: 'home',
  },
]);
const validator = await validatorWith([byValue, byPattern, byType, byExists, female, byProfile, byTarget, again]);
const check = (resource: object, id: string): string[] => errors(validator.validate(resource, { profiles: [url(id)] }));
const chart = { system: 'urn:chart', value: '1' };
const card = { system: 'urn:card', value: '2' };

test('told by value: each identifier is put into its slice, counted and checked there', () => {
  const withIds = (...identifier: object[]): string[] => check({ ...HANAKO, identifier }, 'by-value');
  expect(withIds(chart, card)).toEqual([]);
  expect(withIds(card)).toEqual(['slice-min Patient']);
  expect(withIds(chart, chart)).toEqual(['slice-max Patient']);
  expect(withIds(chart, { system: 'urn:other', value: '3' })).toEqual(['slice-closed Patient.identifier[1]']);
  expect(withIds({ system: 'urn:chart' })).toEqual(['cardinality-min Patient.identifier[0]']);
  expect(withIds({ system: 'urn:chart', value: '1234567' })).toEqual(['value-too-long Patient.identifier[0].value']);
  expect(withIds(card, chart)).toEqual(['slice-order Patient.identifier[1]']);
});

test('the missing slice is named with how it would be told', () => {
  const issue = validator
    .validate({ ...HANAKO, identifier: [card] }, { profiles: [url('by-value')] })
    .find(({ code }) => code === 'slice-min');
  expect(issue?.en).toBe(
    'the slice `chart` of `Patient.identifier` needs 1 or more values and has 0 (told by system = "urn:chart"; https://example.jp/StructureDefinition/by-value); add a value that fits this',
  );
});

const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: '体温' },
};

test('told by pattern: a category may hold more than the pattern asks', () => {
  const lab = {
    coding: [
      { system: 'urn:other', code: 'x' },
      { system: 'https://example.jp/category', code: 'lab' },
    ],
  };
  expect(check({ ...observation, category: [lab] }, 'by-pattern')).toEqual([]);
  expect(check({ ...observation, category: [{ text: 'lab' }] }, 'by-pattern')).toEqual(['slice-min Observation']);
});

test('told by type: a value of another type is in no slice', () => {
  expect(check({ ...observation, valueQuantity: { value: 36.5, unit: '℃' } }, 'by-type')).toEqual([]);
  expect(check({ ...observation, valueQuantity: { value: 36.5 } }, 'by-type')).toEqual([
    'cardinality-min Observation.value.ofType(Quantity)',
  ]);
  expect(check({ ...observation, valueString: '平熱' }, 'by-type')).toEqual([
    'slice-closed Observation.value.ofType(string)',
  ]);
});

test('told by presence: only a name with a period is a former name', () => {
  const former = { family: '佐藤', period: { end: '1995-04-01' } };
  expect(check({ ...HANAKO, name: [{ family: '山田' }] }, 'by-exists')).toEqual([]);
  expect(check({ ...HANAKO, name: [former] }, 'by-exists')).toEqual(['cardinality-min Patient.name[0]']);
  expect(check({ ...HANAKO, name: [{ ...former, use: 'maiden' }] }, 'by-exists')).toEqual([]);
});

test('told by profile: an entry that claims the profile is in its slice even when it breaks it, and the breach is named there', () => {
  const bundle = (resource: object) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000000', resource }],
  });
  const man = { ...HANAKO, gender: 'male' };
  expect(check(bundle(HANAKO), 'by-profile')).toEqual([]);
  expect(check(bundle(man), 'by-profile')).toEqual(['slice-min Bundle']);
  expect(check(bundle({ ...man, meta: { profile: [female.url] } }), 'by-profile')).toEqual([
    'fixed-differs Bundle.entry[0].resource.ofType(Patient).gender',
  ]);
});

test('told by the type of what is referred to', () => {
  const list = {
    resourceType: 'List',
    status: 'current',
    mode: 'working',
    contained: [HANAKO, { resourceType: 'Organization', id: 'office', name: 'ひかり' }],
    entry: [{ item: { reference: '#hanako' } }, { item: { reference: '#office' } }],
  };
  expect(check(list, 'by-target')).toEqual(['slice-closed List.entry[1]']);
});

test('a slice of a slice is counted inside it', () => {
  const home = { system: 'phone', value: '03-1111-1111', use: 'home' };
  expect(check({ ...HANAKO, telecom: [home, { ...home, use: 'work' }] }, 'again')).toEqual([]);
  expect(check({ ...HANAKO, telecom: [home, home] }, 'again')).toEqual(['slice-max Patient']);
});

test('a compiled profile is printed as what it adds to its type, and nothing else', () => {
  expect(validator.print(url('by-value'))?.split('\n')).toEqual([
    'Patient.identifier slicing {"rules":"closed","ordered":true,"slices":[{"name":"chart","min":1,"max":1,"how":"system = \\"urn:chart\\""},{"name":"card","min":0,"max":1,"how":"system = \\"urn:card\\""}]}',
  ]);
  expect(validator.print(url('female'))?.split('\n')).toEqual([
    'Patient.gender cardinality {"min":1,"max":"1"}',
    'Patient.gender fixed "female"',
  ]);
  expect(validator.print('https://example.jp/StructureDefinition/nowhere')).toBeUndefined();
});

/** What is told of the first issue of a code, after its own words. */
const nearest = (resource: object, id: string, code: string): (string | undefined)[] => {
  const issue = validator.validate(resource, { profiles: [url(id)] }).find((one) => one.code === code);
  return [
    /(?:。|）)いちばん近い(.*?です)。/.exec(issue?.ja ?? '')?.[1],
    /; (the nearest .*? is);/.exec(issue?.en ?? '')?.[1],
  ];
};

test('a value that no slice takes is told the slice that it comes nearest to, and where it first differs', () => {
  const slip = { ...HANAKO, identifier: [chart, { system: 'urn:cart', value: '2' }] };
  expect(nearest(slip, 'by-value', 'slice-closed')).toEqual([
    '区分は「chart」で、Patient.identifier[1].system に求められるのは "urn:chart"、あるのは "urn:cart" です',
    'the nearest slice is `chart`, which asks for "urn:chart" at `Patient.identifier[1].system`, where "urn:cart" is',
  ]);
  const other = { ...HANAKO, identifier: [chart, { system: 'urn:ard', value: '2' }] };
  expect(nearest(other, 'by-value', 'slice-closed')[1]).toContain('the nearest slice is `card`');
});

test('where a slice is missing, the value that was meant for it is named with its first difference', () => {
  const category = (code: string, system = 'https://example.jp/category') => ({ coding: [{ system, code }] });
  const observation = (...categories: object[]) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: '血糖' },
    category: categories,
  });
  const slip = observation(category('x', 'https://other.example'), category('LAB'));
  expect(nearest(slip, 'by-pattern', 'slice-min')).toEqual([
    '値は Observation.category[1] で、Observation.category[1].coding[0].code に求められるのは "lab"、あるのは "LAB" です',
    'the nearest is `Observation.category[1]`, but "lab" is asked for at `Observation.category[1].coding[0].code`, where "LAB" is',
  ]);
  const withoutCode = observation({ coding: [{ system: 'https://example.jp/category' }] });
  expect(nearest(withoutCode, 'by-pattern', 'slice-min')[0]).toContain('あるのは 値なし です');
});

test('a value that has nothing of a missing slice is not called near to it', () => {
  const other = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, category: [{ text: '検査' }] };
  expect(check(other, 'by-pattern')).toContain('slice-min Observation');
  expect(nearest(other, 'by-pattern', 'slice-min')).toEqual([undefined, undefined]);
});
