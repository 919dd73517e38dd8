/** A fresh, empty database for one test file, on the server of the test run. */
import { randomUUID } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase } from '../src/database/index.ts';

/** Makes the database, and drops it after the last test of the file. Call it at the top level of a test file. */
export async function freshDatabase(): Promise<Database & { url: string }> {
  const admin = openDatabase(inject('postgresUrl'), { connectionsMax: 1 });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const database = openDatabase(url.href, { connectionsMax: 16 });
  afterAll(async () => {
    await database.close();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.close();
  });
  return { ...database, url: url.href };
}
