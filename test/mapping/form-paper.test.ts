import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, loadMapping } from '../../src/mapping/index.ts';
import { layOut } from '../../src/mapping/sheet.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { wordsOf } from './print-image.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const mapping = must(loadMapping('monitoring-report'));
const form: Form = JSON.parse(readFileSync('examples/monitoring-report/form.json', 'utf8'));

test('the page of the week says whose it is, and what somebody types there changes nobody’s name', async () => {
  const [, week] = layOut(mapping, form);
  expect(week?.boxes.filter(({ text }) => text === '渡辺 真由美')).toMatchObject([{ kind: 'value', top: 4, left: 30 }]);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(await writeForm(mapping, form, 'xlsx')).buffer as ArrayBuffer);
  const cell = workbook.getWorksheet('週間計画')?.getCell('AD4');
  expect(cell?.value).toBe('渡辺 真由美');
  if (cell !== undefined) cell.value = '別の人';
  const edited = new Uint8Array(await workbook.xlsx.writeBuffer());
  expect(must(await readForm(mapping, edited, 'xlsx'))).toEqual(form);
});

test('an option that is chosen can be told from the others on paper, whatever the font lacks', async () => {
  const state = must(loadMapping('applicant-state'));
  const filled: Form = JSON.parse(readFileSync('examples/applicant-state/form.json', 'utf8'));
  expect(filled.fields['F05-03']?.value).toContain('☐入所施設　☑医療機関　☐その他');
  const words = await wordsOf(await writeForm(state, filled, 'pdf'));
  expect(words).toContain('□入所施設■医療機関□その他');
  expect(words).not.toContain('〓');
});
