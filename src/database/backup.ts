/** Writes everything the house holds into one file, as of one moment, while the house goes on writing. */
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Applied } from './applied.ts';
import {
  type BackupHeader,
  BackupRefused,
  END_OF_TABLE,
  FORMAT,
  newlinesIn,
  type TableHeader,
  tableLine,
  VERSION,
} from './backup-file.ts';
import { sequencesOf, tablesOf } from './catalogue.ts';
import { unreachable } from './connect.ts';

interface BackupOptions {
  readonly url: string;
  readonly file: string;
  /** How the connection calls itself; the name of a gateway keeps others from taking the server away. */
  readonly applicationName: string;
}

/** Row counts by table. The file appears complete or not at all, and may be read by its owner only. */
export async function backup({ url, file, applicationName }: BackupOptions): Promise<Record<string, number>> {
  if (existsSync(file)) {
    throw new BackupRefused(
      `${file} はすでにあります。別の名前にしてください。 / ${file} is there already; choose another name`,
    );
  }
  const client = await connectForCopy(url, applicationName);
  const part = `${file}.part`;
  const rows: Record<string, number> = {};
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const header = await headerOf(client);
    const bytes = Readable.from(bytesOf(client, header, rows), { objectMode: false });
    await pipeline(bytes, createGzip({ level: 6 }), createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, file);
    return rows;
  } finally {
    await client.end().catch(() => undefined);
    await rm(part, { force: true });
  }
}

/** A connection on which no statement is given up, and on which values are written the same way everywhere. */
export async function connectForCopy(connectionString: string, application_name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect().catch((error: unknown) => {
    throw unreachable(error, connectionString);
  });
  await client.query(
    `SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
      SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex'`,
  );
  return client;
}

async function headerOf(client: pg.Client): Promise<BackupHeader> {
  const tables = await tablesOf(client);
  if (!tables.some(({ name }) => name === 'schema_migration')) {
    throw new BackupRefused(
      'このデータベースに架け橋のデータはありません。 / this database holds no data of Kakehashi',
    );
  }
  const { rows: migrations } = await client.query<Applied>(
    'SELECT room, number, name, checksum FROM schema_migration ORDER BY room, number',
  );
  const made = new Date().toISOString();
  return { format: FORMAT, version: VERSION, made, migrations, tables, sequences: await sequencesOf(client) };
}

async function* bytesOf(client: pg.Client, header: BackupHeader, rows: Record<string, number>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const hashed = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(Buffer.from(`${JSON.stringify(header)}\n`));
  for (const table of header.tables) {
    yield hashed(Buffer.from(`${tableLine(table.name)}\n`));
    let count = 0;
    const copied: AsyncIterable<Buffer> = client.query(copyTo(`COPY (${selectOf(table)}) TO STDOUT`));
    for await (const chunk of copied) {
      count += newlinesIn(chunk);
      yield hashed(chunk);
    }
    rows[table.name] = count;
    yield hashed(Buffer.from(END_OF_TABLE));
  }
  yield Buffer.from(`${JSON.stringify({ rows, sha256: hash.digest('hex') })}\n`);
}

/** The number of a transaction means nothing in another cluster: there, all that is restored was there from the first. */
const FIRST_TRANSACTION = '3';

function selectOf({ name, columns }: TableHeader): string {
  const listed = columns.map((column) => {
    const quoted = pg.escapeIdentifier(column.name);
    return column.type === 'xid8' ? `CASE WHEN ${quoted} IS NOT NULL THEN '${FIRST_TRANSACTION}'::xid8 END` : quoted;
  });
  return `SELECT ${listed.join(', ')} FROM ${pg.escapeIdentifier(name)}`;
}
