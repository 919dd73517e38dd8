/** Brings the schema to this version of the house. A migration that was changed or skipped refuses to start. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Database, Sql } from './connect.ts';

/** One step of one room's schema, in order of `number` from 1. */
export interface Migration {
  readonly room: string;
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** The schema in the database is not one that this version may go on from. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

/** Any two gateways that start at once take turns on this advisory lock. */
const MIGRATION_LOCK = 7_305_813;

/** The migrations of a room: files `001-name.sql`, `002-name.sql` … of one folder. */
export function readMigrations(room: string, folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      room,
      number: Number.parseInt(file, 10),
      name: file.replace(/^\d+-|\.sql$/g, ''),
      sql: readFileSync(new URL(file, folder), 'utf8'),
    }));
}

/** Applies what is missing, all in one transaction. Returns how many were applied. */
export function migrate(database: Database, migrations: readonly Migration[]): Promise<number> {
  return database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await sql.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      room text NOT NULL, number int NOT NULL, name text NOT NULL, checksum text NOT NULL,
      applied timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (room, number))`);
    const pending = await pendingOf(sql, migrations);
    for (const migration of pending) await apply(sql, migration);
    return pending.length;
  });
}

async function apply(sql: Sql, migration: Migration): Promise<void> {
  await sql.query(migration.sql);
  await sql.query('INSERT INTO schema_migration (room, number, name, checksum) VALUES ($1, $2, $3, $4)', [
    migration.room,
    migration.number,
    migration.name,
    checksum(migration),
  ]);
}

interface Applied {
  room: string;
  number: number;
  name: string;
  checksum: string;
}

async function pendingOf(sql: Sql, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await sql.query<Applied>('SELECT room, number, name, checksum FROM schema_migration');
  const key = (m: { room: string; number: number }) => `${m.room} ${m.number}`;
  const known = new Map(migrations.map((m) => [key(m), m]));
  for (const row of rows) {
    const migration = known.get(key(row));
    const place = `migration ${row.number} (${row.name}) of room ${row.room}`;
    if (!migration) {
      throw new MigrationRefused(
        `the database holds ${place}, which this version does not know: start the newer version`,
      );
    }
    if (checksum(migration) !== row.checksum) {
      throw new MigrationRefused(
        `${place} was changed after it had been applied: restore its text, and add a new migration`,
      );
    }
  }
  const applied = new Set(rows.map(key));
  const pending = migrations.filter((m) => !applied.has(key(m)));
  for (const m of pending) {
    const later = rows.find((row) => row.room === m.room && row.number > m.number);
    if (later) {
      throw new MigrationRefused(
        `migration ${m.number} (${m.name}) of room ${m.room} was skipped: ${later.number} is already applied; give it a later number`,
      );
    }
  }
  return pending;
}

const checksum = ({ sql }: Migration): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
