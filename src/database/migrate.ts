/** Brings the schema to this version of the house. A migration that was changed or skipped refuses to start. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { checksum, type Migration, MigrationRefused, pendingOf } from './applied.ts';
import type { Database, Sql } from './connect.ts';
import { applyOnline } from './online.ts';

/** Any two gateways that start at once take turns on this advisory lock. */
const MIGRATION_LOCK = 7_305_813;

/** How a migration waits for a table that is in use: shortly, since every reader queues behind it, and again. */
export interface Patience {
  readonly lockTimeoutMs: number;
  readonly pauseMs: number;
  readonly triesMax: number;
}

const PATIENCE: Patience = { lockTimeoutMs: 1_000, pauseMs: 500, triesMax: 60 };
const ONLINE = '.online.sql';

/**
 * The migrations of a room: files `001-name.sql`, `002-name.sql` … of one folder. Those named `….online.sql` are for
 * what takes long and may not be in a transaction, such as `CREATE INDEX CONCURRENTLY IF NOT EXISTS`.
 */
export function readMigrations(room: string, folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      room,
      number: Number.parseInt(file, 10),
      name: file.replace(/^\d+-|(\.online)?\.sql$/g, ''),
      sql: readFileSync(new URL(file, folder), 'utf8'),
      online: file.endsWith(ONLINE),
    }));
}

/**
 * Applies what is missing: first all of one transaction together, then those that are online, while other gateways go
 * on serving. Returns how many were applied.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  patience: Partial<Patience> = {},
): Promise<number> {
  const { triesMax, pauseMs, lockTimeoutMs } = { ...PATIENCE, ...patience };
  for (let tries = 1; ; tries += 1) {
    try {
      const { applied, online } = await database.transaction((sql) => migrateIn(sql, migrations, lockTimeoutMs));
      return applied + (online.length > 0 ? await applyOnline(database, online) : 0);
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      if (tries === triesMax) throw inUse();
      await wait(pauseMs);
    }
  }
}

/** What PostgreSQL says when `lock_timeout` has passed. */
const LOCK_NOT_AVAILABLE = '55P03';

const inUse = () =>
  new MigrationRefused(
    '表が長く使われているため、スキーマを更新できません。長い処理が終わってから、もう一度起動してください。 / ' +
      'a table is in use for so long that the schema cannot be changed: start again when the long work has ended',
  );

async function migrateIn(
  sql: Sql,
  migrations: readonly Migration[],
  lockTimeoutMs: number,
): Promise<{ applied: number; online: Migration[] }> {
  await beginMigration(sql);
  await sql.query(`SET LOCAL lock_timeout = ${Math.round(lockTimeoutMs)}`);
  const pending = await pendingOf(sql, migrations);
  const together = pending.filter(({ online }) => online !== true);
  await applyTogether(sql, together);
  return { applied: together.length, online: pending.filter(({ online }) => online === true) };
}

/** Takes the turn of changing the schema until the transaction ends, however long that is. */
export async function beginMigration(sql: Sql): Promise<void> {
  await sql.query('SET LOCAL statement_timeout = 0');
  await sql.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await sql.query(`CREATE TABLE IF NOT EXISTS schema_migration (
    room text NOT NULL, number int NOT NULL, name text NOT NULL, checksum text NOT NULL,
    applied timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (room, number))`);
}

/** Applies migrations within the transaction, in their order. */
export async function applyTogether(sql: Sql, migrations: readonly Migration[]): Promise<void> {
  for (const migration of migrations) {
    await sql.query(migration.sql);
    await sql.query('INSERT INTO schema_migration (room, number, name, checksum) VALUES ($1, $2, $3, $4)', [
      migration.room,
      migration.number,
      migration.name,
      checksum(migration),
    ]);
  }
}
