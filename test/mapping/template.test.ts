import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { convert } from '../../src/conversion/index.ts';
import { type Form, loadMapping, type Mapping } from '../../src/mapping/index.ts';
import { fillTemplate, readForm, readFormWithIssues, writeForm } from '../../src/paper/index.ts';

import { withPart } from './zip-parts.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value, null, 1));
  return value as Exclude<T, { refused: true }>;
}

const example = (path: string): Form => JSON.parse(readFileSync(`examples/${path}`, 'utf8'));
const draft = must(loadMapping('service-plan-draft'));
const plan = example('service-plan-draft/form.json');
const open = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer as ArrayBuffer);
  return workbook;
};
const bytesOf = async (workbook: ExcelJS.Workbook) => new Uint8Array(await workbook.xlsx.writeBuffer());

/** The empty paper of a form, as somebody keeps it: nothing hidden, and looks of its own. */
async function paper(mapping: Mapping, change: (workbook: ExcelJS.Workbook) => void = () => {}): Promise<Uint8Array> {
  const tables = Object.fromEntries(Object.keys(mapping.rowTables).map((id) => [id, []]));
  const workbook = await open(await writeForm(mapping, { ...plan, fields: {}, ids: {}, tables }, 'xlsx'));
  workbook.removeWorksheet('_meta');
  change(workbook);
  return bytesOf(workbook);
}

describe.each(['service-plan-draft', 'weekly-plan', 'monitoring-report', 'applicant-state', 'applicant-daily-life'])(
  'the paper of `%s`',
  (id) => {
    test.each([undefined, 'example-city'])('is filled and reads back as the same form (region %s)', async (overlay) => {
      const mapping = must(loadMapping(id, overlay === undefined ? {} : { overlay }));
      const form = example(overlay === undefined ? `${id}/form.json` : `${id}/form-${overlay}.json`);
      const { output, issues } = must(await fillTemplate(mapping, form, await paper(mapping)));
      expect(issues).toEqual([]);
      expect(must(await readFormWithIssues(mapping, output, 'xlsx'))).toEqual({ form, issues: [] });
    });
  },
);

/** A workbook that an office has drawn itself: other rows and columns, its own looks, formulas and numbers. */
async function own(change: (sheet: ExcelJS.Worksheet) => void = () => {}): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('わたしたちの計画案', {
    pageSetup: { orientation: 'portrait', paperSize: 11, printArea: 'A1:J24', margins: MARGINS },
  });
  const labels: Record<string, string> = {
    'A2:B2': '利用者氏名',
    'F2:G2': '障害程度区分',
    'A3:B3': '障害福祉サービス受給者証番号',
    'F3:G3': '相談支援事業者名',
    'A4:B4': '計画作成担当者',
    'F4:G4': '計画案作成日',
    'A5:B5': 'モニタリング期間（開始年月）',
    'F5:G5': '利用者同意署名欄',
    'A6:B6': '利用者負担上限額',
    'F6:G6': '地域相談支援受給者証番号',
    'A7:B7': '通所受給者証番号',
    'F7:G7': '保護者氏名',
    'A8:B8': '利用者及びその家族の生活に対する意向（希望する生活）',
    'A9:B9': '総合的な援助の方針',
    'A10:B10': '長期目標',
    'A11:B11': '短期目標',
    'F8:G8': '事業所番号',
    'F11:G11': '本人との続柄',
  };
  for (const [at, text] of Object.entries(labels)) {
    sheet.mergeCells(at);
    const [from = ''] = at.split(':');
    const row = Number(from.slice(1));
    sheet.getCell(from).value = text;
    sheet.mergeCells(from.startsWith('A') ? `C${row}:E${row}` : `H${row}:J${row}`);
    sheet.getCell(from.startsWith('A') ? `C${row}` : `H${row}`).font = { name: 'ＭＳ 明朝', size: 12, color: RED };
  }
  const columns = [
    '優先順位',
    '課題',
    '支援目標',
    '達成時期',
    '種類・内容・量',
    '本人の役割',
    '評価時期',
    'その他留意事項',
  ];
  const heads = columns.map(
    (label) =>
      draft.rules.find(
        (one) => one.table === 'needs' && [one.label, ...(one.aliases ?? [])].some((word) => word.includes(label)),
      )?.label ?? label,
  );
  for (const [at, label] of heads.entries()) sheet.getCell(14, at + 1).value = label;
  for (let row = 15; row <= 20; row += 1)
    for (let column = 1; column <= 8; column += 1) sheet.getCell(row, column).border = { bottom: { style: 'dotted' } };
  for (let row = 15; row <= 20; row += 1) sheet.getCell(row, 1).value = row - 14;
  sheet.getCell('J20').value = { formula: 'COUNTA(B15:B20)', result: 0 };
  sheet.getCell('A22').value = { formula: 'C2&"様"', result: '様' };
  change(sheet);
  return bytesOf(workbook);
}

const MARGINS = { left: 0.3, right: 0.3, top: 0.4, bottom: 0.4, header: 0.1, footer: 0.1 };
const RED = { argb: 'FFCC0000' };

describe('a workbook that an office has drawn itself', () => {
  test('keeps its looks, merges, print settings and formulas, and reads back as the same form', async () => {
    const template = await own();
    const { output } = must(await fillTemplate(draft, plan, template));
    const [before, after] = await Promise.all(
      [template, output].map(async (bytes) => (await open(bytes)).worksheets[0]),
    );
    expect(after?.name).toBe('わたしたちの計画案');
    expect(after?.pageSetup).toEqual(before?.pageSetup);
    expect(after?.model.merges.toSorted()).toEqual(before?.model.merges.toSorted());
    expect([after?.getCell('C2').value, after?.getCell('C2').font]).toEqual(['佐藤 健一', before?.getCell('C2').font]);
    for (const at of ['J20', 'A22']) expect(after?.getCell(at).formula).toBe(before?.getCell(at).formula);
    expect((await open(output)).getWorksheet('_meta')?.state).toBe('veryHidden');
    const read = must(await readFormWithIssues(draft, output, 'xlsx'));
    expect(read).toEqual({ form: plan, issues: [] });
  });

  test('what somebody types into it afterwards is read, and rows keep what they are', async () => {
    const workbook = await open(must(await fillTemplate(draft, plan, await own())).output);
    const sheet = workbook.worksheets[0] as ExcelJS.Worksheet;
    sheet.getCell('C9').value = '見直した方針';
    sheet.getCell('B16').value = '言い直した課題';
    const read = must(await readForm(draft, await bytesOf(workbook), 'xlsx'));
    expect(read.fields['F01-15']?.value).toBe('見直した方針');
    expect(read.tables['needs']?.map(({ key }) => key)).toEqual(plan.tables['needs']?.map(({ key }) => key));
    expect(read.tables['needs']?.[1]?.fields['F01-19']?.value).toBe('言い直した課題');
  });

  test('a text that begins like a formula stays a text', async () => {
    const odd = {
      ...plan,
      fields: { ...plan.fields, 'F01-15': { label: '総合的な援助の方針', value: '=HYPERLINK("x")' } },
    };
    const { output } = must(await fillTemplate(draft, odd, await own()));
    expect((await open(output)).worksheets[0]?.getCell('C9').value).toBe('=HYPERLINK("x")');
    expect(must(await readForm(draft, output, 'xlsx'))).toEqual(odd);
  });

  test.each<[string, (sheet: ExcelJS.Worksheet) => void, string, string]>([
    [
      'a formula where a value belongs',
      (sheet) => {
        sheet.getCell('C9').value = { formula: '1+1', result: 2 };
      },
      'fields.F01-15',
      '総合的な援助の方針（規則 policy、セル わたしたちの計画案!C9）: 式があるため、書き込みません。',
    ],
    [
      'no cell for a field',
      (sheet) => {
        sheet.getCell('A9').value = 'メモ';
      },
      'fields.F01-15',
      '総合的な援助の方針（規則 policy、セル わたしたちの計画案!I12）: ',
    ],
    [
      'fewer rows than the form',
      (sheet) => {
        for (let column = 1; column <= 8; column += 1)
          for (const row of [16, 17]) sheet.getCell(row, column).border = {};
      },
      'tables.needs[1].fields.F01-19',
      '（規則 row-need、セル わたしたちの計画案!B16）: ひな形の行が足りません。',
    ],
  ])('is refused for %s, by rule, cell and label', async (_, change, path, words) => {
    const template = await own(change);
    const refused = await fillTemplate(draft, plan, template);
    if (!isRefusal(refused)) throw new Error('filled');
    expect([refused.status, [...new Set(refused.issues.map(({ code }) => code))]]).toEqual([422, ['template-misfit']]);
    expect(refused.issues.find(({ expression }) => expression === path)?.ja).toContain(words);
  });

  test('what is no workbook is refused', async () => {
    const refused = await fillTemplate(draft, plan, new TextEncoder().encode('PK'));
    expect(isRefusal(refused) && [refused.status, refused.issues[0]?.code]).toEqual([400, 'form-unreadable']);
  });
});

test.each([
  ['xl/vbaProject.bin', 'macro', ['template-part-lost']],
  ['xl/drawings/drawing9.xml', '<xdr:wsDr><xdr:sp macro=""/></xdr:wsDr>', ['template-part-lost']],
  ['xl/drawings/drawing9.xml', '<xdr:wsDr><xdr:pic/></xdr:wsDr>', []],
])('a part of the workbook that cannot be kept is told: %s %s', async (name, content, told) => {
  const template = withPart(await own(), name, content);
  const { issues } = must(await fillTemplate(draft, plan, template));
  expect(issues.map(({ code }) => code)).toEqual(told);
  expect(issues.map(({ expression }) => expression)).toEqual(told.map(() => name));
});

test('one call fills the template, and says which of its parts are lost', async () => {
  const input = new Uint8Array(readFileSync('examples/service-plan-draft/bundle.json'));
  const { output, report } = must(
    await convert({ mapping: 'service-plan-draft', to: 'form', format: 'xlsx', input, template: await own() }),
  );
  expect(report.issues).toEqual([]);
  expect(must(await readForm(draft, output, 'xlsx'))).toEqual(plan);
});
