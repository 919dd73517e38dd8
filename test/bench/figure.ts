/** One measured figure, with its floor or rival from the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against, measured in the same run. */
  readonly against: string;
  /** Value divided by that of the other side. */
  readonly ratio: number;
}

/** Runs `work` by `clients` in parallel for about `seconds`; operations per second. */
export async function rate(
  clients: number,
  seconds: number,
  work: (client: number) => Promise<unknown>,
): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < until) {
        await work(client);
        done += 1;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - started);
}

/** Takes turns between the two sides, so that a noisy machine is noisy for both; the medians of the rounds. */
export async function compare(
  rounds: number,
  ours: () => Promise<number>,
  other: () => Promise<number>,
): Promise<{ value: number; ratio: number }> {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await ours());
    theirs.push(await other());
  }
  return { value: median(mine), ratio: median(mine) / median(theirs) };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
