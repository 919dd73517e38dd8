/** One cell of an office's own workbook: whether it can take a value, and what it says of itself. */
import type ExcelJS from 'exceljs';
import type { Issue } from '#fhir';
import type { Area, Form, Rule } from '#mapping';
import { textOf } from './cell-text.ts';
import { isLabel, type SheetReading } from './read-sheet.ts';
import { placeOf } from './sheet-labels.ts';
import { literal } from './write-meta.ts';

/** A sheet on its way to be filled. */
export interface Filling {
  readonly reading: SheetReading;
  readonly form: Form;
  /** The first row of each table. */
  readonly starts: Map<string, number>;
  /** The paths of the form that have found their cell. */
  readonly placed: Set<string>;
  /** Addresses that are filled. */
  readonly used: Set<string>;
  /** Address → what the paper says where the form says nothing. */
  readonly paper: Record<string, string>;
  readonly issues: Issue[];
}

interface Candidate {
  readonly cell: ExcelJS.Cell;
  readonly rule: Rule;
  /** Of the field in the form. */
  readonly path: string;
  /** No label leads to it: it must be free, and drawn as the layout has it. */
  readonly free?: Area | undefined;
}

/** Says why not, where the cell cannot take the value. */
export function canTake(filling: Filling, { cell, rule, path, free }: Candidate): boolean {
  const { reading, used, placed, issues } = filling;
  const reason = reasonAgainst(filling, cell, free);
  placed.add(path);
  if (reason !== undefined) {
    const [ja, en] = reason;
    issues.push(misfit(rule, { path, cell: `${reading.sheet.name}!${cell.address}`, ja, en }));
    return false;
  }
  used.add(cell.address);
  return true;
}

type Reason = readonly [ja: string, en: string];

function reasonAgainst({ reading, used }: Filling, cell: ExcelJS.Cell, free: Area | undefined): Reason | undefined {
  if (isFormula(cell)) return ['式があるため、書き込みません。', 'holds a formula, which is not written over'];
  if (cell.isMerged && cell.master !== cell)
    return ['ほかのセルと結合した途中にあります。', 'stands within a merged cell'];
  if (isLabel(reading.labels, cell)) return ['ほかの欄の見出しがあります。', 'is the label of another field'];
  if (used.has(cell.address)) return ['ほかの欄が使っています。', 'is taken by another field'];
  if (free !== undefined && (textOf(cell).trim() !== '' || !isDrawnAs(reading.sheet, cell, free)))
    return ['見出しがなく、様式の定める場所も空いていません。', 'is not free, and there is no label for the field'];
  return undefined;
}

function isDrawnAs(sheet: ExcelJS.Worksheet, cell: ExcelJS.Cell, { bottom, right }: Area): boolean {
  const place = placeOf(sheet, cell);
  return place.bottom === bottom && place.right === right;
}

export const isFormula = ({ value }: ExcelJS.Cell): boolean =>
  typeof value === 'object' && value !== null && ('formula' in value || 'sharedFormula' in value);

/** A string stays a string, whatever it begins with; the looks of the cell stay the office's. */
export function fillCell(filling: Filling | undefined, cell: ExcelJS.Cell, text: string): void {
  filling?.used.add(cell.address);
  cell.value = literal(text);
}

/** What stands in a cell that the form leaves blank is the paper's own. */
export function paperOf({ paper, used, reading }: Filling, cell: ExcelJS.Cell): void {
  if (used.has(cell.address) || (cell.isMerged && cell.master !== cell) || isLabel(reading.labels, cell)) return;
  if (isFormula(cell)) paper[cell.address] = '=';
  else if (textOf(cell) !== '') paper[cell.address] = textOf(cell);
}

interface Misfit {
  readonly path: string;
  readonly cell: string;
  readonly ja: string;
  readonly en: string;
}

export const misfit = ({ id, label }: Pick<Rule, 'id' | 'label'>, { path, cell, ja, en }: Misfit): Issue => ({
  severity: 'error',
  code: 'template-misfit',
  type: 'business-rule',
  ja: `${label}（規則 ${id}、セル ${cell}）: ${ja}`,
  en: `${path}: the cell ${cell} ${en} (rule ${id})`,
  expression: path,
});
