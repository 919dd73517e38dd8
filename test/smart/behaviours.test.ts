import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { behavioursTable, numberedTests, TABLE } from './behaviours.ts';

test('the table of behaviours is that of the tests there are', () => {
  expect(readFileSync(TABLE, 'utf8')).toBe(behavioursTable());
});

test('what the checker cannot see on loopback has tests that name it', () => {
  const tests = numberedTests();
  for (const number of [12, 94, 99, 102]) expect(tests.get(number), String(number)).not.toBeUndefined();
});
