import { expect, test } from 'vitest';
import { errors, found, HANAKO, profileOf, validatorWith } from './world.ts';

const colours = {
  resourceType: 'CodeSystem',
  url: 'https://example.jp/CodeSystem/colours',
  status: 'active',
  content: 'complete',
  concept: [
    {
      code: 'red',
      display: '赤',
      designation: [{ language: 'en', value: 'Red' }],
    },
    { code: 'blue' },
  ],
};
const warm = {
  resourceType: 'ValueSet',
  url: 'https://example.jp/ValueSet/warm',
  status: 'active',
  compose: { include: [{ system: colours.url, concept: [{ code: 'red' }] }] },
};
const bound = (strength: 'required' | 'extensible', id: string) =>
  profileOf('Patient', id, [
    { id: 'Patient', path: 'Patient' },
    {
      id: 'Patient.maritalStatus',
      path: 'Patient.maritalStatus',
      binding: { strength, valueSet: warm.url },
    },
  ]);
const distant = profileOf('Patient', 'distant', [
  {
    id: 'Patient.maritalStatus',
    path: 'Patient.maritalStatus',
    binding: { strength: 'required', valueSet: 'https://elsewhere.example/vs' },
  },
]);
const asksForGreen = profileOf('Patient', 'green', [
  {
    id: 'Patient.maritalStatus.coding.code',
    path: 'Patient.maritalStatus.coding.code',
    fixedCode: 'green',
  },
]);
const validator = await validatorWith([
  colours,
  warm,
  bound('required', 'must'),
  bound('extensible', 'should'),
  distant,
  asksForGreen,
]);
const url = (id: string): string => `https://example.jp/StructureDefinition/${id}`;
const married = (coding: object | undefined, ...profiles: string[]) =>
  validator.validate(
    {
      ...HANAKO,
      maritalStatus: coding === undefined ? { text: '既婚' } : { coding: [coding] },
    },
    { profiles: profiles.map(url) },
  );

test('a code outside a required set is an error, at the element that is bound', () => {
  expect(errors(married({ system: colours.url, code: 'red' }, 'must'))).toEqual([]);
  expect(errors(married({ system: colours.url, code: 'blue' }, 'must'))).toEqual([
    'binding-required Patient.maritalStatus',
  ]);
  expect(errors(married(undefined, 'must'))).toEqual(['code-missing Patient.maritalStatus']);
});

test('a code outside an extensible set is a warning', () => {
  const issues = married({ system: colours.url, code: 'blue' }, 'should');
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'binding-extensible')).toContain('warning Patient.maritalStatus');
});

test('a set that is not loaded cannot be checked, and that is said', () => {
  const issues = married({ system: colours.url, code: 'red' }, 'distant');
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'binding-uncheckable')).toEqual(['information Patient.maritalStatus']);
});

test('a code that its code system does not have is an error, unless a profile asks for that very code', () => {
  const green = { system: colours.url, code: 'green' };
  expect(errors(married(green))).toEqual(['code-unknown Patient.maritalStatus.coding[0].code']);
  const excused = married(green, 'green');
  expect(errors(excused)).toEqual([]);
  expect(found(excused, 'code-unknown')).toEqual(['warning Patient.maritalStatus.coding[0].code']);
});

test('a Japanese display is right because an English one exists, and a display of neither is a warning', () => {
  expect(found(married({ system: colours.url, code: 'red', display: '赤' }), 'display-differs')).toEqual([]);
  expect(found(married({ system: colours.url, code: 'red', display: 'RED' }), 'display-differs')).toEqual([]);
  const issues = married({ system: colours.url, code: 'red', display: '青' });
  expect(found(issues, 'display-differs')).toEqual(['warning Patient.maritalStatus.coding[0].display']);
  expect(issues.find(({ code }) => code === 'display-differs')?.ja).toBe(
    '表示名「青」は、コード「red」の名前（赤 | Red）のどれとも違います。正しい表示名にするか、コードを見直してください。',
  );
});

test('a system must be an absolute URI, and the URL of a value set is no code system', () => {
  const place = 'coding-system-wrong Patient.maritalStatus.coding[0].system';
  expect(errors(married({ system: 'colours', code: 'red' }))).toEqual([place]);
  expect(errors(married({ system: warm.url, code: 'red' }))).toEqual([place]);
});

test('the base binding of gender is required: a word of Japanese is no code of it', () => {
  expect(errors(validator.validate({ ...HANAKO, gender: '女' }))).toEqual(['binding-required Patient.gender']);
});

test('a body temperature follows the vital signs of R4 without naming them', () => {
  const fever = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] },
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    subject: { reference: 'Patient/hanako' },
    effectiveDateTime: '2024-03-01',
    valueQuantity: { value: 38.2, unit: '℃', system: 'http://unitsofmeasure.org', code: 'Cel' },
  };
  expect(errors(validator.validate(fever))).toEqual([]);
  const { subject: _, ...ofNobody } = fever;
  expect(errors(validator.validate(ofNobody))).toEqual(['cardinality-min Observation']);
  expect(errors(validator.validate({ ...fever, valueQuantity: { ...fever.valueQuantity, code: 'kg' } }))).toEqual([
    'binding-required Observation.value.ofType(Quantity).code',
  ]);
});
