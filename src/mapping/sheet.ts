/** One layout for every writer: the form as a grid of labelled boxes, whatever they are then drawn with. */
import type { Form, Layout, Mapping } from './mapping.ts';

/** A box of the grid. Rows and columns count from 1, both ends included. */
export interface Box {
  readonly kind: 'title' | 'label' | 'value';
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly text: string;
}

export interface Sheet {
  readonly name: string;
  readonly columns: number;
  readonly boxes: readonly Box[];
  /** The last row of the grid. */
  readonly bottom: number;
}

export function layOut(mapping: Mapping, form: Form): Sheet {
  const layout = layoutOf(mapping);
  const labels = new Map(mapping.rules.map(({ source, label }) => [source, label]));
  const boxes: Box[] = [boxAt(layout.titleCell, 'title', layout.title)];
  for (const [field, cell] of Object.entries(layout.fields)) {
    const label = labels.get(field);
    // A field that the region has disabled leaves its place blank.
    if (label === undefined) continue;
    if (cell.label !== undefined) boxes.push(boxAt(cell.label, 'label', label));
    boxes.push(boxAt(cell.value, 'value', form.fields[field]?.value ?? ''));
  }
  boxes.push(...tableBoxes(layout, labels, form));
  return {
    name: layout.sheet,
    columns: layout.columns,
    boxes,
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

function tableBoxes({ rows }: Layout, labels: ReadonlyMap<string, string>, form: Form): Box[] {
  const columns = Object.entries(rows.columns).filter(([field]) => labels.has(field));
  const head = columns.map(([field, range]) => {
    const [left, right] = columnsOf(range);
    return {
      kind: 'label' as const,
      top: rows.header[0],
      bottom: rows.header[1],
      left,
      right,
      text: labels.get(field) ?? '',
    };
  });
  const count = Math.max(rows.printed, form.rows.length);
  const body = Array.from({ length: count }, (_, at) =>
    columns.map(([field, range]) => {
      const [left, right] = columnsOf(range);
      const top = rows.start + at;
      return {
        kind: 'value' as const,
        top,
        bottom: top,
        left,
        right,
        text: form.rows[at]?.fields[field]?.value ?? '',
      };
    }),
  );
  return [...head, ...body.flat()];
}

/** A mapping of kind `form` always has a layout. */
export function layoutOf(mapping: Mapping): Layout {
  if (mapping.layout === undefined) throw new Error(`the mapping \`${mapping.id}\` has no layout`);
  return mapping.layout;
}

function boxAt(range: string, kind: Box['kind'], text: string): Box {
  return { kind, text, ...areaOf(range) };
}

/** `A4:H4` → rows and columns. */
export function areaOf(range: string): Pick<Box, 'top' | 'left' | 'bottom' | 'right'> {
  const [from = '', to = from] = range.split(':');
  const [top, left] = cellOf(from);
  const [bottom, right] = cellOf(to);
  return { top, left, bottom, right };
}

export function columnsOf(range: string): [number, number] {
  const [from = 'A', to = from] = range.split(':');
  return [columnOf(from), columnOf(to)];
}

function cellOf(address: string): [number, number] {
  const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
  return [Number(digits), columnOf(letters)];
}

const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
