/** Where each field of a form is printed: `計画案!I4`, by the path with which issues name the field. */
import { addressOf } from './cells.ts';
import type { Form, Mapping } from './mapping.ts';
import { layOut } from './sheet.ts';

/** `fields.F01-01` or `tables.needs[0].fields.F01-19` → sheet and cell. Rows in a grid or list have no cell of their own. */
export function cellsOfForm(mapping: Mapping, form: Form): Map<string, string> {
  const cells = new Map<string, string>();
  if (mapping.layout === undefined) return cells;
  for (const { name, boxes, starts } of layOut(mapping, form))
    for (const { kind, field, table, top, left } of boxes) {
      if (kind !== 'value' || field === undefined) continue;
      const start = table === undefined ? undefined : starts.get(table);
      if (table !== undefined && start === undefined) continue;
      const row = table === undefined ? '' : `tables.${table}[${top - (start ?? 0)}].`;
      const path = `${row}fields.${field}`;
      if (!cells.has(path)) cells.set(path, `${name}!${addressOf(top, left)}`);
    }
  return cells;
}
