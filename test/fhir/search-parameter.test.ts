import { parseFhirPath } from '@medplum/core';
import { expect, test } from 'vitest';
import { SERVED_TYPES } from '../../src/exchange/index.ts';
import { searchParametersOf } from '../../src/fhir/index.ts';

test.each(SERVED_TYPES)('every search parameter of %s can be read as FHIRPath and speaks of %s alone', (type) => {
  const parameters = searchParametersOf(type);
  for (const { code, expression } of parameters.values()) {
    expect(() => parseFhirPath(expression), code).not.toThrow();
    const roots = expression.match(/(?<![\w.'])[A-Z][A-Za-z]+(?=\.)/g) ?? [];
    expect(
      roots.filter((root) => root !== type && root !== 'Resource'),
      `${code}: ${expression}`,
    ).toEqual([]);
  }
  for (const code of ['_id', '_lastUpdated', '_profile', '_security', '_source', '_tag']) {
    expect([...parameters.keys()], code).toContain(code);
  }
});

test.each([
  ['Patient', 'birthdate', 'date', 'Patient.birthDate'],
  ['Patient', 'gender', 'token', 'Patient.gender'],
  ['Observation', 'date', 'date', 'Observation.effective'],
  ['Observation', 'patient', 'reference', 'Observation.subject.where(resolve() is Patient)'],
  ['Observation', 'combo-code', 'token', 'Observation.code | Observation.component.code'],
  ['CarePlan', 'date', 'date', 'CarePlan.period'],
  ['CarePlan', '_id', 'token', 'Resource.id'],
  ['RelatedPerson', 'name', 'string', 'RelatedPerson.name'],
  ['RiskAssessment', 'probability', 'number', 'RiskAssessment.prediction.probability'],
])('%s?%s is a %s at %s', (type, code, kind, expression) => {
  expect(searchParametersOf(type).get(code)).toMatchObject({ code, type: kind, expression });
});

test('a parameter of another type, or of a kind that is not served, is none', () => {
  expect(searchParametersOf('Patient').get('value-quantity')).toBeUndefined();
  expect(searchParametersOf('Observation').get('birthdate')).toBeUndefined();
  expect(searchParametersOf('Observation').get('code-value-quantity')).toBeUndefined();
  expect(searchParametersOf('Location').get('near')).toBeUndefined();
  expect([...searchParametersOf('Nonsense').keys()].every((code) => code.startsWith('_'))).toBe(true);
});

test('a reference parameter says which types it may lead to', () => {
  expect(searchParametersOf('Communication').get('patient')?.targets).toContain('Patient');
  expect(searchParametersOf('CarePlan').get('care-team')?.targets).toEqual(['CareTeam']);
});
