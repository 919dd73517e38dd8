/** What people write into a workbook where no field is: every bit of it is told. */
import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { convert } from '../../src/conversion/index.ts';
import { listMappings, loadMapping, type Mapping } from '../../src/mapping/index.ts';
import { fillTemplate, readFormWithIssues } from '../../src/paper/index.ts';
import { withPart } from './zip-parts.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value, null, 1));
  return value as Exclude<T, { refused: true }>;
}

const forms = listMappings()
  .map((id) => must(loadMapping(id)))
  .filter(({ kind }) => kind === 'form');
const open = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer as ArrayBuffer);
  return workbook;
};
const bytesOf = async (workbook: ExcelJS.Workbook) => new Uint8Array(await workbook.xlsx.writeBuffer());
const exampleOf = ({ id }: Mapping): Uint8Array => readFileSync(`examples/${id}/form.xlsx`);

/** The example, changed: what of it was read into no field. */
async function told(mapping: Mapping, change: (workbook: ExcelJS.Workbook, sheet: ExcelJS.Worksheet) => void) {
  const workbook = await open(exampleOf(mapping));
  const [sheet] = workbook.worksheets;
  if (sheet === undefined) throw new Error('no sheet');
  change(workbook, sheet);
  const { issues } = must(await readFormWithIssues(mapping, await bytesOf(workbook), 'xlsx'));
  const unread = issues.filter(({ code }) => code === 'form-unread');
  return {
    name: sheet.name,
    issues,
    unread: unread.map(({ severity, expression, ja, en }) => [severity, expression, ja, en]),
  };
}

/** A cell that holds the value of a field of the head, and of no other page. */
function valueCell(sheet: ExcelJS.Worksheet, { id, layout }: Mapping): ExcelJS.Cell {
  const { fields } = JSON.parse(readFileSync(`examples/${id}/form.json`, 'utf8'));
  const repeated = layout?.sheets.flatMap(({ repeats = {} }) => Object.keys(repeats)) ?? [];
  const values = Object.entries(fields as Record<string, { value: string }>).flatMap(([field, { value }]) =>
    repeated.includes(field) ? [] : [value],
  );
  let found: ExcelJS.Cell | undefined;
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (cell.master === cell && values.includes(cell.text) && cell.text.length > 3) found ??= cell;
    }),
  );
  if (found === undefined) throw new Error('no value');
  return found;
}

describe.each(forms.map((mapping) => [mapping.id, mapping] as const))('%s', (_, mapping) => {
  test('leaves nothing unread as it was written', async () => {
    expect((await told(mapping, () => {})).issues).toEqual([]);
  });

  test('a word beside the paper, a comment and another sheet are told with their places', async () => {
    const { name, unread } = await told(mapping, (workbook, sheet) => {
      sheet.getCell('CA200').value = '欄の外のメモ';
      sheet.getCell('CA201').note = '電話で確認';
      sheet.getCell('CA201').border = { bottom: { style: 'thin' } };
      const other = workbook.addWorksheet('控え', { state: 'hidden' });
      other.getCell('B2').value = '二人目の名前';
      other.getCell('B3').value = '住所';
      workbook.addWorksheet('白紙');
    });
    expect(unread).toEqual([
      [
        'warning',
        `${name}!CA200`,
        `${name}!CA200 のセルの文字「欄の外のメモ」は、どの欄にも読めませんでした。`,
        `the text \`欄の外のメモ\` at ${name}!CA200 was read into no field`,
      ],
      [
        'warning',
        `${name}!CA201`,
        `${name}!CA201 のコメント「電話で確認」は、どの欄にも読めませんでした。`,
        `the comment \`電話で確認\` at ${name}!CA201 was read into no field`,
      ],
      [
        'warning',
        '控え',
        'シート「控え」は読みませんでした（文字のあるセルとコメントが 2 個。はじめは B2「二人目の名前」）。',
        'the sheet `控え` was not read: 2 cells and comments, the first B2 `二人目の名前`',
      ],
    ]);
  });

  test('an error and a formula that was never counted are no empty fields', async () => {
    for (const [value, text] of [
      [{ error: '#REF!' }, '#REF!'],
      [{ formula: 'A1&"x"' }, '=A1&"x"'],
    ] as const) {
      let address = '';
      const { name, unread } = await told(mapping, (_workbook, sheet) => {
        const cell = valueCell(sheet, mapping);
        address = cell.address;
        cell.value = value as ExcelJS.CellValue;
      });
      expect(unread.map(([, expression, ja]) => [expression, ja])).toEqual([
        [`${name}!${address}`, `${name}!${address} のセルの文字「${text}」は、どの欄にも読めませんでした。`],
      ]);
    }
  });
});

const draft = must(loadMapping('service-plan-draft'));

test('a value whose label was changed is told with the words that stand there now', async () => {
  const { unread } = await told(draft, (_, sheet) => {
    sheet.getCell('A4').value = '名まえ';
  });
  expect(unread.map(([, expression]) => expression)).toEqual(['計画案!A4', '計画案!I4']);
});

test('what somebody types into the hidden column of the rows is told, the keys of the rows are not', async () => {
  const { unread } = await told(draft, (_, sheet) => {
    sheet.getCell('BL30').value = '隠れたメモ';
  });
  expect(unread.map(([, expression]) => expression)).toEqual(['計画案!BL30']);
});

test('a name that was changed on the second page only is told, since the first page says who it is', async () => {
  const { unread } = await told(must(loadMapping('pathway-sheet')), (workbook) => {
    const cell = workbook.getWorksheet('依頼と進み具合')?.getCell('I2');
    if (cell !== undefined) cell.value = '別の人';
  });
  expect(unread.map(([, expression]) => expression)).toEqual(['依頼と進み具合!I2']);
});

test('of very many cells the first are told one by one, and how many there are besides', async () => {
  const { unread } = await told(draft, (_, sheet) => {
    for (let row = 101; row <= 150; row += 1) sheet.getCell(row, 80).value = `メモ${row}`;
  });
  expect(unread).toHaveLength(21);
  expect(unread.at(-1)?.slice(1)).toEqual([
    '計画案',
    '「計画案」には、ほかにも読めなかったセルとコメントが 30 個あります。',
    '`計画案` has 30 more cells and comments that were read into no field',
  ]);
});

test('pictures and text boxes are told', async () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const { unread } = await told(draft, (workbook, sheet) => {
    const image = workbook.addImage({ base64: pixel, extension: 'png' });
    sheet.addImage(image, { tl: { col: 2, row: 30 }, ext: { width: 10, height: 10 } });
  });
  expect(unread.map(([, , ja]) => ja)).toEqual(['「計画案」の図や写真 1 個は読みませんでした。']);
  const boxed = withPart(exampleOf(draft), 'xl/drawings/drawing9.xml', '<xdr:wsDr><xdr:sp macro=""/></xdr:wsDr>');
  expect(must(await readFormWithIssues(draft, boxed, 'xlsx')).issues.map(({ code, ja }) => [code, ja])).toEqual([
    ['form-unread', '「xl/drawings/drawing9.xml」（図形、グラフ、マクロなど）は読みませんでした。'],
  ]);
});

test('a comment of a cell that nobody ever wrote into is told', async () => {
  const comments =
    '<comments><commentList><comment ref="CB7" authorId="0"><text><t>要確認</t></text></comment></commentList></comments>';
  const noted = withPart(exampleOf(draft), 'xl/comments7.xml', Buffer.from(comments));
  expect(must(await readFormWithIssues(draft, noted, 'xlsx')).issues.map(({ code, ja }) => [code, ja])).toEqual([
    ['form-unread', '空のセル CB7 のコメントは読めませんでした。'],
  ]);
});

test('of very many such comments twenty are told one by one, and how many more there are', async () => {
  const each = Array.from({ length: 5_000 }, (_, n) => `<comment ref="CB${n + 300}" authorId="0"/>`).join('');
  const comments = `<comments><commentList>${each}</commentList></comments>`;
  const noted = withPart(exampleOf(draft), 'xl/comments7.xml', Buffer.from(comments));
  const { issues } = must(await readFormWithIssues(draft, noted, 'xlsx'));
  expect([issues.length, issues[0]?.en, issues.at(-1)?.en]).toEqual([
    21,
    'the comment of the blank cell CB300 was not read',
    '4980 more comments of blank cells were not read',
  ]);
});

test('of an office’s own paper only what was added since it was filled is told', async () => {
  const paper = await open(exampleOf(draft));
  paper.removeWorksheet('_meta');
  const [sheet] = paper.worksheets;
  if (sheet === undefined) throw new Error('no sheet');
  for (let row = 18; row <= 23; row += 1)
    for (let column = 1; column <= 64; column += 1) sheet.getCell(row, column).value = null;
  for (const at of [
    'I4',
    'AD4',
    'AY4',
    'AY5',
    'I6',
    'AD6',
    'AY6',
    'I7',
    'I9',
    'AD9',
    'I11',
    'I12',
    'I13',
    'I14',
    'AD1',
    'AY1',
  ])
    sheet.getCell(at).value = null;
  sheet.getCell('A40').value = '※この用紙は正本を市に提出すること';
  sheet.getCell('A41').note = '押印は不要';
  sheet.getCell('A42').value = { formula: 'COUNTA(B18:B23)', result: 0 };
  paper.addWorksheet('記入例').getCell('A1').value = '記入例';
  const form = JSON.parse(readFileSync('examples/service-plan-draft/form.json', 'utf8'));
  const { output } = must(await fillTemplate(draft, form, await bytesOf(paper)));
  expect(must(await readFormWithIssues(draft, output, 'xlsx'))).toEqual({ form, issues: [] });
  const filled = await open(output);
  const [own] = filled.worksheets;
  if (own === undefined) throw new Error('no sheet');
  own.getCell('A40').value = '※市に提出すること。8月は窓口が変わる';
  own.getCell('A43').value = '追記';
  const { issues } = must(await readFormWithIssues(draft, await bytesOf(filled), 'xlsx'));
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['form-unread', '計画案!A40'],
    ['form-unread', '計画案!A43'],
  ]);
});

test('a conversion that may lose nothing refuses a workbook of which something was not read', async () => {
  const workbook = await open(exampleOf(draft));
  const [sheet] = workbook.worksheets;
  if (sheet !== undefined) sheet.getCell('CA200').value = '欄の外のメモ';
  const request = { mapping: 'service-plan-draft', to: 'fhir' as const, strict: true, ids: () => crypto.randomUUID() };
  const outcome = await convert({ ...request, input: await bytesOf(workbook) });
  expect(isRefusal(outcome) && outcome.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['form-unread', '計画案!CA200'],
  ]);
});
