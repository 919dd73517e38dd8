/** Compares a million and more pairs on a database of its own. */
import { REASONS } from '../consent/random-world.ts';
import { openStore } from '../store/world.ts';
import { ownDatabase } from './own-database.ts';
import { comparePairs } from './pairs.ts';

export const provePairs = ({ seed, pairs }: { seed: number; pairs: number }) =>
  ownDatabase(async (database) => {
    await openStore(database);
    const found = await comparePairs({ database, pairs, seed });
    const missing = REASONS.filter((reason) => found.reasons[reason] === undefined);
    return { counted: { seed, ...found, missing }, holds: found.differences.length + missing.length === 0 };
  });
