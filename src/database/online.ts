/** Migrations that run beside a serving house: statement by statement, each able to go on after a start that was killed. */
import { setTimeout as wait } from 'node:timers/promises';
import { checksum, type Migration, readApplied } from './applied.ts';
import type { Database, Sql } from './connect.ts';

const ONLINE_LOCK = 7_305_814;
const POLL_MS = 200;
const TRIES_MAX = 5;
const DEADLOCK = '40P01';
const INDEX = /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+IF\s+NOT\s+EXISTS\s+(\w+)\s+ON\b/i;

/** Applies them one gateway at a time; what another has applied meanwhile is not run again. Returns how many were. */
export function applyOnline(database: Database, migrations: readonly Migration[]): Promise<number> {
  return database.session(async (sql) => {
    await takeTurn(sql);
    const applied = new Set((await readApplied(sql)).map(({ room, number }) => `${room} ${number}`));
    const missing = migrations.filter(({ room, number }) => !applied.has(`${room} ${number}`));
    for (const migration of missing) {
      for (const statement of statementsOf(migration.sql)) await runStatement(sql, statement);
      await sql.query('INSERT INTO schema_migration (room, number, name, checksum) VALUES ($1, $2, $3, $4)', [
        migration.room,
        migration.number,
        migration.name,
        checksum(migration),
      ]);
    }
    return missing.length;
  });
}

/** Asks again and again: a statement that waits for the lock would itself be waited for by the index that is built. */
async function takeTurn(sql: Sql): Promise<void> {
  for (;;) {
    const { rows } = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [ONLINE_LOCK]);
    if (rows[0]?.mine === true) return;
    await wait(POLL_MS);
  }
}

/** Statements end with a semicolon at the end of a line; lines of comment are left out. */
const statementsOf = (sql: string): string[] =>
  sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

async function runStatement(sql: Sql, statement: string): Promise<void> {
  const [, index] = INDEX.exec(statement) ?? [];
  for (let tries = 1; ; tries += 1) {
    if (index !== undefined) await dropUnfinished(sql, index);
    try {
      await sql.query(statement);
      return;
    } catch (error) {
      if (tries === TRIES_MAX || (error as { code?: string }).code !== DEADLOCK) throw error;
    }
  }
}

/** A build that was cut off leaves an index that is kept up and never used, under the name that is to be built. */
async function dropUnfinished(sql: Sql, index: string): Promise<void> {
  const { rows } = await sql.query(
    `SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid`,
    [index],
  );
  if (rows.length > 0) await sql.query(`DROP INDEX CONCURRENTLY ${index}`);
}
