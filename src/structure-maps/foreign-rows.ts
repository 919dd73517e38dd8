/** Rows that repeat in a foreign map: a list of the form on the one side, a list of a resource on the other, entry by entry. */

import type { TableRule } from '#mapping';
import { lastEntry, pathText } from './foreign-entries.ts';
import type { FhirVariable, FormVariable, Growing, RowDraft } from './foreign-scope.ts';

/** A list within a row, or within an entry of another list, has no name in our tables. */
export const canHoldRows = ({ resource, steps, row }: FhirVariable): boolean =>
  row === undefined && resource !== '' && lastEntry(steps) === undefined;

/** The rows are the entries of this list; what is said of one begins with the name of the row. */
export function bindList(
  growing: Growing,
  row: RowDraft,
  into: FhirVariable,
  named: { name: string; as: string },
): FhirVariable {
  const { resource, steps } = into;
  row.name = freeName(growing, named.as);
  row.list = `${[resource, pathText(steps), named.name].filter((part) => part !== '').join('.')}[]`;
  return { ...into, resource: row.name, steps: [], row };
}

export function bindTable(growing: Growing, row: RowDraft, { field, at }: FormVariable): void {
  row.table = field;
  row.title = at.element.label ?? at.element.short ?? field;
  growing.rows.push(row);
}

function freeName({ resources, rows }: Growing, wanted: string): string {
  const isTaken = (name: string): boolean => name in resources || rows.some((row) => row.name === name);
  let [name, count] = [wanted, 1];
  while (isTaken(name)) {
    count += 1;
    name = `${wanted}${count}`;
  }
  return name;
}

export const tablesOf = ({ rows }: Growing): Record<string, TableRule> =>
  Object.fromEntries(
    rows.map(({ table = '', title = '', name = '', list = '', where }) => [
      table,
      { title, row: name, in: list, ...(Object.keys(where).length > 0 ? { where } : {}) },
    ]),
  );
