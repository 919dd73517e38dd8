import { expect, test } from 'vitest';
import { isQuick, matchesPattern, TIME_UP, withinTime } from '#fhir';

test('a pattern is asked as it is', () => {
  expect(matchesPattern(/^[A-Z]\d{3}$/u, 'A123')).toBe(true);
  expect(matchesPattern(/^[A-Z]\d{3}$/u, 'A12')).toBe(false);
  expect(matchesPattern(/^(a|b)+$/, 'abab')).toBe(true);
  expect(matchesPattern(/^(\s*([0-9a-zA-Z+/=]){4}\s*)+$/, 'YWJj'.repeat(1000))).toBe(true);
});

test('a pattern that goes back and forth for ages gives no answer, and does not hang', () => {
  expect(matchesPattern(/^(a+)+$/, `${'a'.repeat(60)}!`)).toBe(undefined);
  expect(matchesPattern(/^(a|a)*$/, `${'a'.repeat(60)}!`)).toBe(undefined);
  expect(matchesPattern(/a*a*a*a*a*a*a*a*b/, 'a'.repeat(5000))).toBe(undefined);
});

test.each([
  [/^[a-z]+$/, 900, true],
  [/^[a-z]+$/, 100_000, false],
  [/^\d{3}-\d{4}$/, 100, true],
  [/^(?:ab)?c$/, 100, true],
  [/^(?:ab)+c$/, 2, true],
  [/^(?:a{1,30}){1,30}$/, 2, false],
  [/^\([*]\)\+[)*+]\p{L}{2}$/u, 100, true],
  [/^(?=.*\d)(?<name>x)$/u, 100, true],
])('%s on %i characters needs no watch: %s', (pattern, length, quick) => {
  expect(isQuick(pattern, 'x'.repeat(length))).toBe(quick);
});

test('work that ends in time gives its value, work that throws throws, and work without an end is ended', () => {
  expect(withinTime(1000, () => 7)).toBe(7);
  expect(() =>
    withinTime(1000, () => {
      throw new TypeError('no');
    }),
  ).toThrow(TypeError);
  const forever = (): never => {
    for (;;);
  };
  expect(withinTime(20, forever)).toBe(TIME_UP);
});

test('a watch inside a watch ends the inner work alone', () => {
  const inner = (): unknown =>
    withinTime(20, () => {
      for (;;);
    });
  expect(withinTime(5000, () => [inner(), 'after'])).toEqual([TIME_UP, 'after']);
});
