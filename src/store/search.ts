/** Search: one SQL statement from a query and a permit, paged by a signed keyset cursor, counted exactly. */
import { createHash } from 'node:crypto';
import type { Permit } from '#consent';
import type { Sql } from '#database';
import { type Refusal, refuse, type SearchQuery } from '#fhir';
import { createBindings } from './bindings.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { filterSql } from './filter.ts';
import { visibleTo } from './predicate.ts';
import { columnsOf, type Row, type Stored, storedOf } from './row.ts';

export interface Page {
  readonly rows: readonly Stored[];
  /** The exact number of visible matches; absent when it was not asked for. */
  readonly total?: number;
  /** The cursor of the next page; absent on the last one. */
  readonly next?: string;
}

interface Position {
  readonly id: string;
  readonly updated: string;
}

/** The page of what the permit shows among what the query asks for. A cursor of someone else is an unknown cursor. */
export async function search(sql: Sql, secret: string, permit: Permit, query: SearchQuery): Promise<Page | Refusal> {
  const bound = bindingOf(permit, query);
  const position = query.cursor === undefined ? undefined : openCursor<Position>(secret, bound, query.cursor);
  if (query.cursor !== undefined && !position) return unknownCursor();
  const filters = conditionsOf(permit, query);
  if ('refused' in filters) return filters;
  const total = query.total || query.summaryCount ? await count(sql, permit, query) : undefined;
  if (query.summaryCount) return { rows: [], ...(total === undefined ? {} : { total }) };
  const { text, bind } = filters;
  const after = position ? ` AND ${keyset(query, position, bind)}` : '';
  const { rows } = await sql.query<Row & { updated_key: string }>(
    `SELECT ${columnsOf('r')}, r.updated::text AS updated_key FROM resource r WHERE ${text}${after} ORDER BY ${ORDER[query.sort]} LIMIT ${query.count + 1}`,
    bind.values,
    { replan: true },
  );
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  return {
    rows: page.map(storedOf),
    ...(total === undefined ? {} : { total }),
    ...(rows.length > query.count && last
      ? { next: sealCursor<Position>(secret, bound, { id: last.id, updated: last.updated_key }) }
      : {}),
  };
}

const ORDER = { id: 'r.id', _lastUpdated: 'r.updated, r.id', '-_lastUpdated': 'r.updated DESC, r.id DESC' };

async function count(sql: Sql, permit: Permit, query: SearchQuery): Promise<number> {
  const filters = conditionsOf(permit, query);
  if ('refused' in filters) return 0;
  const { rows } = await sql.query<{ n: string }>(
    `SELECT count(*) AS n FROM resource r WHERE ${filters.text}`,
    filters.bind.values,
    { replan: true },
  );
  return Number(rows[0]?.n);
}

function conditionsOf(
  permit: Permit,
  query: SearchQuery,
): { text: string; bind: ReturnType<typeof createBindings> } | Refusal {
  const bind = createBindings();
  const conditions = [`r.type = ${bind(query.type)}`, 'NOT r.deleted'];
  for (const filter of query.filters) {
    const condition = filterSql(filter, 'r', bind, permit);
    if (typeof condition !== 'string') return condition;
    conditions.push(condition);
  }
  conditions.push(visibleTo(permit, 'r', bind));
  return { text: conditions.join(' AND '), bind };
}

function keyset({ sort }: SearchQuery, { id, updated }: Position, bind: ReturnType<typeof createBindings>): string {
  if (sort === 'id') return `r.id > ${bind(id, 'uuid')}`;
  const operator = sort === '_lastUpdated' ? '>' : '<';
  return `(r.updated, r.id) ${operator} (${bind(updated, 'timestamptz')}, ${bind(id, 'uuid')})`;
}

/** What a cursor belongs to: this caller, this purpose, this search. */
function bindingOf(permit: Permit, { cursor: _, ...query }: SearchQuery): string {
  const { actor, purpose } = permit.request;
  const filters = query.filters.map(({ parameter, modifier, values }) => [parameter.code, modifier, values]);
  return createHash('sha256')
    .update(JSON.stringify([actor, purpose, query.type, query.sort, filters]))
    .digest('base64url');
}

const unknownCursor = (): Refusal =>
  refuse(400, {
    code: 'cursor-unknown',
    type: 'value',
    ja: 'このページの続きは分かりません。検索をはじめからやり直してください。',
    en: 'the cursor `_cursor` is not known; start the search again',
    expression: 'http._cursor',
  });
