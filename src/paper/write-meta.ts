/** The hidden part of a workbook, by which a form finds its way back: which form, which resources, which rows. */
import type ExcelJS from 'exceljs';
import { type Form, type FormRow, layoutOf, type Mapping } from '#mapping';

/** The hidden sheet of names and values; row keys stand beside their rows, so that they move with them. */
export const META_SHEET = '_meta';

/** What an office's own paper says by its looks. */
export const ORIGIN_FIELDS: readonly string[] = ['form-number', 'municipality'];

/** The name of the rows that hold what an office's own paper said before it was filled. */
export const PAPER = 'paper';

interface More {
  readonly told: Readonly<Record<string, unknown>>;
  readonly paper: readonly string[];
}

export function writeMeta(
  workbook: ExcelJS.Workbook,
  mapping: Mapping,
  form: Form,
  { told, paper }: More = { told: {}, paper: [] },
): void {
  const meta = workbook.addWorksheet(META_SHEET, { state: 'veryHidden' });
  const { mapping: id, version, overlay = '', ids, tables } = form;
  meta.addRows([
    ['mapping', id],
    ['version', version],
    ['overlay', overlay],
    ['form', form.form],
    ['ids', JSON.stringify(ids)],
    ['counts', JSON.stringify(Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length])))],
    ...Object.entries(told).map(([name, value]) => [name, literal(JSON.stringify(value))]),
    ...paper.map((mark) => [PAPER, literal(mark)]),
  ]);
  // Grids and lists have no rows of their own on the sheet: what they were made of stands here.
  const without = layoutOf(mapping).sheets.flatMap(({ grids = {}, lists = {} }) => Object.keys({ ...grids, ...lists }));
  for (const table of without)
    for (const row of tables[table] ?? []) meta.addRow([`row:${table}`, literal(JSON.stringify(row))]);
}

/** Beside each row, hidden: which row of which table it is. */
export function writeKeys(
  sheet: ExcelJS.Worksheet,
  column: number,
  starts: ReadonlyMap<string, number>,
  form: Form,
): void {
  sheet.getColumn(column).hidden = true;
  const keys = new Map<number, Record<string, Omit<FormRow, 'fields'>>>();
  for (const [table, start] of starts)
    for (const [at, { fields: _, ...key }] of (form.tables[table] ?? []).entries())
      if (Object.keys(key).length > 0) keys.set(start + at, { ...keys.get(start + at), [table]: key });
  for (const [row, known] of keys) sheet.getCell(row, column).value = JSON.stringify(known);
}

/** `_x0041_` inside a text is Excel's own escape; written out, it comes back as it was. */
export const literal = (text: string): string => text.replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x');
