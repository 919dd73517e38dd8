/** A PostgreSQL of its own for one proof, and nothing of it afterwards. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase, startEmbedded } from '../../src/database/index.ts';

/** Filling a table may take longer than any question. */
const STATEMENT_MS_MAX = 600_000;

export async function ownDatabase<T>(body: (database: Database, url: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-proof-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const database = openDatabase(server.url, {
    statementTimeoutMs: STATEMENT_MS_MAX,
    searchTimeoutMs: STATEMENT_MS_MAX,
  });
  try {
    return await body(database, server.url);
  } finally {
    await database.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
