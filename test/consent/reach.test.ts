import { expect, test } from 'vitest';
import { type Reach, reaches } from '../../src/consent/index.ts';
import { isRefusal, parseSearch, type SearchCondition } from '../../src/fhir/index.ts';
import { PARAMETERS } from '../store/world.ts';

function conditionOf(query: string): SearchCondition {
  const parsed = parseSearch({
    parameters: PARAMETERS,
    types: ['Goal'],
    query: new URLSearchParams(query),
    countMax: 1,
  });
  if (isRefusal(parsed)) throw new Error(query);
  return parsed.condition;
}

const ACTIVE = conditionOf('lifecycle-status=active');
const [patient, other] = ['Patient/a', 'Patient/b'];

/** Whether a reach holds a row that names these people, and meets the condition or not. */
const holds = (reach: Reach, patients: readonly string[], { meets = false, type = 'Goal', id = '1' } = {}) =>
  reaches(reach, { type, id, patients }, ['Organization'], (condition) => meets && condition === ACTIVE);

test('a reach holds everything, or nothing but the types that it names', () => {
  expect(holds('*', [])).toBe(true);
  expect(holds({ Goal: [{}] }, [other])).toBe(true);
  expect(holds({ CarePlan: [{}] }, [patient])).toBe(false);
  expect(holds({ Goal: [] }, [patient])).toBe(false);
  expect(holds({}, [patient])).toBe(false);
});

test("a patient's slice holds what names the patient, whoever else is named, and what may be about nobody", () => {
  const reach = { Goal: [{ patient }], Organization: [{ patient }] };
  expect(holds(reach, [patient])).toBe(true);
  expect(holds(reach, [other, patient])).toBe(true);
  expect(holds(reach, [other])).toBe(false);
  expect(holds(reach, [])).toBe(false);
  expect(holds(reach, [], { type: 'Organization' })).toBe(true);
  expect(holds(reach, [other], { type: 'Organization' })).toBe(false);
});

test("a patient's own record is the one with the patient's id, and none that is linked to it", () => {
  const reach = { Patient: [{ patient }] };
  expect(holds(reach, [patient], { type: 'Patient', id: 'a' })).toBe(true);
  expect(holds(reach, [other, patient], { type: 'Patient', id: 'b' })).toBe(false);
});

test('a slice holds what meets all that it says, a reach what is in any of its slices', () => {
  const both = { Goal: [{ patient, condition: ACTIVE }] };
  expect(holds(both, [patient], { meets: true })).toBe(true);
  expect(holds(both, [patient])).toBe(false);
  expect(holds(both, [other], { meets: true })).toBe(false);
  const either = { Goal: [{ patient }, { condition: ACTIVE }] };
  expect(holds(either, [patient])).toBe(true);
  expect(holds(either, [other], { meets: true })).toBe(true);
  expect(holds(either, [other])).toBe(false);
});
