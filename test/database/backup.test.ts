import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/index.ts';
import { runProgram, scratchFolder } from '../cli/terminal.ts';
import { freshDatabase } from '../database.ts';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { startGatewayProcess } from '../process/gateway.ts';
import { paceWrites } from '../process/paced-writes.ts';

const world = await sandboxGateway();
const [target, refusing] = [await freshDatabase(), await freshDatabase()];
const folder = scratchFolder();
const file = folder.path('house.backup');
const run = (url: string, ...args: string[]) =>
  runProgram(args, { DATABASE_URL: url, KAKEHASHI_DATA_DIR: folder.path('data') });
/** Requests a second while the backup is written, and how many of them at least; every fourth is a transaction of two. */
const PER_SECOND = 240;
const WRITES_MEANWHILE = 720;
/** Numbers of writes that were acknowledged before the backup began, and the first that was sent when it was under way. */
let [before, meanwhileFrom]: [readonly number[], number] = [[], 0];

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

async function write(n: number): Promise<void> {
  const [path, body, good] =
    n % 4 === 0 ? ['/fhir', pair(`mark-${n}-`), 200] : ['/fhir/Observation', observation(`mark-${n}-`), 201];
  const { status } = await world.call('hospital-ehr', 'POST', path as string, body);
  if (status !== good) throw new Error(`write ${n} was answered with ${status}`);
}

/** Keeps the backup waiting at a table, until `release` is called. */
async function holdBackup(): Promise<{ reached: () => Promise<void>; release: () => Promise<void> }> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
  const holding = world.database.transaction(async (sql) => {
    await sql.query('LOCK TABLE stranger IN ACCESS EXCLUSIVE MODE');
    lock();
    await released;
  });
  await locked;
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kakehashi-backup'
    AND wait_event_type = 'Lock'`;
  return {
    reached: async () => {
      while ((await world.database.query(waiting)).rowCount === 0) await wait(20);
    },
    release: () => {
      release();
      return holding;
    },
  };
}

beforeAll(async () => {
  await world.database.query('CREATE TABLE stranger (id int GENERATED ALWAYS AS IDENTITY, filler text)');
  // Some 50 MB.
  await world.database.query(
    `INSERT INTO stranger (filler) SELECT repeat(md5(g::text), 40) FROM generate_series(1, 40000) g`,
  );
  const held = await holdBackup();
  const writes = paceWrites(PER_SECOND, write);
  await writes.more(100);
  before = [...writes.acknowledged];
  const making = run(world.database.url, 'backup', file);
  await held.reached();
  meanwhileFrom = writes.sent();
  const begun = performance.now();
  await writes.more(WRITES_MEANWHILE);
  const rate = (WRITES_MEANWHILE * 1_000) / (performance.now() - begun);
  const stored = (rate * 5) / 4;
  console.info(`${Math.round(rate)} writes of ${Math.round(stored)} resources a second while the backup was under way`);
  await held.release();
  const made = await making;
  await writes.stop();
  expect([made.code, made.err]).toEqual([0, '']);
});

function withOtherByte(bytes: Buffer, place: number): Buffer {
  const other = Buffer.from(bytes);
  other[place] = bytes[place] === 0x78 ? 0x79 : 0x78;
  return other;
}

test('what was restored holds whole transactions, an unbroken audit, and answers as before', async () => {
  const restored = await run(target.url, 'restore', file);
  expect(restored.code).toBe(0);
  expect(restored.err).toContain('left out stranger, which is not of the house\n');
  const { rows } = await target.query<{ mark: number; n: number }>(
    `SELECT mark::int, count(*)::int AS n FROM (SELECT DISTINCT type, id, substring(content from 'mark-([0-9]+)-') AS mark FROM resource) r
      WHERE mark IS NOT NULL GROUP BY mark`,
  );
  const restoredMarks = new Set(rows.map(({ mark }) => mark));
  expect(rows.filter(({ mark, n }) => n !== (mark % 4 === 0 ? 2 : 1))).toEqual([]);
  expect(before.filter((mark) => !restoredMarks.has(mark))).toEqual([]);
  expect([...restoredMarks].filter((mark) => mark >= meanwhileFrom)).toEqual([]);
  const verified = await run(target.url, 'verify');
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining(': 0 errors, ')]);
  const { events, broken } = await verifyChain(target);
  expect([events > 10, broken]).toEqual([true, undefined]);
  const notes = `SELECT name, value FROM house WHERE name = 'cursor-secret' OR name = 'mode' ORDER BY name`;
  const secret = await world.database.query<{ value: string }>(notes);
  const after = await target.query<{ value: string }>(notes);
  expect(after.rows[0]?.value).toMatch(/^[0-9a-f]{64}$/);
  expect(after.rows[0]?.value).not.toBe(secret.rows[0]?.value);
  expect(after.rows[1]).toEqual(secret.rows[1]);
  const gateway = await startGatewayProcess(['--sandbox'], {
    DATABASE_URL: target.url,
    KAKEHASHI_DATA_DIR: folder.path('data'),
  });
  const headers = { Authorization: `Bearer ${await gateway.token('hospital-ehr')}` };
  const found = await fetch(`${gateway.url}/fhir/Observation?identifier=urn:test:mark|mark-1-`, { headers });
  const { entry } = (await found.json()) as { entry: { resource: { code: unknown } }[] };
  expect(entry.map(({ resource }) => resource.code)).toEqual([{ text: '体温 \\. \n \\N' }]);
  expect(await gateway.end('SIGTERM')).toBe(0);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['changed', (bytes: Buffer) => Buffer.from(bytes).fill(0, 200_000, 200_004)],
  [
    'packed anew with one letter changed',
    (bytes: Buffer) => gzipSync(withOtherByte(gunzipSync(bytes), 200_000), { level: 1 }),
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
  const rows = async () => (await target.query('SELECT count(*) FROM audit_record')).rows;
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
