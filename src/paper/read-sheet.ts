/** Reads the fields and the tables of one sheet, by the places of their labels. */
import type ExcelJS from 'exceljs';
import type { Issue } from '#fhir';
import {
  areaOf,
  type Box,
  columnsOf,
  type FieldCell,
  type FormField,
  type FormRow,
  type Mapping,
  type Rule,
  type Sheet,
  type SheetLayout,
} from '#mapping';
import { textOf } from './cell-text.ts';
import type { Place } from './sheet-labels.ts';

export interface SheetReading {
  readonly mapping: Mapping;
  readonly layout: SheetLayout;
  /** Where everything stands if nobody has moved it. */
  readonly model: Sheet;
  readonly sheet: ExcelJS.Worksheet;
  readonly labels: ReadonlyMap<string, Place>;
  /** We have written it: columns stand where the layout says. */
  readonly known: boolean;
  /** An office's own sheet, which we have filled. */
  readonly template?: TemplateSheet;
  /** Addresses that some field was read from. */
  readonly read: Set<string>;
  readonly issues: Issue[];
}

export interface TemplateSheet {
  /** The hidden column that tells which row is which; 0 where there is none. */
  readonly keys: number;
  /** Address → what the paper itself says in a cell that the form leaves blank; `=` where it calculates. */
  readonly paper: Readonly<Record<string, string>>;
}

export function readFields(reading: SheetReading): Record<string, FormField> {
  const { mapping, layout, labels, issues, known } = reading;
  const fields: Record<string, FormField> = {};
  for (const [source, place] of Object.entries(layout.fields)) {
    const rule = mapping.rules.find((one) => one.source === source);
    if (rule === undefined) continue;
    const label = labels.get(source);
    if (label === undefined && place.label !== undefined && reading.template === undefined) {
      if (known) issues.push(labelMissing(rule));
      continue;
    }
    const cell = valueCell(reading, source, label);
    const text = cell === undefined || isPapers(reading, cell) ? '' : fieldText(cell, rule, issues);
    if (cell === undefined || text === '' || isLabel(labels, cell)) continue;
    reading.read.add(cell.address);
    fields[source] = { label: rule.label, value: text };
  }
  return fields;
}

/** The cell of a table that stands in one cell as a list. */
export function readListCell(
  reading: SheetReading,
  id: string,
): { text: string; field: string; label: string } | undefined {
  const list = reading.layout.lists?.[id];
  if (list === undefined) return undefined;
  const label = reading.mapping.rules.find(({ source }) => source === list.field)?.label ?? list.field;
  if (!reading.labels.has(list.field) && list.label !== undefined && reading.template === undefined) return undefined;
  const cell = listCell(reading, id);
  const text = cell === undefined || isLabel(reading.labels, cell) || isPapers(reading, cell) ? '' : textOf(cell);
  if (cell !== undefined && text !== '') reading.read.add(cell.address);
  return { text, field: list.field, label };
}

export function listCell(reading: SheetReading, id: string): ExcelJS.Cell | undefined {
  const list = reading.layout.lists?.[id];
  const label = reading.labels.get(list?.field ?? '');
  return list && cellOf(reading, list, label, ({ field, table }) => field === list.field && table === id);
}

/** The paper said so before anybody filled it. */
function isPapers({ template }: SheetReading, cell: ExcelJS.Cell): boolean {
  const said = template?.paper[cell.address];
  return said !== undefined && (said === '=' || said === textOf(cell));
}

export function valueCell(reading: SheetReading, source: string, label: Place | undefined): ExcelJS.Cell | undefined {
  const own = reading.layout.fields[source];
  return own && cellOf(reading, own, label, ({ field, table }) => field === source && table === undefined);
}

/** Right of its label, or below it where the layout has it so; without a label, where the layout says. */
function cellOf(
  { model, sheet }: SheetReading,
  own: FieldCell,
  label: Place | undefined,
  isIt: (box: Box) => boolean,
): ExcelJS.Cell | undefined {
  if (label === undefined) {
    const box = model.boxes.find((one) => one.kind === 'value' && isIt(one));
    return box && sheet.getCell(box.top, box.left);
  }
  const isBelow = own.label !== undefined && areaOf(own.value).top > areaOf(own.label).bottom;
  return isBelow ? sheet.getCell(label.bottom + 1, label.left) : sheet.getCell(label.row, label.right + 1);
}

/** An empty field directly before the next label has no cell of its own. */
export const isLabel = (labels: ReadonlyMap<string, Place>, cell: ExcelJS.Cell): boolean =>
  [...labels.values()].some(({ row, left }) => row === Number(cell.master.row) && left === Number(cell.master.col));

export function readRows(reading: SheetReading, id: string): FormRow[] {
  const { mapping, layout, sheet, labels, issues, known } = reading;
  const own = layout.tables?.[id]?.columns ?? {};
  const rules = mapping.rules.filter(({ source, table }) => table === id && source in own && labels.has(source));
  if (rules.length === 0) return [];
  const { first, last } = rowsOfTable(reading, id);
  const end = Math.min(sheet.rowCount, last);
  const keyColumn = known ? layout.columns + 1 : (reading.template?.keys ?? 0);
  const rows: FormRow[] = [];
  for (let row = first; row <= end; row += 1) {
    const fields: Record<string, FormField> = {};
    for (const rule of rules) {
      const column = known ? columnsOf(own[rule.source] ?? 'A')[0] : (labels.get(rule.source)?.left ?? 1);
      const cell = sheet.getCell(row, column);
      const text = isPapers(reading, cell) ? '' : fieldText(cell, rule, issues);
      if (text === '') continue;
      reading.read.add(cell.address);
      fields[rule.source] = { label: rule.label, value: text };
    }
    const key = keyColumn > 0 ? readKey(textOf(sheet.getCell(row, keyColumn)), id) : {};
    if (Object.keys(fields).length > 0 || Object.keys(key).length > 0) rows.push({ ...key, fields });
    else if (!known) break;
  }
  return rows;
}

/** Below its headings, above the next thing of the form. */
export function rowsOfTable(reading: SheetReading, id: string): { first: number; last: number } {
  const own = reading.layout.tables?.[id]?.columns ?? {};
  const first = Math.max(...Object.keys(own).map((field) => reading.labels.get(field)?.bottom ?? 0)) + 1;
  return { first, last: lastRow(reading, own, first) };
}

/** A table ends above the next thing of the form that stands in its columns. */
function lastRow({ labels, layout, model, known, sheet }: SheetReading, own: object, first: number): number {
  const columns = Object.values(own as Record<string, string>).map(columnsOf);
  const left = Math.min(...columns.map(([one]) => one));
  const right = Math.max(...columns.map(([, one]) => one));
  const below = [...labels].filter(([field, place]) => !(field in own) && place.row >= first);
  const texts = known ? model.boxes.filter(({ kind, table }) => isPaper(kind) && table === undefined) : [];
  const moved = texts.filter(({ top, left: at, text }) => top >= first && textOf(sheet.getCell(top, at)) === text);
  const values = Object.values(layout.fields).filter(({ label }) => label === undefined);
  const unlabelled =
    known && values.length > 0
      ? model.boxes.filter(
          (box) =>
            box.kind === 'value' &&
            box.table === undefined &&
            layout.fields[box.field ?? '']?.label === undefined &&
            box.top >= first,
        )
      : [];
  const next = [
    ...below.map(([, { row, left: from, right: to }]) => ({ top: row, from, to })),
    ...[...moved, ...unlabelled].map(({ top, left: from, right: to }) => ({ top, from, to })),
  ].filter(({ from, to }) => from <= right && to >= left);
  return Math.min(...next.map(({ top }) => top - 1), Infinity);
}

const isPaper = (kind: string): boolean => kind === 'title' || kind === 'note' || kind === 'label';

/** Only texts come back: whatever else somebody typed there is as good as nothing. */
function readKey(json: string, table: string): Omit<FormRow, 'fields'> {
  try {
    const { key, ids } =
      (JSON.parse(json) as Record<string, { key?: unknown; ids?: object | null } | undefined>)[table] ?? {};
    const known = Object.entries(ids ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return {
      ...(typeof key === 'string' ? { key } : {}),
      ...(known.length === 0 ? {} : { ids: Object.fromEntries(known) }),
    };
  } catch {
    return {};
  }
}

/** Spreadsheets turn a number of ten digits into a number: its zeros are put back, and it is said. */
function fieldText(cell: ExcelJS.Cell, rule: Rule, issues: Issue[]): string {
  const text = textOf(cell);
  if (rule.codec !== 'number-10' || typeof cell.value !== 'number' || !/^\d{1,9}$/.test(text)) return text;
  const padded = text.padStart(10, '0');
  issues.push({
    severity: 'warning',
    code: 'form-zeros-restored',
    type: 'value',
    ja: `${rule.label}: 数値のセルから先頭の 0 が落ちていたため、「${padded}」と読みました。`,
    en: `${rule.source}: a numeric cell had lost its leading zeros; read as \`${padded}\``,
    expression: cell.address,
  });
  return padded;
}

/** What stands in cells of which it is known that no field can be read from them, on paper that others have filled. */
export function unreadCells({ layout, sheet, known, read, labels }: SheetReading): Issue[] {
  if (known) return [];
  return Object.entries(layout.unread ?? {}).flatMap(([at, { label, loss }]) => {
    const cell = sheet.getCell(at);
    if (textOf(cell).trim() === '' || read.has(cell.master.address) || isLabel(labels, cell)) return [];
    const ja = `${label}（セル ${sheet.name}!${at}）: ${loss}`;
    const en = `${label}: the cell ${sheet.name}!${at} is not read, as the layout declares`;
    return [{ ...DECLARED, ja, en, expression: `${sheet.name}!${at}` }];
  });
}

const DECLARED = { severity: 'information', code: 'mapping-declared-loss', type: 'informational' } as const;

const labelMissing = ({ label, source }: Rule): Issue => ({
  severity: 'warning',
  code: 'form-label-missing',
  type: 'incomplete',
  ja: `見出し「${label}」が見つからないため、この欄は読めません。`,
  en: `the label of \`${source}\` is gone, so the field could not be read`,
  expression: source,
});
