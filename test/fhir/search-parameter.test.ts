import { parseFhirPath } from '@medplum/core';
import type { SearchParameter as Definition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { createSearchParameters } from '../../src/fhir/index.ts';
import { SERVED_TYPES } from '../../src/visit/index.ts';

const PARAMETERS = createSearchParameters();

test.each(SERVED_TYPES)('every search parameter of %s can be read as FHIRPath and speaks of %s alone', (type) => {
  const parameters = PARAMETERS.of(type);
  for (const { code, expression, components, type: kind } of parameters.values()) {
    if (kind === 'text') continue;
    expect(() => parseFhirPath(expression), code).not.toThrow();
    for (const part of components) expect(() => parseFhirPath(part.expression), code).not.toThrow();
    const roots = expression.match(/(?<![\w.'])[A-Z][A-Za-z]+(?=\.)/g) ?? [];
    expect(
      roots.filter((root) => root !== type),
      `${code}: ${expression}`,
    ).toEqual([]);
  }
  for (const code of ['_id', '_lastUpdated', '_profile', '_security', '_source', '_tag', '_text', '_content']) {
    expect([...parameters.keys()], code).toContain(code);
  }
});

test.each([
  ['Patient', 'birthdate', 'date', 'Patient.birthDate'],
  ['Patient', 'gender', 'token', 'Patient.gender'],
  ['Observation', 'date', 'date', 'Observation.effective'],
  ['Observation', 'patient', 'reference', 'Observation.subject.where(resolve() is Patient)'],
  ['Observation', 'combo-code', 'token', 'Observation.code | Observation.component.code'],
  ['Observation', 'code-value-quantity', 'composite', 'Observation'],
  ['Observation', 'combo-code-value-quantity', 'composite', 'Observation | Observation.component'],
  ['CarePlan', 'date', 'date', 'CarePlan.period'],
  ['CarePlan', '_id', 'token', 'CarePlan.id'],
  ['RelatedPerson', 'name', 'string', 'RelatedPerson.name'],
  ['RiskAssessment', 'probability', 'number', 'RiskAssessment.prediction.probability'],
])('%s?%s is a %s at %s', (type, code, kind, expression) => {
  expect(PARAMETERS.of(type).get(code)).toMatchObject({ code, type: kind, expression });
});

test('a composite knows its parts by their own parameters and from where it stands', () => {
  const { components = [] } = PARAMETERS.of('Observation').get('component-code-value-quantity') ?? {};
  expect(components.map(({ parameter, expression }) => [parameter.code, parameter.type, expression])).toEqual([
    ['component-code', 'token', 'code'],
    ['component-value-quantity', 'quantity', 'value.ofType(Quantity)'],
  ]);
});

test('a parameter of another type, or of a kind that is not served, is none', () => {
  expect(PARAMETERS.of('Patient').get('value-quantity')).toBeUndefined();
  expect(PARAMETERS.of('Observation').get('birthdate')).toBeUndefined();
  expect(PARAMETERS.of('Location').get('near')).toMatchObject({ type: 'special', expression: 'Location.position' });
  expect([...PARAMETERS.of('Nonsense').keys()].every((code) => code.startsWith('_'))).toBe(true);
});

test('what a region adds is there until it is taken back, and in its own registry only', () => {
  const nickname: Definition = {
    resourceType: 'SearchParameter',
    url: 'https://region.example/SearchParameter/nickname',
    name: 'nickname',
    description: 'The name that a person is called by.',
    status: 'active',
    code: 'nickname',
    base: ['Patient'],
    type: 'string',
    expression: "Patient.name.where(use = 'nickname')",
  };
  const own = createSearchParameters([nickname]);
  expect(own.of('Patient').get('nickname')).toMatchObject({ type: 'string', url: nickname.url });
  expect(PARAMETERS.of('Patient').get('nickname')).toBeUndefined();
  own.extend([]);
  expect(own.of('Patient').get('nickname')).toBeUndefined();
});
