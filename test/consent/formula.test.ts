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
