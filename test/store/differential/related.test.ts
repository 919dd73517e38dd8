import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Permit } from '../../../src/consent/index.ts';
import { compartmentCondition, isRefusal } from '../../../src/fhir/index.ts';
import { followIncludes } from '../../../src/records/follow-includes.ts';
import type { Store, Stored } from '../../../src/store/index.ts';
import { freshDatabase } from '../../database.ts';
import { PARAMETERS, pageOf } from '../world.ts';
import { pairOf, parameterAsk, referenceCodes } from './asks.ts';
import { HOSPITAL_ITSELF, OFFICE_WITH_CONSENTS, openPopulated, queryOf, worldOf } from './callers.ts';
import {
  type Ask,
  isShown,
  type Json,
  meets,
  nameOf,
  PARAMETERS as OF_POPULATION,
  referencesIn,
  targetsOf,
  type World,
} from './naive.ts';
import { idOf, POPULATION_TYPES, type PopulationType } from './population.ts';

const SEED = 20261129;
const COMPARTMENT_SEARCHES = 2_000;
const INCLUDE_SEARCHES = 1_500;

const database = await freshDatabase();
let store: Store;

beforeAll(async () => {
  store = await openPopulated(database);
});

const CALLERS: [string, Permit][] = [
  ['the hospital, which sees its own records', HOSPITAL_ITSELF],
  ['the office, which sees its own records and what consents let it see', OFFICE_WITH_CONSENTS],
];

/** By which parameters a type belongs to a person or a stay, as far as the population has them; `_id` is the record itself. */
const COMPARTMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Patient: {
    Patient: '_id',
    Observation: 'subject',
    Condition: 'patient',
    CarePlan: 'patient',
    Encounter: 'patient',
    List: 'subject',
    DocumentReference: 'subject',
  },
  Encounter: { Encounter: '_id', Observation: 'encounter', Condition: 'encounter' },
};

interface CompartmentSearch {
  readonly of: PopulationType;
  readonly id: string;
  readonly types: readonly PopulationType[];
  readonly asks: readonly Ask[];
}

const randomCompartment: fc.Arbitrary<CompartmentSearch> = fc
  .tuple(fc.constantFrom<PopulationType>('Patient', 'Encounter'), fc.nat({ max: 45 }))
  .chain(([of, n]) => {
    const members = Object.keys(COMPARTMENTS[of] ?? {}) as PopulationType[];
    const several = fc
      .subarray(members, { minLength: 2 })
      .map((types) => ({ of, id: idOf(of, n), types, asks: [] as Ask[] }));
    const one = fc
      .constantFrom(...members)
      .chain((type) =>
        fc.array(parameterAsk(type), { maxLength: 1 }).map((asks) => ({ of, id: idOf(of, n), types: [type], asks })),
      );
    return fc.oneof(several, one);
  });

function inCompartment(world: World, record: Json, { of, id }: CompartmentSearch): boolean {
  const code = COMPARTMENTS[of]?.[record.resourceType];
  if (code === undefined) return false;
  if (code === '_id') return record.id === id;
  return targetsOf(record, code).includes(`${of}/${id}`) && isShown(world, record, `${of}/${id}`);
}

test.each(CALLERS)(
  'the compartment of a person or a stay holds for %s what looking at each record by itself finds in it',
  async (_, permit) => {
    const world = worldOf(permit);
    let found = 0;
    for (const search of fc.sample(randomCompartment, { seed: SEED, numRuns: COMPARTMENT_SEARCHES })) {
      const { of, id, types, asks } = search;
      const wanted = [...world.visible.values()]
        .filter((record) => types.includes(record.resourceType) && inCompartment(world, record, search))
        .filter((record) => asks.every((ask) => meets(world, record, ask)))
        .map(nameOf);
      const within = compartmentCondition(PARAMETERS, { type: of, id }, types);
      const query = new URLSearchParams(asks.map(pairOf));
      query.set('_count', '1000');
      const { rows, total } = await pageOf(store, permit, await queryOf(types, query, within));
      const names = rows.map(({ type, id: own }) => `${type}/${own}`);
      expect(names.sort(), `${of}/${id}/${types}?${decodeURIComponent(String(query))}`).toEqual(wanted.sort());
      expect(total).toBe(wanted.length);
      found += wanted.length;
    }
    expect(found).toBeGreaterThan(COMPARTMENT_SEARCHES / 2);
  },
  120_000,
);

interface Following {
  readonly back: boolean;
  readonly iterate: boolean;
  /** `*` for any. */
  readonly type: string;
  readonly code?: string;
  readonly target?: string;
}

const oneFollowing = (type: PopulationType): fc.Arbitrary<Pick<Following, 'type' | 'code' | 'target'>> =>
  fc.constantFrom(...referenceCodes(type)).chain((code) => {
    const targets = OF_POPULATION[type]?.[code]?.targets ?? [];
    const plain = fc.constant({ type, code });
    return targets.length === 0
      ? plain
      : fc.oneof(
          plain,
          fc.constantFrom(...targets).map((target) => ({ type, code, target })),
        );
  });

const following: fc.Arbitrary<Following> = fc
  .tuple(
    fc.boolean(),
    fc.boolean(),
    fc.oneof(
      { weight: 1, arbitrary: fc.constant({ type: '*' }) },
      { weight: 1, arbitrary: fc.constantFrom(...POPULATION_TYPES).map((type) => ({ type: type as string })) },
      { weight: 8, arbitrary: fc.constantFrom(...POPULATION_TYPES).chain(oneFollowing) },
    ),
  )
  .map(([back, iterate, what]) => ({ back, iterate, ...what }));

const randomFollowing = fc.constantFrom(...POPULATION_TYPES).chain((type) =>
  fc.record({
    type: fc.constant(type),
    asks: fc.array(parameterAsk(type), { minLength: 1, maxLength: 2 }),
    follow: fc.array(following, { minLength: 1, maxLength: 4 }),
    count: fc.constantFrom(1, 3, 100),
  }),
);

function pairOfFollowing({ back, iterate, type, code, target }: Following): [string, string] {
  const key = `${back ? '_revinclude' : '_include'}${iterate ? ':iterate' : ''}`;
  if (type === '*') return [key, '*'];
  return [key, [type, code ?? '*', ...(target === undefined ? [] : [target])].join(':')];
}

/** What is added to the matches: round by round, each once, and never what is hidden. */
function addedTo(world: World, matches: readonly string[], follow: readonly Following[]): string[] {
  const known = new Set(matches);
  let from = [...matches];
  for (let first = true; from.length > 0; first = false) {
    const next = new Set<string>();
    for (const { back, iterate, type, code, target } of follow) {
      if (!first && !iterate) continue;
      const meant = (record: Json) => type === '*' || record.resourceType === type;
      const leadsTo = (record: Json) =>
        (code === undefined ? referencesIn(record) : targetsOf(record, code)).filter(
          (name) => target === undefined || name.startsWith(`${target}/`),
        );
      if (back) {
        for (const [name, record] of world.visible)
          if (meant(record) && leadsTo(record).some((one) => from.includes(one))) next.add(name);
      } else {
        const records = from.map((name) => world.visible.get(name)).filter(meant);
        for (const name of records.flatMap(leadsTo)) if (world.visible.has(name)) next.add(name);
      }
    }
    from = [...next].filter((name) => !known.has(name));
    for (const name of from) known.add(name);
  }
  return [...known].filter((name) => !matches.includes(name));
}

test.each(CALLERS)(
  'what is included for %s is what following each reference by hand reaches',
  async (_, permit) => {
    const world = worldOf(permit);
    const withhold = async (rows: readonly Stored[]) => [...rows];
    const house = { store, parameters: PARAMETERS, servedTypes: POPULATION_TYPES, withhold };
    let added = 0;
    for (const { type, asks, follow, count } of fc.sample(randomFollowing, { seed: SEED, numRuns: INCLUDE_SEARCHES })) {
      const text = new URLSearchParams([...asks.map(pairOf), ...follow.map(pairOfFollowing)]);
      text.set('_count', String(count));
      const query = await queryOf([type], text);
      const { rows } = await pageOf(store, permit, query);
      const included = await followIncludes(house, permit, query, rows);
      if (isRefusal(included)) throw new Error(included.issues[0]?.en);
      const names = included.map((row) => `${row.type}/${row.id}`);
      const matches = rows.map((row) => `${row.type}/${row.id}`);
      const wanted = addedTo(world, matches, follow);
      expect(names.sort(), `${type}?${decodeURIComponent(String(text))}`).toEqual(wanted.sort());
      added += wanted.length;
    }
    expect(added).toBeGreaterThan(INCLUDE_SEARCHES);
  },
  240_000,
);
