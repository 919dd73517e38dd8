import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { evaluate, type Facts, factsOf } from '../../src/consent/index.ts';
import { createBindings } from '../../src/store/bindings.ts';
import { boundValues, formulaSql } from '../../src/store/formula-sql.ts';
import { REASONS, randomWorld } from '../consent/random-world.ts';
import { freshDatabase } from '../database.ts';
import { comparePairs, labelledOf, TODAY, toRowIds } from '../prove/pairs.ts';
import { anyFacts, anyFormula, insertFacts, ROW_IDS } from './row-facts.ts';
import { openStore } from './world.ts';

const SEED = 20260510;
const ROWS = 300;

const database = await freshDatabase();

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
      const { holds, unknown } = await answersOf((bind) =>
        formulaSql(formula, { alias: 'r', labels: () => bind(TODAY, 'text') }, boundValues(bind)),
      );
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

test('interpreter, compiled form and database show a requester the same rows, for every reason that there is', async () => {
  const { pairs, reasons, shown, differences } = await comparePairs({ database, pairs: 130_000, seed: SEED });
  expect(differences).toEqual([]);
  expect(pairs).toBeGreaterThanOrEqual(130_000);
  // The worlds are rich enough only if every way to decide was taken.
  expect(Object.keys(reasons).sort()).toEqual([...REASONS].sort());
  expect(shown / pairs).toBeGreaterThan(0.1);
  expect(shown / pairs).toBeLessThan(0.9);
}, 300_000);
