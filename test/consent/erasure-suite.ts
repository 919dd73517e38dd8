/** What the tests of erasure equivalence share: so many random requests to two gateways, and what they must have met. */
import { expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { newTally, proveSeed } from '../prove/erasure.ts';
import { openTwoStores } from '../prove/two-stores.ts';

/** Of each of the two test files; `npm run prove:consent -- erasure` asks as many as anybody wants. */
const REQUESTS = 10_000;
const CONTROLS = 2;

/** Asks on from the seed `from`; the seeds of `before`, which once told of a fault, are asked first. */
export async function testErasure(from: number, before: readonly number[] = []): Promise<void> {
  const [first, second] = [await freshDatabase(), await freshDatabase()];
  // Nothing here has to outlive a power cut; each connection learns it when it begins.
  for (const database of [first, second])
    await database.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET synchronous_commit = off`);
  const stores = await openTwoStores(first, second);

  test('every answer is the one that is given where nothing is stored but what this caller may see', async () => {
    const tally = newTally();
    const holds = async (seed: number) => {
      const [violation] = await proveSeed(stores, seed, tally);
      expect(violation?.asking, `npm run prove:consent -- erasure --requests 1 --from ${seed}`).toBeUndefined();
    };
    for (const seed of before) await holds(seed);
    for (let seed = from; tally.asked < REQUESTS; seed += 1) await holds(seed);
    expect(tally.asked).toBeGreaterThanOrEqual(REQUESTS);
    // What is compared must be something, and mostly of stores of which something is hidden.
    expect(tally.answered / tally.compared).toBeGreaterThan(0.25);
    expect(tally.withHidden / tally.compared).toBeGreaterThan(0.9);
    expect(tally.written).toBeGreaterThan(30);
  }, 1_800_000);

  test('where nothing was taken out, most of these answers differ: what is hidden would be seen', async () => {
    const tally = newTally();
    let differing = 0;
    for (let seed = from; seed < from + CONTROLS; seed += 1)
      differing += (await proveSeed(stores, seed, tally, true)).length;
    expect(differing / tally.compared).toBeGreaterThan(0.3);
  }, 600_000);

  // The gateways go before their databases do.
  test('the gateways end', async () => {
    await stores.close();
  });
}
