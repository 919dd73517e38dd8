import { readFileSync } from 'node:fs';
import type { Bundle, CarePlan } from '@medplum/fhirtypes';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { isRefusal, profileUrl } from '#fhir';
import { type Form, type FormRow, loadMapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { readForm, readFormWithIssues, writeForm } from '../../src/paper/index.ts';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const base = must(loadMapping('weekly-plan'));
const city = must(loadMapping('weekly-plan', { overlay: 'example-city' }));
const example = (name: string): Form => JSON.parse(readFileSync(`examples/weekly-plan/${name}.json`, 'utf8'));
const form = example('form');
const child = example('child-form');

const slotOf = (when: string, what: string): FormRow => ({
  fields: { 'F02-02': { label: '時間帯', value: when }, 'F02-03': { label: '予定', value: what } },
});
const withSlots = (slots: readonly FormRow[]): Form => ({ ...child, tables: { slots, daily: [], nonWeekly: [] } });
const told = ({ tables }: Form): (readonly [string | undefined, string | undefined])[] =>
  (tables['slots'] ?? []).map(({ fields }) => [fields['F02-02']?.value, fields['F02-03']?.value] as const);
const planOf = ({ entry = [] }: Bundle): CarePlan =>
  entry.find(({ resource }) => resource?.resourceType === 'CarePlan')?.resource as CarePlan;

async function edit(bytes: Uint8Array, change: (workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer as Parameters<typeof workbook.xlsx.load>[0]);
  change(workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

test('what is written past midnight is done on the next calendar day, and keeps its label', () => {
  const slots = [
    slotOf('木 25:00〜26:00', 'ラジオ'),
    slotOf('日・祝 1:00〜2:00', '就寝'),
    slotOf('月 23:00〜25:00', '入浴'),
  ];
  const plan = planOf(must(toFhir(base, withSlots(slots), { ids: countingIds() })).output);
  const seen = plan.activity?.map(({ detail }) => [
    detail?.scheduledTiming?.repeat,
    detail?.extension?.find(({ url }) => url === profileUrl('time-label'))?.valueString,
  ]);
  expect(seen).toEqual([
    [{ dayOfWeek: ['fri'], timeOfDay: ['01:00:00'], duration: 1, durationUnit: 'h' }, '25:00'],
    [{ dayOfWeek: ['mon'], timeOfDay: ['01:00:00'], duration: 1, durationUnit: 'h' }, '1:00'],
    [{ dayOfWeek: ['mon'], timeOfDay: ['23:00:00'], duration: 2, durationUnit: 'h' }, undefined],
  ]);
});

test('a time before the first row of the paper belongs to the morning after the day of its column', () => {
  const early = withSlots([slotOf('月 5:30〜6:00', '起床')]);
  const first = (mapping: typeof base, of: Form) =>
    planOf(must(toFhir(mapping, of, { ids: countingIds() })).output).activity?.[0]?.detail?.scheduledTiming?.repeat;
  expect(first(base, early)?.dayOfWeek).toEqual(['mon']);
  expect(first(city, { ...early, overlay: 'example-city' })?.dayOfWeek).toEqual(['tue']);
});

test('a time of FHIR that no label goes with is printed in the column of the day before', () => {
  const bundle = must(toFhir(base, withSlots([slotOf('月 10:00', '通院')]), { ids: countingIds() })).output;
  Object.assign(planOf(bundle).activity?.[0]?.detail?.scheduledTiming?.repeat ?? {}, { timeOfDay: ['02:00:00'] });
  expect(told(must(toForm(base, bundle)).output)).toEqual([['日 26:00', '通院']]);
});

test('a slot that no cell of a week can say is reported, and kept when the form returns', () => {
  const bundle = must(toFhir(base, withSlots([slotOf('月 10:00', '通院')]), { ids: countingIds() })).output;
  Object.assign(planOf(bundle).activity?.[0]?.detail?.scheduledTiming?.repeat ?? {}, {
    timeOfDay: ['01:00:00', '10:00:00'],
  });
  const outcome = must(toForm(base, bundle));
  expect(outcome.issues.map(({ severity, code }) => [severity, code])).toContainEqual(['warning', 'mapping-format']);
  expect(must(toFhir(base, outcome.output, { ids: countingIds(), base: bundle })).output).toEqual(bundle);
});

test('a week that lost its hidden sheet is read by its days and hours in the same words', async () => {
  for (const of of [form, child]) {
    const bare = await edit(await writeForm(base, of, 'xlsx'), (workbook) => workbook.removeWorksheet('_meta'));
    const read = must(await readForm(base, bare, 'xlsx'));
    expect(told(read).sort()).toEqual(
      told(of)
        .map(([when, what]) => [when?.replace('1:00〜2:00', '25:00〜26:00'), what])
        .sort(),
    );
    expect(read.tables['nonWeekly']?.map(({ fields }) => fields)).toEqual(
      of.tables['nonWeekly']?.map(({ fields }) => fields),
    );
  }
});

test('a week that an office made itself is read: other labels after midnight, cells that are not merged, a Sunday alone', async () => {
  const own = new ExcelJS.Workbook();
  const sheet = own.addWorksheet('週間計画');
  for (const [row, label, value] of [
    [2, '利用者氏名', '佐藤 健一'],
    [3, '相談支援事業者名', 'ひかり'],
    [4, '計画開始年月', 'R8.12'],
  ] as const) {
    sheet.getCell(row, 1).value = label;
    sheet.getCell(row, 2).value = value;
  }
  for (const [at, day] of ['月', '火', '水', '木', '金', '土', '日'].entries()) sheet.getCell(6, at + 2).value = day;
  for (const [at, hour] of [
    '6:00',
    '8:00',
    '10:00',
    '12:00',
    '14:00',
    '16:00',
    '18:00',
    '20:00',
    '22:00',
    '0:00',
    '2:00',
    '4:00',
  ].entries())
    sheet.getCell(7 + at * 4, 1).value = hour;
  sheet.getCell('C9').value = '朝食';
  sheet.getCell('E9').value = '朝食';
  sheet.mergeCells('H15:H18');
  sheet.getCell('H15').value = '散歩';
  sheet.getCell('B45').value = '就寝';
  const { form: read } = must(await readFormWithIssues(base, new Uint8Array(await own.xlsx.writeBuffer()), 'xlsx'));
  expect(told(read)).toEqual([
    ['月 25:00〜25:30', '就寝'],
    ['火・木 7:00〜7:30', '朝食'],
    ['日 10:00〜12:00', '散歩'],
  ]);
  expect(Object.values(read.fields).map(({ value }) => value)).toEqual(['佐藤 健一', 'ひかり', 'R8.12']);
});

test('other words in all cells of a slot are its new words; in one of them, a slot of their own; an emptied cell is a day less', async () => {
  const changed = await edit(await writeForm(base, form, 'xlsx'), (workbook) => {
    const sheet = workbook.getWorksheet('週間計画');
    // Rows of 10:00 and of 14:00; the columns of Monday, Wednesday, Friday, Tuesday and Saturday.
    for (const column of ['E', 'S', 'AG']) sheet!.getCell(`${column}22`).value = '就労継続支援B型';
    sheet!.getCell('L30').value = '訪問看護と通院';
    sheet!.getCell('AU16').value = null;
  });
  const read = must(await readForm(base, changed, 'xlsx'));
  const keyed = (read.tables['slots'] ?? []).map(({ key, fields }) => [
    key?.slice(-2),
    fields['F02-02']?.value,
    fields['F02-03']?.value,
  ]);
  expect(keyed).toEqual([
    ['01', '月・火・水・木・金・土 7:00〜8:00', '起床・朝の薬・朝食（前の日に買ったパンと牛乳）'],
    ['02', '月・水・金 10:00〜15:00', '就労継続支援B型'],
    ['03', '土 14:00〜15:00', '訪問看護：体調と服薬の確認'],
    [undefined, '火 14:00〜15:00', '訪問看護と通院'],
    ['04', '木 10:00〜11:30', '居宅介護（家事援助）：一緒に掃除と洗濯'],
    ['05', '木 25:00〜26:00', 'ラジオの深夜番組を聴いて就寝'],
  ]);
});

test('things that overlap share a box with their times, and what is outside of the paper is printed below it', async () => {
  const slots = [slotOf('月 10:00〜12:00', '通所'), slotOf('月 11:00〜11:30', '服薬'), slotOf('来週から', '見学')];
  const crowded = withSlots(slots);
  const bytes = await writeForm(base, crowded, 'xlsx');
  await edit(bytes, (workbook) => {
    const sheet = workbook.getWorksheet('週間計画');
    expect(sheet?.getCell('E22').value).toBe('10:00〜12:00 通所\n11:00〜11:30 服薬');
    expect(sheet?.getCell('A63').value).toBe('（表の外）来週から 見学');
  });
  expect(must(await readForm(base, bytes, 'xlsx'))).toEqual(crowded);
});

test('the plan to which a week belongs stays named, even where only its id is known', () => {
  const again = must(toFhir(base, form, { ids: countingIds() })).output;
  expect(planOf(again).partOf).toEqual([{ reference: 'CarePlan/6f1d2c1a-0001-4a00-8000-000000000009' }]);
});

test('a slot that was moved keeps its key, and with it what the paper does not show', async () => {
  const moved = await edit(await writeForm(base, form, 'xlsx'), (workbook) => {
    const sheet = workbook.getWorksheet('週間計画');
    // Thursday, from 10:00–11:30 to 13:00–14:00.
    const words = sheet!.getCell('Z22').value;
    sheet!.unMergeCells('Z22');
    sheet!.getCell('Z22').value = null;
    sheet!.unMergeCells('Z28');
    sheet!.unMergeCells('Z29');
    sheet!.mergeCells('Z28:AF29');
    sheet!.getCell('Z28').value = words;
  });
  const read = must(await readForm(base, moved, 'xlsx'));
  const row = read.tables['slots']?.find(({ key }) => key?.endsWith('04'));
  expect(row?.fields['F02-02']?.value).toBe('木 13:00〜14:00');
});

test('a slot of holidays alone that gets other words stays one of holidays alone', async () => {
  const bundle = must(toFhir(base, withSlots([slotOf('祝 13:00〜14:00', '図書館')]), { ids: countingIds() })).output;
  const printed = await writeForm(base, must(toForm(base, bundle)).output, 'xlsx');
  const changed = await edit(printed, (workbook) => {
    workbook.getWorksheet('週間計画')!.getCell('AU28').value = '美術館（祝日）';
  });
  expect(told(must(await readForm(base, changed, 'xlsx')))).toEqual([['祝 13:00〜14:00', '美術館']]);
});

test('CP932 writes another wave dash, which is the same time', async () => {
  const csv = must(await writeForm(base, form, 'csv-cp932'));
  const read = must(await readForm(base, csv, 'csv'));
  expect(read.tables['slots']?.[1]?.fields['F02-02']?.value).toBe('月・水・金 10:00～15:00');
  const again = must(toFhir(base, read, { ids: countingIds() })).output;
  expect(planOf(again).activity).toEqual(planOf(must(toFhir(base, form, { ids: countingIds() })).output).activity);
});
