/** Several rows that must meet one condition: its text stands in the statement once, and is planned once. */

/** What conditions look at that decide about a row by itself. */
const DECIDED_BY = [
  ...['type', 'id', 'version', 'custodian', 'patients', 'conf', 'sens', 'handling', 'classes', 'codes', 'labelled'],
  ...['clinical_start', 'clinical_end', 'authors', 'performers', 'refs', 'about', 'members', 'sections'],
];

/**
 * The condition that each of the rows meets one, which is asked of them under the name `as`; they are given by their names,
 * with the same further columns.
 */
export function eachOf(
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
  as: string,
  condition: (row: string) => string,
): string {
  const [[only, more] = ['', {}], ...others] = Object.entries(rows);
  if (others.length === 0) return condition(only);
  const columns = [...DECIDED_BY, ...Object.keys(more)];
  const values = Object.entries(rows).map(
    ([row, further]) =>
      `(${[...DECIDED_BY.map((column) => `${row}.${column}`), ...Object.values(further)].join(', ')})`,
  );
  return `NOT EXISTS (SELECT 1 FROM (VALUES ${values.join(', ')}) AS ${as}(${columns.join(', ')})
    WHERE (${condition(as)}) IS NOT TRUE)`;
}
