import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Permit } from '../../../src/consent/index.ts';
import { isRefusal } from '../../../src/fhir/index.ts';
import type { Store } from '../../../src/store/index.ts';
import { freshDatabase } from '../../database.ts';
import { type RandomSearch, randomSearch, written } from './asks.ts';
import { HOSPITAL_ITSELF, OFFICE_WITH_CONSENTS, openPopulated, queryOf, worldOf } from './callers.ts';
import { type Json, meets, sortValue, type World } from './naive.ts';
import { POPULATION } from './population.ts';

const SEED = 20261128;
/** Searches by each of the two callers. */
const SEARCHES = 10_000;
const AT_ONCE = 8;

const database = await freshDatabase();
let store: Store;

beforeAll(async () => {
  store = await openPopulated(database);
});

function expected(world: World, { type, asks, sort }: RandomSearch): string[] {
  const found = [...world.visible.values()].filter(
    (record) => record.resourceType === type && asks.every((ask) => meets(world, record, ask)),
  );
  const compare = (a: Json, b: Json): number => {
    for (const { code, descending } of sort) {
      const [x, y] = [a, b].map((record) => sortValue(world, record, code, descending));
      if (x === y) continue;
      if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
      const order = typeof x === 'number' ? x - (y as number) : Buffer.compare(Buffer.from(x), Buffer.from(String(y)));
      if (order !== 0) return descending ? -order : order;
    }
    return a.id < b.id ? -1 : 1;
  };
  return found.toSorted(compare).map(({ id }) => id as string);
}

/** All pages of the answer, and the total that each of them tells. */
async function answered(permit: Permit, search: RandomSearch): Promise<{ ids: string[]; totals: number[] }> {
  const query = await queryOf([search.type], written(search));
  const ids: string[] = [];
  const totals: number[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await store.search(permit, cursor === undefined ? query : { ...query, cursor });
    if (isRefusal(page)) throw new Error(page.issues[0]?.en);
    ids.push(...page.rows.map(({ id }) => id));
    totals.push(page.total ?? -1);
    cursor = page.next;
    more = cursor !== undefined;
  }
  return { ids, totals };
}

test.each([
  ['the hospital, which sees its own records', HOSPITAL_ITSELF],
  ['the office, which sees its own records and what consents let it see', OFFICE_WITH_CONSENTS],
])(
  'every search of %s finds what looking at each record by itself finds, in its order',
  async (_, permit) => {
    const world = worldOf(permit);
    expect(world.visible.size).toBeGreaterThan(100);
    expect(world.visible.size).toBeLessThan(POPULATION.length - 50);
    const searches = fc.sample(randomSearch, { seed: SEED, numRuns: SEARCHES });
    let found = 0;
    let empty = 0;
    const next = searches.values();
    const work = async () => {
      for (const search of next) {
        const wanted = expected(world, search);
        const { ids, totals } = await answered(permit, search);
        expect(ids, `${search.type}?${decodeURIComponent(String(written(search)))}`).toEqual(wanted);
        expect(new Set(totals)).toEqual(new Set([wanted.length]));
        found += wanted.length;
        if (wanted.length === 0) empty += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    // Neither "nothing" nor "everything" would pass for an answer.
    expect(empty).toBeLessThan(SEARCHES * 0.7);
    expect(found / SEARCHES).toBeLessThan(15);
  },
  240_000,
);
