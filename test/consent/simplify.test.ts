import fc from 'fast-check';
import { expect, test } from 'vitest';
import { and, evaluate, FALSE, type Formula, not, or, TRUE } from '../../src/consent/formula.ts';
import { factsOf } from '../../src/consent/index.ts';
import { simplify } from '../../src/consent/simplify.ts';
import { PLAN } from './make.ts';

const SEED = 20261129;
const WORDS = ['a', 'b', 'c', 'd', 'e'] as const;
const [a, b, c, d, e] = WORDS.map((word): Formula => ({ op: 'handlingAny', any: [word] })) as [
  Formula,
  Formula,
  Formula,
  Formula,
  Formula,
];

/** The answers of a formula for every combination of answers to the five questions. */
const table = (formula: Formula): boolean[] =>
  Array.from({ length: 2 ** WORDS.length }, (_, n) =>
    evaluate(formula, { ...factsOf(PLAN), handling: WORDS.filter((_, at) => (n >> at) % 2 === 1) }),
  );

const sizeOf = (formula: Formula): number => {
  if (formula.op === 'and' || formula.op === 'or') return formula.of.reduce((sum, part) => sum + sizeOf(part), 0);
  return formula.op === 'not' ? sizeOf(formula.of) : 1;
};

const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(a, b, c, d, e, TRUE, FALSE),
    tie('formula').map(not),
    fc.array(tie('formula'), { maxLength: 4 }).map((parts) => and(...parts)),
    fc.array(tie('formula'), { maxLength: 4 }).map((parts) => or(...parts)),
    // As it may come from elsewhere: nothing has fallen away.
    fc.array(tie('formula'), { minLength: 1, maxLength: 4 }).map((of): Formula => ({ op: 'and', of })),
    fc.array(tie('formula'), { minLength: 1, maxLength: 4 }).map((of): Formula => ({ op: 'or', of })),
    tie('formula').map((of): Formula => ({ op: 'not', of })),
  ),
}));

test('a formula that was written shorter holds for the same rows, and is never longer', () => {
  let shorter = 0;
  fc.assert(
    fc.property(formula, (asked) => {
      const made = simplify(asked);
      expect(table(made)).toEqual(table(asked));
      expect(sizeOf(made)).toBeLessThanOrEqual(sizeOf(asked));
      if (sizeOf(made) < sizeOf(asked)) shorter += 1;
    }),
    { seed: SEED, numRuns: 5_000 },
  );
  expect(shorter).toBeGreaterThan(500);
});

test('what one part settles is not asked again in the others', () => {
  expect(simplify(and(a, or(a, b), or(not(a), c)))).toEqual(and(a, c));
  expect(simplify(or(a, and(a, b), and(not(a), c)))).toEqual(or(a, c));
  expect(simplify(and(not(a), or(a, and(b, not(a)))))).toEqual(and(not(a), b));
  expect(simplify(and(not(or(a, and(b, or(a, c)))), or(d, e)))).toEqual(and(not(a), not(and(b, c)), or(d, e)));
  expect(simplify(or(not(and(a, or(b, c))), and(a, d)))).toEqual(or(not(a), not(or(b, c)), d));
});

test('a part that another makes superfluous falls away, and of two with the same parts one stays', () => {
  expect(simplify(or(and(a, b), and(a, b, c), and(a, d)))).toEqual(or(and(a, b), and(a, d)));
  expect(simplify(and(or(a, b), or(c, b, a)))).toEqual(or(a, b));
  expect(table(simplify(or(and(a, b), and(b, a))))).toEqual(table(and(a, b)));
});

test('a consent of very many provisions is not held part against part', () => {
  const many = (count: number) => {
    const parts = Array.from({ length: count }, (_, n): Formula => ({ op: 'selfAny', any: [`Goal/${n}`] }));
    return or(and(a, b), and(a, b, c), ...parts.map((part) => and(part, d)));
  };
  const partsOf = (formula: Formula) => (formula.op === 'or' ? formula.of.length : 0);
  expect([partsOf(simplify(many(198))), partsOf(simplify(many(199)))]).toEqual([199, 201]);
});

test('what is short already stays as it is, and constants stay constants', () => {
  for (const asked of [TRUE, FALSE, a, not(a), and(a, b), or(a, not(b))]) expect(simplify(asked)).toEqual(asked);
});
