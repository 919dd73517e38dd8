import { expect, test } from 'vitest';
import { errors, found, HANAKO, validatorWith } from './world.ts';

const validator = await validatorWith();
const check = (change: object): string[] => errors(validator.validate({ ...HANAKO, ...change }));

test('a patient as a hospital writes it is valid, and only its missing narrative is mentioned', () => {
  const issues = validator.validate(HANAKO);
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'invariant-failed')).toEqual(['warning Patient']);
});

test('what is no FHIR resource is refused in one sentence', () => {
  for (const thing of [undefined, null, 7, 'Patient', [], {}, { resourceType: 4 }]) {
    expect(validator.validate(thing).map(({ code }) => code)).toEqual(['resource-type-missing']);
  }
  expect(errors(validator.validate({ resourceType: 'Human' }))).toEqual(['resource-type-unknown Human']);
  expect(errors(validator.validate({ resourceType: 'DomainResource' }))).toEqual([
    'resource-type-unknown DomainResource',
  ]);
});

test('a field that FHIR does not have is named', () => {
  expect(check({ bloodType: 'A' })).toEqual(['element-unknown Patient']);
  expect(check({ name: [{ familyName: '山田' }] })).toEqual(['element-unknown Patient.name[0]']);
  expect(check({ __proto__: null, constructor: 1 })).toEqual(['element-unknown Patient']);
});

test('a single value where an array belongs, and an array where a single value belongs, are named', () => {
  expect(check({ name: { family: '山田' } })).toEqual(['element-not-array Patient.name']);
  expect(check({ birthDate: ['1971-06-15'] })).toEqual(['element-array Patient.birthDate']);
});

test('a required element that is missing is named with its place', () => {
  const plan = {
    resourceType: 'CarePlan',
    status: 'active',
    subject: { reference: 'Patient/hanako' },
  };
  expect(errors(validator.validate(plan))).toEqual(['cardinality-min CarePlan']);
  expect(errors(validator.validate({ ...plan, intent: 'plan' }))).toEqual([]);
  expect(validator.validate(plan)[1]?.ja).toBe(
    '「CarePlan.intent」は 1 個以上必要ですが、0 個です（CarePlan）。足りない値を書いてください。',
  );
});

test('a choice may be given in one type only', () => {
  expect(check({ deceasedBoolean: false })).toEqual([]);
  expect(check({ deceasedBoolean: false, deceasedDateTime: '2020' })).toEqual(['choice-twice Patient']);
  expect(check({ deceasedString: 'no' })).toEqual(['element-unknown Patient']);
});

test('a choice that is given twice is told with everything that is there of it', () => {
  for (const [change, names] of [
    [{ deceasedBoolean: false, deceasedDateTime: '2020' }, 'deceasedBoolean, deceasedDateTime'],
    [
      { deceasedDateTime: '2020', _deceasedDateTime: { id: 'a' }, _deceasedBoolean: { id: 'b' } },
      'deceasedDateTime, deceasedBoolean',
    ],
  ] as const) {
    const [issue] = validator.validate({ ...HANAKO, ...change }).filter(({ code }) => code === 'choice-twice');
    expect(issue?.en).toBe(`\`deceased[x]\` may be given in one type only, and ${names} are there; keep one of them`);
    expect(issue?.ja).toBe(
      `「deceased[x]」は一つの型でだけ書けますが、${names} があります。一つだけを残してください。`,
    );
  }
});

test.each([
  ['birthDate', '1971/06/15'],
  ['birthDate', '昭和46年6月15日'],
  ['birthDate', '1971-02-30'],
  ['birthDate', ''],
  ['gender', ' female'],
  ['id', 'with space'],
  ['id', 'x'.repeat(65)],
  ['language', ''],
])('%s = `%s` is not written as its type asks', (name, value) => {
  expect(check({ [name]: value })).toContain(`primitive-format Patient.${name}`);
});

test.each([
  ['birthDate', 19710615],
  ['active', 'true'],
  ['multipleBirthInteger', '2'],
  ['name', ['山田花子']],
  ['gender', { code: 'female' }],
])('%s = %j has the wrong JSON type', (name, value) => {
  expect(check({ [name]: value })[0]).toMatch(/^type-wrong Patient\./);
});

test('numbers stay in the range of their type', () => {
  expect(check({ multipleBirthInteger: 2 })).toEqual([]);
  expect(check({ multipleBirthInteger: 2.5 })).toEqual(['primitive-format Patient.multipleBirth.ofType(integer)']);
  expect(check({ telecom: [{ system: 'phone', value: '03', rank: 0 }] })).toEqual([
    'primitive-format Patient.telecom[0].rank',
  ]);
});

test('empty objects, empty arrays and nulls are refused, except nulls beside extensions', () => {
  const reason = {
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
        valueCode: 'unknown',
      },
    ],
  };
  expect(check({ name: [] })).toEqual(['json-empty Patient.name']);
  expect(check({ maritalStatus: {} })).toEqual(['json-empty Patient.maritalStatus']);
  expect(check({ birthDate: null })).toEqual(['json-null Patient.birthDate']);
  expect(check({ birthDate: undefined, _birthDate: reason })).toEqual([]);
  expect(
    check({
      name: [{ family: '山田', given: ['花子', null], _given: [null, reason] }],
    }),
  ).toEqual([]);
  expect(check({ name: [{ family: '山田', given: ['花子', null] }] })).toEqual(['json-null Patient.name[0].given']);
});

test('beside a primitive may stand an id alone, where the primitive has a value', () => {
  expect(check({ active: true, _active: { id: 'a' } })).toEqual([]);
  expect(check({ active: true, _active: {} })).toEqual(['json-empty Patient.active']);
  expect(check({ active: undefined, _active: { id: 'a' } })).toEqual(['json-empty Patient.active']);
});

test('an extension on the id of a resource is refused', () => {
  expect(
    check({
      _id: {
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
            valueCode: 'unknown',
          },
        ],
      },
    }),
  ).toContain('extension-on-id Patient.id');
});

test('a resource nested without end is refused before it can end the process', () => {
  let item: object = { linkId: 'last', text: 'end', type: 'display' };
  for (let depth = 0; depth < 3_000; depth++) item = { linkId: String(depth), type: 'group', item: [item] };
  const issues = validator.validate({
    resourceType: 'Questionnaire',
    status: 'draft',
    item: [item],
  });
  expect(issues.map(({ code }) => code)).toContain('nesting-too-deep');
});

test('rules of the base types hold: a contact needs something to reach it by, a period does not end before it starts', () => {
  expect(check({ contact: [{ gender: 'male' }] })).toEqual(['invariant-failed Patient.contact[0]']);
  expect(
    check({
      identifier: [{ value: '1', period: { start: '2024-02-01', end: '2024-01-01' } }],
    }),
  ).toEqual(['invariant-failed Patient.identifier[0].period']);
});
