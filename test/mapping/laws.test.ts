import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import {
  type Form,
  type FormField,
  listOverlays,
  loadMapping,
  type Mapping,
  readForm,
  toFhir,
  toForm,
  writeForm,
} from '#mapping';
import { readEraDate, writeEraDate } from '../../src/mapping/era-date.ts';
import { readPath, type Tree, writePath } from '../../src/mapping/path.ts';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const SEED = 20260410;
const mappings: Mapping[] = [
  must(loadMapping('service-plan-draft')),
  ...listOverlays('service-plan-draft').map((overlay) => must(loadMapping('service-plan-draft', { overlay }))),
];

/** Japanese text as people type it, with what breaks spreadsheets, pages and encodings. */
const word = fc.constantFrom(
  ...[
    '髙﨑',
    '①～−',
    '〜－‐',
    '𠮷野家',
    '葛󠄀城',
    '本人',
    '家族：',
    '=1+1',
    '+A1',
    '-2',
    '@x',
    '_x0041_',
    '<b>&"',
    "'",
    'ｶﾀｶﾅ',
    '行2］',
    '［',
    '令和',
    '10',
    'é',
    '　',
    ' ',
    '\n',
    '。',
  ],
);
const text = fc
  .array(word, { minLength: 1, maxLength: 8 })
  .map((words) => words.join(''))
  .filter((joined) => joined.trim() !== '');
const wish = text.filter((one) => !/^家族[：:]/m.test(one));
const day = fc.date({
  min: new Date('1900-01-01T00:00:00Z'),
  max: new Date('2100-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const iso = day.map((date) => date.toISOString().slice(0, 10));
const number10 = fc.stringMatching(/^[0-9]{10}$/);

/** What a cell of each codec may hold, in the words in which it is printed. */
function cell(mapping: Mapping, codec = '', map = ''): fc.Arbitrary<string> {
  const labels = [
    ...new Map((mapping.tables[map]?.entries ?? []).toReversed().map(({ code, source }) => [code, source])).values(),
  ];
  if (codec === 'date') return iso.map((one) => writeEraDate(one) ?? '');
  if (codec === 'month-or-text') {
    return fc.oneof(
      iso.map((one) => writeEraDate(one.slice(0, 7)) ?? ''),
      text.filter((one) => readEraDate(one) === undefined),
    );
  }
  if (codec === 'monitoring')
    return fc
      .tuple(fc.constantFrom(1, 3, 6, 12), iso)
      .map(([n, one]) => `${n}か月（${writeEraDate(one.slice(0, 7))}）`);
  if (codec === 'code') return fc.constantFrom(...labels);
  if (codec === 'yen') return fc.constantFrom('0円', '4,600円', '9,300円', '37,200円');
  if (codec === 'number-10') return number10;
  if (codec === 'positive-integer') return fc.integer({ min: 1, max: 99 }).map(String);
  if (codec === 'wishes') {
    return fc.oneof(
      fc.tuple(wish, text).map(([person, family]) => `本人：${person}\n家族：${family}`),
      wish.map((person) => `本人：${person}`),
      text,
    );
  }
  if (codec === 'service')
    return fc.oneof(
      text,
      fc.tuple(fc.constantFrom(...labels), text).map((parts) => parts.join('\n')),
    );
  return text;
}

function fieldsOf(mapping: Mapping, row: boolean): fc.Arbitrary<Record<string, FormField>> {
  const rules = mapping.rules.filter((rule) => (rule.row === true) === row);
  const model = Object.fromEntries(
    rules.map((rule) => [
      rule.source,
      cell(mapping, rule.codec, rule.map).map((value) => ({ label: rule.label, value })),
    ]),
  );
  return fc.record(model, { requiredKeys: row ? ['F01-19'] : ['F01-01'] }) as fc.Arbitrary<Record<string, FormField>>;
}

const formOf = (mapping: Mapping): fc.Arbitrary<Form> =>
  fc
    .record({ fields: fieldsOf(mapping, false), rows: fc.array(fieldsOf(mapping, true), { maxLength: 8 }) })
    .map(({ fields, rows }) => ({
      mapping: mapping.id,
      version: mapping.version,
      ...(mapping.overlay === undefined ? {} : { overlay: mapping.overlay }),
      form: 'F03',
      title: mapping.title,
      ids: {},
      fields,
      rows: rows.map((one) => ({ fields: one })),
    }));

const texts = ({ fields, rows }: Form) => [fields, rows.map((row) => row.fields)];

for (const mapping of mappings) {
  const place = mapping.overlay ?? 'the base';
  test(`${place}: whatever is written on the form comes back from FHIR in the same words`, () => {
    fc.assert(
      fc.property(formOf(mapping), (form) => {
        const { output } = must(toFhir(mapping, form, { ids: countingIds() }));
        const again = must(toForm(mapping, output)).output;
        expect(texts(again)).toEqual(texts(form));
        expect(must(toFhir(mapping, again, { ids: countingIds(), base: output })).output).toEqual(output);
        expect(must(toFhir(mapping, again, { ids: countingIds() })).output).toEqual(output);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  test(`${place}: whatever is written in the workbook is read as it was typed, never as a formula`, async () => {
    await fc.assert(
      fc.asyncProperty(formOf(mapping), async (form) => {
        const workbook = await writeForm(mapping, form, 'xlsx');
        expect(must(await readForm(mapping, workbook, 'xlsx'))).toEqual(form);
      }),
      { seed: SEED, numRuns: 12 },
    );
  });
}

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
  ];
  for (const path of paths) {
    const root: Tree = {};
    writePath(root, path, 'x');
    expect([path, readPath(root, path).value]).toEqual([path, 'x']);
    writePath(root, path, undefined);
    expect([path, root]).toEqual([path, {}]);
  }
});
