import { expect, test } from 'vitest';
import { errors, HANAKO, profileOf, validatorWith } from './world.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const inContext = (id: string, expression: string) => ({
  ...profileOf('Extension', id, []),
  context: [{ type: 'element', expression }],
});
const url = (id: string): string => `https://example.jp/StructureDefinition/${id}`;
const validator = await validatorWith([
  profileOf('Patient', 'inpatient', [{ id: 'Patient.name', path: 'Patient.name', min: 1 }]),
  inContext('on-patient', `${CORE}Patient`),
  inContext('on-inpatient', url('inpatient')),
  inContext('on-part', 'BackboneElement'),
]);
const extended = (id: string) => ({ extension: [{ url: url(id), valueString: '三階東' }] });
const check = (resource: object): string[] => errors(validator.validate(resource));
const contact = { name: { text: '山田 太郎' } };

test('an extension may name the type where it belongs by the URL of its definition', () => {
  expect(check({ ...HANAKO, ...extended('on-patient') })).toEqual([]);
  expect(check({ ...HANAKO, contact: [{ ...contact, ...extended('on-patient') }] })).toEqual([
    'extension-context Patient.contact[0]',
  ]);
});

test('an extension of a profile belongs to the resources that follow the profile', () => {
  expect(check({ ...HANAKO, ...extended('on-inpatient') })).toEqual([]);
  expect(check({ ...HANAKO, name: undefined, ...extended('on-inpatient') })).toEqual(['extension-context Patient']);
});

test('an extension of any part of a resource belongs neither to the resource nor to a value in it', () => {
  expect(check({ ...HANAKO, contact: [{ ...contact, ...extended('on-part') }] })).toEqual([]);
  expect(check({ ...HANAKO, ...extended('on-part') })).toEqual(['extension-context Patient']);
  expect(check({ ...HANAKO, name: [{ family: '山田', ...extended('on-part') }] })).toEqual([
    'extension-context Patient.name[0]',
  ]);
});
