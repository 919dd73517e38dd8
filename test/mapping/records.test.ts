import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Encoding from 'encoding-japanese';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { isRefusal, type Refusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { convert } from '../../src/conversion/index.ts';
import { type RecordsOutcome, recordsToFhir } from '../../src/lists/index.ts';
import { readRecords } from '../../src/lists/read-records.ts';
import { csvLines } from '../../src/mapping/csv-lines.ts';
import { INSTITUTION_SYSTEM, listMappings, loadMapping, type Mapping } from '../../src/mapping/index.ts';
import { twice } from './accounting.ts';
import { HOSPITAL, INSTITUTION } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const validator = createValidator(must(await loadPackages(['profiles/package'])));
const sender = { system: INSTITUTION_SYSTEM, number: INSTITUTION, name: HOSPITAL };
const patients = must(loadMapping('csv-patients-to-fhir'));
const admissions = must(loadMapping('csv-admissions-to-fhir'));
const ofCity = must(loadMapping('csv-patients-to-fhir', { overlay: 'example-city' }));

const EXAMPLES: readonly (readonly [string, Mapping])[] = [
  ['patients.csv', patients],
  ['admissions.csv', admissions],
  ['patients-example-city.tsv', ofCity],
];
const example = (name: string): Uint8Array => readFileSync(`examples/csv/${name}`);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const NOW = new Date('2026-04-10T03:00:00Z');
const run = (mapping: Mapping, bytes: Uint8Array): RecordsOutcome | Refusal =>
  recordsToFhir(mapping, bytes, { sender, now: NOW });
const PATIENTS = new TextDecoder('shift_jis').decode(example('patients.csv'));

/** Filled cells that are neither carried nor told of, and those that are both. */
function unaccounted({ csv }: Mapping, text: string, { mapped, reported }: RecordsOutcome): string[] {
  const { delimiter = ',', quote = '"', headingLine = 1 } = csv ?? {};
  const lines = csvLines(text, { delimiter, quote });
  if ('ja' in lines) throw new Error('was read before');
  const own = lines.filter((_, at) => at !== headingLine - 1);
  const filled = own.flatMap(({ number, cells }) =>
    cells.flatMap((cell, at) => (cell.trim() === '' ? [] : [`${number}:${at + 1}`])),
  );
  const told = [...mapped, ...reported];
  return [
    ...filled.filter((one) => !told.includes(one)),
    ...told.filter((one) => !filled.includes(one)),
    ...twice(told),
  ];
}

const textOf = (bytes: Uint8Array, label: string): string => new TextDecoder(label).decode(bytes);

describe('the examples', () => {
  test.each(EXAMPLES)(
    '%s becomes exactly what is expected, valid, and every cell is carried or told',
    (name, mapping) => {
      const outcome = must(run(mapping, example(name)));
      const { output, issues } = outcome;
      const told = issues.map(({ severity, code, expression, ja }) => ({ severity, code, expression, ja }));
      expect({ output, told }).toEqual(
        JSON.parse(readFileSync(`examples/csv/expected/${name.split('.')[0]}.json`, 'utf8')),
      );
      const errors = (output.entry ?? []).flatMap(({ resource }) =>
        validator.validate(resource).filter(({ severity }) => severity === 'error' || severity === 'fatal'),
      );
      expect(errors).toEqual([]);
      expect(
        unaccounted(mapping, textOf(example(name), name === 'patients.csv' ? 'shift_jis' : 'utf-8'), outcome),
      ).toEqual([]);
      expect(run(mapping, example(name))).toEqual(outcome);
    },
  );

  test('every list that is shipped has an example, and every rule of it is hit by one', () => {
    const lists = listMappings().filter((id) => must(loadMapping(id)).kind === 'records');
    expect(lists).toEqual([...new Set(EXAMPLES.map(([, { id }]) => id))].sort());
    const hit = new Set(
      EXAMPLES.flatMap(([name, mapping]) =>
        must(readRecords(mapping, example(name))).columns.flatMap(({ rules }) =>
          rules.map(({ id }) => `${mapping.id} ${id}`),
        ),
      ),
    );
    const rules = EXAMPLES.flatMap(([, mapping]) => mapping.rules.map(({ id }) => `${mapping.id} ${id}`));
    expect(rules.filter((rule) => !hit.has(rule))).toEqual([]);
  });

  test('every label of a list is in Japanese and in English, and either heading is read', () => {
    for (const { rules, titleEn } of [patients, admissions]) {
      expect(titleEn).toMatch(/^[A-Z][ -~]+$/);
      expect(rules.filter(({ labelEn }) => !/^[A-Z][ -~]+$/.test(labelEn ?? ''))).toEqual([]);
    }
    const text = 'Patient number,NAME,Date of birth,Sex\n1,佐藤 健一,1971-06-15,M\n';
    const short = { ...patients, rules: patients.rules.map((rule) => ({ ...rule, optional: true })) };
    expect(must(run(short, utf8(text))).output.entry?.[1]?.resource).toMatchObject({
      birthDate: '1971-06-15',
      gender: 'male',
    });
  });

  test('the text is the same in every encoding that a spreadsheet writes', () => {
    const expected = must(run(patients, example('patients.csv'))).output;
    const plainText = PATIENTS.replace('髙', '高');
    const jis = Uint8Array.from(Encoding.convert(Encoding.stringToCode(plainText), { from: 'UNICODE', to: 'JIS' }));
    for (const bytes of [utf8(PATIENTS), utf8(`\ufeff${PATIENTS}`)])
      expect(must(run(patients, bytes)).output).toEqual(expected);
    expect(must(run(patients, Buffer.from(`\ufeff${PATIENTS}`, 'utf16le'))).output).toEqual(expected);
    expect(must(run(patients, jis)).output).toEqual(must(run(patients, utf8(plainText))).output);
  });
});

test('a stay of the list has the name that the same stay has from messages, and so has the person', () => {
  const all = must(run(admissions, example('admissions.csv'))).output.entry ?? [];
  const names = all.map(({ resource }) => (resource as { identifier: { value: string }[] }).identifier[0]?.value);
  const expected = [`${INSTITUTION}-0000123-20260302`, '0000123', `${INSTITUTION}-practitioner-高橋 由美`];
  expect(names).toEqual(expect.arrayContaining(expected));
});

const HEAD = '患者番号,氏名,生年月日,性別';
const SHORT: Mapping = {
  ...patients,
  rules: patients.rules.map((rule) => ({ ...rule, optional: rule.required !== true })),
};
const list = (...rows: string[]): Uint8Array => utf8(`${[HEAD, ...rows].join('\r\n')}\r\n`);
const GOOD = '1,佐藤 健一,1971-06-15,男';

/** Status, then code, line and column of each issue. */
const refusal = (bytes: Uint8Array, mapping = SHORT) => {
  const refused = run(mapping, bytes);
  if (!isRefusal(refused)) throw new Error('is taken');
  for (const { ja, en } of refused.issues)
    expect([/[ぁ-んァ-ヶ一-龠]/.test(ja), /[a-z]/.test(en)]).toEqual([true, true]);
  return [refused.status, ...refused.issues.map(({ code, line, column }) => `${code} ${line}:${column}`)];
};

describe('a broken file is refused with line and column, in both languages, and nothing is made of it', () => {
  const cut = (text: string, at: number): Uint8Array => {
    const bytes = Uint8Array.from(Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' }));
    bytes[at] = 0xff;
    return bytes;
  };
  test.each<[string, Uint8Array, (string | number)[]]>([
    ['bytes of no encoding', cut(`${HEAD}\n1,佐藤`, 31), [400, 'encoding-unknown 2:2']],
    [
      'UTF-8 with a broken character',
      Uint8Array.from([...utf8(`${HEAD}\n1,佐藤,`), 0xe3, 0x81]),
      [400, 'encoding-unknown 2:3'],
    ],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4]), [400, 'csv-unreadable 1:1']],
    ['nothing', new Uint8Array(), [400, 'csv-unreadable 1:1']],
    ['a quote that is not closed', list(GOOD, '2,"鈴木'), [400, 'csv-unreadable 3:2']],
    ['signs after a quote', list('2,"鈴木"花子,1985-12-01,女'), [400, 'csv-unreadable 2:2']],
    ['a column that is missing', utf8('患者番号,氏名,性別\n1,佐藤,男\n'), [422, 'csv-column-missing 1:1']],
    ['no headings', utf8(`${GOOD}\n`), [422, ...Array(4).fill('csv-column-missing 1:1')]],
    ['a column that is there twice', utf8(`${HEAD},患者ID\n${GOOD},1\n`), [422, 'csv-column-repeated 1:5']],
    ['a line with too few cells', list(GOOD, '2,鈴木 花子,1985-12-01'), [422, 'csv-ragged 3:4']],
    ['a line with too many cells', list('2,鈴木,花子,1985-12-01,女'), [422, 'csv-ragged 2:5']],
    [
      'a cell of five megabytes',
      list(GOOD, `2,${'あ'.repeat(5_000_000 / 3)},1985-12-01,女`),
      [422, 'csv-cell-too-long 3:2'],
    ],
    ['a control character', list('2,鈴木\u0000花子,1985-12-01,女'), [422, 'csv-characters 2:2']],
    ['a value that is missing', list('2,,1985-12-01,女'), [422, 'csv-value-missing 2:2']],
    ['a date that is none', list(GOOD, '2,鈴木 花子,1985-02-30,女'), [422, 'mapping-format 3:3']],
    ['a code that no table knows', list('2,鈴木 花子,1985-12-01,♀'), [422, 'mapping-unknown-code 2:4']],
    ['the same record twice', list(GOOD, '2,鈴木,1985-12-01,女', GOOD), [422, 'csv-key-repeated 4:1']],
    [
      'full-width digits do not make another record',
      list(GOOD, '１,佐藤 健一,1971-06-15,男'),
      [422, 'csv-key-repeated 3:1'],
    ],
    ['several faults at once', list('1,,1985-02-30,女', '2'), [422, 'csv-ragged 3:2']],
    [
      'faults of several rows',
      list('1,,x,女', '2,鈴木,,女'),
      [422, 'csv-value-missing 2:2', 'mapping-format 2:3', 'csv-value-missing 3:3'],
    ],
  ])('%s', (_, bytes, expected) => expect(refusal(bytes)).toEqual(expected));

  test('two lines that say different things of one person', () => {
    const rows = ['1,佐藤 健一,1971-06-15,男,2026-01-01,', '1,佐藤 謙一,1971-06-15,男,2026-03-01,'];
    const bytes = utf8(['患者番号,氏名,生年月日,性別,入院日,退院日', ...rows].join('\n'));
    expect(refusal(bytes, admissions)).toEqual([422, 'csv-rows-differ 3:1']);
  });

  test('a list without its column of discharges, which would make everybody an inpatient', () => {
    expect(refusal(utf8('患者番号,氏名,入院日,退院年月\n1,佐藤 健一,2026-01-01,2026-02'), admissions)).toEqual([
      422,
      'csv-column-missing 1:1',
    ]);
  });

  test('more than a hundred faults are counted', () => {
    const { issues } = run(SHORT, list(...Array.from({ length: 150 }, (_, at) => `${at},,1985-12-01,女`))) as Refusal;
    expect([issues.length, issues.at(-1)?.code, issues.at(-1)?.en]).toEqual([
      101,
      'csv-faults-more',
      'there are 50 more faults',
    ]);
  });
});

describe('what is not carried is told', () => {
  test('a column that no rule reads, a value that cannot stand alone; strictly it is refused', () => {
    const bytes = utf8('患者番号,氏名,入院日,退院日,転帰,備考\n1,佐藤 健一,2026-01-01,,軽快,あり');
    const outcome = must(run(admissions, bytes));
    expect(outcome.issues.map(({ severity, code, line, column }) => `${severity} ${code} ${line}:${column}`)).toEqual([
      'warning csv-value-alone 2:5',
      'warning csv-column-unmapped 2:6',
    ]);
    expect(outcome.reported).toEqual(['2:5', '2:6']);
    const strictly = recordsToFhir(admissions, bytes, { sender, strict: true, now: NOW });
    expect(isRefusal(strictly) && [strictly.status, strictly.issues.length]).toEqual([422, 2]);
  });

  test('without the number of the hospital nothing has a system, nothing meets what is there, and that is told', () => {
    const outcome = must(recordsToFhir(SHORT, list(GOOD), { now: NOW }));
    expect(outcome.issues.map(({ code }) => code)).toEqual(['institution-missing']);
    expect(outcome.output.entry?.[1]).toMatchObject({
      resource: { identifier: [{ value: '1' }] },
      request: { method: 'POST', url: 'Patient' },
    });
  });
});

test('bytes that are no list never throw, and of one that is taken every cell is accounted for', () => {
  const cell = fc.oneof(
    fc.constantFrom('1', '2', '佐藤 健一', '男', '1971-06-15', '', '"', 'あ\nい', '♀'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const quoted = cell.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  const rows = fc.array(fc.array(quoted, { minLength: 3, maxLength: 5 }), { maxLength: 6 });
  let taken = 0;
  fc.assert(
    fc.property(rows, fc.boolean(), (cells, quotesLost) => {
      const text = [HEAD, ...cells.map((row) => row.join())].join('\n');
      const written = quotesLost ? text.replace('"', '') : text;
      const outcome = run(SHORT, utf8(written));
      if (isRefusal(outcome)) return outcome.issues.length > 0;
      taken += 1;
      return unaccounted(SHORT, written, outcome).length === 0;
    }),
    { seed: 20260410, numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(10);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const outcome = run(patients, bytes);
      return isRefusal(outcome) && outcome.issues.length > 0;
    }),
    { seed: 20260410, numRuns: 1000 },
  );
});

describe('a region', () => {
  const home = mkdtempSync(join(tmpdir(), 'mappings-'));
  afterAll(() => rmSync(home, { recursive: true }));
  cpSync('mappings/concept-maps', join(home, 'concept-maps'), { recursive: true });
  const number = {
    id: 'number',
    source: 'n',
    label: '番号',
    target: 'person.identifier[0].value',
    codec: 'text',
    direction: 'to-fhir',
    required: true,
    column: 1,
  };
  const name = {
    id: 'name',
    source: 'm',
    label: '氏名',
    target: 'person.name[0].text',
    codec: 'text',
    direction: 'to-fhir',
    column: 2,
  };
  const person = { type: 'Patient', key: { system: 'welfare-recipient-number', of: ['number'] } };
  const file = (more: object = {}) => ({
    id: 'users',
    version: '1.0.0',
    kind: 'records',
    title: '利用者一覧',
    csv: { headingLine: 0, delimiter: ';', quote: "'" },
    resources: { person },
    rules: [{ ...number, digits: 10 }, name],
    ...more,
  });
  const load = (more: object = {}) => {
    mkdirSync(join(home, 'users'), { recursive: true });
    writeFileSync(join(home, 'users', 'rules.json'), JSON.stringify(file(more)));
    return loadMapping('users', { home: [home] });
  };

  test('has a list of its own by a folder alone: without headings, with other signs, under the number of the certificate', () => {
    const outcome = must(run(must(load()), utf8("13990122;'佐藤; 健一'\n")));
    expect(outcome.output.entry).toMatchObject([
      {
        resource: {
          identifier: [
            { system: 'https://kakehashi.example/fhir/IdSystem/welfare-recipient-number', value: '0013990122' },
          ],
          name: [{ text: '佐藤; 健一' }],
        },
        request: { method: 'PUT' },
      },
    ]);
  });

  test.each<[string, object, RegExp]>([
    ['a resource without a key', { resources: { person: { type: 'Patient' } } }, /has no `key`/],
    [
      'a key of a rule that is not there',
      { resources: { person: { type: 'Patient', key: { system: 'instance', of: ['no'] } } } },
      /rules that are not there/,
    ],
    ['a key that may be empty', { rules: [{ ...number, required: false }, name] }, /must be `required`/],
    [
      'a rule without a column where there are no headings',
      { rules: [number, { ...name, column: undefined }] },
      /names no `column`/,
    ],
    [
      'a value set beside in a resource that is not there',
      { rules: [number, { ...name, sets: { 'other.status': 'x' } }] },
      /unknown resource `other`/,
    ],
    ['a value set at what is no path', { rules: [number, { ...name, sets: { 'person.a-b': 'x' } }] }, /not a path/],
    ['a need of an unknown rule', { rules: [number, { ...name, needs: 'no' }] }, /needs the unknown rule/],
    ['one sign for two purposes', { csv: { delimiter: '"', headingLine: 0 } }, /needs one sign/],
    ['a codec of messages', { rules: [number, { ...name, codec: 'patient-id' }] }, /unknown codec/],
    [
      'a sender that is a person',
      { resources: { person, house: { type: 'Patient', sender: true } } },
      /no Organization/,
    ],
  ])('is told of %s', (_, more, why) => {
    const refused = load(more);
    expect(isRefusal(refused) && [refused.issues[0]?.code, why.test(refused.issues[0]?.en ?? '')]).toEqual([
      'mapping-unsound',
      true,
    ]);
  });
});

test('the kit converts a list like everything else, and refuses a number that is none', async () => {
  const input = example('patients.csv');
  const request = { mapping: 'csv-patients-to-fhir', to: 'fhir', input } as const;
  const { output, report } = must(
    await convert({ ...request, ssmix2: { institution: INSTITUTION, hospitalName: HOSPITAL } }),
  );
  expect(JSON.parse(new TextDecoder().decode(output))).toEqual(must(run(patients, input)).output);
  expect([report.mapping, report.direction, report.mapped]).toEqual([
    'csv-patients-to-fhir',
    'to-fhir',
    must(run(patients, input)).mapped.length,
  ]);
  const bad = await convert({ ...request, ssmix2: { institution: '12' } });
  expect(isRefusal(bad) && bad.issues[0]?.code).toBe('institution-number');
  const back = await convert({ ...request, to: 'form' });
  expect(isRefusal(back) && back.issues[0]?.code).toBe('mapping-direction');
});

test.each([
  ['a discharge of yesterday', '2026/04/09', 'finished', 0],
  ['a discharge of today', '2026/04/10', 'finished', 0],
  ['a discharge of this morning', '2026/04/10 10:00', 'finished', 0],
  ['a discharge of this evening', '2026/04/10 18:00', 'in-progress', 1],
  ['a discharge of tomorrow', '2026/04/11', 'in-progress', 1],
])('%s leaves the stay as it is by the clock', (_, discharged, status, told) => {
  const bytes = utf8(`患者番号,氏名,入院日,退院日\n1,佐藤 健一,2026-01-01,${discharged}`);
  const { output, issues } = must(run(admissions, bytes));
  const stay = output.entry?.find(({ resource }) => resource?.resourceType === 'Encounter')?.resource;
  expect(stay).toMatchObject({ status, period: { end: expect.stringMatching(/^2026-04-/) } });
  expect(issues.filter(({ code }) => code === 'csv-ahead')).toHaveLength(told);
});

test('an admission that is still to come is planned', () => {
  const { output, issues } = must(run(admissions, utf8('患者番号,氏名,入院日,退院日\n1,佐藤 健一,2026-05-01,')));
  const stay = output.entry?.find(({ resource }) => resource?.resourceType === 'Encounter')?.resource;
  expect(stay).toMatchObject({ status: 'planned' });
  expect(issues.find(({ code }) => code === 'csv-ahead')).toMatchObject({
    severity: 'information',
    line: 2,
    column: 3,
  });
});
