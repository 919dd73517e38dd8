/** Which known name a mistyped one may be meant for. */

/** A longer name than any of ours is no slip of the hand, and costs time to compare. */
const LENGTH_MAX = 80;

/** Two letters that changed places are the likeliest slip. */
const SWAP = 0.9;

/** The first of the known names that is nearest, where a slip or two lie between, and upper case does not count. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  if (given.length > LENGTH_MAX) return undefined;
  const slipsMax = Math.floor(given.length / 3);
  const near = known
    .filter((name) => Math.abs(name.length - given.length) <= slipsMax)
    .map((name) => ({ name, slips: slipsBetween(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ slips }) => slips <= slipsMax);
  return near.toSorted((a, b) => a.slips - b.slips)[0]?.name;
}

/** Letters that were left out, added, changed, or swapped with their neighbour. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = Number(last[j - 1]) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? Number(before[j - 2] ?? Infinity) + SWAP : Infinity;
      row.push(Math.min(Number(last[j]) + 1, Number(row[j - 1]) + 1, changed, swapped));
    }
    before = last;
    last = row;
  }
  return Number(last[b.length]);
}
