import { expect, test } from 'vitest';
import { remember } from '../../src/auth/remember.ts';

test('so many keys are remembered, and the oldest goes first', () => {
  const memory = new Map<string, number>();
  const told = ['a', 'b', 'a', 'c', 'd'].map((key, index) => {
    remember(memory, key, index, 3);
    return [...memory].map(([name, value]) => `${name}${value}`).join(' ');
  });
  expect(told).toEqual(['a0', 'a0 b1', 'a2 b1', 'a2 b1 c3', 'b1 c3 d4']);
});
