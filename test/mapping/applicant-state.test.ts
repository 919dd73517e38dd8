import { readFileSync } from 'node:fs';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, loadMapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { readForm, readFormWithIssues, writeForm } from '../../src/paper/index.ts';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const state = must(loadMapping('applicant-state'));
const filled: Form = JSON.parse(readFileSync('examples/applicant-state/form.json', 'utf8'));
const made = (): Bundle => must(toFhir(state, filled, { ids: countingIds() })).output;

function of<T extends Resource['resourceType']>(bundle: Bundle, type: T): Extract<Resource, { resourceType: T }>[] {
  return (bundle.entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === type ? [resource as Extract<Resource, { resourceType: T }>] : [],
  );
}

/** The form as it reads from a record, with other words in the certificate that is held. */
function withState(bundle: Bundle, words: string): Form {
  const form = structuredClone(must(toForm(state, bundle)).output);
  const field = form.tables['certificates']?.[0]?.fields['F05-05-state'];
  Object.assign(field ?? {}, { value: words });
  return form;
}

test('the family, illnesses and certificates of the paper are records of their own, and the answers hold only what has none', () => {
  const bundle = made();
  expect(
    of(bundle, 'RelatedPerson').map(({ name, relationship }) => [name?.[0]?.text, relationship?.[0]?.text]),
  ).toEqual([
    ['佐藤 洋子', '姉'],
    ['佐藤 洋子', '姉'],
    ['佐藤 誠', '兄'],
  ]);
  expect(of(bundle, 'Condition').map(({ code }) => code?.text)).toEqual([
    '統合失調症（F20.0）',
    'アルコールの有害な使用（断酒中）',
    '統合失調症',
    '脂質異常症',
  ]);
  // What an office writes down from what it was told is no diagnosis.
  expect(new Set(of(bundle, 'Condition').map((one) => one.verificationStatus?.coding?.[0]?.code))).toEqual(
    new Set(['unconfirmed']),
  );
  const answers = JSON.stringify(of(bundle, 'QuestionnaireResponse'));
  for (const word of ['佐藤', '統合失調症', '脂質異常症']) expect(answers).not.toContain(word);
  expect(answers).toContain('市内に住む。同居はできない。');
});

test('only a certificate that is held is a record, and one that is held no more is no longer in force', () => {
  const bundle = made();
  expect(of(bundle, 'Coverage')).toMatchObject([
    { status: 'active', type: { text: '精神障害者保健福祉手帳' }, class: [{ type: { text: '等級' }, value: '2級' }] },
  ]);
  const gone = must(toFhir(state, withState(bundle, '無'), { ids: countingIds(500), base: bundle })).output;
  expect(of(gone, 'Coverage').map(({ status }) => status)).toEqual(['cancelled']);
  expect(JSON.stringify(of(gone, 'QuestionnaireResponse'))).not.toContain('Coverage/');
  const again = must(toFhir(state, withState(gone, '有'), { ids: countingIds(600), base: gone })).output;
  expect(of(again, 'Coverage').map(({ status, type }) => [status, type?.text])).toEqual([
    ['cancelled', '精神障害者保健福祉手帳'],
    ['active', '精神障害者保健福祉手帳'],
  ]);
});

test('an illness that its reader may not see is neither printed nor lost when the others change', async () => {
  const bundle = made();
  const [hidden] = of(bundle, 'Condition');
  const seen = { ...bundle, entry: (bundle.entry ?? []).filter(({ resource }) => resource !== hidden) };
  const form = must(toForm(state, seen)).output;
  const printed = await writeForm(state, form, 'xlsx');
  expect(must(await readForm(state, printed, 'xlsx'))).toEqual(form);
  const csv = new TextDecoder().decode(await writeForm(state, form, 'csv'));
  expect(csv).not.toContain('統合失調症（F20.0）');
  const [silent, said] = form.tables['illnesses'] ?? [];
  const changed = { ...said, fields: { 'F05-04-name': { label: '障害または疾患名', value: '断酒中' } } };
  const rows = [silent, changed] as Form['tables'][string];
  const next = must(
    toFhir(state, { ...form, tables: { ...form.tables, illnesses: rows } }, { ids: countingIds(500), base: seen }),
  ).output;
  expect(of(next, 'QuestionnaireResponse')).toEqual(of(seen, 'QuestionnaireResponse'));
  expect(of(next, 'Condition')[0]?.code?.text).toBe('断酒中');
});

/** 別紙１ of the workbook of eight sheets that is in public use, by its cells: several fields stand together in some. */
const EIGHT_SHEETS: Readonly<Record<string, string>> = {
  A4: '作成日',
  I4: '令和8年10月10日',
  A5: '概要',
  A6: '地域移行支援を使っている。',
  A8: '利用者氏名',
  I8: '佐藤 健一',
  A12: '障害または疾患名',
  I12: '統合失調症',
  A13: '家族構成',
  I13: '姉（60歳、会社員、主たる介護者）、兄',
  AG13: '社会関係図',
  AQ13: '別添',
  A15: '生活歴',
  A16: '印刷会社に12年勤めた。',
  AQ15: '医療の状況',
  AQ16: '精神科 2週間に1回 高橋医師 統合失調症 夕食後1回',
  E20: '名称',
  S20: '提供機関',
  D21: '公的支援',
  E21: '地域移行支援',
  S21: '相談支援センターひかり',
  D22: 'その他の支援',
  E22: '断酒会',
};

test('cells of a workbook in use in which several fields stand together are read whole, and those that cannot be are told', async () => {
  const city = must(loadMapping('applicant-state', { overlay: 'example-city' }));
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('別紙１');
  for (const [at, text] of Object.entries(EIGHT_SHEETS)) sheet.getCell(at).value = text;
  for (const at of ['A4:H4', 'A8:H8', 'A12:H12', 'A13:H13', 'AG13:AP13']) sheet.mergeCells(at);
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  const { form, issues } = must(await readFormWithIssues(city, bytes, 'xlsx'));
  expect(form.fields['F05-07-text']?.value).toBe('姉（60歳、会社員、主たる介護者）、兄');
  expect(form.fields['F05-10-text']?.value).toBe('精神科 2週間に1回 高橋医師 統合失調症 夕食後1回');
  expect(issues.map(({ code, ja }) => [code, ja])).toEqual([
    ['form-without-meta', expect.anything()],
    ['mapping-declared-loss', expect.stringMatching(/^公的支援 名称（セル 別紙１!E21）: /)],
    ['mapping-declared-loss', expect.stringMatching(/^公的支援 提供機関（セル 別紙１!S21）: /)],
    ['mapping-declared-loss', expect.stringMatching(/^その他の支援 名称（セル 別紙１!E22）: /)],
  ]);
  const { output } = must(toFhir(city, form, { ids: countingIds() }));
  expect(must(toForm(city, output)).output.fields['F05-07-text']).toEqual(form.fields['F05-07-text']);
});
