/** One layout for every writer: the form as grids of labelled boxes, whatever they are then drawn with. */
import type { Box } from './box.ts';
import { areaOf, columnsOf } from './cells.ts';
import { gridBoxes } from './grid.ts';
import type { Layout, SheetLayout, TableLayout } from './layout.ts';
import { writeList } from './list-text.ts';
import type { Form, Mapping } from './mapping.ts';

export interface Sheet {
  readonly name: string;
  readonly orientation: 'landscape' | 'portrait';
  readonly onePage: boolean;
  /** The least size of letters in points. */
  readonly smallest: number;
  /** So many lines a half hour of a week grows by its words. */
  readonly slotLines: number;
  readonly columns: number;
  readonly boxes: readonly Box[];
  /** The last row of the grid. */
  readonly bottom: number;
  /** Rows before which a page ends. */
  readonly breaks: readonly number[];
  /** Row → least height in points. */
  readonly heights: ReadonlyMap<number, number>;
  /** Where the rows of each table begin. */
  readonly starts: ReadonlyMap<string, number>;
  readonly headings: readonly Heading[];
}

/** Rows that are printed again on a page that begins within the rows that they head. */
interface Heading {
  readonly top: number;
  readonly bottom: number;
  readonly first: number;
  readonly last: number;
}

const SMALLEST_POINTS = 5.5;
const SLOT_LINES = 4;

export const layOut = (mapping: Mapping, form: Form): Sheet[] =>
  layoutOf(mapping).sheets.map((sheet) => layOutSheet(mapping, form, sheet));

/** A mapping of kind `form` always has a layout. */
export function layoutOf(mapping: Mapping): Layout {
  if (mapping.layout === undefined) throw new Error(`the mapping \`${mapping.id}\` has no layout`);
  return mapping.layout;
}

function layOutSheet(mapping: Mapping, form: Form, sheet: SheetLayout): Sheet {
  const labels = new Map(mapping.rules.map(({ source, label }) => [source, label]));
  const shift = shiftOf(sheet, form);
  const boxes: Box[] = [];
  for (const { at, text, style = 'note' } of sheet.texts)
    boxes.push(moved({ kind: style, text, ...areaOf(at) }, shift));
  for (const [field, cell] of Object.entries(sheet.fields)) {
    const label = labels.get(field);
    // A field that the region has disabled leaves its place blank.
    if (label === undefined) continue;
    if (cell.label !== undefined)
      boxes.push(moved({ kind: 'label', text: label, field, ...areaOf(cell.label) }, shift));
    boxes.push(moved({ kind: 'value', text: form.fields[field]?.value ?? '', field, ...areaOf(cell.value) }, shift));
  }
  boxes.push(...repeatBoxes(sheet, { labels, form, shift }));
  const starts = new Map<string, number>();
  for (const [id, table] of Object.entries(sheet.tables ?? {})) {
    starts.set(id, table.start + shift(table.start));
    boxes.push(...tableBoxes({ id, table, labels, form, shift }));
  }
  boxes.push(...listBoxes(sheet, { labels, form, shift }));
  for (const [id, grid] of Object.entries(sheet.grids ?? {})) {
    const rule = mapping.rules.find(({ source }) => source === grid.time);
    boxes.push(...gridBoxes(grid, rule, { id, rows: form.tables[id] ?? [] }).map((box) => moved(box, shift)));
  }
  return {
    name: sheet.name,
    orientation: sheet.orientation ?? 'landscape',
    onePage: sheet.onePage ?? false,
    smallest: sheet.smallest ?? SMALLEST_POINTS,
    slotLines: Math.max(1, ...Object.values(sheet.grids ?? {}).map(({ lines = SLOT_LINES }) => lines)),
    columns: sheet.columns,
    ...withBottom(boxes, sheet.columns),
    breaks: (sheet.breaks ?? []).map((row) => row + shift(row)),
    heights: new Map(
      Object.entries(sheet.heights ?? {}).map(([row, height]) => [Number(row) + shift(Number(row)), height]),
    ),
    starts,
    headings: headingsOf(sheet, form, shift),
  };
}

/** Without their field, so that nothing is read from them. */
function repeatBoxes({ repeats = {} }: SheetLayout, { labels, form, shift }: Site): Box[] {
  return Object.entries(repeats).flatMap(([field, cell]) => {
    const label = labels.get(field);
    if (label === undefined) return [];
    const value: Box = { kind: 'value', text: form.fields[field]?.value ?? '', ...areaOf(cell.value) };
    const heading: Box[] = cell.label === undefined ? [] : [{ kind: 'label', text: label, ...areaOf(cell.label) }];
    return [...heading, value].map((box) => moved(box, shift));
  });
}

/** What has no place in a grid stands below everything, a row for each. */
function withBottom(boxes: readonly Box[], columns: number): Pick<Sheet, 'boxes' | 'bottom'> {
  let bottom = Math.max(...boxes.map((box) => box.bottom));
  const placed = boxes.map((box) => {
    if (box.top > 0) return box;
    bottom += 1;
    return { ...box, top: bottom, bottom, left: 1, right: columns };
  });
  return { boxes: placed, bottom };
}

/** The headings of tables, with the rows that they head. */
function headingsOf({ tables = {} }: SheetLayout, form: Form, shift: Shift): Heading[] {
  return Object.entries(tables).map(([id, { header, start, printed }]) => {
    const first = start + shift(start);
    const [top, bottom] = header.map((row) => row + shift(row));
    const count = Math.max(printed, form.tables[id]?.length ?? 0);
    return { top: top ?? 1, bottom: bottom ?? 1, first, last: first + count - 1 };
  });
}

type Shift = (row: number) => number;

/** Rows beyond those that are printed anyway move what stands below them down. */
function shiftOf({ tables = {} }: SheetLayout, form: Form): Shift {
  const extra = new Map<number, number>();
  for (const [id, { start, printed }] of Object.entries(tables)) {
    const more = Math.max(0, (form.tables[id]?.length ?? 0) - printed);
    extra.set(start + printed, Math.max(extra.get(start + printed) ?? 0, more));
  }
  const steps = [...extra].filter(([, more]) => more > 0);
  return (row) => steps.reduce((sum, [from, more]) => (row >= from ? sum + more : sum), 0);
}

/** A box in which the rows of a table grow, grows with them. */
const moved = (box: Box, shift: Shift): Box => ({
  ...box,
  top: box.top + shift(box.top),
  bottom: box.bottom + shift(box.bottom),
});

interface Site {
  readonly labels: ReadonlyMap<string, string>;
  readonly form: Form;
  readonly shift: Shift;
}

interface TableSite extends Site {
  readonly id: string;
  readonly table: TableLayout;
}

function listBoxes({ lists = {} }: SheetLayout, { labels, form, shift }: Site): Box[] {
  return Object.entries(lists).flatMap(([id, { field, label: at, value }]) => {
    const label = labels.get(field);
    if (label === undefined) return [];
    const text = writeList(form.tables[id] ?? [], field);
    const box: Box = { kind: 'value', text, field, table: id, ...areaOf(value) };
    const head: Box[] = at === undefined ? [] : [{ kind: 'label', text: label, field, table: id, ...areaOf(at) }];
    return [...head, box].map((one) => moved(one, shift));
  });
}

function tableBoxes({ id, table, labels, form, shift }: TableSite): Box[] {
  const rows = form.tables[id] ?? [];
  const columns = Object.entries(table.columns)
    .filter(([field]) => labels.has(field))
    .map(([field, range]) => ({ field, table: id, ...sidesOf(range) }));
  const [top, bottom] = table.header;
  const head = columns.map(
    (column): Box => moved({ kind: 'label', top, bottom, text: labels.get(column.field) ?? '', ...column }, shift),
  );
  const first = table.start + shift(table.start);
  const body = Array.from({ length: Math.max(table.printed, rows.length) }, (_, at) =>
    columns.map((column): Box => {
      const text = rows[at]?.fields[column.field]?.value ?? '';
      return { kind: 'value', top: first + at, bottom: first + at, text, ...column };
    }),
  );
  return [...head, ...body.flat()];
}

function sidesOf(range: string): { left: number; right: number } {
  const [left, right] = columnsOf(range);
  return { left, right };
}
