import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { loadMapping, toForm } from '../../src/mapping/index.ts';
import { jsonFault } from '../../src/mapping/json-fault.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { FORM_BYTES_MAX, FORM_ROWS_MAX } from '../../src/paper/read-form.ts';
import { WORKBOOK_BYTES_MAX, WORKBOOK_CELLS_MAX, WORKBOOK_ROWS_MAX } from '../../src/paper/workbook-limits.ts';
import { exampleBundle } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const base = must(loadMapping('service-plan-draft'));
const form = must(toForm(base, exampleBundle())).output;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const readJson = async (text: string) => {
  const read = await readForm(base, utf8(text), 'json');
  return isRefusal(read) ? { status: read.status, ...read.issues[0] } : undefined;
};
const readXlsx = async (bytes: Uint8Array) => {
  const read = await readForm(base, bytes, 'xlsx');
  return isRefusal(read) ? [read.status, read.issues[0]?.code] : 'read';
};

/** A zip file of one part, whose directory may say another size than the part has. */
function zip(name: string, content: Uint8Array, { claimed = content.length } = {}): Uint8Array {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(claimed, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

test('a broken form says where it breaks, in both languages, and repeats nothing of it', async () => {
  const refusal = await readJson('{"mapping": "x",\n "title": 佐藤');
  expect(refusal).toEqual({
    status: 400,
    severity: 'error',
    code: 'form-unreadable',
    type: 'structure',
    ja: '様式を JSON として読めません（2 行 11 列）。ファイルが途中で切れていないか確認してください。',
    en: 'the form is no JSON (line 2, column 11); check that the file is not cut off',
    line: 2,
    column: 11,
  });
});

test.each([
  ['', '1:1'],
  ['{', '1:2'],
  ['{"a": [1, 2}', '1:12'],
  ['{"a": 1,}', '1:9'],
  ['[1,]', '1:4'],
  ['{"a" 1}', '1:5'],
  ['[1] 2', '1:5'],
  ['["a\\x"]', '1:4'],
  ['["a', '1:4'],
  ['["a\nb"]', '1:4'],
  ['[{}, [], tru]', '1:10'],
])('the fault of %j stands at %s', (text, place) => {
  expect(() => JSON.parse(text)).toThrow();
  const { line, column } = jsonFault(text);
  expect(`${line}:${column}`).toBe(place);
});

test('a form of the wrong shape is told so in Japanese and in English', async () => {
  const tell = async (change: object) => {
    const { ja, en } = (await readJson(JSON.stringify({ ...form, ...change }))) ?? {};
    return [ja, en];
  };
  expect(await tell({ title: undefined })).toEqual([
    '様式の形が正しくありません（/）：「title」がありません（書き加えてください）。',
    '/: lacks `title`; add it',
  ]);
  expect(await tell({ tables: 1 })).toEqual([
    '様式の形が正しくありません（/tables）：オブジェクト（{…}）で書いてください（今は数です）。',
    '/tables: must be an object `{}`, not a number',
  ]);
  expect((await tell({ ['x'.repeat(100_000)]: 1 })).join('').length).toBeLessThan(400);
  expect(await tell({ more: 1 })).toEqual([
    '様式の形が正しくありません（/more）：「more」という項目はありません（取り除くか、次のどれかにしてください: overlay）。',
    '/more: `more` is not known here; leave it out, or write one of: `overlay`',
  ]);
});

test.each([
  ['\u0000', 'U+0000'],
  ['\u001b', 'U+001B'],
  ['\ud800', 'U+D800'],
])('a value that holds %j is refused with its field', async (sign, name) => {
  const fields = { ...form.fields, 'F01-15': { label: '', value: `a${sign}b` } };
  expect(await readJson(JSON.stringify({ ...form, fields }))).toMatchObject({
    status: 400,
    code: 'form-characters',
    expression: '/fields/F01-15/value',
    en: expect.stringContaining(`character 2 is ${name}`),
  });
});

test('tabs and line ends of a value are read', async () => {
  const fields = { ...form.fields, 'F01-15': { label: '', value: 'a\tb\r\nc' } };
  expect(await readJson(JSON.stringify({ ...form, fields }))).toBeUndefined();
});

test('a form of too many bytes is refused', async () => {
  expect(await readJson(' '.repeat(FORM_BYTES_MAX + 1))).toMatchObject({ status: 413, code: 'form-too-large' });
});

test('a form with more rows in a table than any has is refused', async () => {
  const rows = (count: number) => JSON.stringify({ ...form, tables: { needs: Array(count).fill({ fields: {} }) } });
  expect(await readJson(rows(FORM_ROWS_MAX))).toBeUndefined();
  expect(await readJson(rows(FORM_ROWS_MAX + 1))).toMatchObject({
    status: 413,
    code: 'form-too-large',
    expression: '/tables/needs',
  });
});

test('a workbook that would unfold to too much is refused, whatever its directory says', async () => {
  const bomb = new Uint8Array(WORKBOOK_BYTES_MAX + 1);
  expect(await readXlsx(zip('xl/worksheets/sheet1.xml', bomb))).toEqual([413, 'form-too-large']);
  expect(await readXlsx(zip('xl/worksheets/sheet1.xml', bomb, { claimed: 10 }))).toEqual([413, 'form-too-large']);
  expect(await readXlsx(zip('x', utf8('<a/>'), { claimed: 0xffff_fff0 }))).toEqual([413, 'form-too-large']);
});

test('a workbook of too many rows, or of a range over half the world, is refused before it is opened', async () => {
  const sheet = (xml: string) => readXlsx(zip('xl/worksheets/sheet1.xml', utf8(xml)));
  const large = [413, 'form-too-large'];
  expect(await sheet('<row r="1"/>'.repeat(WORKBOOK_ROWS_MAX + 1))).toEqual(large);
  expect(await sheet('<row spans="1:2" r="1048576"/>')).toEqual(large);
  expect(await sheet("<row r='&#49;048576'/>")).toEqual(large);
  expect(await sheet('<c/>'.repeat(WORKBOOK_CELLS_MAX + 1))).toEqual(large);
  expect(await sheet('<row '.repeat(500_000))).toEqual(large);
  expect(await sheet('<mergeCell '.repeat(500_000))).toEqual([400, 'form-unreadable']);
  expect(await sheet('<mergeCell ref="A1:XFD1048576"/>')).toEqual(large);
  expect(await sheet('<dataValidation type="list" sqref="A1:A9 B1:XFD1048576"/>')).toEqual(large);
  expect(await sheet('<definedName name="x">計画案!$A$1:$XFD$1048576</definedName>')).toEqual(large);
  expect(await sheet('<col min="1" max="99999999"/>')).toEqual(large);
});

test('our own workbook is within the limits, and one that is cut off is no workbook', async () => {
  const bytes = await writeForm(base, form, 'xlsx');
  expect(await readXlsx(bytes)).toBe('read');
  for (const length of [0, 1, 21, 100, bytes.length - 1])
    expect(await readXlsx(bytes.subarray(0, length))).toEqual([400, 'form-unreadable']);
});

test('a control character in a cell is refused with its field', async () => {
  const workbook = new ExcelJS.Workbook();
  const bytes = await writeForm(base, form, 'xlsx');
  await workbook.xlsx.load(bytes.slice().buffer as Parameters<typeof workbook.xlsx.load>[0]);
  const cell = workbook.getWorksheet('計画案')?.getCell('I12');
  if (cell === undefined) throw new Error('no cell');
  // So a spreadsheet writes a character that XML has not.
  cell.value = 'a_x0001_b';
  expect(await readXlsx(new Uint8Array(await workbook.xlsx.writeBuffer()))).toEqual([400, 'form-characters']);
});
