import type { ElementDefinition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { errors, HANAKO, profileOf, validatorWith } from './world.ts';

const at = (path: string, more: object): Partial<ElementDefinition> => ({ id: path, path, ...more });
const married = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'M' }] };
const patterned = profileOf('Patient', 'patterned', [at('Patient.maritalStatus', { patternCodeableConcept: married })]);
const exact = profileOf('Patient', 'exact', [at('Patient.maritalStatus', { fixedCodeableConcept: married })]);
const validator = await validatorWith([patterned, exact]);
const check = (resource: unknown, id?: string): string[] =>
  errors(
    validator.validate(resource, {
      profiles: id === undefined ? [] : [`https://example.jp/StructureDefinition/${id}`],
    }),
  );

const narrated = (div: string, more: object = {}) => ({
  ...HANAKO,
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${div}</div>` },
  ...more,
});

test('a link in the narrative may lead to any element of the resource that has an id', () => {
  const link = '<a href="#emergency">緊急連絡先</a>';
  const contact = { id: 'emergency', name: { text: '山田 太郎' } };
  expect(check(narrated(link, { contact: [contact] }))).toEqual([]);
  expect(check(narrated(link, { contact: [{ ...contact, id: 'other' }] }))).toEqual(['link-broken Patient.text.div']);
});

test('a number may be as small as 32 bits allow, and not smaller', () => {
  const counted = (valueInteger: number) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: '得点' },
    valueInteger,
  });
  expect(check(counted(-2_147_483_648))).toEqual([]);
  expect(check(counted(-2_147_483_649))).toEqual(['primitive-format Observation.value.ofType(integer)']);
});

const other = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'S' }] };

test('a coding that a profile asks for is missed in the concept, and a wrong one is named where it stands', () => {
  expect(check({ ...HANAKO, maritalStatus: married }, 'patterned')).toEqual([]);
  expect(check({ ...HANAKO, maritalStatus: { text: '未婚' } }, 'patterned')).toEqual([
    'pattern-differs Patient.maritalStatus',
  ]);
  expect(check({ ...HANAKO, maritalStatus: { coding: [...married.coding, ...other.coding] } }, 'exact')).toEqual([
    'fixed-differs Patient.maritalStatus',
  ]);
  expect(check({ ...HANAKO, maritalStatus: other }, 'exact')).toEqual([
    'fixed-differs Patient.maritalStatus.coding[0].code',
  ]);
});

test('a fullUrl on a server ends in the type of its resource, too', () => {
  const bundle = (fullUrl: string) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl, resource: HANAKO }],
  });
  expect(check(bundle('https://example.jp/fhir/Patient/hanako'))).toEqual([]);
  expect(check(bundle('https://example.jp/fhir/Person/hanako'))).toEqual(['bundle-url-id Bundle.entry[0]']);
  expect(check(bundle('https://example.jp/fhir/Folder/hanako'))).toEqual([]);
});

test('a relative reference means the same server, and not a namesake on another one', () => {
  const composition = {
    resourceType: 'Composition',
    id: 'c',
    status: 'final',
    type: { text: '退院時サマリー' },
    subject: { reference: 'Patient/hanako' },
    date: '2026-04-01',
    author: [{ display: '佐藤医師' }],
    title: '退院時サマリー',
  };
  const document = (server: string) => ({
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0f5d6f0e-32c4-4c62-9d14-0b2a6f1e7b11' },
    timestamp: '2026-04-01T09:00:00+09:00',
    entry: [
      { fullUrl: 'https://example.jp/fhir/Composition/c', resource: composition },
      { fullUrl: `${server}/Patient/hanako`, resource: HANAKO },
    ],
  });
  expect(check(document('https://example.jp/fhir'))).toEqual([]);
  expect(check(document('https://other.example.jp/fhir'))).toEqual([
    'reference-unresolved Bundle.entry[0].resource.ofType(Composition).subject',
  ]);
});

test('a value that a profile fixes is of a type that the base has, where the profile names none', () => {
  const profile = (differential: Partial<ElementDefinition>) => check(profileOf('Patient', 'valued', [differential]));
  expect(profile(at('Patient.birthDate', { fixedDate: '1971-06-15' }))).toEqual([]);
  expect(profile(at('Patient.deceased[x]', { patternBoolean: false }))).toEqual([]);
  expect(profile(at('Patient.birthDate', { fixedString: '1971-06-15' }))).toEqual([
    'structure-value-type StructureDefinition.differential.element[0]',
  ]);
});
