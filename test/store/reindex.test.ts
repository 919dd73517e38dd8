import { beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { freshDatabase } from '../database.ts';
import { HOSPITAL, NOW, openStore, pageOf, permitOf, queryOf, storeAll, uuid } from './world.ts';

const database = await freshDatabase();
let store: Store;
const TYPES = ['Patient', 'Observation'];
const person = (n: number, family: string) => ({
  resourceType: 'Patient' as const,
  id: uuid(n),
  name: [{ family }],
  birthDate: '1980-03-03',
});

beforeAll(async () => {
  store = await openStore(database);
  await storeAll(
    store,
    Array.from({ length: 450 }, (_, n) => person(n, '佐藤')),
  );
});

const INDEX = ['index_date', 'index_string', 'index_quantity', 'index_composite'];
const rowsOf = async (table: string): Promise<string[]> =>
  (await database.query<{ row: string }>(`SELECT (i.*)::text AS row FROM ${table} i ORDER BY 1`)).rows.map(
    ({ row }) => row,
  );
const found = async (query: string) => (await pageOf(store, permitOf(), queryOf('Patient', query))).total;

test('rows of an older house are indexed batch by batch, to the very rows that a write makes', async () => {
  const before = await Promise.all(INDEX.map(rowsOf));
  expect(before[1]?.length).toBe(450 * 3);
  // As a migration leaves them.
  for (const table of INDEX) await database.query(`DELETE FROM ${table}`);
  await database.query(`UPDATE resource SET keys = '{}', sorts = '{}', texts = '{}', indexed = ''`);
  await database.query('DELETE FROM index_state');
  expect(await found('name=佐藤')).toBe(0);

  await store.indexWork.plan(TYPES);
  expect(await store.indexWork.progress()).toEqual([{ type: 'Patient', wanted: 450, done: 0, finished: false }]);
  expect(await store.unfinishedIndex(TYPES)).toMatchObject([{ code: 'search-partial', severity: 'warning' }]);
  const steps: number[] = [];
  while (await store.indexWork.step()) {
    steps.push((await found('name=佐藤')) ?? -1);
    // What is written meanwhile is indexed by itself, and stays so.
    if (steps.length === 1) {
      await store.write(NOW, async (writer) => {
        const current = await writer.lockOwn(HOSPITAL, 'Patient', uuid(449));
        if (current) await writer.replace(current, { resource: person(449, '髙橋'), custodian: HOSPITAL });
      });
    }
  }
  expect(steps).toEqual([200, 400, 449]);
  expect(await found('name=高橋')).toBe(1);
  expect(await found('birthdate=1980')).toBe(450);
  expect((await store.indexWork.progress()).map(({ finished }) => finished)).toEqual([true]);
  await store.indexWork.plan(TYPES);
  expect(await store.indexWork.step()).toBe(false);
  const current = `NOT EXISTS (SELECT 1 FROM resource r WHERE r.id = i.id AND r.version = i.version AND r.until_tx IS NOT NULL)`;
  const kept = (table: string) =>
    database
      .query<{ n: string }>(`SELECT count(*) AS n FROM ${table} i WHERE ${current}`)
      .then(({ rows }) => Number(rows[0]?.n));
  expect(await kept('index_string')).toBe(450 * 3);
});

test('what was superseded a day ago leaves the index, what was since stays for walks that are under way', async () => {
  const change = (n: number, now: Date) =>
    store.write(now, async (writer) => {
      const current = await writer.lockOwn(HOSPITAL, 'Patient', uuid(n));
      if (current) await writer.replace(current, { resource: person(n, '鈴木'), custodian: HOSPITAL });
    });
  const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
  await change(1, hours(1));
  await change(2, hours(10));
  const indexed = async (n: number) =>
    (
      await database.query<{ version: number; indexed: boolean; rows: string }>(
        `SELECT version, indexed <> '' AS indexed, (SELECT count(*) FROM index_string i WHERE i.id = r.id AND i.version = r.version) AS rows
          FROM resource r WHERE id = $1 ORDER BY version`,
        [uuid(n)],
      )
    ).rows.map(({ indexed: is, rows }) => [is, Number(rows)]);
  while (await store.indexWork.forget(hours(30)));
  expect(await indexed(1)).toEqual([
    [false, 0],
    [true, 3],
  ]);
  expect(await indexed(2)).toEqual([
    [true, 3],
    [true, 3],
  ]);
});

test('one gateway at a time does the work, and where it ends another goes on', async () => {
  await database.query(`UPDATE resource SET indexed = 'older' WHERE until_tx IS NULL AND type = 'Patient'`);
  await store.indexWork.recheck();
  expect(await store.indexWork.progress()).toEqual([]);
  expect(await store.unfinishedIndex(['Observation'])).toEqual([]);
  const second = await openStore(database);
  const left = async () =>
    Number(
      (await database.query<{ n: string }>(`SELECT count(*) AS n FROM resource WHERE indexed = 'older'`)).rows[0]?.n,
    );
  expect(await left()).toBe(450);
  // The first is in the middle of a batch, and is lost with it.
  await database
    .transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(7305815)');
      expect(await second.indexWork.step()).toBe(false);
      throw new Error('killed');
    })
    .catch(() => {});
  expect(await left()).toBe(450);
  expect(await second.indexWork.step()).toBe(true);
  expect(await left()).toBe(250);
  while (await store.indexWork.step());
  expect(await left()).toBe(0);
  expect(await found('name=佐藤')).toBeGreaterThan(440);
});

test('what is to be drawn anew keeps its index until it is, and comes out as a write makes it', async () => {
  const other = await openStore(await freshDatabase());
  await storeAll(
    other,
    Array.from({ length: 450 }, (_, n) => person(n, '佐藤')),
  );
  await other.indexWork.plan(TYPES);
  while (await other.indexWork.step());
  await other.indexWork.redraw(['Patient']);
  expect(await other.indexWork.progress()).toEqual([{ type: 'Patient', wanted: 450, done: 0, finished: false }]);
  const total = async () => (await pageOf(other, permitOf(), queryOf('Patient', 'name=佐藤'))).total;
  const steps: (number | undefined)[] = [];
  while (await other.indexWork.step()) steps.push(await total());
  expect(steps).toEqual([450, 450, 450]);
  expect(await other.indexWork.progress()).toEqual([{ type: 'Patient', wanted: 450, done: 450, finished: true }]);
});

const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

test('what leaves the index takes nothing along of another type that knows the same id', async () => {
  const other = await openStore(await freshDatabase());
  const id = uuid(1);
  const code = { text: '検査' };
  await storeAll(other, [
    { resourceType: 'Observation', id, status: 'final', code, effectiveDateTime: '2026-05-01' },
    { resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' }, period: { start: '2026-05-01' } },
  ]);
  await other.write(later(1), async (writer) => {
    const current = await writer.lockOwn(HOSPITAL, 'Observation', id);
    if (current === undefined) throw new Error('it is not there');
    await writer.replace(current, {
      resource: { resourceType: 'Observation', status: 'amended', code },
      custodian: HOSPITAL,
    });
  });
  while (await other.indexWork.forget(later(40)));
  const total = async (type: string) => (await pageOf(other, permitOf(), queryOf(type, 'date=ge2026-05-01'))).total;
  expect(await total('Encounter')).toBe(1);
  expect(await total('Observation')).toBe(0);
});
