/** The history of a resource, of a type or of everything, newest first, paged over what the first page saw. */
import { createHash } from 'node:crypto';
import type { Permit } from '#consent';
import type { Sql } from '#database';
import type { Refusal } from '#fhir';
import { type Bindings, createBindings } from './bindings.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { momentText } from './moment.ts';
import { ownedBy } from './owned-by.ts';
import { visibleVersion } from './predicate.ts';
import { asksContents, type LaterRow, laterColumn, reachedOf } from './reached-version.ts';
import { columnsOf, isUuid, type Stored, storedOf } from './row.ts';
import { type Page, unknownCursor } from './search.ts';
import { afterSql, type Place, type PlacedRow, placeOf, siftHistory } from './sift-history.ts';

export interface HistoryQuery {
  readonly types: readonly string[];
  readonly id?: string;
  /** Versions made at or after this moment, in milliseconds since 1970. */
  readonly since?: number;
  /** Versions that were current at some time in this span. */
  readonly at?: { readonly low: number; readonly high: number };
  readonly count: number;
  readonly cursor?: string;
}

export interface HistoryPage extends Page {
  /** The references `Type/id/_history/n` of those rows that brought back what had been deleted. */
  readonly broughtBack: ReadonlySet<string>;
}

interface Mark extends Place {
  readonly snapshot: string;
}

/**
 * Each version is decided by itself and by the current one: a stricter label covers the old, also that of a section. Of what was deleted only its
 * holder sees the history.
 */
export async function historyPage(
  { sql, secret }: { readonly sql: Sql; readonly secret: string },
  permit: Permit,
  query: HistoryQuery,
): Promise<HistoryPage | Refusal> {
  const bound = bindingOf(permit, query);
  const mark = query.cursor === undefined ? undefined : openCursor<Mark>(secret, bound, query.cursor);
  if (query.cursor !== undefined && !mark) return unknownCursor();
  if (query.id !== undefined && !isUuid(query.id)) return { rows: [], total: 0, broughtBack: new Set() };
  const page = asksContents(permit, query.types)
    ? await siftHistory({
        ...{ sql, permit, count: query.count, after: mark, snapshot: mark?.snapshot },
        currentAt: query.at?.low,
        where: (bind, snapshot) => whereOf(permit, query, bind, snapshot),
      })
    : await countedPage(sql, permit, query, mark);
  const { rows, total, snapshot, next } = page;
  const broughtBack = await broughtBackAmong(sql, permit, query.types, rows);
  return {
    rows,
    total,
    broughtBack,
    ...(next ? { next: sealCursor<Mark>(secret, bound, { ...next, snapshot }) } : {}),
  };
}

/** Told by the mark of the deletion before it, where that is shown itself: to others it is a version like any. */
async function broughtBackAmong(
  sql: Sql,
  permit: Permit,
  types: readonly string[],
  rows: readonly Stored[],
): Promise<Set<string>> {
  const later = rows.filter(({ deleted, version }) => !deleted && version > 1);
  if (later.length === 0) return new Set();
  const bind = createBindings();
  const columns = [
    bind(
      later.map(({ type }) => type),
      'text[]',
    ),
    bind(
      later.map(({ id }) => id),
      'uuid[]',
    ),
    bind(
      later.map(({ version }) => version - 1),
      'int[]',
    ),
  ];
  const { rows: marks } = await sql.query<LaterRow>(
    `SELECT ${columnsOf('v')}${laterColumn(permit, 'v', bind)} FROM ${whereOf(permit, { types }, bind, undefined)}
      AND v.deleted AND (v.type, v.id, v.version) IN (SELECT * FROM unnest(${columns.join(', ')}))`,
    bind.values,
    { search: true },
  );
  return new Set(reachedOf(permit, marks).map(({ type, id, version }) => `${type}/${id}/_history/${version + 1}`));
}

/** A page where the database says everything. */
async function countedPage(sql: Sql, permit: Permit, query: HistoryQuery, mark: Mark | undefined) {
  const bind = createBindings();
  const where = `${whereOf(permit, query, bind, mark?.snapshot)}${notYetReplaced(permit, query, bind)}`;
  const after = mark ? ` AND ${afterSql(mark, bind)}` : '';
  const { rows } = await sql.query<PlacedRow>(
    `SELECT ${columnsOf('v')}, v.updated::text AS updated_key, pg_current_snapshot()::text AS snapshot FROM ${where}${after}
      ORDER BY v.updated DESC, v.id DESC, v.version DESC, v.type DESC LIMIT ${query.count + 1}`,
    bind.values,
    { search: true },
  );
  const snapshot = mark?.snapshot ?? rows[0]?.snapshot ?? '';
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  const more = rows.length > query.count;
  const total = !mark && !more ? page.length : await count(sql, permit, query, snapshot);
  return { rows: page.map(storedOf), total, snapshot, ...(last && more ? { next: placeOf(last) } : {}) };
}

async function count(sql: Sql, permit: Permit, query: HistoryQuery, snapshot: string): Promise<number> {
  const bind = createBindings();
  const where = `${whereOf(permit, query, bind, snapshot)}${notYetReplaced(permit, query, bind)}`;
  const { rows } = await sql.query<{ n: string }>(`SELECT count(*) AS n FROM ${where}`, bind.values, { search: true });
  return Number(rows[0]?.n);
}

function whereOf(
  permit: Permit,
  { types, id, since, at }: Omit<HistoryQuery, 'count'>,
  bind: Bindings,
  snapshot: string | undefined,
): string {
  const moment = (ms: number) => bind(momentText(ms), 'timestamptz');
  const conditions = [
    `v.type = ANY(${bind(types, 'text[]')})`,
    'r.until_tx IS NULL',
    `(NOT r.deleted OR ${ownedBy(permit, 'r', bind)})`,
    visibleVersion(permit, { version: 'v', current: 'r' }, bind, { types }),
  ];
  if (id !== undefined) conditions.push(`v.id = ${bind(id, 'uuid')}`);
  if (since !== undefined) conditions.push(`v.updated >= ${moment(since)}`);
  if (at !== undefined) conditions.push(`v.updated <= ${moment(at.high)}`);
  if (snapshot !== undefined) conditions.push(`pg_visible_in_snapshot(v.from_tx, ${bind(snapshot, 'pg_snapshot')})`);
  return `resource v JOIN resource r ON r.type = v.type AND r.id = v.id WHERE ${conditions.join(' AND ')}`;
}

/** The end of a version is told by the next one that is shown: one that is not tells nothing, not even when it was made. */
function notYetReplaced(permit: Permit, { types, at }: HistoryQuery, bind: Bindings): string {
  if (at === undefined) return '';
  return ` AND NOT EXISTS (SELECT 1 FROM resource later WHERE later.type = v.type AND later.id = v.id
    AND later.version > v.version AND later.updated <= ${bind(momentText(at.low), 'timestamptz')}
    AND ${visibleVersion(permit, { version: 'later', current: 'r' }, bind, { types })})`;
}

function bindingOf(permit: Permit, { cursor: _, count: __, ...query }: HistoryQuery): string {
  const { actor, purpose } = permit.request;
  return createHash('sha256')
    .update(JSON.stringify(['history', actor, purpose, query]))
    .digest('base64url');
}
