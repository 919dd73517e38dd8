/** Where each field of a form is printed: `計画案!I4`, by the path with which issues name the field. */
import { addressOf } from './cells.ts';
import { type Form, type FormRow, type Mapping, type Rule, targetsOf } from './mapping.ts';
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

/** Where a rule's field stands on the empty paper: `計画案!I4`, for a column of a table its first row. */
export function cellOfRule({ layout }: Pick<Mapping, 'layout'>, { source }: Rule): string | undefined {
  for (const { name, fields, tables = {}, lists = {} } of layout?.sheets ?? []) {
    const list = Object.values(lists).find(({ field }) => field === source);
    const range = fields[source]?.value ?? list?.value;
    if (range !== undefined) return `${name}!${range.split(':')[0]}`;
    const table = Object.values(tables).find(({ columns }) => columns[source] !== undefined);
    if (table !== undefined) return `${name}!${table.columns[source]?.split(':')[0]}${table.start}`;
  }
  return undefined;
}

interface Explained {
  readonly cell: string;
  readonly label: string;
  readonly value: string;
  readonly rule: string;
  /** The paths that the rule reads. */
  readonly target: string;
}

/** Of each field that is filled: where it stands, what it says, and by which rule from which path. */
export function explainForm(mapping: Mapping, form: Form): Explained[] {
  const cells = cellsOfForm(mapping, form);
  const rules = new Map(mapping.rules.map((rule) => [rule.source, rule]));
  const of = (prefix: string, fields: FormRow['fields']): Explained[] =>
    Object.entries(fields).map(([field, { label, value }]) => {
      const path = `${prefix}fields.${field}`;
      const rule = rules.get(field);
      const target = rule === undefined ? '' : Object.values(targetsOf(rule)).join(', ');
      return { cell: cells.get(path) ?? path, label, value, rule: rule?.id ?? '', target };
    });
  const rows = Object.entries(form.tables).flatMap(([table, all]) =>
    all.flatMap((row, at) => of(`tables.${table}[${at}].`, row.fields)),
  );
  return [...of('', form.fields), ...rows];
}
