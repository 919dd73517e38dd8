import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/index.ts';
import { runProgram, scratchFolder } from '../cli/terminal.ts';
import { freshDatabase } from '../database.ts';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { startGatewayProcess } from '../process/gateway.ts';

const world = await sandboxGateway();
const [target, refusing] = [await freshDatabase(), await freshDatabase()];
const folder = scratchFolder();
const file = folder.path('house.backup');
const run = (url: string, ...args: string[]) =>
  runProgram(args, { DATABASE_URL: url, KAKEHASHI_DATA_DIR: folder.path('data') });
const acknowledged: string[] = [];

const observation = (mark: string) => ({
  resourceType: 'Observation',
  identifier: [{ system: 'urn:test:mark', value: mark }],
  status: 'final',
  code: { text: '体温 \\. \n \\N' },
  subject: { reference: `Patient/${PERSON_B}` },
  effectiveDateTime: '2026-11-20T09:00:00+09:00',
});

const pair = (mark: string) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [1, 2].map(() => ({ resource: observation(mark), request: { method: 'POST', url: 'Observation' } })),
});

beforeAll(async () => {
  await world.database.query('CREATE TABLE stranger (id int GENERATED ALWAYS AS IDENTITY, filler text)');
  // Some 50 MB, so that the backup is still under way while others write.
  await world.database.query(
    `INSERT INTO stranger (filler) SELECT repeat(md5(g::text), 40) FROM generate_series(1, 40000) g`,
  );
  let writing = true;
  let pairs = 0;
  let stored = 0;
  const write = async () => {
    while (writing) {
      pairs += 1;
      const { status } = await world.call('hospital-ehr', 'POST', '/fhir', pair(`pair-${pairs}`));
      expect(status).toBe(200);
      stored += 1;
    }
  };
  const writers = [write(), write(), write()];
  // So many are there before the backup begins, however slow the machine.
  while (stored <= 10) await wait(20);
  const created = await world.call('hospital-ehr', 'POST', '/fhir/Observation', observation('before'));
  acknowledged.push(new URL(created.headers.get('location') ?? '').pathname.replace(/\/_history.*/, ''));
  const [made] = await Promise.all([run(world.database.url, 'backup', file), wait(3_000)]);
  writing = false;
  await Promise.all(writers);
  expect([made.code, made.err]).toEqual([0, '']);
});

test('what was restored holds whole transactions, an unbroken audit, and answers as before', async () => {
  const restored = await run(target.url, 'restore', file);
  expect(restored.code).toBe(0);
  expect(restored.err).toContain('left out stranger, which is not of the house\n');
  const marks = await target.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT DISTINCT type, id, substring(content from 'pair-[0-9]+') AS mark FROM resource) r
      WHERE mark IS NOT NULL GROUP BY mark`,
  );
  expect(marks.rows.length).toBeGreaterThan(10);
  expect(marks.rows.filter(({ n }) => n !== 2)).toEqual([]);
  const { events, broken } = await verifyChain(target);
  expect([events > 10, broken]).toEqual([true, undefined]);
  const notes = `SELECT name, value FROM house WHERE name = 'cursor-secret' OR name = 'mode' ORDER BY name`;
  const [before, after] = [
    await world.database.query<{ value: string }>(notes),
    await target.query<{ value: string }>(notes),
  ];
  expect(after.rows[0]?.value).toMatch(/^[0-9a-f]{64}$/);
  expect(after.rows[0]?.value).not.toBe(before.rows[0]?.value);
  expect(after.rows[1]).toEqual(before.rows[1]);
  const gateway = await startGatewayProcess(['--sandbox'], {
    DATABASE_URL: target.url,
    KAKEHASHI_DATA_DIR: folder.path('data'),
  });
  const headers = { Authorization: `Bearer ${await gateway.token('hospital-ehr')}` };
  for (const path of acknowledged) {
    const answer = await fetch(`${gateway.url}${path}`, { headers });
    expect([answer.status, ((await answer.json()) as { code: unknown }).code]).toEqual([
      200,
      { text: '体温 \\. \n \\N' },
    ]);
  }
  expect(await gateway.end('SIGTERM')).toBe(0);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['changed', (bytes: Buffer) => Buffer.from(bytes).fill(0, 200_000, 200_004)],
  [
    'packed anew with one letter changed',
    (bytes: Buffer) => gzipSync(Buffer.from(gunzipSync(bytes)).fill('x', 200_000, 200_001), { level: 1 }),
  ],
  ['packed anew without its last line', (bytes: Buffer) => gzipSync(gunzipSync(bytes).subarray(0, -10), { level: 1 })],
  ['no backup at all', () => Buffer.from('{}')],
])('a file that is %s is refused, and nothing is written', async (_what, spoil) => {
  const bad = folder.path('bad.backup');
  writeFileSync(bad, spoil(readFileSync(file)));
  const { code, err } = await run(refusing.url, 'restore', bad);
  expect(code).toBe(1);
  expect(err).toContain(`${bad} は壊れているか、途中で切れています。`);
  expect(err).toContain(`${bad} is damaged or cut off; nothing was restored, use another backup\n`);
  expect((await refusing.query(`SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).rowCount).toBe(0);
});

test('a backup of a newer version, a database that is not empty, and a file that is there are refused', async () => {
  const newer = folder.write(
    'newer.backup',
    gzipSync(gunzipSync(readFileSync(file)).toString('latin1').replace('"number":1', '"number":9'), { level: 1 }),
  );
  expect(await run(refusing.url, 'restore', newer)).toMatchObject({
    code: 1,
    err: expect.stringContaining('this backup was made by a newer version: restore it with that version\n'),
  });
  const rows = async () => (await target.query('SELECT count(*) FROM audit_event')).rows;
  const before = await rows();
  expect(await run(target.url, 'restore', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('the database to restore into is not empty'),
  });
  expect(await rows()).toEqual(before);
  expect(await run(target.url, 'backup', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is there already'),
  });
  expect(await run(refusing.url, 'backup', folder.path('empty.backup'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('this database holds no data of Kakehashi'),
  });
});
