import { expect, test } from 'vitest';
import { isFault } from '../../src/validation/snapshot/index.ts';
import { compare } from './compare-snapshots.ts';
import { coreStructures, japanesePackages, ownPackage, type Structures } from './published.ts';

const core = coreStructures();
const japan = japanesePackages();

interface Tally {
  compared: number;
  equal: number;
  readonly why: Record<string, number>;
  readonly refused: Record<string, number>;
}

function tally(structures: Structures, around: readonly Structures[]): Tally {
  const find = new Map([...around.toReversed().flatMap((one) => [...one]), ...structures]);
  const sum: Tally = { compared: 0, equal: 0, why: {}, refused: {} };
  for (const structure of structures.values()) {
    if (structure.snapshot === undefined || structure.derivation !== 'constraint') continue;
    sum.compared++;
    const differences = compare(structure, find);
    if (isFault(differences)) {
      sum.refused[differences.code] = (sum.refused[differences.code] ?? 0) + 1;
      continue;
    }
    if (differences.length === 0) sum.equal++;
    for (const why of new Set(differences.map((one) => one.why))) sum.why[why] = (sum.why[why] ?? 0) + 1;
  }
  return sum;
}

const OTHER_BASE = 'from another version of the base';

test('our own profiles get the snapshots that SUSHI gave them', () => {
  const { compared, equal, why, refused } = tally(ownPackage(), [core]);
  expect(compared).toBeGreaterThan(20);
  expect(refused).toEqual({});
  // SUSHI reads R4 as the package of definitions has it, with elements and targets that R4 does not have.
  expect(Object.keys(why).filter((one) => one !== OTHER_BASE)).toEqual([]);
  expect(equal).toBeGreaterThan(20);
});

test('the profiles and extensions of R4 itself get the snapshots that HL7 gave them', () => {
  expect(tally(core, [])).toEqual({
    compared: 439,
    equal: 429,
    why: { [OTHER_BASE]: 4, 'inside of a typed choice': 1, 'rules of a type profile repeated': 3 },
    // Three of R4's own would be refused today: a slice without slicing (twice), and one of an element that may not be there.
    refused: { 'profile-cardinality-widened': 1, 'profile-slice-unannounced': 2 },
  });
});

test.each([
  ['eTwoDis-jp-sample.r4-1.0.0.tgz', 52, 52],
  ['jp-clins.r4-1.5.2-snap.tgz', 49, 39],
  ['jp-core.r4-1.1.2.tgz', 89, 88],
  ['jp-eDischargeSummary.r4.tgz', 54, 53],
  ['jp-eReferral.r4.tgz', 54, 53],
])('the profiles of %s get the snapshots that are published with them', (file, compared, equal) => {
  // Where the Japanese packages are absent, the profiles of this project stand for them.
  const structures = japan.get(file);
  const found = tally(structures ?? ownPackage(), [...japan.values(), core]);
  expect(found.refused).toEqual({});
  expect(Object.keys(found.why).filter((one) => one !== OTHER_BASE)).toEqual([]);
  if (structures !== undefined) expect([found.compared, found.equal]).toEqual([compared, equal]);
});
