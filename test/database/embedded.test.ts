import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase, startEmbedded } from '../../src/database/index.ts';

const directory = await mkdtemp(join(tmpdir(), 'kakehashi-embedded-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

test('what was committed is there after a clean stop, after a killed server, and a living gateway is not disturbed', async () => {
  const first = await startEmbedded(directory);
  const before = openDatabase(first.url);
  await before.query('CREATE TABLE note (text text)');
  await before.query(`INSERT INTO note VALUES ('残る')`);
  expect((await before.query('SHOW fsync')).rows).toEqual([{ fsync: 'on' }]);

  await expect(startEmbedded(directory)).rejects.toThrow(`another gateway is using ${join(directory, 'postgres')}`);
  await before.close();
  // The first server still runs, as it would after its gateway was killed; the next start takes its place.
  const second = await startEmbedded(directory);
  const after = openDatabase(second.url);
  expect((await after.query('SELECT text FROM note')).rows).toEqual([{ text: '残る' }]);
  await after.close();

  const [pid] = (await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  const third = await startEmbedded(directory);
  const last = openDatabase(third.url);
  expect((await last.query('SELECT text FROM note')).rows).toEqual([{ text: '残る' }]);
  await last.close();
  await third.stop();
  await first.stop();
});

test('a place whose folders are not there yet is made so that the server can reach it', async () => {
  const above = await mkdtemp(join(tmpdir(), 'kakehashi-embedded-'));
  await chmod(above, 0o711);
  const server = await startEmbedded(join(above, 'region', 'sandbox'));
  const database = openDatabase(server.url);
  expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  expect((await stat(join(above, 'region', 'sandbox', 'postgres'))).mode & 0o077).toBe(0);
  await database.close();
  await server.stop();
  await rm(above, { recursive: true, force: true });
});
