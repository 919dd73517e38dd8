import { expect, test } from 'vitest';
import { createSearchParameters, isRefusal } from '#fhir';
import { leadsNowhere } from '#records';
import { loadPackages } from '#validation';
import { SERVED_TYPES } from '#visit';

const definitions = await loadPackages([]);
if (isRefusal(definitions)) throw new Error('the definitions of R4 are refused');

test("every path of R4's own search parameters and of ours leads to an element", () => {
  const parameters = createSearchParameters();
  const astray = SERVED_TYPES.flatMap((type) =>
    [...parameters.of(type).values()].flatMap(({ code, expression }) => {
      const found = leadsNowhere(definitions, type, expression);
      return found === undefined ? [] : [`${type}?${code}: ${found}`];
    }),
  );
  expect(astray).toEqual([]);
  expect(SERVED_TYPES.flatMap((type) => [...parameters.of(type).values()]).length).toBeGreaterThan(1_000);
});

test.each([
  ['Observation.nothere', 'Observation.nothere'],
  ['Observation.component.value.nothere', undefined],
  ["Observation.note.where(text = 'Observation.no').text", undefined],
  ['(Observation.code | Observation.component.cod)', 'Observation.component.cod'],
  ['Observation.component.referenceRange.low', undefined],
  ['Observation.component.referenceRange.lower', 'Observation.component.referenceRange.lower'],
  ['Patient.nothere', undefined],
])('of %s, %s is no element of an Observation', (expression, path) => {
  expect(leadsNowhere(definitions, 'Observation', expression)).toBe(path);
});
