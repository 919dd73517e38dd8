import type { Consent, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { evaluate, type Facts, factsOf, type Permit, permitFor, sees } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createBindings } from '../../src/store/bindings.ts';
import { formulaSql } from '../../src/store/formula-sql.ts';
import { visibleTo } from '../../src/store/predicate.ts';
import { randomWorld } from '../consent/random-world.ts';
import { freshDatabase } from '../database.ts';
import { anyFacts, anyFormula, insertFacts, ROW_IDS } from './row-facts.ts';
import { openStore } from './world.ts';

const SEED = 20260510;
const ROWS = 300;
const WORLDS = 120;

const database = await freshDatabase();

/** The rules of today, and by which each row was labelled: every third by older ones. */
const TODAY = 'today';
const labelledOf = (index: number): string => (index % 3 === 0 ? 'older' : TODAY);

/** The records that consents of random worlds may name, under ids that a row can have. */
const idOf = (name: string): string => ROW_IDS['x1 x2 x3 x4 x5'.split(' ').indexOf(name)] ?? name;
const toRowIds = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replace(/"([A-Z]\w+)\/(x\d)"/g, (_, type, name) => `"${type}/${idOf(name)}"`)) as T;
const fromRowIds = (reference: string): string =>
  reference.replace(/[^/]+$/, (id) => (ROW_IDS.includes(id) ? `x${ROW_IDS.indexOf(id) + 1}` : id));

/** Facts of drawn records and facts drawn directly, half of each; a few share the ids that consents name. */
const rows: readonly Facts[] = [
  ...fc.sample(anyFacts, { seed: SEED, numRuns: ROWS / 2 }),
  ...randomWorld(SEED, ROWS / 2).rows.map(({ resource, custodian }) => factsOf(toRowIds(resource), custodian)),
].map((facts, index) => ({
  ...facts,
  id: index % 7 === 0 ? (ROW_IDS[index % 5] ?? '') : `30000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
}));

beforeAll(async () => {
  await openStore(database);
  await insertFacts(database, rows, labelledOf);
});

/** The row numbers for which the condition holds, and for which it is neither true nor false. */
async function answersOf(condition: (bind: ReturnType<typeof createBindings>) => string) {
  const bind = createBindings();
  const text = condition(bind);
  const { rows: found } = await database.query<{ content: string; holds: boolean | null }>(
    `SELECT content, ${text} AS holds FROM resource r`,
    bind.values,
  );
  const numbers = (wanted: boolean | null) =>
    found.flatMap(({ content, holds }) => (holds === wanted ? [Number(content)] : [])).sort((a, b) => a - b);
  return { holds: numbers(true), unknown: numbers(null) };
}

const expected = (holds: (facts: Facts, labelled: string) => boolean): number[] =>
  rows.flatMap((facts, index) => (holds(facts, labelledOf(index)) ? [index] : []));

test('the database answers every compiled condition as the consent room does, and never “unknown”', async () => {
  const operators = new Set<string>();
  let pairs = 0;
  let visible = 0;
  await fc.assert(
    fc.asyncProperty(anyFormula, async (formula) => {
      for (const [, op = ''] of JSON.stringify(formula).matchAll(/"op":"(\w+)"/g)) operators.add(op);
      const { holds, unknown } = await answersOf((bind) => formulaSql(formula, { alias: 'r', labels: TODAY }, bind));
      expect(unknown).toEqual([]);
      // Labels of other rules count as none, and that is told by the level.
      const asLabelled = (facts: Facts, labelled: string) => (labelled === TODAY ? facts : { ...facts, conf: null });
      expect(holds).toEqual(expected((facts, labelled) => evaluate(formula, asLabelled(facts, labelled))));
      pairs += rows.length;
      visible += holds.length;
    }),
    { seed: SEED, numRuns: 300 },
  );
  expect(operators.size).toBe(22);
  expect(pairs).toBe(300 * ROWS);
  // Neither "everything" nor "nothing" would pass for an answer.
  expect(visible / pairs).toBeGreaterThan(0.2);
  expect(visible / pairs).toBeLessThan(0.8);
});

test('the database shows a requester exactly the rows that the permit sees', async () => {
  let pairs = 0;
  let visible = 0;
  for (let world = 0; world < WORLDS; world += 1) {
    for (const permit of permitsOf(world)) {
      const { holds, unknown } = await answersOf((bind) => visibleTo(permit, 'r', bind));
      expect(unknown).toEqual([]);
      expect(holds, JSON.stringify(permit)).toEqual(expected((facts, labelled) => sees(permit, facts, labelled)));
      pairs += rows.length;
      visible += holds.length;
    }
  }
  expect(pairs).toBeGreaterThan(100_000);
  expect(visible / pairs).toBeGreaterThan(0.1);
  expect(visible / pairs).toBeLessThan(0.9);
});

function permitsOf(seed: number): Permit[] {
  const { context, consents, requests } = randomWorld(seed, 0);
  const named = toRowIds(consents) as Consent[];
  const lookup = (reference: string): Resource | undefined => {
    const found = context.lookup(fromRowIds(reference));
    return found && toRowIds(found);
  };
  return requests.flatMap((request, index) => {
    const permit = permitFor({
      request,
      own: index === 0 ? [] : ['Organization/o1'],
      consentsByPatient: Map.groupBy(named, ({ patient }) => patient?.reference ?? ''),
      context: { ...context, lookup },
      reach: index === 1 ? { Observation: [{}], Encounter: [{}] } : '*',
      labels: TODAY,
    });
    return isRefusal(permit) ? [] : [permit];
  });
}
