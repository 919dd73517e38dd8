/** The paper of a mapping that came without one: label and value side by side, then each table. It is meant to be changed. */

import { addressOf, type FieldCell, type Layout, type Rule, type TableLayout, type TableRule } from '#mapping';

const COLUMNS = 60;
const LABEL_COLUMNS = 15;
const ROWS_PRINTED = 3;

export function plainLayout(
  title: string,
  rules: readonly Rule[],
  rowTables: Readonly<Record<string, TableRule>> = {},
): Layout {
  const printed = rules.filter(({ direction, target }) => direction !== 'none' || target === undefined);
  const fields: Record<string, FieldCell> = {};
  let row = 3;
  for (const { source } of printed.filter(({ table }) => table === undefined)) {
    fields[source] = { label: range(row, 1, LABEL_COLUMNS), value: range(row, LABEL_COLUMNS + 1, COLUMNS) };
    row += 1;
  }
  const tables: Record<string, TableLayout> = {};
  for (const name of Object.keys(rowTables)) {
    const own = printed.filter(({ table }) => table === name);
    if (own.length === 0) continue;
    tables[name] = {
      header: [row + 1, row + 1],
      start: row + 2,
      printed: ROWS_PRINTED,
      columns: Object.fromEntries(own.map(({ source }, at) => [source, columns(at, own.length)])),
    };
    row += ROWS_PRINTED + 2;
  }
  const texts = [{ at: range(1, 1, COLUMNS), text: title, style: 'title' as const }];
  return { sheets: [{ name: 'Sheet1', columns: COLUMNS, orientation: 'portrait', texts, fields, tables }] };
}

const range = (row: number, from: number, to: number): string => `${addressOf(row, from)}:${addressOf(row, to)}`;

/** The n-th of so many columns of equal width. */
function columns(at: number, count: number): string {
  const edge = (n: number): number => Math.floor((n * COLUMNS) / count);
  const letters = (column: number): string => addressOf(1, column).replace(/\d+$/, '');
  return `${letters(edge(at) + 1)}:${letters(edge(at + 1))}`;
}
