/** Fills an office's own workbook: its looks, formulas and print settings stay, and it reads back as the same form. */
import { type Issue, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import { areaOf, cellsOfForm, type FieldCell, type Form, type FormRow, type Mapping, plain, type Rule } from '#mapping';
import { textOf } from './cell-text.ts';
import { canTake, type Filling, fillCell, misfit, paperOf } from './fill-cell.ts';
import { fillGrid, fillList, fillTable } from './fill-rows.ts';
import { findSheets } from './find-sheets.ts';
import { lostParts } from './lost-parts.ts';
import { paperMarks } from './paper-marks.ts';
import { valueCell } from './read-sheet.ts';
import { placeOf, wordsOf } from './sheet-labels.ts';
import { partsOf } from './workbook-limits.ts';
import { META_SHEET, ORIGIN_FIELDS, writeKeys, writeMeta } from './write-meta.ts';

export interface FilledTemplate {
  readonly output: Uint8Array;
  /** What of the workbook itself could not be kept. */
  readonly issues: readonly Issue[];
}

/** 422 with every cell that does not fit, by rule, cell and label; 400 where the template is no workbook. */
export async function fillTemplate(
  mapping: Mapping,
  form: Form,
  template: Uint8Array,
): Promise<FilledTemplate | Refusal> {
  const parts = partsOf(template);
  if (isRefusal(parts)) return parts;
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  try {
    await workbook.xlsx.load(new Uint8Array(template).buffer as Parameters<typeof workbook.xlsx.load>[0]);
  } catch {
    return notAWorkbook();
  }
  // The library would number the pages of every sheet that it has read.
  for (const { pageSetup } of workbook.worksheets)
    if (!('useFirstPageNumber' in pageSetup && pageSetup.useFirstPageNumber === true))
      Object.assign(pageSetup, { firstPageNumber: undefined });
  const before = workbook.getWorksheet(META_SHEET);
  if (before !== undefined) workbook.removeWorksheet(before.id);
  const paper = paperMarks(workbook);
  const empty = { counts: {}, template: new Map() };
  const fillings = findSheets(mapping, workbook, empty).map(
    (reading): Filling => ({
      reading,
      form,
      starts: new Map(),
      placed: new Set(),
      used: new Set(),
      paper: {},
      issues: [],
    }),
  );
  for (const filling of fillings) fillSheet(filling);
  const issues = fillings.flatMap((one) => one.issues);
  issues.push(...leftOver(mapping, form, fillings));
  if (issues.length > 0) return refuseAll(422, issues);
  const sheets = fillings.map((filling) => [filling.reading.sheet.name, hide(filling)] as const);
  const origin = ORIGIN_FIELDS.flatMap((field) => {
    const value = form.fields[field]?.value;
    return value === undefined || isPlaced(fillings, `fields.${field}`) ? [] : [[field, value] as const];
  });
  writeMeta(workbook, mapping, form, {
    told: { template: { sheets: Object.fromEntries(sheets) }, origin: Object.fromEntries(origin) },
    paper,
  });
  // What the office's own formulas say of the cells that were filled is counted when it is opened.
  workbook.calcProperties.fullCalcOnLoad = true;
  return { output: new Uint8Array(await workbook.xlsx.writeBuffer()), issues: lostParts(parts).map(partLost) };
}

function fillSheet(filling: Filling): void {
  const { layout, mapping } = filling.reading;
  for (const [source, place] of Object.entries(layout.fields)) {
    const rule = mapping.rules.find((one) => one.source === source);
    if (rule !== undefined) fillField(filling, rule, place);
  }
  for (const source of Object.keys(layout.repeats ?? {})) fillRepeat(filling, source);
  for (const id of Object.keys(layout.tables ?? {})) fillTable(filling, id);
  for (const id of Object.keys(layout.lists ?? {})) fillList(filling, id);
  for (const id of Object.keys(layout.grids ?? {})) fillGrid(filling, id);
}

/** Beside its label; where the paper has no such label, in the cell that the layout names, if that is free. */
function fillField(filling: Filling, rule: Rule, place: FieldCell): void {
  const { reading, form } = filling;
  const label = reading.labels.get(rule.source);
  const cell = valueCell(reading, rule.source, label);
  const text = form.fields[rule.source]?.value ?? '';
  const path = `fields.${rule.source}`;
  if (cell === undefined) return;
  if (text.trim() === '') {
    paperOf(filling, cell);
    return;
  }
  const free = place.label !== undefined && label === undefined ? areaOf(place.value) : undefined;
  // A paper that says by its looks which form it is needs no cell for it.
  if (free !== undefined && ORIGIN_FIELDS.includes(rule.source)) return;
  if (canTake(filling, { cell, rule, path, free })) fillCell(filling, cell, text);
}

/** Whose page it is, where the sheet asks for it; a formula of the office may say it already. */
function fillRepeat({ reading, form }: Filling, source: string): void {
  const { sheet, mapping, layout } = reading;
  const words = wordsOf(mapping);
  const own = layout.repeats?.[source];
  const isBelow = own?.label !== undefined && areaOf(own.value).top > areaOf(own.label).bottom;
  const text = form.fields[source]?.value ?? '';
  let done = text === '';
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (done || (cell.isMerged && cell.master !== cell)) return;
      if (words.get(plain(textOf(cell)))?.includes(source) !== true) return;
      const { bottom, left, right } = placeOf(sheet, cell);
      const target = isBelow ? sheet.getCell(bottom + 1, left) : sheet.getCell(Number(cell.row), right + 1);
      if (target.master !== target || textOf(target).trim() !== '' || target.formula) return;
      fillCell(undefined, target, text);
      done = true;
    }),
  );
}

/** Everything that the form says and that found no cell. */
function leftOver(mapping: Mapping, form: Form, fillings: readonly Filling[]): Issue[] {
  const cells = cellsOfForm(mapping, form);
  const told = new Set(fillings.flatMap(({ issues }) => issues.map(({ expression }) => expression)));
  const of = (prefix: string, fields: FormRow['fields']): Issue[] =>
    Object.entries(fields).flatMap(([field, { value, label }]) => {
      const path = `${prefix}fields.${field}`;
      if (value.trim() === '' || told.has(path) || isPlaced(fillings, path)) return [];
      if (prefix === '' && ORIGIN_FIELDS.includes(field)) return [];
      const rule = mapping.rules.find(({ source }) => source === field) ?? { id: 'none', label };
      const ja = '見出しがなく、様式の定める場所も空いていません。';
      return [misfit(rule, { path, cell: cells.get(path) ?? path, ja, en: 'has no cell in the template' })];
    });
  const rows = Object.entries(form.tables).flatMap(([table, all]) =>
    all.flatMap((row, at) => of(`tables.${table}[${at}].`, row.fields)),
  );
  return [...of('', form.fields), ...rows];
}

const isPlaced = (fillings: readonly Filling[], path: string): boolean =>
  fillings.some(({ placed }) => placed.has(path));

/** The key of each row in a hidden column beyond everything, and what the paper says of itself. */
function hide({ reading, form, starts, paper }: Filling): { keys: number; paper: Readonly<Record<string, string>> } {
  const { sheet, layout } = reading;
  const hasKeys = [...starts.keys()].some((id) => (form.tables[id] ?? []).some(({ key, ids }) => key ?? ids));
  if (!hasKeys) return { keys: 0, paper };
  const keys = Math.max(sheet.columnCount, layout.columns) + 1;
  writeKeys(sheet, keys, starts, form);
  return { keys, paper };
}

/** A library that does not know a part leaves it out: nothing goes in silence. */
const partLost = (name: string): Issue => ({
  severity: 'warning',
  code: 'template-part-lost',
  type: 'incomplete',
  ja: `ひな形のうち「${name}」（図形、グラフ、マクロなど）は書き出した xlsx に残りません。`,
  en: `\`${name}\` of the template (shapes, charts, macros and the like) is not in the workbook that was written`,
  expression: name,
});

const notAWorkbook = (): Refusal =>
  refuse(400, {
    code: 'form-unreadable',
    type: 'structure',
    ja: 'ひな形を xlsx として開けません。',
    en: 'the template is no workbook',
  });
