/** Writes that come at a steady pace, whether the earlier ones are answered or not, up to a number of open ones. */
import { setTimeout as wait } from 'node:timers/promises';

export interface PacedWrites {
  /** How many were sent, and the numbers of those that were acknowledged, as they came. */
  readonly sent: () => number;
  readonly acknowledged: readonly number[];
  /** Resolves when so many more are acknowledged. */
  more(count: number): Promise<void>;
  /** Sends no more, and waits for the open ones; rejects with the first that failed. */
  stop(): Promise<void>;
}

const TICK_MS = 5;
const OPEN_MAX = 32;

/** Sends write 0, 1, 2 … at so many a second; `write` rejects where it is not acknowledged. */
export function paceWrites(perSecond: number, write: (n: number) => Promise<void>): PacedWrites {
  const acknowledged: number[] = [];
  const failures: unknown[] = [];
  const open = new Set<Promise<void>>();
  let [sent, going] = [0, true];
  const send = () => {
    const n = sent++;
    const one: Promise<void> = write(n)
      .then(
        () => void acknowledged.push(n),
        (error: unknown) => void failures.push(error),
      )
      .finally(() => open.delete(one));
    open.add(one);
  };
  const pace = async () => {
    let due = performance.now();
    while (going) {
      // A slow machine is not asked to catch up: what could not be sent in time is not due any more.
      for (; due <= performance.now(); due += 1_000 / perSecond) if (open.size < OPEN_MAX) send();
      await wait(TICK_MS);
    }
  };
  const pacing = pace();
  return {
    sent: () => sent,
    acknowledged,
    async more(count) {
      const until = acknowledged.length + count;
      while (acknowledged.length < until && failures.length === 0) await wait(TICK_MS);
    },
    async stop() {
      going = false;
      await pacing;
      await Promise.all(open);
      if (failures.length > 0) throw failures[0];
    },
  };
}
