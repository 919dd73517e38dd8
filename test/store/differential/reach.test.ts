import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Permit, PermitInput } from '../../../src/consent/index.ts';
import { isRefusal, type SearchQuery } from '../../../src/fhir/index.ts';
import { isToldByContent, meetsCondition, type Store } from '../../../src/store/index.ts';
import { freshDatabase } from '../../database.ts';
import { permitOf } from '../world.ts';
import { randomSearch, written } from './asks.ts';
import { HOSPITAL_ITSELF, officeWithConsents, openPopulated, queryOf, worldOf } from './callers.ts';

const SEED = 20260510;
const SEARCHES = 4_000;

const database = await freshDatabase();
let store: Store;

beforeAll(async () => {
  store = await openPopulated(database);
});

const all = (query: SearchQuery): SearchQuery => ({ ...query, sort: [], count: 1_000 });

async function found(permit: Permit, query: SearchQuery): Promise<string[]> {
  const page = await store.search(permit, query);
  if (isRefusal(page)) throw new Error(page.issues[0]?.en);
  expect(page.total).toBe(page.rows.length);
  return page.rows.map(({ id }) => id);
}

/** Random searches of one type that a scope may ask as well. */
async function told(): Promise<SearchQuery[]> {
  const queries: SearchQuery[] = [];
  for (const search of fc.sample(randomSearch, { seed: SEED, numRuns: SEARCHES })) {
    const query = all(await queryOf([search.type], written(search)));
    if (isToldByContent(query.condition)) queries.push(query);
  }
  expect(queries.length).toBeGreaterThan(500);
  return queries;
}

test.each<[string, (more: Partial<PermitInput>) => Permit]>([
  ['the hospital, which sees its own records', permitOf],
  ['the office, which sees its own records and what consents let it see', officeWithConsents],
])(
  'a reach that asks for what a search finds shows %s just that, and its content says the same',
  async (_, permitted) => {
    const world = worldOf(permitted({}));
    let some = 0;
    for (const query of await told()) {
      const [type = ''] = query.types;
      const { condition } = query;
      const wanted = await found(permitted({}), query);
      const reach = { [type]: [{ condition }] };
      const narrowed = permitted({ reach, meets: meetsCondition });
      const everything = { ...query, condition: { op: 'all' as const, of: [] } };
      expect(await found(narrowed, everything), JSON.stringify(condition)).toEqual(wanted);
      const records = [...world.visible.values()].filter(({ resourceType }) => resourceType === type);
      const meeting = records.filter((record) => meetsCondition(record, condition)).map(({ id }) => id as string);
      // What refers to something hidden is not found by it: there the content says more.
      if (permitted === permitOf) expect(meeting.sort(), JSON.stringify(condition)).toEqual(wanted.toSorted());
      else expect(meeting).toEqual(expect.arrayContaining(wanted));
      if (wanted.length > 0 && wanted.length < records.length) some += 1;
    }
    expect(some).toBeGreaterThan(200);
  },
  240_000,
);

test('what is asked of whole types is asked as if there were no reach', async () => {
  const query = all(await queryOf(['Observation'], new URLSearchParams('status=final')));
  const plan = await store.explain(permitOf({}), query);
  expect(await store.explain(permitOf({ reach: { Observation: [{}], Patient: [{}] } }), query)).toEqual(plan);
  expect(HOSPITAL_ITSELF.referable).toBe('*');
});
