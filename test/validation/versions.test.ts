import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, satisfies } from '../../src/validation/definitions/versions.ts';

test('versions are ordered by number, a pre-release before its release, dates by day', () => {
  const ordered = ['0.9.0', '1.0.0-alpha', '1.0.0-temp', '1.0.0', '1.2.0', '1.10.0', '2018-08-12', '2019-01-01'];
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  expect(compareVersions('1.0', '1.0.0')).toBe(0);
});

test('the order is the same from both sides', () => {
  const version = fc.oneof(
    fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => parts.join('.')),
    fc.tuple(fc.nat(20), fc.constantFrom('temp', 'rc.1', 'rc.2')).map(([major, word]) => `${major}.0.0-${word}`),
  );
  fc.assert(
    fc.property(version, version, (a, b) => Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a)) === 0),
    { seed: 7 },
  );
});

test.each([
  ['1.1.2', '1.1.2', true],
  ['1.1.2', '1.1.3', false],
  ['1.1.2', '1.1.x', true],
  ['1.1.2', '1.x', true],
  ['1.1.2', '1.x.x', true],
  ['2.1.2', '1.x', false],
  ['11.0.0', '1.x', false],
  ['1.1.2', '1.1', true],
  ['1.1.2', 'latest', true],
  ['1.1.2', '*', true],
  ['1.1.2', 'current', true],
  ['1.1.2', 'current$main', true],
  ['1.1.2', '^1.1.0', true],
  ['1.0.2', '^1.1.0', false],
  ['2.0.0', '^1.1.0', false],
  ['0.2.0', '^0.1.0', false],
  ['1.1.9', '~1.1.2', true],
  ['1.2.0', '~1.1.2', false],
  ['3.0.0', '>=1.1.2', true],
  ['1.x.x-temp', '1.x.x-temp', true],
  ['1.0.0-temp', '1.0.0', false],
])('the version %s for %s: %s', (version, asked, fits) => {
  expect(satisfies(version, asked)).toBe(fits);
});
