import { expect, test } from 'vitest';
import { operate, refused, vs } from './loaded.ts';

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const set = { name: 'url', valueUri: vs('all') };

test.each(['property', 'designation', 'exclude-system'])('`%s` may be given a hundred times, and no more', (name) => {
  const asked = (count: number) =>
    refused(operate('ValueSet/$expand', [set, ...times(count, (i) => ({ name, valueString: `urn:x:${i}|1` }))]));
  expect(asked(100)).toBe('not refused');
  expect(asked(101)).toBe('400 parameter-wrong');
  expect(asked(100_000)).toBe('400 parameter-wrong');
});

test('a filter of two thousand characters is looked for, and no longer one', () => {
  const asked = (length: number) =>
    refused(operate('ValueSet/$expand', [set, { name: 'filter', valueString: 'a '.repeat(length / 2) }]));
  expect(asked(2_000)).toBe('not refused');
  expect(asked(2_002)).toBe('400 parameter-wrong');
});

test('ten thousand codes of which ten thousand parts are to be left out are more than is worked out', () => {
  const system = 'https://example.jp/CodeSystem/elsewhere';
  const compose = {
    include: [{ system, concept: times(10_000, (i) => ({ code: `a${i}` })) }],
    exclude: times(10_000, (i) => ({ system, concept: [{ code: `b${i}` }] })),
  };
  const resource = { resourceType: 'ValueSet', status: 'active', compose } as const;
  expect(refused(operate('ValueSet/$expand', [{ name: 'valueSet', resource: resource as never }]))).toBe(
    '422 expansion-too-costly',
  );
});
