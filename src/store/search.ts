/** Search: one SQL statement from a query and a permit, paged by a signed keyset cursor over what the first page saw, counted exactly. */
import { createHash } from 'node:crypto';
import type { Permit } from '#consent';
import type { Sql } from '#database';
import { type Refusal, refuse, type SearchCondition, type SearchQuery } from '#fhir';
import { conditionSql } from './condition-sql.ts';
import { createScene, type WholeScene } from './create-scene.ts';
import { openCursor, sealCursor } from './cursor.ts';
import type { Snapshot } from './live.ts';
import { isNarrow } from './narrow.ts';
import { ownedBy } from './owned-by.ts';
import { visibleNow } from './predicate.ts';
import { holdsWhole } from './reach-sql.ts';
import { columnsOf, type Row, type Stored, storedOf } from './row.ts';
import { ofTypes, type Scene } from './scene.ts';
import { afterSql, orderSql, type Position, type SortTerm, sortTerms } from './sort-sql.ts';

export interface Page {
  readonly rows: readonly Stored[];
  /** The exact number of visible matches; absent when it was not asked for. */
  readonly total?: number;
  /** The cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/** Where the next page begins, in the versions that the first page saw. */
interface Mark {
  readonly after: Position;
  readonly snapshot: string;
  /** The time of the first page, in milliseconds since 1970. */
  readonly begun: number;
  /** The number of matches as the permit of `seenBy` counted them. */
  readonly total?: number;
  readonly seenBy?: string;
}

/** How long what was superseded stays searchable: for so long a walk through pages may take. */
export const SNAPSHOT_HOURS = 24;
const HOUR_MS = 3_600_000;

export interface Searching {
  readonly sql: Sql;
  /** Signs cursors. */
  readonly secret: string;
}

/** The page of what the permit shows among what the query asks for. A cursor of someone else is an unknown cursor. */
export async function search(searching: Searching, permit: Permit, query: SearchQuery): Promise<Page | Refusal> {
  const { sql, secret } = searching;
  const now = Date.parse(permit.request.time);
  const mark =
    query.cursor === undefined ? undefined : openCursor<Mark>(secret, bindingOf(permit, query), query.cursor);
  if (query.cursor !== undefined && !mark) return unknownCursor();
  if (mark && now - mark.begun > SNAPSHOT_HOURS * HOUR_MS) return oldCursor();
  if (query.summaryCount) return { rows: [], total: await count(sql, permit, query, mark?.snapshot) };
  const { rows, terms, snapshot } = await pageRows(sql, permit, query, mark);
  const page = rows.slice(0, query.count);
  const more = rows.length > query.count;
  const total = query.total
    ? await totalOf({ sql, permit, query, mark, snapshot, found: more ? undefined : page.length })
    : undefined;
  const last = page.at(-1);
  const values = terms.map((_, i) => last?.[`sort_${i}`] ?? null);
  const after = last && more ? { values, id: last.id, type: last.type } : undefined;
  const next: Mark | undefined = after && {
    after,
    snapshot,
    begun: mark?.begun ?? now,
    ...(total === undefined ? {} : { total, seenBy: fingerprint(permit) }),
  };
  return {
    rows: page.map(storedOf),
    ...(total === undefined ? {} : { total }),
    ...(next ? { next: sealCursor<Mark>(secret, bindingOf(permit, query), next) } : {}),
  };
}

type FoundRow = Row & Record<`sort_${number}`, string | null> & { snapshot: string };

async function pageRows(
  sql: Sql,
  permit: Permit,
  query: SearchQuery,
  mark: Mark | undefined,
): Promise<{ rows: FoundRow[]; terms: readonly SortTerm[]; snapshot: string }> {
  const scene = createScene(permit, mark?.snapshot);
  const { text, terms } = statementOf(scene, query, mark);
  const options = { search: true, keepPlan: keepsPlan(permit, query) };
  const { rows } = await sql.query<FoundRow>(text, scene.bind.values, options);
  return { rows, terms, snapshot: mark?.snapshot ?? rows[0]?.snapshot ?? '' };
}

/** Whether no value that is asked for, or that the caller is limited to, could call for another plan. */
const keepsPlan = ({ reach }: Permit, { types, condition }: SearchQuery): boolean =>
  isNarrow(condition) || (asksNothing(condition) && holdsWhole(reach, types));

const asksNothing = (condition: SearchCondition): boolean => condition.op === 'all' && condition.of.every(asksNothing);

/** The statement of a page. */
function statementOf(scene: WholeScene, query: SearchQuery, mark?: Mark): { text: string; terms: readonly SortTerm[] } {
  const terms = sortTerms(query.sort, 'r', scene);
  const where = whereSql(scene, query);
  const after = mark ? ` AND ${afterSql(terms, mark.after, 'r', scene.bind)}` : '';
  const sorted = terms.map(({ text }, i) => `, (${text.sql})::text AS sort_${i}`).join('');
  const text = `${scene.beginning()}SELECT ${columnsOf('r')}${sorted}, pg_current_snapshot()::text AS snapshot FROM resource r
    WHERE ${where}${after} ORDER BY ${orderSql(terms, 'r')} LIMIT ${query.count + 1}`;
  return { text, terms };
}

/** How the database would go about a page: its plan, for who runs the house. */
export async function explain(sql: Sql, permit: Permit, query: SearchQuery): Promise<string[]> {
  const scene = createScene(permit, undefined);
  const { text } = statementOf(scene, query);
  const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (COSTS, VERBOSE OFF) ${text}`,
    scene.bind.values,
    {
      search: true,
    },
  );
  return rows.map((row) => row['QUERY PLAN']);
}

function whereSql(scene: Scene, { types, condition, foreign = false }: SearchQuery): string {
  const { bind, permit, snapshot } = scene;
  const [only] = types;
  // Where little is left by what is asked, an index of the type would only be read in vain; so it is hidden from the planner.
  // Elsewhere a plan is as good as what it knows of the type, and kept for each.
  const narrow = isNarrow(condition);
  const type = narrow ? `(r.type || '')` : 'r.type';
  const one = (name: string) => `${type} = ${narrow ? bind(name) : typeWord(name)}`;
  const typed = only !== undefined && types.length === 1 ? one(only) : `${type} = ANY(${bind(types, 'text[]')})`;
  const conditions = [typed, conditionSql(condition, 'r', ofTypes(scene, 'r', types)), scene.seen('r', types)];
  if (foreign) conditions.push(`NOT ${ownedBy(permit, 'r', bind)}`);
  if (snapshot !== undefined) {
    // What was deleted since, or may no longer be seen, is not told of from an old version.
    conditions.push(`(r.until_tx IS NULL OR EXISTS (SELECT 1 FROM resource now WHERE now.type = r.type AND now.id = r.id
      AND now.until_tx IS NULL AND NOT now.deleted AND ${visibleNow(permit, { version: 'r', current: 'now' }, bind, { types })}))`);
  }
  return conditions.join(' AND ');
}

/** A type as a word of the statement. */
function typeWord(type: string): string {
  if (!/^[A-Za-z]+$/.test(type)) throw new Error(`defect: ${type} is no type`);
  return `'${type}'`;
}

interface Counting {
  readonly sql: Sql;
  readonly permit: Permit;
  readonly query: SearchQuery;
  readonly mark: Mark | undefined;
  readonly snapshot: string;
  /** The rows of a page that is the last one. */
  readonly found: number | undefined;
}

/** A walk is counted once, and again when what may be seen has changed. */
async function totalOf({ sql, permit, query, mark, snapshot, found }: Counting): Promise<number> {
  if (!mark && found !== undefined) return found;
  if (mark?.total !== undefined && mark.seenBy === fingerprint(permit)) return mark.total;
  return count(sql, permit, query, snapshot);
}

async function count(sql: Sql, permit: Permit, query: SearchQuery, snapshot: Snapshot): Promise<number> {
  const scene = createScene(permit, snapshot);
  const where = whereSql(scene, query);
  const { rows } = await sql.query<{ n: string }>(
    `${scene.beginning()}SELECT count(*) AS n FROM resource r WHERE ${where}`,
    scene.bind.values,
    { search: true },
  );
  return Number(rows[0]?.n);
}

const fingerprints = new WeakMap<Permit, string>();

/** What a permit lets see, in short. */
function fingerprint(permit: Permit): string {
  const known = fingerprints.get(permit);
  if (known !== undefined) return known;
  const { reach, referable, nonPatientTypes, own, groups, others } = permit;
  const made = createHash('sha256')
    .update(JSON.stringify([reach, referable, nonPatientTypes, own, groups, others]))
    .digest('base64url')
    .slice(0, 16);
  fingerprints.set(permit, made);
  return made;
}

/** What a cursor belongs to: this caller, this purpose, this search. */
function bindingOf(permit: Permit, { types, condition, sort }: SearchQuery): string {
  const { actor, purpose } = permit.request;
  return createHash('sha256')
    .update(JSON.stringify([actor, purpose, types, condition, sort]))
    .digest('base64url');
}

export const unknownCursor = (): Refusal =>
  refuse(400, {
    code: 'cursor-unknown',
    type: 'value',
    ja: 'このページの続きは分かりません。検索をはじめからやり直してください。',
    en: 'the cursor `_cursor` is not known; start the search again',
    expression: 'http._cursor',
  });

const oldCursor = (): Refusal =>
  refuse(410, {
    code: 'cursor-old',
    type: 'expired',
    ja: `この検索は始まりから ${SNAPSHOT_HOURS} 時間を過ぎました。検索をはじめからやり直してください。`,
    en: `this search was begun more than ${SNAPSHOT_HOURS} hours ago; start it again`,
    expression: 'http._cursor',
  });
