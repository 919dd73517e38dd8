import { expect, test } from 'vitest';
import { and, evaluate, FALSE, type Formula, not, or, shared, TRUE } from '../../src/consent/formula.ts';
import { factsOf } from '../../src/consent/index.ts';
import { PLAN } from './make.ts';

const atom = (level: number): Formula => ({ op: 'confAtMost', level });

test('constants, repetitions and doubled negations fall away', () => {
  expect(and(TRUE, atom(1), TRUE, atom(1))).toEqual(atom(1));
  expect(or(FALSE, atom(1), or(atom(1), FALSE))).toEqual(atom(1));
  expect([and(), or(), and(atom(1), FALSE), or(atom(1), TRUE)]).toEqual([TRUE, FALSE, FALSE, TRUE]);
  expect([not(TRUE), not(FALSE), not(not(atom(1)))]).toEqual([FALSE, TRUE, atom(1)]);
  expect(and(atom(1), and(atom(2), atom(1)))).toEqual({ op: 'and', of: [atom(1), atom(2)] });
});

test('equal formulas are one object, and different ones are not', () => {
  const made = (level: number) => and(atom(level), not(or(atom(2), not(atom(3)))));
  expect(shared(made(1))).toBe(shared(made(1)));
  expect(shared(not(made(1)))).toBe(shared(not(made(1))));
  expect(shared(made(1))).not.toBe(shared(made(4)));
  expect(shared(and(atom(1), atom(2)))).not.toBe(shared(or(atom(1), atom(2))));
  expect(shared(not(atom(1)))).not.toBe(shared(atom(1)));
});

test('more formulas than there is room for are as right, though equal ones may be two', () => {
  const many = (first: number) =>
    or(...Array.from({ length: 60_000 }, (_, n): Formula => ({ op: 'selfAny', any: [`CarePlan/${first + n}`] })));
  const before = shared(and(atom(1), atom(5)));
  const facts = factsOf({ ...PLAN, id: '119999' });
  expect([evaluate(many(0), facts), evaluate(many(60_000), facts), evaluate(many(0), facts)]).toEqual([
    false,
    true,
    false,
  ]);
  const after = shared(and(atom(1), atom(5)));
  expect(after).toEqual(before);
  expect(shared(and(atom(1), atom(5)))).toBe(after);
});

test('a level that a record lacks is no level, however low the asked one is', () => {
  const facts = { ...factsOf(PLAN), conf: null };
  expect([0, 3, 5].map((level) => evaluate({ op: 'confAtLeast', level }, facts))).toEqual([false, false, false]);
  expect([3, 4].map((level) => evaluate({ op: 'confAtMost', level }, facts))).toEqual([false, true]);
});

test('a code of any system is no resource type', () => {
  const facts = { ...factsOf(PLAN), classes: ['CarePlan', 'urn:x|11488-4'] };
  const asked = (any: string[], bare: string[]) => evaluate({ op: 'class', any, bare }, facts);
  expect([asked([], ['CarePlan']), asked(['CarePlan'], []), asked([], ['11488-4'])]).toEqual([false, true, true]);
});

test('who only performed counts where nobody is the author', () => {
  const asked = (authors: string[], performers: string[]) =>
    evaluate({ op: 'performerOnlyAny', any: ['Organization/x'] }, { ...factsOf(PLAN), authors, performers });
  expect([
    asked([], ['Organization/x']),
    asked([], ['Organization/y']),
    asked([], []),
    asked(['Organization/y'], ['Organization/x']),
  ]).toEqual([true, false, false, false]);
});

test('a time that touches a span overlaps it, and is within it to its last millisecond', () => {
  const [start, end] = ['2026-04-01T00:00:00.000Z', '2026-04-30T23:59:59.999Z'];
  const asked = (clinicalStart: string, clinicalEnd: string) =>
    (['clinicalOverlaps', 'clinicalWithin'] as const).map((op) =>
      evaluate({ op, start, end }, { ...factsOf(PLAN), clinicalStart, clinicalEnd }),
    );
  expect(asked('2026-03-01T00:00:00.000Z', start)).toEqual([true, false]);
  expect(asked('2026-03-01T00:00:00.000Z', '2026-03-31T23:59:59.999Z')).toEqual([false, false]);
  expect(asked(end, 'infinity')).toEqual([true, false]);
  expect(asked('2026-05-01T00:00:00.000Z', 'infinity')).toEqual([false, false]);
  expect(asked(start, end)).toEqual([true, true]);
  expect(asked('-infinity', end)).toEqual([true, false]);
});
