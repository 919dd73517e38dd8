/** Brings a backup into an empty database: all of it, in one transaction, or nothing. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { checkKnown, type Migration, MigrationRefused } from './applied.ts';
import { connectForCopy } from './backup.ts';
import { type BackupHeader, BackupRefused, newer, readBackup, type TableHeader } from './backup-file.ts';
import { isEmpty, tablesOf } from './catalogue.ts';
import type { Sql } from './connect.ts';
import { applyTogether, beginMigration } from './migrate.ts';

interface RestoreOptions {
  readonly url: string;
  readonly file: string;
  /** All that this version knows; those that the backup had are run. */
  readonly migrations: readonly Migration[];
  /** What the house must make anew in its new place, in the same transaction. */
  readonly settle: (sql: Sql) => Promise<void>;
}

export interface Restored {
  readonly rows: Readonly<Record<string, number>>;
  /** Tables in the backup that are not of the house. */
  readonly leftOut: readonly string[];
}

/** Call `checkBackup` first: what is found here after rows were read is rolled back, but told in the words of the server. */
export async function restore({ url, file, migrations, settle }: RestoreOptions): Promise<Restored> {
  const client = await connectForCopy(url, 'kakehashi');
  try {
    await client.query('BEGIN');
    const restored = await restoreIn(client, file, migrations);
    await settle(sqlOf(client));
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return restored;
  } finally {
    // Without a commit the end of the connection rolls everything back.
    await client.end().catch(() => undefined);
  }
}

/** Refuses a damaged file, and one of a schema that this version does not know. */
export async function checkBackup(file: string, migrations: readonly Migration[]): Promise<void> {
  await readBackup(file, {
    header: async (header) => void recordedOf(header, migrations),
    table: async (_table, rows) => {
      for await (const _ of rows);
    },
  });
}

function recordedOf(header: BackupHeader, migrations: readonly Migration[]): Migration[] {
  try {
    const known = checkKnown(header.migrations, migrations);
    return migrations.filter((migration) => known.includes(migration));
  } catch (error) {
    if (error instanceof MigrationRefused) throw newer();
    throw error;
  }
}

async function restoreIn(client: pg.Client, file: string, migrations: readonly Migration[]): Promise<Restored> {
  if (!(await isEmpty(client))) throw notEmpty();
  const sql = sqlOf(client);
  let tables: TableHeader[] = [];
  const leftOut: string[] = [];
  const { header, trailer } = await readBackup(file, {
    async header(read) {
      await beginMigration(sql);
      // Those that are online are left to the next start.
      await applyTogether(
        sql,
        recordedOf(read, migrations).filter(({ online }) => online !== true),
      );
      tables = await tablesOf(client);
      await emptyAll(client, tables);
    },
    async table(table, rows) {
      const known = tables.find(({ name }) => name === table.name);
      if (known === undefined) {
        leftOut.push(table.name);
        for await (const _ of rows);
      } else await fill(client, table, rows);
    },
  });
  const missing = tables.filter(({ name }) => !header.tables.some((table) => table.name === name));
  if (missing.length > 0) throw new Error(`defect: the backup has no table ${missing.map(({ name }) => name)}`);
  for (const { name, value, called } of header.sequences) {
    await client.query('SELECT setval(c.oid, $2, $3) FROM pg_class c WHERE c.oid = to_regclass($1)', [
      pg.escapeIdentifier(name),
      value,
      called,
    ]);
  }
  for (const { room, number } of migrations.filter(({ online }) => online === true)) {
    await client.query('DELETE FROM schema_migration WHERE room = $1 AND number = $2', [room, number]);
  }
  for (const { name } of tables) await checkCount(client, name, trailer.rows[name]);
  return { rows: trailer.rows, leftOut };
}

/** Takes out what a migration itself has made; all at once, since tables may refer to each other. */
async function emptyAll(client: pg.Client, tables: readonly TableHeader[]): Promise<void> {
  await client.query(`TRUNCATE ${tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')}`);
}

async function fill(client: pg.Client, { name, columns }: TableHeader, rows: AsyncIterable<Buffer>): Promise<void> {
  const place = pg.escapeIdentifier(name);
  const listed = columns.map((column) => pg.escapeIdentifier(column.name)).join(', ');
  await pipeline(
    Readable.from(rows, { objectMode: false }),
    client.query(copyFrom(`COPY ${place} (${listed}) FROM STDIN`)),
  );
}

async function checkCount(client: pg.Client, table: string, expected: number | undefined): Promise<void> {
  if (table === 'schema_migration') return;
  const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${pg.escapeIdentifier(table)}`);
  if (Number(rows[0]?.n) !== expected) throw new Error(`defect: ${table} has ${rows[0]?.n} rows, not ${expected}`);
}

const sqlOf = (client: pg.Client): Sql => ({
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
    const { rows, rowCount } = await client.query<Row>(text, [...values]);
    return { rows, rowCount: rowCount ?? 0 };
  },
});

const notEmpty = () =>
  new BackupRefused(
    '復元先のデータベースが空ではありません。空のデータベース（または新しい KAKEHASHI_DATA_DIR）を指定してください。 / ' +
      'the database to restore into is not empty: give an empty one, or another KAKEHASHI_DATA_DIR',
  );
