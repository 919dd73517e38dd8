import { expect, test } from 'vitest';
import { nearestName } from '../../src/fhir/index.ts';

const KNOWN = ['purpose', 'policy', 'COC', 'TREAT', 'ETREAT', 'R', 'DVD', 'STD', 'SDV'];

test.each([
  ['purposes', 'purpose'],
  ['prupose', 'purpose'],
  ['pollicy', 'policy'],
  ['CC', undefined],
  ['CCC', 'COC'],
  ['SVD', 'SDV'],
  ['treat', 'TREAT'],
  ['TREET', 'TREAT'],
  ['ETREET', 'ETREAT'],
  ['r', 'R'],
  ['N', undefined],
  ['', undefined],
  ['popularise', undefined],
  ['purpose'.repeat(100_000), undefined],
])('%.20s is taken for %s', (given, meant) => {
  expect(nearestName(given, KNOWN)).toBe(meant);
});
