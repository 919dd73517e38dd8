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
}

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
  const starts = new Map<string, number>();
  for (const [id, table] of Object.entries(sheet.tables ?? {})) {
    starts.set(id, table.start + shift(table.start));
    boxes.push(...tableBoxes({ id, table, labels, form, shift }));
  }
  for (const [id, list] of Object.entries(sheet.lists ?? {})) {
    const label = labels.get(list.field);
    if (label === undefined) continue;
    const place = { field: list.field, table: id };
    if (list.label !== undefined)
      boxes.push(moved({ kind: 'label', text: label, ...place, ...areaOf(list.label) }, shift));
    const text = writeList(form.tables[id] ?? [], list.field);
    boxes.push(moved({ kind: 'value', text, ...place, ...areaOf(list.value) }, shift));
  }
  for (const [id, grid] of Object.entries(sheet.grids ?? {})) {
    const rule = mapping.rules.find(({ source }) => source === grid.time);
    const all = gridBoxes(grid, rule, { id, rows: form.tables[id] ?? [] }).map((box) => moved(box, shift));
    const bottom = Math.max(...boxes.map((box) => box.bottom), ...all.map((box) => box.bottom));
    // What has no place in the grid stands below everything.
    for (const box of all)
      boxes.push(box.top > 0 ? box : { ...box, top: bottom + 1, bottom: bottom + 1, left: 1, right: sheet.columns });
  }
  return {
    name: sheet.name,
    orientation: sheet.orientation ?? 'landscape',
    onePage: sheet.onePage ?? false,
    columns: sheet.columns,
    boxes,
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
    breaks: (sheet.breaks ?? []).map((row) => row + shift(row)),
    heights: new Map(
      Object.entries(sheet.heights ?? {}).map(([row, height]) => [Number(row) + shift(Number(row)), height]),
    ),
    starts,
  };
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

interface TableSite {
  readonly id: string;
  readonly table: TableLayout;
  readonly labels: ReadonlyMap<string, string>;
  readonly form: Form;
  readonly shift: Shift;
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
