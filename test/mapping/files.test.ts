import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from '@medplum/fhirtypes';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { convert } from '../../src/conversion/index.ts';
import { type Form, listMappings, loadMapping, toForm } from '../../src/mapping/index.ts';
import { readForm, readFormWithIssues, writeForm } from '../../src/paper/index.ts';
import { ADT_00, countingIds, exampleBundle, INSTITUTION, needsOf, readExample } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const base = must(loadMapping('service-plan-draft'));
const city = must(loadMapping('service-plan-draft', { overlay: 'example-city' }));
const form = must(toForm(base, exampleBundle())).output;
const texts = (of: Form) => [of.fields, needsOf(of).map((row) => row.fields)];
const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

async function edit(bytes: Uint8Array, change: (workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer as Parameters<typeof workbook.xlsx.load>[0]);
  change(workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

test('the workbook is an A4 landscape sheet of merged, literal cells with a hidden sheet of its origin', async () => {
  await edit(
    await writeForm(base, { ...form, fields: { ...form.fields, 'F01-15': { label: '', value: '=1+1' } } }, 'xlsx'),
    (workbook) => {
      const sheet = workbook.getWorksheet('計画案');
      expect(sheet?.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape' });
      expect(sheet?.getCell('A4').value).toBe('利用者氏名（児童氏名）');
      expect(sheet?.getCell('I4').value).toBe('佐藤 健一');
      expect(sheet?.getCell('W4').master.address).toBe('I4');
      expect(sheet?.getCell('I12').value).toBe('=1+1');
      expect(sheet?.getCell('I6').value).toBe('0013990122');
      expect(workbook.getWorksheet('_meta')?.state).toBe('veryHidden');
    },
  );
});

test('a workbook that lost its hidden sheet is read by its labels, with a warning and fresh ids', async () => {
  const bare = await edit(await writeForm(base, form, 'xlsx'), (workbook) => workbook.removeWorksheet('_meta'));
  const read = must(await readFormWithIssues(base, bare, 'xlsx'));
  expect(texts(read.form)).toEqual(texts(form));
  expect(read.form.ids).toEqual({});
  expect(needsOf(read.form).map(({ key }) => key)).toEqual([undefined, undefined, undefined]);
  expect(read.issues.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'form-without-meta']]);
});

test('a sheet that an office made itself, with old labels elsewhere, is read, and lost zeros are put back and said', async () => {
  const own = new ExcelJS.Workbook();
  const sheet = own.addWorksheet('１_1計画案');
  sheet.getCell('B2').value = '利用者氏名';
  sheet.getCell('C2').value = { richText: [{ text: '佐藤 ' }, { text: '健一' }] };
  sheet.getCell('E2').value = '障害程度区分';
  sheet.getCell('F2').value = '区分２';
  sheet.getCell('B3').value = '障害福祉サービス\n受給者証番号';
  sheet.getCell('C3').value = 13990122;
  sheet.getCell('B4').value = '計画作成日';
  sheet.getCell('C4').value = new Date('2026-04-10T00:00:00Z');
  for (const [at, label] of ['優先順位', '本人のニーズ', '支援目標'].entries()) sheet.getCell(6, at + 2).value = label;
  for (const [at, value] of [1, '働きたい', '見学する'].entries()) sheet.getCell(7, at + 2).value = value;
  const bytes = new Uint8Array(await own.xlsx.writeBuffer());
  const { form: read, issues } = must(await readFormWithIssues(base, bytes, 'xlsx'));
  const values = Object.fromEntries(Object.entries(read.fields).map(([id, { value }]) => [id, value]));
  expect(values).toEqual({ 'F01-01': '佐藤 健一', 'F01-04': '区分２', 'F01-06': '0013990122', 'F03-02': '2026-04-10' });
  expect(needsOf(read).map(({ fields }) => Object.values(fields).map(({ value }) => value))).toEqual([
    ['1', '働きたい', '見学する'],
  ]);
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['form-without-meta', '１_1計画案'],
    ['form-zeros-restored', 'C3'],
  ]);
  const told = must(await readFormWithIssues(city, bytes, 'xlsx'));
  expect([told.form.fields['form-number']?.value, told.form.fields['municipality']?.value]).toEqual([
    '様式4',
    '例示市',
  ]);
});

test("a row that somebody inserted between two others gets no other row's identity", async () => {
  const inserted = await edit(await writeForm(base, form, 'xlsx'), (workbook) => {
    const sheet = workbook.getWorksheet('計画案');
    // The keys stand in the hidden column after BK, and move with their rows.
    for (const column of ['B', 'K', 'BL']) {
      sheet!.getCell(`${column}21`).value = sheet!.getCell(`${column}20`).value;
      sheet!.getCell(`${column}20`).value = null;
    }
    sheet!.getCell('B20').value = '新しい課題';
  });
  const read = must(await readForm(base, inserted, 'xlsx'));
  expect(needsOf(read).map(({ key, fields }) => [key, fields['F01-19']?.value])).toEqual([
    [needsOf(form)[0]?.key, needsOf(form)[0]?.fields['F01-19']?.value],
    [needsOf(form)[1]?.key, needsOf(form)[1]?.fields['F01-19']?.value],
    [undefined, '新しい課題'],
    [needsOf(form)[2]?.key, needsOf(form)[2]?.fields['F01-19']?.value],
  ]);
});

test('what is no workbook, no form, or the form of another region is refused', async () => {
  const codes = await Promise.all([
    readForm(base, Uint8Array.of(1, 2, 3), 'xlsx'),
    readForm(base, new Uint8Array(await new ExcelJS.Workbook().xlsx.writeBuffer()), 'xlsx'),
    readForm(base, bytesOf({ ...form, tables: { needs: [{ fields: { x: 1 } }] } }), 'json'),
    readForm(base, bytesOf('{'), 'json'),
    readForm(city, bytesOf(form), 'json'),
    readForm(city, await writeForm(base, form, 'xlsx'), 'xlsx'),
  ]);
  expect(codes.map((one) => isRefusal(one) && one.issues[0]?.code)).toEqual(Array(6).fill('form-unreadable'));
});

test('the page is complete by itself, prints landscape, and shows markup as text', async () => {
  const odd = { ...form, fields: { ...form.fields, 'F01-15': { label: '', value: '<script>alert("x")</script>' } } };
  const page = new TextDecoder().decode(await writeForm(base, odd, 'html'));
  expect(page).toContain('<html lang="ja">');
  expect(page).toContain('@page { size: A4 landscape');
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  expect(page).not.toContain('<script>');
  expect(page).not.toMatch(/(src|href)=/);
  const spans = [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/colspan="(\d+)"/g)].reduce((sum, [, span]) => sum + Number(span), 0),
  );
  // The second row of the two-row heading is filled from above.
  expect([...new Set(spans)].sort()).toEqual([0, 63]);
});

test('the print is the same PDF each time, embeds its font, and names a character that the font lacks', async () => {
  const [once, twice] = await Promise.all([writeForm(base, form, 'pdf'), writeForm(base, form, 'pdf')]);
  const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  expect(latin(once)).toMatch(/^%PDF-1\.\d/);
  expect(latin(once).replace(/\/ID \[.*?\]/s, '')).toBe(latin(twice).replace(/\/ID \[.*?\]/s, ''));
  expect(latin(once)).toContain('BIZUDPGothic');
  const pages = (bytes: Uint8Array) => Number(/\/Count (\d+)/.exec(latin(bytes))?.[1]);
  expect(pages(once)).toBe(1);
  const rare = { ...form, fields: { ...form.fields, 'F01-01': { label: '', value: '\u{20BB7}\u{1F600}' } } };
  expect(pages(await writeForm(base, rare, 'pdf'))).toBe(2);
  const long = { ...form, tables: { needs: Array.from({ length: 40 }, () => needsOf(form)[0]!) } };
  expect(pages(await writeForm(base, long, 'pdf'))).toBe(3);
});

test('one call converts from bytes to bytes and reports what it lost', async () => {
  const message = must(
    await convert({
      mapping: 'ssmix2-to-fhir',
      to: 'fhir',
      input: readExample(`ssmix2/${ADT_00}`),
      ssmix2: { institution: INSTITUTION },
    }),
  );
  expect((json(message.output) as Bundle).type).toBe('transaction');
  expect(message.report).toMatchObject({ mapping: 'ssmix2-to-fhir', version: '2.0.0', direction: 'to-fhir' });
  expect(message.report.mapped).toBeGreaterThan(15);
  const workbook = must(
    await convert({ mapping: 'service-plan-draft', to: 'form', format: 'xlsx', input: bytesOf(exampleBundle()) }),
  );
  expect(workbook.report).toEqual({
    mapping: 'service-plan-draft',
    version: '1.0.0',
    direction: 'to-form',
    mapped: 38,
    issues: [],
  });
  const back = must(
    await convert({ mapping: 'service-plan-draft', to: 'fhir', input: workbook.output, ids: countingIds() }),
  );
  expect(json(back.output)).toEqual(exampleBundle());
  const overlaid = must(
    await convert({
      mapping: 'service-plan-draft',
      to: 'form',
      overlay: 'example-city',
      input: bytesOf(exampleBundle()),
    }),
  );
  expect([overlaid.report.overlay, json(overlaid.output).fields['F01-04']]).toEqual([
    'example-city',
    { label: '障害程度区分', value: '程度区分2' },
  ]);
});

test('a conversion that cannot be is refused and says what there is', async () => {
  const input = bytesOf({});
  const refusals = await Promise.all([
    convert({ mapping: 'nowhere', to: 'fhir', input }),
    convert({ mapping: 'service-plan-draft', to: 'form', overlay: 'nowhere', input }),
    convert({ mapping: 'ssmix2-to-fhir', to: 'form', input }),
    convert({ mapping: 'service-plan-draft', to: 'form', input }),
    convert({ mapping: 'service-plan-draft', to: 'fhir', format: 'pdf', input }),
    convert({ mapping: 'service-plan-draft', to: 'fhir', input }),
    convert({ mapping: 'ssmix2-to-fhir', to: 'fhir', input }),
  ]);
  expect(refusals.map((one) => isRefusal(one) && one.issues[0]?.code)).toEqual([
    'mapping-unknown',
    'overlay-unknown',
    'mapping-direction',
    'bundle-unreadable',
    'form-unreadable',
    'form-unreadable',
    'hl7-msh-missing',
  ]);
});

test('a table that could mislead is refused with its place', () => {
  const rule = { id: 'a', source: 'X', label: '欄', target: 'plan.title', codec: 'text', direction: 'both' };
  const file = { id: 'm', version: '1.0.0', kind: 'form', title: '表', rules: [rule] };
  const home = mkdtempSync(join(tmpdir(), 'mappings-'));
  const load = (rules: unknown, overlay?: unknown) => {
    mkdirSync(join(home, 'm'), { recursive: true });
    mkdirSync(join(home, 'overlays', 'city'), { recursive: true });
    writeFileSync(join(home, 'm', 'rules.json'), JSON.stringify(rules));
    writeFileSync(join(home, 'overlays', 'city', 'm.json'), JSON.stringify(overlay ?? {}));
    const loaded = loadMapping('m', { home, ...(overlay === undefined ? {} : { overlay: 'city' }) });
    return isRefusal(loaded) ? loaded.issues[0]?.en : loaded.rules.map(({ id, label }) => `${id} ${label}`);
  };
  const city = { region: 'city', title: '市', version: '1.0.0' };
  expect(listMappings(home)).toEqual([]);
  expect(load(file)).toEqual(['a 欄']);
  expect(load({ ...file, rules: [rule, { ...rule, target: 'plan.x' }] })).toContain('two rules with the id `a`');
  expect(load({ ...file, rules: [rule, { ...rule, id: 'b' }] })).toContain('two rules that write `plan.title`');
  expect(load({ ...file, rules: [{ ...rule, codec: 'magic' }] })).toContain('unknown codec `magic`');
  expect(load({ ...file, rules: [{ ...rule, map: 'none' }] })).toContain('unknown code table `none`');
  expect(load({ ...file, rules: [{ ...rule, tpyo: 1 }] })).toContain('m/rules.json/rules/0');
  expect(load({ ...file, rules: [{ id: 'a', source: 'X', label: '欄', direction: 'none' }] })).toContain(
    'rule `a` (欄): lacks `loss`',
  );
  expect(
    load(file, {
      ...city,
      override: { a: { label: '名' } },
      add: [{ ...rule, id: 'b', source: 'Y', target: 'plan.x' }],
    }),
  ).toEqual(['a 名', 'b 欄']);
  expect(load(file, { ...city, disable: ['b'] })).toContain('names rule `b`, which the base has not');
  expect(load(file, { ...city, codes: { b: [] } })).toContain('adds codes to `b`');
  rmSync(home, { recursive: true });
});

test('a CSV that says one field twice is read where both say the same, and refused where they do not', async () => {
  const lines = Buffer.from(must(await writeForm(base, form, 'csv')))
    .toString('utf8')
    .split('\r\n');
  const read = (more: readonly string[]) =>
    readForm(base, Buffer.from([...lines.slice(0, -1), ...more, ''].join('\r\n')), 'csv');
  const own = lines.filter((line) => /^F03-02,|^F01-19,needs,1,/.test(line.replaceAll('"', '')));
  expect(own).toHaveLength(2);
  expect(must(await read(own))).toEqual(form);
  for (const line of own) {
    const [field = ''] = line.replaceAll('"', '').split(',');
    const refused = await read([`${line.slice(0, line.lastIndexOf(','))},別の値`]);
    expect(isRefusal(refused) && refused.issues.map(({ code, line: at, ja }) => [code, at, ja])).toEqual([
      [
        'form-unreadable',
        expect.any(Number),
        expect.stringContaining(`項目「${field}」が前の行と違う値でもう一度あります`),
      ],
    ]);
  }
});
