import { expect, test } from 'vitest';
import { createRateCounter } from '../../src/auth/rate-counter.ts';

test('of a hundred thousand keys only so many are remembered, the newest', () => {
  const counter = createRateCounter(1, () => new Date(0));
  for (let i = 0; i < 100_000; i += 1) counter.add(`key-${i}`);
  const remembered = Array.from({ length: 100_000 }, (_, i) => counter.waitOf(`key-${i}`) ?? 0);
  expect(remembered.filter((wait) => wait === 60)).toHaveLength(50_000);
  expect(remembered.slice(-50_000).every((wait) => wait === 60)).toBe(true);
});

test('whoever reached the limit waits for the rest of their minute, in whole seconds, and nobody else does', () => {
  let now = 0;
  const counter = createRateCounter(2, () => new Date(now));
  const waits = (at: number) => {
    now = at;
    return [counter.waitOf('a'), counter.waitOf('b')];
  };
  expect(waits(0)).toEqual([undefined, undefined]);
  counter.add('a');
  expect(waits(10_000)).toEqual([undefined, undefined]);
  counter.add('a');
  expect(waits(10_000)).toEqual([50, undefined]);
  expect(waits(30_500)).toEqual([30, undefined]);
  expect(waits(59_999)).toEqual([1, undefined]);
  expect(waits(60_000)).toEqual([undefined, undefined]);
  counter.add('a');
  expect(waits(60_000)).toEqual([undefined, undefined]);
  counter.add('a');
  expect(waits(60_001)).toEqual([60, undefined]);
});

test('a key whose minute is over and that comes again is a new one, which is not forgotten first', () => {
  let now = 0;
  const counter = createRateCounter(1, () => new Date(now));
  for (let i = 0; i < 50_000; i += 1) counter.add(`key-${i}`);
  now = 60_000;
  counter.add('key-0');
  counter.add('one more');
  expect([counter.waitOf('key-0'), counter.waitOf('one more')]).toEqual([60, 60]);
});
