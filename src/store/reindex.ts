/** Draws the index anew where search parameters have changed, a batch at a time, while others read and write. */
import type { Database, Sql } from '#database';
import type { SearchParameters } from '#fhir';
import { digestOf, indexOf } from './index-of.ts';
import { forgetIndexRows, indexVersions } from './insert-versions.ts';
import { columnsWithFactsOf, type RowWithFacts, resourceOf, storedWithFactsOf } from './row.ts';
import { SNAPSHOT_HOURS } from './search.ts';
import type { Drawing } from './sections.ts';

export interface IndexWork {
  /** Notes for each type what is to be indexed anew. Costs one look at the types whose parameters have changed. */
  plan(types: readonly string[]): Promise<void>;
  /** Has everything of these types indexed anew, although no parameter changed; resolves when that is noted. */
  redraw(types: readonly string[]): Promise<void>;
  /** Notes again what is to be indexed where a gateway that had not learned of a change wrote meanwhile. */
  recheck(): Promise<void>;
  /** Indexes one batch; false when nothing is left to do, or another process is at it. */
  step(): Promise<boolean>;
  /** Takes what was superseded long ago out of the index; false when nothing is left. */
  forget(now: Date): Promise<boolean>;
  /** How far each type has come that is not finished, or that was worked on. */
  progress(): Promise<IndexProgress[]>;
}

export interface IndexProgress {
  readonly type: string;
  readonly wanted: number;
  readonly done: number;
  readonly finished: boolean;
}

const BATCH = 200;
const HOUR_MS = 3_600_000;
/** A walk begins as late as a change commits, and that may be a while after the time of the change. */
const MARGIN_HOURS = 1;
/** One process at a time draws the index anew, or forgets. */
const REINDEX_LOCK = 7_305_815;

export const indexWork = (database: Database, drawing: Drawing): IndexWork => ({
  plan: (types) => database.transaction((sql) => plan(sql, drawing.parameters, types)),
  redraw: (types) => database.session((sql) => redraw(sql, types)),
  recheck: () => alone(database, (sql) => recheck(sql, drawing.parameters)).then(() => {}),
  step: () => alone(database, (sql) => step(sql, drawing)),
  forget: (now) => alone(database, (sql) => forget(sql, now)),
  progress: async () => {
    const { rows } = await database.query<{ type: string; wanted: string; done: string; finished: boolean }>(
      'SELECT type, wanted, done, finished FROM index_state WHERE wanted > 0 ORDER BY type',
    );
    return rows.map((row) => ({ ...row, wanted: Number(row.wanted), done: Number(row.done) }));
  },
});

/** Does nothing where another process does the same. */
function alone(database: Database, work: (sql: Sql) => Promise<boolean>): Promise<boolean> {
  return database.transaction(async (sql) => {
    const { rows } = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [REINDEX_LOCK]);
    return rows[0]?.mine === true && work(sql);
  });
}

async function plan(sql: Sql, parameters: SearchParameters, types: readonly string[]): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1)', [REINDEX_LOCK]);
  const { rows } = await sql.query<{ type: string; parameters: string }>('SELECT type, parameters FROM index_state');
  const known = new Map(rows.map((row) => [row.type, row.parameters]));
  const changed = types
    .map((type) => ({ type, digest: digestOf(parameters, type) }))
    .filter(({ type, digest }) => known.get(type) !== digest);
  if (changed.length === 0) return;
  await sql.query(
    `INSERT INTO index_state (type, parameters, wanted, done, finished)
      SELECT w.type, w.digest, count(r.id), 0, count(r.id) = 0
      FROM unnest($1::text[], $2::text[]) AS w(type, digest)
      LEFT JOIN resource r ON r.type = w.type AND r.until_tx IS NULL AND NOT r.deleted AND r.indexed <> w.digest
      GROUP BY w.type, w.digest
      ON CONFLICT (type) DO UPDATE SET parameters = excluded.parameters, wanted = excluded.wanted, done = 0, finished = excluded.finished`,
    [changed.map(({ type }) => type), changed.map(({ digest }) => digest)],
  );
}

/** In the index what is marked stays as it is until its batch is drawn. Writers wait for one batch of marks, never for all. */
async function redraw(sql: Sql, types: readonly string[]): Promise<void> {
  await sql.query('SELECT pg_advisory_lock($1)', [REINDEX_LOCK]);
  try {
    await sql.query('UPDATE index_state SET finished = false, wanted = 0, done = 0 WHERE type = ANY($1::text[])', [
      types,
    ]);
    for (const type of types) {
      while ((await sql.query(MARK, [type, MARKED, MARKS])).rowCount === MARKS);
      await sql.query(
        `UPDATE index_state SET wanted = (SELECT count(*) FROM resource r
          WHERE r.type = $1 AND r.until_tx IS NULL AND NOT r.deleted AND r.indexed = $2) WHERE type = $1`,
        [type, MARKED],
      );
    }
  } finally {
    await sql.query('SELECT pg_advisory_unlock($1)', [REINDEX_LOCK]);
  }
}

/** No digest of parameters, and not what marks a version that left the index. */
const MARKED = 'anew';
const MARKS = 2_000;
const MARK = `UPDATE resource SET indexed = $2 WHERE (type, id, version) IN (
  SELECT r.type, r.id, r.version FROM resource r JOIN index_state s ON s.type = r.type
    WHERE r.type = $1 AND r.until_tx IS NULL AND NOT r.deleted AND r.indexed = s.parameters LIMIT $3)`;

async function step(sql: Sql, drawing: Drawing): Promise<boolean> {
  const [state] = (
    await sql.query<State>('SELECT type, parameters FROM index_state WHERE NOT finished ORDER BY type LIMIT 1')
  ).rows;
  // What another version of the parameters has planned is for who knows them.
  if (!state || state.parameters !== digestOf(drawing.parameters, state.type)) return false;
  const rows = await oldRows(sql, state);
  const versions = rows
    .map(storedWithFactsOf)
    .map((stored) => ({ stored, ...indexOf(resourceOf(stored), drawing, stored) }));
  if (versions.length > 0) await indexVersions(sql, versions);
  await sql.query('UPDATE index_state SET done = least(wanted, done + $2), finished = $3 WHERE type = $1', [
    state.type,
    versions.length,
    versions.length < BATCH,
  ]);
  return true;
}

interface State {
  readonly type: string;
  readonly parameters: string;
}

/** A batch of what other parameters indexed. Below and above are looked for one by one: "other" is no place in an index. */
async function oldRows(sql: Sql, { type, parameters }: State): Promise<RowWithFacts[]> {
  const found: RowWithFacts[] = [];
  for (const other of ['<', '>']) {
    const { rows } = await sql.query<RowWithFacts>(
      `SELECT ${columnsWithFactsOf('r')} FROM resource r
        WHERE r.type = $1 AND r.until_tx IS NULL AND NOT r.deleted AND r.indexed ${other} $2
        LIMIT $3 FOR NO KEY UPDATE`,
      [type, parameters, BATCH - found.length],
    );
    found.push(...rows);
  }
  return found;
}

async function recheck(sql: Sql, parameters: SearchParameters): Promise<boolean> {
  const { rows } = await sql.query<State>('SELECT type, parameters FROM index_state WHERE finished');
  const ours = rows.filter(({ type, parameters: digest }) => digest === digestOf(parameters, type));
  const { rowCount } = await sql.query(
    `UPDATE index_state s SET finished = false, wanted = 0, done = 0 WHERE s.type = ANY($1::text[]) AND s.finished
      AND (EXISTS (SELECT 1 FROM resource r WHERE r.type = s.type AND r.until_tx IS NULL AND NOT r.deleted AND r.indexed < s.parameters)
        OR EXISTS (SELECT 1 FROM resource r WHERE r.type = s.type AND r.until_tx IS NULL AND NOT r.deleted AND r.indexed > s.parameters))`,
    [ours.map(({ type }) => type)],
  );
  return rowCount > 0;
}

async function forget(sql: Sql, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - (SNAPSHOT_HOURS + MARGIN_HOURS) * HOUR_MS);
  // A version ends when the next one is made.
  const { rows } = await sql.query<{ type: string; id: string; version: number }>(
    `UPDATE resource r SET keys = '{}', sorts = '{}', texts = '{}', indexed = ''
      WHERE (r.type, r.id, r.version) IN (SELECT old.type, old.id, old.version FROM resource old JOIN resource next
          ON next.type = old.type AND next.id = old.id AND next.version = old.version + 1
        WHERE old.until_tx IS NOT NULL AND old.indexed <> '' AND next.updated < $1 LIMIT ${BATCH})
        AND r.until_tx IS NOT NULL
      RETURNING r.type, r.id, r.version`,
    [before.toISOString()],
  );
  if (rows.length > 0) await forgetIndexRows(sql, rows);
  return rows.length === BATCH;
}
