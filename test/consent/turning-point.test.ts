import { expect, test } from 'vitest';
import { nextTurningPoint, type TimedInput } from '../../src/consent/index.ts';
import { consent, context, permit } from './make.ts';

const AT = Date.parse('2026-05-10T10:00:00+09:00');
const { policy } = context;

/** The next turning point after 10 May 2026, of nothing but what is given. */
function next(more: Partial<TimedInput['context']> & { consents?: object[] } = {}, at = AT): string | number {
  const { consents = [], ...world } = more;
  const found = nextTurningPoint(
    {
      consentsByPatient: new Map([['Patient/a', consents as never]]),
      context: { directory: {}, patients: {}, authority: {}, policy, ...world },
    },
    at,
  );
  return Number.isFinite(found) ? new Date(found).toISOString() : found;
}

test('where no date lies ahead, nothing turns', () => {
  expect(next()).toBe(Infinity);
  expect(next({ patients: { 'Patient/a': {} } })).toBe(Infinity);
  expect(next({ consents: [consent(permit({ period: { end: '2026-05-09' } }))] })).toBe(Infinity);
});

test('a date turns wherever it stands, and nothing else does', () => {
  const odd = { note: null, count: 2027, ok: true, text: '2027-01-01 or so', list: [null, ['2027-02-01']] };
  expect(next({ consents: [odd] })).toBe('2027-01-31T15:00:00.000Z');
});

test('a period turns at its first millisecond and at the first after its last', () => {
  const consents = [consent(permit({ period: { start: '2026-05-11', end: '2026-05-12' } }))];
  expect(next({ consents })).toBe('2026-05-10T15:00:00.000Z');
  expect(next({ consents }, Date.parse('2026-05-10T15:00:00Z'))).toBe('2026-05-11T15:00:00.000Z');
  expect(next({ consents }, Date.parse('2026-05-12T15:00:00Z'))).toBe(Infinity);
});

// Both ends of every date count, whatever it means: a permit made anew too early is only work.
test('the earliest of all that may turn counts: consents, directory, authority, rules and ages', () => {
  const consents = [consent(permit({}, permit({ period: { end: '2026-12' } })))];
  const directory = { 'Group/g': { member: [{ ref: 'Practitioner/p', period: { end: '2026-11' } }] } };
  const authority = { 'RelatedPerson/k': { patient: 'Patient/a', kind: 'parental', period: { end: '2026-10' } } };
  const rules = [{ type: 'prohibit' as const, period: { start: '2026-09-01' } }];
  const patients = { 'Patient/a': { birthDate: '2010-08-01' }, 'Patient/b': { birthDate: '2008-07-01' } };
  expect(next({ consents })).toBe('2026-11-30T15:00:00.000Z');
  expect(next({ consents, directory })).toBe('2026-10-31T15:00:00.000Z');
  expect(next({ consents, directory, authority })).toBe('2026-09-30T15:00:00.000Z');
  expect(next({ consents, directory, authority, policy: { ...policy, rules } })).toBe('2026-08-31T15:00:00.000Z');
  const all = { consents, directory, authority, policy: { ...policy, rules }, patients };
  expect(next(all)).toBe('2026-06-30T15:00:00.000Z');
  expect(next(all, Date.parse('2026-06-30T15:00:00Z'))).toBe('2026-07-31T15:00:00.000Z');
});
