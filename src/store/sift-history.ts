/** A page of history where contents must be asked: old versions have no index, so each is read, and told by what it says. */
import type { Permit } from '#consent';
import type { Sql } from '#database';
import { type Bindings, createBindings } from './bindings.ts';
import { isReached, type LaterRow, laterColumn } from './reached-version.ts';
import { columnsOf, type Stored, storedOf } from './row.ts';

/** The place of a version in a history, newest first. */
export interface Place {
  readonly updated: string;
  readonly id: string;
  readonly version: number;
  /** Two types may know the same id. */
  readonly type: string;
}

export interface Sifting {
  readonly sql: Sql;
  readonly permit: Permit;
  readonly count: number;
  /** Where the page begins. */
  readonly after?: Place | undefined;
  /** The snapshot of the first page. */
  readonly snapshot: string | undefined;
  /** Where only versions are wanted that the next one had not replaced by this moment, in milliseconds. */
  readonly currentAt?: number | undefined;
  /** The versions that may be meant, as tables and a condition. */
  where(bind: Bindings, snapshot: string | undefined): string;
}

export interface Sifted {
  readonly rows: readonly Stored[];
  readonly total: number;
  readonly snapshot: string;
  /** The last row of the page, where more follow. */
  readonly next?: Place;
}

const BATCH = 500;

export type PlacedRow = LaterRow & { updated_key: string; snapshot: string };

/** Reads everything that is meant, since only so it is counted. */
export async function siftHistory(sifting: Sifting): Promise<Sifted> {
  const { permit, count, after, currentAt = -Infinity } = sifting;
  const replaced = new Set<string>();
  const page: PlacedRow[] = [];
  let [total, snapshot, isPast] = [0, sifting.snapshot, after === undefined];
  let last: Place | undefined;
  for (let more = true; more; ) {
    const rows = await batchOf(sifting, snapshot, last);
    snapshot ??= rows[0]?.snapshot ?? '';
    for (const row of rows) {
      last = placeOf(row);
      if (!isPast) isPast = comesAfter(last, after);
      if (!isReached(permit, row)) continue;
      const name = `${row.type}/${row.id}`;
      if (replaced.has(name)) continue;
      if (momentOf(last.updated) <= currentAt) replaced.add(name);
      total += 1;
      if (isPast && page.length <= count) page.push(row);
    }
    more = rows.length === BATCH;
  }
  const shown = page.slice(0, count);
  const end = page.length > count ? shown.at(-1) : undefined;
  return { rows: shown.map(storedOf), total, snapshot: snapshot ?? '', ...(end ? { next: placeOf(end) } : {}) };
}

export const placeOf = ({ updated_key: updated, id, version, type }: PlacedRow): Place => ({
  updated,
  id,
  version,
  type,
});

/** In the order of the statement: times as the database writes them are compared as moments, then ids, versions and types. */
function comesAfter(place: Place, after: Place | undefined): boolean {
  if (after === undefined) return true;
  const [here, there] = [momentOf(place.updated), momentOf(after.updated)];
  if (here !== there) return here < there;
  if (place.id !== after.id) return place.id < after.id;
  return place.version === after.version ? place.type < after.type : place.version < after.version;
}

/** Versions are stamped in whole milliseconds. */
const momentOf = (updated: string): number => Date.parse(updated.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));

async function batchOf(
  { sql, permit, where }: Sifting,
  snapshot: string | undefined,
  last: Place | undefined,
): Promise<PlacedRow[]> {
  const bind = createBindings();
  const meant = where(bind, snapshot);
  const after = last ? ` AND ${afterSql(last, bind)}` : '';
  const { rows } = await sql.query<PlacedRow>(
    `SELECT ${columnsOf('v')}${laterColumn(permit, 'v', bind)}, v.updated::text AS updated_key, pg_current_snapshot()::text AS snapshot FROM ${meant}${after}
      ORDER BY v.updated DESC, v.id DESC, v.version DESC, v.type DESC LIMIT ${BATCH}`,
    bind.values,
    { search: true },
  );
  return rows;
}

export const afterSql = ({ updated, id, version, type }: Place, bind: Bindings): string =>
  `(v.updated, v.id, v.version, v.type) < (${bind(updated, 'timestamptz')}, ${bind(id, 'uuid')}, ${bind(version, 'int')}, ${bind(type, 'text')})`;
