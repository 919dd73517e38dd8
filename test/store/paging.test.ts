import type { Patient } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyShipped } from '../../src/consent/index.ts';
import { isRefusal, type SearchQuery } from '../../src/fhir/index.ts';
import { createStore, type Store, type Stored } from '../../src/store/index.ts';
import { actor, consent, label, permit as permitted } from '../consent/make.ts';
import { freshDatabase } from '../database.ts';
import { HOSPITAL, NOW, OFFICE, openStore, PARAMETERS, pageOf, permitOf, queryOf, storeAll, uuid } from './world.ts';

const database = await freshDatabase();
let store: Store;

const person = (n: number, more: Partial<Patient> = {}): Patient => ({ resourceType: 'Patient', id: uuid(n), ...more });
const minute = (n: number): Date => new Date(NOW.getTime() + n * 60_000);

beforeAll(async () => {
  store = await openStore(database);
  for (let n = 0; n < 20; n += 1) await storeAll(store, [person(n * 10)], { now: minute(n % 7) });
});

/** All ids page by page; `between` runs after each page. */
async function idsOf(
  query: SearchQuery,
  between: (page: number) => Promise<unknown> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 100; page += 1) {
    const { rows, next } = await pageOf(store, permitOf(), cursor === undefined ? query : { ...query, cursor });
    ids.push(...rows.map(({ id }) => id));
    if (next === undefined) return ids;
    cursor = next;
    await between(page);
  }
  throw new Error('the pages do not end');
}

const stored = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => uuid((from + index) * 10));

const UNKNOWN = {
  refused: true,
  status: 400,
  issues: [
    {
      severity: 'error',
      code: 'cursor-unknown',
      type: 'value',
      ja: 'このページの続きは分かりません。検索をはじめからやり直してください。',
      en: 'the cursor `_cursor` is not known; start the search again',
      expression: 'http._cursor',
    },
  ],
};

describe('pages', () => {
  test.each(['_count=3', '_count=3&_sort=_lastUpdated', '_count=3&_sort=-_lastUpdated', '_count=20', '_count=19'])(
    'with %s hold everything once, and the total with each',
    async (query) => {
      const ids = await idsOf(queryOf('Patient', query));
      expect([...ids].sort()).toEqual(stored(0, 20));
      expect((await pageOf(store, permitOf(), queryOf('Patient', query))).total).toBe(20);
    },
  );

  test('by time run from the oldest to the newest change, or back', async () => {
    const times = async (sort: string) => {
      const { rows } = await pageOf(store, permitOf(), queryOf('Patient', `_sort=${sort}`));
      return rows.map(({ updated }) => updated.getTime());
    };
    const ascending = await times('_lastUpdated');
    expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
    expect(await times('-_lastUpdated')).toEqual(ascending.toReversed());
  });

  test('are not counted when nobody asks, and only counted when only that is asked', async () => {
    const uncounted = await pageOf(store, permitOf(), queryOf('Patient', '_total=none&_count=2'));
    expect(uncounted.total).toBeUndefined();
    expect(uncounted.rows).toHaveLength(2);
    expect(await pageOf(store, permitOf(), queryOf('Patient', '_summary=count'))).toEqual({ rows: [], total: 20 });
    expect(await pageOf(store, permitOf(), queryOf('Patient', '_count=0'))).toEqual({ rows: [], total: 20 });
  });
});

describe('while others write', () => {
  const change = (n: number, now: Date): Promise<Stored> =>
    store.write(now, async (writer) => {
      const current = await writer.lockOwn(HOSPITAL, 'Patient', uuid(n * 10));
      if (!current) throw new Error('nobody there');
      return writer.replace(current, { resource: person(n * 10, { gender: 'female' }), custodian: HOSPITAL });
    });
  const erase = (id: string, now: Date): Promise<unknown> =>
    store.write(now, async (writer) => {
      const current = await writer.lockOwn(HOSPITAL, 'Patient', id);
      if (current) await writer.remove(current);
    });

  test('nobody who stays is lost and nobody comes twice', async () => {
    const added: string[] = [];
    const ids = await idsOf(queryOf('Patient', '_count=3'), async (page) => {
      // One is added before and one after the place of the cursor, one already seen goes, one to come is changed.
      const before = uuid(page * 30 + 1);
      const after = uuid(page * 30 + 55);
      await storeAll(store, [person(page * 30 + 1), person(page * 30 + 55)], { now: minute(20 + page) });
      added.push(before, after);
      await erase(before, minute(21 + page));
      await change(Math.min(19, page * 3 + 5), minute(22 + page));
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !added.includes(id))).toEqual(stored(0, 20));
    for (const id of added) await erase(id, minute(40));
    expect(await idsOf(queryOf('Patient', '_count=7'))).toEqual(stored(0, 20));
  });

  test('from the oldest change on, who changes comes once, at the place and in the version of the first page', async () => {
    const seen: string[] = [];
    const ids = await idsOf(queryOf('Patient', '_count=6&_sort=_lastUpdated'), async (page) => {
      if (page > 0) return;
      const { rows } = await pageOf(store, permitOf(), queryOf('Patient', '_count=6&_sort=_lastUpdated'));
      seen.push(rows[0]?.id ?? '');
      await change(Number(seen[0]?.slice(-12)) / 10, minute(60));
    });
    expect([...ids].sort()).toEqual(stored(0, 20));
    expect(ids[0]).toBe(seen[0]);
  });
});

test('newest first, who changes meanwhile keeps their place in the walk: a fresh search shows the new version first', async () => {
  const query = queryOf('Patient', '_count=6&_sort=-_lastUpdated');
  const oldest = (await pageOf(store, permitOf(), queryOf('Patient', '_sort=_lastUpdated'))).rows[0];
  const ids = await idsOf(query, async (page) => {
    if (page > 0 || !oldest) return;
    await store.write(minute(70), async (writer) => {
      const current = await writer.lockOwn(HOSPITAL, 'Patient', oldest.id);
      if (current) await writer.replace(current, { resource: person(0, { gender: 'other' }), custodian: HOSPITAL });
    });
  });
  expect([...ids].sort()).toEqual(stored(0, 20));
  expect(ids.at(-1)).toBe(oldest?.id);
  expect((await pageOf(store, permitOf(), query)).rows[0]?.id).toBe(oldest?.id);
});

describe('a cursor', () => {
  const query = queryOf('Patient', '_count=3');
  const next = async (): Promise<string> => (await pageOf(store, permitOf(), query)).next ?? '';

  test('survives a restart, and is good at every gateway of one database', async () => {
    const other = await createStore(database, { parameters: PARAMETERS });
    const cursor = await next();
    const page = await pageOf(other, permitOf(), { ...query, cursor });
    expect(page).toEqual(await pageOf(store, permitOf(), { ...query, cursor }));
    expect(page.rows.map(({ id }) => id)).toEqual(stored(3, 6));
  });

  test('of another requester, purpose, type, filter or order is not known', async () => {
    const cursor = await next();
    const request = permitOf().request;
    for (const permit of [
      permitOf({ request: { ...request, actor: 'PractitionerRole/other' } }),
      permitOf({ request: { ...request, purpose: 'COC' } }),
    ]) {
      expect(await store.search(permit, { ...query, cursor })).toEqual(UNKNOWN);
    }
    for (const other of [
      queryOf('Observation', '_count=3'),
      queryOf('Patient', '_count=3&gender=female'),
      queryOf('Patient', '_count=3&gender:not=female'),
      queryOf('Patient', '_count=3&_sort=_lastUpdated'),
    ]) {
      expect(await store.search(permitOf(), { ...other, cursor })).toEqual(UNKNOWN);
    }
  });

  test('that was changed or made up is not known', async () => {
    const bytes = Buffer.from(await next(), 'base64url');
    for (let place = 0; place < bytes.length; place += 7) {
      const forged = Buffer.from(bytes);
      forged[place] = (forged[place] ?? 0) ^ 1;
      expect(await store.search(permitOf(), { ...query, cursor: forged.toString('base64url') })).toEqual(UNKNOWN);
    }
    for (const cursor of ['', 'x', 'あ', bytes.subarray(0, 32).toString('base64url'), 'A'.repeat(200)]) {
      expect(await store.search(permitOf(), { ...query, cursor })).toEqual(UNKNOWN);
    }
  });

  test('may be used with another page size', async () => {
    const page = await pageOf(store, permitOf(), { ...queryOf('Patient', '_count=100'), cursor: await next() });
    expect(page.rows.map(({ id }) => id)).toEqual(stored(3, 20));
  });

  test('goes on under what is permitted now, not under what was when it was made', async () => {
    const page = await pageOf(store, permitOf({ own: [] }), { ...query, cursor: await next() });
    expect(page).toEqual({ rows: [], total: 0 });
  });
});

test('the total counts what the requester may see, and nothing else', async () => {
  const patient = (n: number) => ({ reference: `Patient/${uuid(n)}` });
  await storeAll(
    store,
    Array.from({ length: 9 }, (_, n) => ({
      resourceType: 'CarePlan' as const,
      id: uuid(500 + n),
      status: 'active' as const,
      intent: 'plan' as const,
      meta: { security: [label('N'), label('PSY'), label(n % 2 === 0 ? 'service' : 'finance')] },
      subject: patient(n < 6 ? 0 : 10),
    })),
  );
  const permit = permitOf({
    request: { ...permitOf().request, actor: 'PractitionerRole/sw' },
    own: [OFFICE],
    consentsByPatient: new Map([
      [
        `Patient/${uuid(0)}`,
        [
          consent(permitted({ actor: [actor(OFFICE)], securityLabel: ['N', 'PSY', 'service'].map(label) }), {
            patient: patient(0),
            performer: [patient(0)],
          }),
        ],
      ],
    ]),
    context: {
      directory: { 'PractitionerRole/sw': { organization: OFFICE } },
      patients: {},
      authority: {},
      policy: policyShipped,
      lookup: () => undefined,
    },
  });
  const page = await pageOf(store, permit, queryOf('CarePlan', '_count=2'));
  expect(page.total).toBe(3);
  expect(page.rows.map(({ id }) => id)).toEqual([uuid(500), uuid(502)]);
  const last = await pageOf(store, permit, { ...queryOf('CarePlan', '_count=2'), cursor: page.next ?? '' });
  expect(last.rows.map(({ id }) => id)).toEqual([uuid(504)]);
  expect(last.next).toBeUndefined();
  expect((await pageOf(store, permitOf(), queryOf('CarePlan', ''))).total).toBe(9);
  expect(isRefusal(await store.search(permit, queryOf('CarePlan', 'status=active')))).toBe(false);
  expect((await pageOf(store, permitOf({ reach: { Patient: [{}] } }), queryOf('CarePlan', ''))).total).toBe(0);
});

test('of two types that know the same id, none is lost where a page ends between them', async () => {
  const own = await openStore(await freshDatabase());
  const id = uuid(1);
  const code = { text: '検査' };
  await storeAll(own, [
    { resourceType: 'Condition', id, code, subject: { display: '人' } },
    { resourceType: 'Observation', id, status: 'final', code },
  ]);
  const types = ['Condition', 'Observation'];
  const search = { ...queryOf('Condition', '_count=1'), types };
  const walked = async (read: (cursor?: string) => ReturnType<Store['search']>) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read(cursor);
      if (isRefusal(page)) throw new Error(page.issues[0]?.en);
      found.push(...page.rows.map(({ type }) => type));
      cursor = page.next;
    } while (cursor !== undefined);
    return found.sort();
  };
  const on = (cursor?: string) => (cursor === undefined ? {} : { cursor });
  expect(await walked((cursor) => own.search(permitOf(), { ...search, ...on(cursor) }))).toEqual(types);
  expect(await walked((cursor) => own.historyPage(permitOf(), { types, count: 1, ...on(cursor) }))).toEqual(types);
});
