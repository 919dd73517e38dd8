/** What the database says was applied to it, held against the migrations that this version knows. */
import { createHash } from 'node:crypto';
import type { Sql } from './connect.ts';

/** One step of one room's schema, in order of `number` from 1. */
export interface Migration {
  readonly room: string;
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Run statement by statement, outside any transaction, after those that are not; each statement may be run again. */
  readonly online?: boolean;
}

/** A migration as the database remembers it. */
export interface Applied {
  readonly room: string;
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** The schema in the database is not one that this version may go on from. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

export const readApplied = async (sql: Sql): Promise<Applied[]> =>
  (await sql.query<Applied>('SELECT room, number, name, checksum FROM schema_migration ORDER BY room, number')).rows;

/** The migrations that are missing in the database, in the order given. */
export async function pendingOf(sql: Sql, migrations: readonly Migration[]): Promise<Migration[]> {
  const rows = await readApplied(sql);
  const known = checkKnown(rows, migrations);
  const applied = new Set(rows.map(keyOf));
  const pending = migrations.filter((m) => !applied.has(keyOf(m)));
  for (const m of pending) {
    // Those that are online come after all others, so that only their own kind can overtake them.
    const later = known.find(
      (other) => other.room === m.room && other.number > m.number && (other.online === true) === (m.online === true),
    );
    if (later) {
      throw new MigrationRefused(
        `migration ${m.number} (${m.name}) of room ${m.room} was skipped: ${later.number} is already applied; give it a later number`,
      );
    }
  }
  return pending;
}

/** The known migrations behind what was applied; refuses what is unknown or was changed since. */
export function checkKnown(applied: readonly Applied[], migrations: readonly Migration[]): Migration[] {
  const known = new Map(migrations.map((m) => [keyOf(m), m]));
  return applied.map((row) => {
    const migration = known.get(keyOf(row));
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
    return migration;
  });
}

/** Refuses a schema that is not the one of this version, for what only looks at it. */
export async function checkSchema(sql: Sql, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await sql.query<{ exists: boolean }>(`SELECT to_regclass('schema_migration') IS NOT NULL AS exists`);
  const pending = rows[0]?.exists === true ? await pendingOf(sql, migrations) : migrations;
  if (pending.length === 0) return;
  throw new MigrationRefused(
    'データベースがまだこの版になっていません。先に gateway を起動してください。 / the database is not of this version yet: start the gateway first',
  );
}

const keyOf = ({ room, number }: { room: string; number: number }): string => `${room} ${number}`;

export const checksum = ({ sql }: Pick<Migration, 'sql'>): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
