import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { factsOf, type Permit, policyShipped, sees } from '../../../src/consent/index.ts';
import { resolveCodes } from '../../../src/exchange/resolve-codes.ts';
import { isRefusal, parseSearch, type SearchQuery } from '../../../src/fhir/index.ts';
import type { Store } from '../../../src/store/index.ts';
import { actor, consent, label, permit as permitted } from '../../consent/make.ts';
import { freshDatabase } from '../../database.ts';
import { OFFICE, openStore, PARAMETERS, permitOf } from '../world.ts';
import { type RandomSearch, randomSearch, written } from './asks.ts';
import { TERMINOLOGY } from './codes.ts';
import { type Json, meets, nameOf, sortValue, type World } from './naive.ts';
import { idOf, POPULATION } from './population.ts';

const SEED = 20261128;
/** Searches by each of the two callers. */
const SEARCHES = 10_000;
const AT_ONCE = 8;

const database = await freshDatabase();
let store: Store;

beforeAll(async () => {
  store = await openStore(database);
  for (const { resource, custodian } of POPULATION) {
    await store.write(new Date('2026-05-10T01:00:00Z'), (writer) =>
      writer.insert({ resource, custodian }, resource.id),
    );
  }
});

/** The hospital sees what it holds, and nothing of the office. */
const HOSPITAL_ITSELF = permitOf();
/** The office holds its own, and half of the people let it see what the hospital holds about services. */
const OFFICE_WITH_CONSENTS = permitOf({
  request: { ...permitOf().request, actor: 'PractitionerRole/sw' },
  own: [OFFICE],
  consentsByPatient: new Map(
    Array.from({ length: 23 }, (_, n) => ({ reference: `Patient/${idOf('Patient', n * 2)}` })).map((patient) => [
      patient.reference,
      [
        consent(permitted({ actor: [actor(OFFICE)], securityLabel: ['N', 'PSY', 'service'].map(label) }), {
          patient,
          performer: [patient],
        }),
      ],
    ]),
  ),
  context: {
    directory: { 'PractitionerRole/sw': { organization: OFFICE } },
    patients: {},
    authority: {},
    policy: policyShipped,
    lookup: () => undefined,
  },
});

/** As they are stored: with the version and the time of it. */
const STORED = POPULATION.map(({ resource, custodian }) => ({
  resource: {
    ...resource,
    meta: { ...resource.meta, versionId: '1', lastUpdated: '2026-05-10T01:00:00.000Z' },
  } as Resource,
  custodian,
}));

function worldOf(permit: Permit): World {
  const shown = STORED.filter(({ resource, custodian }) => sees(permit, factsOf(resource, custodian)));
  const own = new Set(
    shown.filter(({ custodian }) => permit.own.includes(custodian)).map(({ resource }) => resource as Json),
  );
  return {
    visible: new Map(shown.map(({ resource }) => [nameOf(resource), resource as Json])),
    isOwn: (record) => own.has(record),
  };
}

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

const KNOWING = { validator: { terminology: TERMINOLOGY }, terminologyServer: undefined };
const ASKING = { now: new Date('2026-05-10T01:00:00Z'), requestId: '00000000-0000-4000-8000-000000000001' };

async function queryOf(search: RandomSearch): Promise<SearchQuery> {
  const query = written(search);
  const parsed = parseSearch({ parameters: PARAMETERS, types: [search.type], query, countMax: 1_000 });
  if (isRefusal(parsed)) throw new Error(`${query}: ${parsed.issues[0]?.en}`);
  const condition = await resolveCodes(KNOWING, ASKING, parsed.condition);
  if (isRefusal(condition)) throw new Error(`${query}: ${condition.issues[0]?.en}`);
  return { ...parsed, condition };
}

/** All pages of the answer, and the total that each of them tells. */
async function answered(permit: Permit, search: RandomSearch): Promise<{ ids: string[]; totals: number[] }> {
  const query = await queryOf(search);
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
