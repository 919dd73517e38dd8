import { expect, test } from 'vitest';
import { createRateCounter } from '../../src/auth/rate-counter.ts';

test('of a hundred thousand keys only so many are remembered, the newest', () => {
  const counter = createRateCounter(1, () => new Date(0));
  for (let i = 0; i < 100_000; i += 1) counter.add(`key-${i}`);
  const remembered = Array.from({ length: 100_000 }, (_, i) => counter.waitOf(`key-${i}`) ?? 0);
  expect(remembered.filter((wait) => wait === 60)).toHaveLength(50_000);
  expect(remembered.slice(-50_000).every((wait) => wait === 60)).toBe(true);
});
