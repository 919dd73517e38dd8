import { describe, expect, test } from 'vitest';
import { errors, found, HANAKO, profileOf, validatorWith } from './world.ts';

const SYSTEM = 'https://example.jp/CodeSystem/colours';
const LARGEST = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';
const ADDITIONAL = 'http://hl7.org/fhir/tools/StructureDefinition/additional-binding';
const colours = {
  resourceType: 'CodeSystem',
  url: SYSTEM,
  status: 'active',
  content: 'complete',
  concept: [{ code: 'red' }, { code: 'pink' }, { code: 'blue' }],
};
const set = (id: string, ...codes: string[]) => ({
  resourceType: 'ValueSet',
  url: `https://example.jp/ValueSet/${id}`,
  status: 'active',
  compose: { include: [{ system: SYSTEM, concept: codes.map((code) => ({ code })) }] },
});
const [red, warm] = [set('red', 'red'), set('warm', 'red', 'pink')];
const bound = (id: string, binding: object) =>
  profileOf('Patient', id, [
    {
      id: 'Patient.maritalStatus',
      path: 'Patient.maritalStatus',
      binding: { strength: 'extensible', valueSet: red.url, ...binding },
    },
  ]);
const further = (purpose: string, ...more: object[]) => ({
  extension: [
    {
      url: ADDITIONAL,
      extension: [{ url: 'purpose', valueCode: purpose }, { url: 'valueSet', valueCanonical: warm.url }, ...more],
    },
  ],
});
const validator = await validatorWith([
  colours,
  red,
  warm,
  bound('largest', { extension: [{ url: LARGEST, valueCanonical: warm.url }] }),
  bound('preferred', { strength: 'preferred', extension: [{ url: LARGEST, valueCanonical: warm.url }] }),
  bound('additional', further('required')),
  bound('in-r5', { additional: [{ purpose: 'maximum', valueSet: warm.url }] }),
  bound('candidate', further('candidate')),
  bound('for-some', further('required', { url: 'usage', valueUsageContext: { code: { code: 'venue' } } })),
]);
const married = (code: string | undefined, profile: string) =>
  validator.validate(
    { ...HANAKO, maritalStatus: code === undefined ? { text: '既婚' } : { coding: [{ system: SYSTEM, code }] } },
    { profiles: [`https://example.jp/StructureDefinition/${profile}`] },
  );

describe('a set beside the set', () => {
  test.each([
    ['largest', 'pink', []],
    ['largest', 'blue', ['binding-required Patient.maritalStatus']],
    ['largest', undefined, ['code-missing Patient.maritalStatus']],
    ['preferred', 'blue', ['binding-required Patient.maritalStatus']],
    ['preferred', undefined, []],
    ['additional', 'pink', []],
    ['additional', 'blue', ['binding-required Patient.maritalStatus']],
    ['additional', undefined, []],
    ['in-r5', 'blue', ['binding-required Patient.maritalStatus']],
    ['candidate', 'blue', []],
    ['for-some', 'blue', []],
  ])('%s: the code %s', (profile, code, expected) => {
    expect(errors(married(code, profile))).toEqual(expected);
  });

  test('outside of the own, extensible set and of that of R4 it is a warning still', () => {
    const warning = 'warning Patient.maritalStatus';
    expect(found(married('pink', 'largest'), 'binding-extensible')).toEqual([warning, warning]);
  });
});

test('a format may be named by the short form that FHIR gives it', () => {
  const statement = (format: string) => ({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-04-01',
    kind: 'requirements',
    description: '受け渡し',
    fhirVersion: '4.0.1',
    format: [format],
    rest: [{ mode: 'server' }],
  });
  for (const format of ['json', 'xml', 'application/fhir+json'])
    expect(errors(validator.validate(statement(format)))).toEqual([]);
  expect(errors(validator.validate(statement('yaml')))).toEqual(['binding-required CapabilityStatement.format[0]']);
});

test('a working group that HL7 founded after R4 is only a warning', () => {
  const group = (valueCode: string) => ({
    resourceType: 'CodeSystem',
    url: 'https://example.jp/CodeSystem/groups',
    status: 'draft',
    content: 'complete',
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/structuredefinition-wg', valueCode }],
  });
  const PLACE = 'CodeSystem.extension[0].value.ofType(code)';
  expect(found(validator.validate(group('pe')), 'binding-extensible')).toContain(`warning ${PLACE}`);
  expect(found(validator.validate(group('fhir')), 'binding-extensible')).toEqual([]);
});
