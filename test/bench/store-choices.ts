/** What the store was free to choose, measured both ways on the same records in the same run. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import pg from 'pg';
import { labelOnWrite, labelRulesShipped, type Permit } from '../../src/consent/index.ts';
import { type Database, openDatabase, startEmbedded } from '../../src/database/index.ts';
import type { SearchQuery } from '../../src/fhir/index.ts';
import type { Store } from '../../src/store/index.ts';
import { search } from '../../src/store/search.ts';
import { openStore, permitOf, queryOf } from '../store/world.ts';
import { type Figure, median } from './figure.ts';
import { fill } from './gateway/fill.ts';
import { GAF_SYSTEM, HOSPITAL, idOf, recordOf } from './gateway/records.ts';

interface Choices {
  readonly database: Database;
  readonly url: string;
  readonly store: Store;
  readonly permit: Permit;
  readonly resources: number;
  readonly rounds: number;
}

const TOGETHER = 32;
const INSERTS = 20;
const LOOKS = 200;
const PERSON_STEP = 50;
const GAF = `code=${encodeURIComponent(`${GAF_SYSTEM}|gaf`)}`;
const HALF_YEAR = 'date=ge2025-06-01&date=lt2025-12-01';

export async function measureStoreChoices(options: { resources: number; rounds: number }): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const database = openDatabase(server.url);
  try {
    const store = await openStore(database, { labels: labelRulesShipped });
    await fill(store, 0, options.resources);
    await database.query('VACUUM ANALYZE');
    const permit = permitOf({ own: [HOSPITAL.organization] });
    const choices = { database, url: server.url, store, permit, ...options };
    return [
      ...(await pendingList(choices)),
      ...(await packing(choices)),
      ...(await plans(choices)),
      ...(await compression()),
    ];
  } finally {
    await database.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The GIN index of keys with and without a list of what is still to be put in. */
async function pendingList(choices: Choices): Promise<Figure[]> {
  const { database } = choices;
  const set = (mode: string) => async () => {
    await database.query(`ALTER INDEX resource_by_key SET (fastupdate = ${mode})`);
    await database.query(`SELECT gin_clean_pending_list('resource_by_key')`);
  };
  const [without, list] = await inTurn(choices, [set('off'), set('on')], async () => ({
    insert: await insertTime(choices),
    look: await searchTime(choices, (n) => queryOf('Observation', `patient=${personOf(choices, n)}&${GAF}`)),
  }));
  await set('off')();
  return [
    beside(
      `insert of ${TOGETHER}, key index without pending list`,
      pick(without, 'insert'),
      pick(list, 'insert'),
      'with',
    ),
    beside('search by key, index without pending list', pick(without, 'look'), pick(list, 'look'), 'with'),
  ];
}

/** Rows as they are, or packed as PostgreSQL does with what passes 2 kB. */
async function packing(choices: Choices): Promise<Figure[]> {
  const { database } = choices;
  const set = (bytes: number) => async () => {
    await database.query(`ALTER TABLE resource SET (toast_tuple_target = ${bytes})`);
  };
  const [plain, packed] = await inTurn(choices, [set(4_080), set(2_040)], async () => {
    const from = next;
    const insert = await insertTime(choices);
    const ids = Array.from({ length: next - from }, (_, i) => idOf(from + i));
    const look = await timeOf(LOOKS, (n) =>
      choices.store.read(choices.permit, typeOfRecord(from + (n % ids.length)), ids[n % ids.length] ?? ''),
    );
    const { rows } = await database.query<{ bytes: number }>(
      'SELECT avg(pg_column_size(r.*))::float8 AS bytes FROM resource r WHERE id = ANY($1::uuid[])',
      [ids],
    );
    return { insert, look, bytes: rows[0]?.bytes ?? 0 };
  });
  await set(4_080)();
  return [
    beside(`insert of ${TOGETHER}, rows as they are`, pick(plain, 'insert'), pick(packed, 'insert'), 'packed'),
    beside('read, rows as they are', pick(plain, 'look'), pick(packed, 'look'), 'packed'),
    { ...beside('bytes of a row as it is', pick(plain, 'bytes'), pick(packed, 'bytes'), 'packed'), unit: 'bytes' },
  ];
}

/** One plan for all values, or a plan for each. */
async function plans(choices: Choices): Promise<Figure[]> {
  const client = new pg.Client({ connectionString: choices.url, options: '-c random_page_cost=1.1' });
  await client.connect();
  try {
    const figures: Figure[] = [];
    for (const [name, query] of [
      ['one person, code and date', (n: number) => `patient=${personOf(choices, n)}&${GAF}&${HALF_YEAR}`],
      [
        'code and two days of all people',
        (n: number) => `${GAF}&date=ge2025-06-0${1 + (n % 5)}&date=lt2025-06-0${3 + (n % 5)}`,
      ],
    ] as const) {
      const [kept, anew] = await inTurn(
        choices,
        ['force_generic_plan', 'force_custom_plan'].map((mode) => async () => {
          await client.query(`SET plan_cache_mode = ${mode}`);
        }),
        async () => ({ look: await timeOf(LOOKS, (n) => asked(client, choices, queryOf('Observation', query(n)))) }),
      );
      figures.push(beside(`search for ${name}, plan kept`, pick(kept, 'look'), pick(anew, 'look'), 'planned anew'));
    }
    return figures;
  } finally {
    await client.end();
  }
}

/** A search over one connection, as a statement that the server keeps. */
async function asked(client: pg.Client, { permit }: Choices, query: SearchQuery): Promise<void> {
  const sql = {
    query: async (text: string, values: readonly unknown[] = []) => {
      const { rows, rowCount } = await client.query({ name: nameOf(text), text, values: [...values] });
      return { rows, rowCount: rowCount ?? 0 };
    },
  };
  await search({ sql: sql as Parameters<typeof search>[0]['sql'], secret: '' }, permit, query);
}

const names = new Map<string, string>();
function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return name;
}

/** What a superseded content would save, and cost, were it deflated. */
async function compression(): Promise<Figure[]> {
  const texts = Array.from({ length: LOOKS }, (_, n) =>
    Buffer.from(JSON.stringify(labelOnWrite(recordOf(n)).resource)),
  );
  const deflated = await Promise.all(texts.map((text) => promisify(deflateRaw)(text)));
  const bytes = (all: readonly Buffer[]) => all.reduce((sum, { length }) => sum + length, 0) / all.length;
  const pack = await timeOf(LOOKS, (n) => promisify(deflateRaw)(texts[n] ?? ''));
  const unpack = await timeOf(LOOKS, (n) => promisify(inflateRaw)(deflated[n] ?? ''));
  return [
    { name: 'deflate a content', value: pack, unit: 'ms' },
    { name: 'inflate it', value: unpack, unit: 'ms' },
    {
      name: 'bytes of a deflated content',
      value: bytes(deflated),
      unit: 'bytes',
      against: `as it is, ${Math.round(bytes(texts))}`,
      ratio: bytes(deflated) / bytes(texts),
    },
  ];
}

let next = 10_000_000;
const typeOfRecord = (n: number): string => recordOf(n).resourceType;
const personOf = ({ resources }: Choices, n: number): string =>
  idOf(((n * 7_919) % Math.max(1, Math.floor(resources / PERSON_STEP))) * PERSON_STEP);

/** Milliseconds of a transaction of so many new records. */
const insertTime = ({ store }: Choices): Promise<number> =>
  timeOf(INSERTS, () =>
    store.write(new Date('2026-11-01T00:00:00Z'), async (writer) => {
      for (let i = 0; i < TOGETHER; i += 1, next += 1)
        await writer.insert({ resource: recordOf(next), custodian: HOSPITAL.organization }, idOf(next));
    }),
  );

const searchTime = ({ store, permit }: Choices, query: (n: number) => SearchQuery): Promise<number> =>
  timeOf(LOOKS, (n) => store.search(permit, query(n)));

/** Median milliseconds of one after another. */
async function timeOf(times: number, run: (n: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const started = performance.now();
    await run(n);
    taken.push(performance.now() - started);
  }
  return median(taken);
}

/** Both settings in turn, so that a noisy machine is noisy for both. */
async function inTurn<T>(
  { rounds }: Choices,
  settings: readonly (() => Promise<void>)[],
  measure: () => Promise<T>,
): Promise<[T[], T[]]> {
  const found: [T[], T[]] = [[], []];
  for (let round = -1; round < rounds; round += 1)
    for (const [i, set] of settings.entries()) {
      await set();
      const measured = await measure();
      // The first round warms up.
      if (round >= 0) found[i === 0 ? 0 : 1].push(measured);
    }
  return found;
}

const pick = <K extends string>(measured: readonly Readonly<Record<K, number>>[], key: K): number =>
  median(measured.map((one) => one[key]));

const beside = (name: string, value: number, other: number, word: string): Figure => ({
  name,
  value,
  unit: 'ms',
  against: `${word}, ${other.toLocaleString('en', { maximumFractionDigits: 2 })}`,
  ratio: value / other,
});
