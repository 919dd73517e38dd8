import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileUrl } from '#fhir';
import { pathTo } from '../../src/mapping/coverage.ts';
import { readEraDate, writeEraDate } from '../../src/mapping/era-date.ts';
import { readPath, type Tree, writePath } from '../../src/mapping/path.ts';

const SEED = 20260410;
const iso = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2100-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('a date is read in either calendar and always printed in the era', () => {
  for (const written of [
    '令和8年4月1日',
    'R8.4.1',
    '2026年4月1日',
    '2026/4/1',
    '２０２６－０４－０１',
    '令和 8年 4月 1日',
  ]) {
    expect([written, readEraDate(written)]).toEqual([written, '2026-04-01']);
  }
  expect(readEraDate('令和元年5月')).toBe('2019-05');
  expect([writeEraDate('2019-05-01'), writeEraDate('2019-04-30'), writeEraDate('1989-01-07')]).toEqual([
    '令和元年5月1日',
    '平成31年4月30日',
    '昭和64年1月7日',
  ]);
  expect(['来月', '令和8年13月', '令和0年1月', '2026年2月30日'].map(readEraDate)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('every day, month and year that is printed is read back', () => {
  fc.assert(
    fc.property(iso, fc.constantFrom(4, 7, 10), (date, length) => {
      expect(readEraDate(writeEraDate(date.slice(0, length)) ?? '')).toBe(date.slice(0, length));
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('what a path writes it reads, and what it removes leaves nothing behind', () => {
  const paths = [
    'a',
    'a.b',
    'a[0].b',
    'extension(person-wish).valueString',
    'extension(form-origin).extension(=municipality).valueString',
    'identifier(welfare-recipient-number).value',
    'item(=living).item(=sleep).answer[0].valueString',
    'section(attendees).text.div',
    'contact(relationship[0].text=主治医).name.text',
  ];
  for (const path of paths) {
    const root: Tree = {};
    writePath(root, path, 'x');
    expect([path, readPath(root, path).value]).toEqual([path, 'x']);
    writePath(root, path, undefined);
    expect([path, root]).toEqual([path, {}]);
  }
});

test('a path to all entries of a slice reads and writes each, and leaves the others alone', () => {
  const path = 'extension(plan-issue)[*].valueString';
  const root: Tree = { extension: [{ url: 'other', valueString: 'x' }] };
  writePath(root, path, ['a', 'b', 'c']);
  expect(readPath(root, path).value).toEqual(['a', 'b', 'c']);
  writePath(root, path, ['a', 'd']);
  const { value, places } = readPath(root, path);
  expect([value, places.map((place) => pathTo(root, place))]).toEqual([
    ['a', 'd'],
    ['extension[1].url', 'extension[1].valueString', 'extension[2].url', 'extension[2].valueString'],
  ]);
  writePath(root, path, undefined);
  expect(root).toEqual({ extension: [{ url: 'other', valueString: 'x' }] });
});

test('several conditions tell entries of one kind apart, and a fresh entry meets them all', () => {
  const path = 'extension(discharge-barrier;valueCoding.system=urn:a)[*].valueCoding.code';
  const other = { url: profileUrl('discharge-barrier'), valueCoding: { system: 'urn:b', code: '1' } };
  const root: Tree = { extension: [other] };
  expect(readPath(root, path).value).toBeUndefined();
  writePath(root, path, ['1', '2']);
  const made = ['1', '2'].map((code) => ({ ...other, valueCoding: { system: 'urn:a', code } }));
  expect(root).toEqual({ extension: [other, ...made] });
  expect(readPath(root, path).value).toEqual(['1', '2']);
  writePath(root, path, undefined);
  expect(root).toEqual({ extension: [other] });
});
