import { expect, test } from 'vitest';
import { errors, found, validatorWith } from './world.ts';

const SYSTEM = 'http://terminology.hl7.org/CodeSystem/measure-population';
const concept = (code: string, system = SYSTEM) => ({ coding: [{ system, code }] });
const part = (code: string, system?: string) => ({
  code: concept(code, system),
  criteria: { language: 'text/fhirpath', expression: 'true' },
});
const measure = (id: string, scoring: string) => ({
  resourceType: 'Measure',
  url: `https://example.jp/Measure/${id}`,
  status: 'active',
  scoring: concept(scoring, 'http://terminology.hl7.org/CodeSystem/measure-scoring'),
  group: [
    {
      code: concept('discharge', 'urn:g'),
      population: [part('numerator'), part('denominator'), part('measure-observation')],
      stratifier: [part('ward', 'urn:s')],
    },
  ],
});
const twoGroups = { ...measure('two', 'cohort') };
twoGroups.group = [...twoGroups.group, { code: concept('stay', 'urn:g'), population: [], stratifier: [] }];
const validator = await validatorWith([measure('share', 'proportion'), measure('all', 'cohort'), twoGroups]);

const population = [{ code: concept('numerator') }, { code: concept('denominator') }];
const stratifier = [{ code: [concept('ward', 'urn:s')] }];
const report = (id: string, group: object[] | undefined, type = 'summary') =>
  validator.validate({
    resourceType: 'MeasureReport',
    status: 'complete',
    type,
    measure: `https://example.jp/Measure/${id}`,
    period: { start: '2026-04-01' },
    group,
  });
const GROUP = 'MeasureReport.group[0]';
const share = (more: object) =>
  errors(report('share', [{ population, stratifier, measureScore: { value: 0.5 }, ...more }]));

test('a report with the groups, populations, stratifiers and score of its measure is good', () => {
  expect(share({})).toEqual([]);
  expect(share({ code: concept('discharge', 'urn:g') })).toEqual([]);
});

test('what the measure does not know, what it misses and what comes twice is refused', () => {
  expect(share({ code: concept('other', 'urn:g') })).toEqual([`measure-part-unknown ${GROUP}.code`]);
  expect(share({ stratifier: [{ stratum: [] }] })).toContain(`measure-part-unknown ${GROUP}.stratifier[0]`);
  expect(share({ stratifier: undefined })).toEqual([`measure-part-missing ${GROUP}`]);
  expect(share({ population: population.slice(1) })).toEqual([`measure-part-missing ${GROUP}`]);
  expect(share({ population: [...population, { code: concept('numerator') }] })).toEqual([
    `measure-part-twice ${GROUP}.population[2]`,
  ]);
});

test('the score of a proportion is a share between 0 and 1, and a cohort has none', () => {
  expect(share({ measureScore: { value: 50 } })).toEqual([`measure-score-range ${GROUP}.measureScore.value`]);
  expect(share({ measureScore: { value: 0.5, unit: '%' } })).toEqual([`measure-score-unit ${GROUP}.measureScore`]);
  expect(share({ measureScore: undefined })).toEqual([`measure-score-missing ${GROUP}`]);
  expect(errors(report('all', [{ population, stratifier, measureScore: { value: 1 } }]))).toEqual([
    `measure-score-unasked ${GROUP}.measureScore`,
  ]);
});

test('of several groups each is told by its code', () => {
  const first = { code: concept('discharge', 'urn:g'), population, stratifier };
  const second = { code: concept('stay', 'urn:g') };
  expect(errors(report('two', [second, first]))).toEqual([]);
  expect(errors(report('two', [first]))).toEqual(['measure-part-missing MeasureReport']);
  expect(errors(report('two', undefined, 'data-collection'))).toEqual([]);
});

test('a measure that is not loaded leaves the report unchecked, and that is said', () => {
  expect(found(report('absent', []), 'definition-not-loaded')).toEqual(['warning MeasureReport.measure']);
});
