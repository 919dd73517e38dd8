import { globSync, readFileSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { createSearchParameters } from '../../src/fhir/index.ts';
import { compilePath } from '../../src/store/compile-path.ts';
import { byLibrary } from '../../src/store/evaluate-path.ts';
import { SERVED_TYPES } from '../../src/visit/index.ts';

const parameters = createSearchParameters();

/** Every resource in our examples, also those inside bundles. */
const resources = globSync('examples/**/*.json').flatMap((file) => resourcesIn(JSON.parse(readFileSync(file, 'utf8'))));

function resourcesIn(node: unknown): Resource[] {
  if (Array.isArray(node)) return node.flatMap(resourcesIn);
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(resourcesIn);
  return SERVED_TYPES.includes((node as Resource).resourceType) ? [node as Resource, ...inner] : inner;
}

test('a compiled path finds in every example what the library finds', () => {
  let compared = 0;
  for (const resource of resources) {
    for (const { code, expression } of parameters.of(resource.resourceType).values()) {
      const compiled = expression === '' ? undefined : compilePath(expression);
      if (!compiled) continue;
      const expected = byLibrary(expression)(resource, resource);
      expect({ code, found: compiled(resource) }).toEqual({ code, found: expected });
      compared += expected.length;
    }
  }
  expect(compared).toBeGreaterThan(5_000);
});

test('the parts of composites are found as by the library', () => {
  let compared = 0;
  for (const resource of resources) {
    for (const { expression, components } of parameters.of(resource.resourceType).values()) {
      for (const place of components.length === 0 ? [] : (compilePath(expression)?.(resource) ?? [])) {
        for (const component of components) {
          const expected = byLibrary(component.expression)(place, resource);
          expect(compilePath(component.expression)?.(place)).toEqual(expected);
          compared += expected.length;
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(100);
});

test('all but a few parameters of served types are compiled', () => {
  const left = SERVED_TYPES.flatMap((type) =>
    [...parameters.of(type).values()]
      .filter(({ expression }) => expression !== '' && compilePath(expression) === undefined)
      .map(({ code }) => `${type}.${code}`),
  );
  expect(left.sort()).toEqual(['Patient.deceased']);
});

const telecom = { system: 'email', value: 'a@example.jp' };
test.each([
  ['a name', 'Patient.telecom', [telecom]],
  ['a name that is absent', 'Patient.contact.name', []],
  ['another type', 'Person.telecom', []],
  ['a condition', "Patient.telecom.where(system='email')", [telecom]],
  ['a condition that is not met', "Patient.telecom.where(system='phone')", []],
  ['a choice', 'Patient.deceased', ['2020-01-01']],
  ['a choice of a type', '(Patient.deceased.ofType(dateTime))', ['2020-01-01']],
  ['a choice of another type', '(Patient.deceased.ofType(boolean))', []],
  [
    'a union, each value once',
    'Patient.telecom.value | Patient.telecom.value | Patient.birthDate',
    ['a@example.jp', '2000-01-01'],
  ],
  ['a path on from brackets', '(Patient.telecom | Patient.contact.telecom).value', ['a@example.jp']],
  ['a reference to a person', 'Patient.link.other.where(resolve() is Patient)', [{ reference: 'Patient/1' }]],
])('%s', (_, expression, expected) => {
  const person: Resource = {
    resourceType: 'Patient',
    telecom: [{ system: 'email', value: 'a@example.jp' }],
    birthDate: '2000-01-01',
    deceasedDateTime: '2020-01-01',
    link: [
      { type: 'seealso', other: { reference: 'Patient/1' } },
      { type: 'seealso', other: { reference: 'RelatedPerson/1' } },
    ],
  };
  expect(compilePath(expression)?.(person)).toEqual(expected);
  expect(byLibrary(expression)(person, person)).toEqual(expected);
});

test.each([
  'Patient.deceased.exists() and Patient.deceased != false',
  'Bundle.entry[0].resource',
  'Patient.name.first()',
  "Patient.telecom.where(system='phone' or system='email')",
])('what is not plain is left to the library: %s', (expression) => {
  expect(compilePath(expression)).toBeUndefined();
});
