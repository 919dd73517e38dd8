import { readdirSync, readFileSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';
import fhirpath from 'fhirpath';
import { expect, test } from 'vitest';
import { localForm, parseReference, referencesOf, renameReferences } from '../../src/fhir/index.ts';

test.each([
  ['Patient/a', { type: 'Patient', id: 'a' }],
  ['Patient/a.b-C9', { type: 'Patient', id: 'a.b-C9' }],
  ['Patient/a/_history/2', { type: 'Patient', id: 'a' }],
  [`Patient/${'a'.repeat(64)}`, { type: 'Patient', id: 'a'.repeat(64) }],
  [`Patient/${'a'.repeat(65)}`, undefined],
  ['https://other.example/fhir/Patient/a', undefined],
  ['urn:uuid:6f1b0b0e-8f3a-4d6b-9a53-3c1b7a1f2e10', undefined],
  ['#contained', undefined],
  ['patient/a', undefined],
  ['Patient/', undefined],
  ['Patient/a/', undefined],
  ['Patient/a?x=y', undefined],
  ['Patient/佐藤', undefined],
  ['Patient/a\n', undefined],
  ['', undefined],
])('%j names a record of this server or none', (reference, expected) => {
  expect(parseReference(reference)).toEqual(expected);
});

test.each([
  ['https://house.example/fhir/Patient/a', 'Patient/a'],
  ['https://house.example/fhir/Patient/a/_history/2', 'Patient/a/_history/2'],
  ['http://house.example/fhir/Patient/a', 'Patient/a'],
  ['HTTPS://House.Example:443/fhir/Patient/a', 'Patient/a'],
  ['https://house.example/fhir/x/../Patient/a', 'Patient/a'],
  ['https://house.example/fhir/Patient?identifier=s|1', 'Patient?identifier=s|1'],
  ['https://house.example/fhir/Patient/a#b', 'Patient/a#b'],
  ['https://house.example:8443/fhir/Patient/a', undefined],
  ['https://house.example/fhirs/Patient/a', undefined],
  ['https://house.example/Patient/a', undefined],
  ['https://other.example/fhir/Patient/a', undefined],
  ['https://house.example.evil/fhir/Patient/a', undefined],
  ['urn:uuid:6f1b0b0e-8f3a-4d6b-9a53-3c1b7a1f2e10', undefined],
  ['Patient/a', undefined],
  ['#contained', undefined],
  ['https://', undefined],
])('%j of the house itself is said without its address', (reference, expected) => {
  for (const base of ['https://house.example/fhir', 'https://house.example/fhir/'])
    expect(localForm(base, reference)).toBe(expected ?? reference);
});

const plan = {
  resourceType: 'CarePlan',
  contained: [{ resourceType: 'Goal', id: 'g', subject: { reference: 'Patient/a' } }],
  subject: { reference: 'Patient/a', display: 'Patient/not-a-reference' },
  activity: [
    { detail: { performer: [{ display: '家族' }, { reference: 'PractitionerRole/b' }] } },
    { reference: { reference: '#g' } },
  ],
  text: { div: 'reference: Patient/z' },
};

test('every reference of a record is found with the path where it stands, contained records included', () => {
  expect(referencesOf(plan, 'CarePlan')).toEqual([
    { reference: 'Patient/a', expression: 'CarePlan.contained[0].subject.reference' },
    { reference: 'Patient/a', expression: 'CarePlan.subject.reference' },
    { reference: 'PractitionerRole/b', expression: 'CarePlan.activity[0].detail.performer[1].reference' },
    { reference: '#g', expression: 'CarePlan.activity[1].reference.reference' },
  ]);
});

test('in the records of a whole region, the path of every reference leads back to it', () => {
  let found = 0;
  for (const file of readdirSync('examples/sandbox').filter((name) => /^\d/.test(name))) {
    const { resources } = JSON.parse(readFileSync(`examples/sandbox/${file}`, 'utf8')) as { resources: Resource[] };
    for (const resource of resources) {
      for (const { reference, expression } of referencesOf(resource, resource.resourceType)) {
        expect(fhirpath.evaluate(resource, expression), `${file} ${expression}`).toEqual([reference]);
        found += 1;
      }
    }
  }
  expect(found).toBeGreaterThan(100);
});

test('references are renamed in a copy; what has no new name, and every other text, stays', () => {
  const before = structuredClone(plan);
  const renamed = renameReferences(plan, (reference) => (reference === 'Patient/a' ? 'Patient/new' : undefined));
  expect(plan).toEqual(before);
  expect(referencesOf(renamed).map(({ reference }) => reference)).toEqual([
    'Patient/new',
    'Patient/new',
    'PractitionerRole/b',
    '#g',
  ]);
  expect({ ...renamed, contained: 0, subject: 0 }).toEqual({ ...before, contained: 0, subject: 0 });
  expect(renamed.subject.display).toBe('Patient/not-a-reference');
});
