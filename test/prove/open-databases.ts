/** Two empty databases on a PostgreSQL of one's own: that of `TEST_DATABASE_URL`, or one that is started for it. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase, startEmbedded } from '../../src/database/index.ts';

export interface Databases {
  readonly first: Database;
  readonly second: Database;
  close(): Promise<void>;
}

export async function openDatabases(): Promise<Databases> {
  const given = process.env['TEST_DATABASE_URL'];
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-prove-'));
  const server = given === undefined ? await startEmbedded(directory) : undefined;
  const admin = openDatabase(given ?? server?.url ?? '', { connectionsMax: 1 });
  const made: { name: string; database: Database }[] = [];
  for (let n = 0; n < 2; n += 1) {
    const name = `prove_${randomUUID().replaceAll('-', '')}`;
    await admin.query(`CREATE DATABASE ${name}`);
    // Nothing here has to outlive a power cut.
    await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    const url = new URL(given ?? server?.url ?? '');
    url.pathname = `/${name}`;
    made.push({ name, database: openDatabase(url.href, { connectionsMax: 8 }) });
  }
  const [first, second] = made.map(({ database }) => database) as [Database, Database];
  return {
    first,
    second,
    close: async () => {
      for (const { name, database } of made) {
        await database.close();
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }
      await admin.close();
      await server?.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
