/** Makes filled forms of any mapping, in Japanese as people type it, with what breaks spreadsheets, pages and encodings. */
import fc from 'fast-check';
import { readEraDate, writeEraDate } from '../../src/mapping/era-date.ts';
import type { Form, FormField, FormRow, Mapping, Rule } from '../../src/mapping/index.ts';
import { minuteOf, writeSlot } from '../../src/mapping/week-time.ts';

const word = fc.constantFrom(
  ...['髙﨑', '①～−', '〜－‐', '𠮷野家', '葛󠄀城', '本人', '家族：', '=1+1', '+A1', '-2', '@x', '_x0041_', '<b>&"', "'"],
  ...['ｶﾀｶﾅ', '行2］', '［', '令和', '10', 'é', '　', ' ', '\n', '。', ',', '10:00 ', '☑', '、'],
);
const text = fc
  .array(word, { minLength: 1, maxLength: 8 })
  .map((words) => words.join(''))
  .filter((joined) => joined.trim() !== '');
const wish = text.filter((one) => !/^家族[：:]/m.test(one));
const line = text.map((one) => one.replaceAll('\n', ' ')).filter((one) => one.trim() !== '');
const iso = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2100-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const era = (length: number) => iso.map((one) => writeEraDate(one.slice(0, length)) ?? '');
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
  .map((parts) => parts.join(':'));

type Maker = (rule: Rule, words: readonly string[]) => fc.Arbitrary<string>;

/** What a cell of each codec may hold, in the words in which it is printed. */
const MAKERS: Readonly<Record<string, Maker>> = {
  text: () => text,
  lines: () => fc.array(line, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n')),
  narrative: () => text,
  integer: () => fc.integer({ min: 0, max: 99 }).map(String),
  'positive-integer': () => fc.integer({ min: 1, max: 99 }).map(String),
  decimal: () => fc.constantFrom('0', '1.5', '36.8', '120'),
  yen: () => fc.constantFrom('0円', '4,600円', '9,300円', '37,200円'),
  'number-10': () => fc.stringMatching(/^[0-9]{10}$/),
  boolean: ({ words = ['有', '無'] }) => fc.constantFrom(...words.filter((one) => one !== '')),
  date: () => era(10),
  month: () => era(7),
  'month-or-text': () =>
    fc.oneof(
      era(7),
      text.filter((one) => readEraDate(one) === undefined),
    ),
  'date-time': () =>
    fc.oneof(
      era(10),
      fc.tuple(era(10), clock).map((parts) => parts.join(' ')),
    ),
  time: () => clock,
  period: () => fc.tuple(fc.oneof(era(10), era(7)), fc.option(era(10), { nil: '' })).map((parts) => parts.join('〜')),
  'person-name': () => fc.constantFrom('佐藤 健一', '髙﨑　葛󠄀城', '山田', '𠮷野 花 子'),
  telecom: () => fc.constantFrom('電話 000-0000-0123', '電話 000-0000-0100\nFAX 000-0000-0101', 'メール a@example.jp'),
  provider: () =>
    fc.constantFrom(
      '訪問看護あさひ',
      '髙﨑荘（担当：山田、電話：000-0000-0000）',
      '店（電話：000-0000-0001）',
      '会（第2）',
    ),
  code: (_, words) => fc.constantFrom(...words),
  codes: (_, words) => fc.subarray([...words], { minLength: 1 }).map((some) => some.join('、')),
  choice: (rule, words) => fc.tuple(fc.constantFrom(...words)).chain((some) => marked(rule, words, some)),
  choices: (rule, words) => fc.subarray([...words], { minLength: 1 }).chain((some) => marked(rule, words, some)),
  service: (_, words) =>
    fc.oneof(
      text,
      fc.tuple(fc.constantFrom(...words), text).map((parts) => parts.join('\n')),
    ),
  wishes: () =>
    fc.oneof(
      fc.tuple(wish, text).map(([person, family]) => `本人：${person}\n家族：${family}`),
      wish.map((person) => `本人：${person}`),
      text.filter((one) => !/(^|\n)(本人|家族)[：:]/.test(one)),
    ),
  monitoring: () => fc.tuple(fc.constantFrom(1, 3, 6, 12), era(7)).map(([n, month]) => `${n}か月（${month}）`),
  'week-slot': ({ dayStart = '0:00', target = {} }) =>
    slotOf(minuteOf(dayStart) ?? 0, typeof target === 'object' && 'times' in target),
};

/** The last of a concept's words may have words of its own beside it. */
function marked({ marks: [on, off] = ['☑', '☐'], target }: Rule, words: readonly string[], some: readonly string[]) {
  const isConcept = typeof target === 'string' || target?.['value'] !== undefined;
  const own = isConcept ? fc.constantFrom('', '（保証人がいない）', '（歩いて　いける所）') : fc.constant('');
  const last = some.at(-1);
  return own.map((beside) =>
    words.map((one) => `${some.includes(one) ? on : off}${one}${one === last ? beside : ''}`).join('　'),
  );
}

function slotOf(first: number, several: boolean): fc.Arbitrary<string> {
  const days = fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 });
  const start = fc.integer({ min: 0, max: 47 }).map((at) => first + at * 30);
  const length = fc.option(fc.constantFrom(30, 45, 60, 120), { nil: undefined });
  const one = fc
    .tuple(days, fc.boolean(), start, length)
    .map(([all, holidays, from, minutes]) =>
      writeSlot({ days: all, holidays, starts: [from], ...(minutes === undefined ? {} : { end: from + minutes }) }),
    );
  return several
    ? fc.oneof(
        one,
        days.map((all) => writeSlot({ days: all, holidays: false, starts: [480, 1200] })),
      )
    : one;
}

/** Where a second element of every row keeps the word as it was written, any word comes back. */
function keepsWords(mapping: Mapping, { table = '', target }: Rule): boolean {
  if (typeof target !== 'object' || target['also'] === undefined || target['text'] === undefined) return false;
  return mapping.rowTables[table]?.with?.[target['also'].split('.')[0] ?? '']?.only === undefined;
}

/** The words that a code table prints: the first for each code. */
function printedWords(mapping: Mapping, rule: Rule): string[] {
  const { map = '' } = rule;
  if (keepsWords(mapping, rule)) return mapping.tables[map]?.entries.map(({ source }) => source) ?? [];
  const printed = new Map<string, string>();
  for (const { code, source } of mapping.tables[map]?.entries ?? []) if (!printed.has(code)) printed.set(code, source);
  return [...printed.values()];
}

/** What a rule leaves behind on the side of FHIR has no field. */
const isLeft = ({ direction, target }: Rule): boolean => direction === 'none' && target !== undefined;

function cell(mapping: Mapping, rule: Rule): fc.Arbitrary<string> {
  const { codec = 'text', lengthMax = Infinity } = rule;
  const maker = MAKERS[codec];
  if (maker === undefined) throw new Error(`no maker for the codec ${codec}`);
  const deciding = Object.values(mapping.rowTables[rule.table ?? '']?.with ?? {}).flatMap(({ needs, only = [] }) =>
    needs === rule.id ? only : [],
  );
  const made = maker(rule, printedWords(mapping, rule)).filter((one) => one.length <= lengthMax);
  return fc.oneof(
    made,
    ...(keepsWords(mapping, rule) ? [text] : []),
    ...(deciding.length === 0 ? [] : [fc.constantFrom(...deciding)]),
  );
}

function fieldsOf(mapping: Mapping, table: string | undefined, needed: readonly string[]) {
  const rules = mapping.rules.filter((rule) => rule.table === table && !isLeft(rule));
  const model = Object.fromEntries(
    rules.map((rule) => [rule.source, cell(mapping, rule).map((value) => ({ label: rule.label, value }))]),
  );
  const requiredKeys = rules.map(({ source }) => source).filter((source) => needed.includes(source));
  return fc.record(model, { requiredKeys }) as fc.Arbitrary<Record<string, FormField>>;
}

/** A field that every row has, so that it is a row: the first that goes the way of the mapping into the row itself. */
function neededIn(mapping: Mapping, table: string): string[] {
  const { row = '', with: parts = {} } = mapping.rowTables[table] ?? {};
  const way = mapping.direction ?? 'both';
  const own = mapping.rules.filter((rule) => rule.table === table && rule.direction === way);
  const inRow = own.filter(({ target = '' }) =>
    Object.values([target].flat().flatMap((one) => (typeof one === 'string' ? one : Object.values(one)))).every(
      (path) => path.startsWith(`${row}.`),
    ),
  );
  const ofParts = Object.values(parts).flatMap(({ needs }) => own.find(({ id }) => id === needs)?.source ?? []);
  const required = own.filter((rule) => rule.required === true).map(({ source }) => source);
  const grid = mapping.layout?.sheets.flatMap((sheet) => sheet.grids?.[table] ?? []) ?? [];
  return [
    ...required,
    ...grid.flatMap(({ time, text: what }) => [time, what]),
    ...(inRow.length > 0 ? [inRow[0]?.source ?? ''] : ofParts),
  ];
}

export function formOf(mapping: Mapping): fc.Arbitrary<Form> {
  const tables = Object.keys(mapping.rowTables).map((table): [string, fc.Arbitrary<FormRow[]>] => [
    table,
    fc
      .array(fieldsOf(mapping, table, neededIn(mapping, table)), { maxLength: 8 })
      .map((rows) => rows.map((fields) => ({ fields }))),
  ]);
  const required = mapping.rules.filter((rule) => rule.required === true).map(({ source }) => source);
  return fc
    .record({ fields: fieldsOf(mapping, undefined, required), tables: fc.record(Object.fromEntries(tables)) })
    .map((parts) => ({
      mapping: mapping.id,
      version: mapping.version,
      ...(mapping.overlay === undefined ? {} : { overlay: mapping.overlay }),
      form: mapping.form ?? mapping.id,
      title: mapping.title,
      ids: {},
      ...parts,
    }));
}
