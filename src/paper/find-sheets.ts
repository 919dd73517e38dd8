/** Which sheet of a workbook is which sheet of a form: by its name, else by its labels. */
import type ExcelJS from 'exceljs';
import { type Form, headOf, layOut, layoutOf, type Mapping, type SheetLayout } from '#mapping';
import type { SheetReading, TemplateSheet } from './read-sheet.ts';
import { labelPlaces, wordsOf } from './sheet-labels.ts';
import { META_SHEET } from './write-meta.ts';

/** What is known of how a workbook was written. */
export interface Printed {
  /** The rows of each table, by which we have moved what stands below. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of an office's own workbook, by its sheets; we have moved nothing there. */
  readonly template?: ReadonlyMap<string, TemplateSheet> | undefined;
}

/** Fewer labels than this are found on many a sheet by chance. */
const LABELS_MIN = 3;

export function findSheets(mapping: Mapping, workbook: ExcelJS.Workbook, meta: Printed | undefined): SheetReading[] {
  const models = layOut(mapping, blankForm(mapping, meta));
  const words = wordsOf(mapping);
  const left = workbook.worksheets.filter(({ name }) => name !== META_SHEET);
  return layoutOf(mapping).sheets.flatMap((layout, at) => {
    const model = models[at];
    if (model === undefined) return [];
    const places = new Map(left.map((sheet) => [sheet, labelPlaces(words, sheet, model)]));
    const named = left.find(({ name }) => sameName(name, layout.name));
    const fitting = left.filter((sheet) => hasLabels(layout, sheet, places.get(sheet)));
    const sheet = named !== undefined && fitting.includes(named) ? named : fitting[0];
    const labels = sheet && places.get(sheet);
    if (sheet === undefined || labels === undefined) return [];
    left.splice(left.indexOf(sheet), 1);
    const template = meta?.template?.get(sheet.name);
    const known = meta !== undefined && meta.template === undefined;
    return [
      { mapping, layout, model, sheet, labels, known, ...(template && { template }), read: new Set(), issues: [] },
    ];
  });
}

const sameName = (a: string, b: string): boolean => a.normalize('NFKC') === b.normalize('NFKC');

/** A sheet of another name must also have a heading of a table: a few words of a head are on many a paper. */
function hasLabels(layout: SheetLayout, { name }: ExcelJS.Worksheet, labels?: ReadonlyMap<string, unknown>): boolean {
  const { tables = {}, grids = {}, fields } = layout;
  const found = labels?.size ?? 0;
  const rows = Object.values(tables).flatMap(({ columns }) => Object.keys(columns));
  const possible = rows.length + Object.values(fields).filter(({ label }) => label !== undefined).length;
  if (Object.keys(grids).length > 0) return found > 0;
  const isLikely = sameName(name, layout.name) || rows.length === 0 || rows.some((field) => labels?.has(field));
  return found >= Math.min(LABELS_MIN, possible) && isLikely;
}

/** More rows than a form can have are as many as it has. */
const ROWS_MAX = 1000;

/** An empty form with as many rows as were written, so that everything stands where it stood. */
function blankForm(mapping: Mapping, meta: Printed | undefined): Form {
  const tables = Object.entries(meta?.template === undefined ? (meta?.counts ?? {}) : {})
    .filter(([table]) => table in mapping.rowTables)
    .map(
      ([table, count]) => [table, Array.from({ length: Math.min(count, ROWS_MAX) }, () => ({ fields: {} }))] as const,
    );
  return { ...headOf(mapping), ids: {}, fields: {}, tables: Object.fromEntries(tables) };
}
