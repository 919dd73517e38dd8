/** Lets what is asked at one time share one round trip: what is asked while an answer is awaited goes together next. */

/** Answers one key; a rejection of a round trip reaches all who shared it. */
export type Gathered<Key, Value> = (key: Key) => Promise<Value>;

interface Waiting<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers keys for `run`, which gives one value for each of them, in order; at most `atOnce` round trips are under way.
 * INVARIANT: a key is answered by a round trip
 * that begins after it was asked for, so nobody is told what was true before.
 */
export function gather<Key, Value>(
  run: (keys: readonly Key[]) => Promise<readonly Value[]>,
  atOnce = 1,
): Gathered<Key, Value> {
  const waiting: Waiting<Key, Value>[] = [];
  let running = 0;

  async function drain(): Promise<void> {
    while (waiting.length > 0) await answer(waiting.splice(0, TOGETHER_MAX));
    running -= 1;
  }

  async function answer(batch: readonly Waiting<Key, Value>[]): Promise<void> {
    try {
      const values = await run(batch.map(({ key }) => key));
      for (const [i, { resolve }] of batch.entries()) resolve(values[i] as Value);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (running === atOnce) return;
      running += 1;
      // Whatever else arrived in this turn of the loop comes along.
      setImmediate(() => void drain());
    });
}

const TOGETHER_MAX = 200;
