/** Which versions a search looks at: the current ones, or those that were current when its first page was read. */
import type { Bindings } from './bindings.ts';

/** PostgreSQL's snapshot of the first page, as text; absent on the first page itself. */
export type Snapshot = string | undefined;

/** The condition that the row `alias` is such a version, and not the mark of a deletion. */
export function liveAt(snapshot: Snapshot, alias: string, bind: Bindings): string {
  if (snapshot === undefined) return `(${alias}.until_tx IS NULL AND NOT ${alias}.deleted)`;
  const then = bind(snapshot, 'pg_snapshot');
  return `(pg_visible_in_snapshot(${alias}.from_tx, ${then})
    AND (${alias}.until_tx IS NULL OR NOT pg_visible_in_snapshot(${alias}.until_tx, ${then})) AND NOT ${alias}.deleted)`;
}
