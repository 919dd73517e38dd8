/**
 * Lets small writes of one moment share a transaction, and so one commit: what comes while one is at work goes together
 * next. Nobody suffers from another's fault: when such a transaction fails, each of its writes is done again by itself.
 */
import type { Database, Sql } from '#database';
import type { OpenWriters, Writer } from './writer.ts';

/** Runs `body` in a transaction that others may share. Of those that are about the same resource none share one. */
export type WriteTogether = <T>(now: Date, body: (writer: Writer) => Promise<T>, about?: string) => Promise<T>;

interface Waiting {
  readonly now: Date;
  readonly body: (writer: Writer) => Promise<unknown>;
  readonly about: string | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

const TOGETHER_MAX = 64;
/** Whoever holds what one of them waits for must not make all of them wait. */
const LOCK_WAIT_MS = 500;

export function createSharedWrites(database: Database, open: (sql: Sql) => OpenWriters): WriteTogether {
  let waiting: Waiting[] = [];
  let running = false;
  /** Those that are not committed yet, and when they will be. */
  let underWay: readonly Waiting[] = [];
  let committed: Promise<void> = Promise.resolve();

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = nextBatch(waiting, underWay);
      waiting = waiting.filter((each) => !batch.includes(each));
      const before = committed;
      if (batch.length > 0) await begin(batch);
      // No more than two at a time.
      await before;
    }
    running = false;
  }

  /** Resolves when only the commit is left to do: while that is made lasting on the disk, the next do their work. */
  const begin = (batch: readonly Waiting[]): Promise<void> =>
    new Promise((resolve) => {
      underWay = [...underWay, ...batch];
      committed = runAll({ database, open, worked: resolve }, batch).finally(() => {
        underWay = underWay.filter((each) => !batch.includes(each));
        resolve();
      });
    });

  return (now, body, about) =>
    new Promise((resolve, reject) => {
      waiting.push({ now, body, about, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(() => void drain());
    });
}

/** The first that wait; of several about one resource the first alone, and none about what is under way. */
function nextBatch(waiting: readonly Waiting[], underWay: readonly Waiting[]): Waiting[] {
  const taken = new Set(underWay.flatMap(({ about }) => about ?? []));
  const batch: Waiting[] = [];
  for (const each of waiting) {
    if (batch.length === TOGETHER_MAX) break;
    if (each.about !== undefined && taken.has(each.about)) continue;
    if (each.about !== undefined) taken.add(each.about);
    batch.push(each);
  }
  return batch;
}

interface Running {
  readonly database: Database;
  readonly open: (sql: Sql) => OpenWriters;
  /** Called when only a commit is left to do, where it comes to that. */
  readonly worked?: () => void;
}

/** Never rejects: what goes wrong is told to who asked for it. */
async function runAll(running: Running, batch: readonly Waiting[]): Promise<void> {
  const [first, ...others] = batch;
  if (first && others.length === 0) return runAlone(running, first);
  const { database, open, worked } = running;
  let committing = false;
  try {
    const values = await database.transaction(async (sql) => {
      const { writerAt, finish } = open(sql);
      const results = await Promise.allSettled(batch.map(({ now, body }) => body(writerAt(now))));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      await finish();
      committing = true;
      worked?.();
      return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
    }, LOCK_WAIT_MS);
    for (const [i, { resolve }] of batch.entries()) resolve(values[i] as never);
  } catch (error) {
    // INVARIANT: what may have been committed is not done again.
    if (committing) for (const { reject } of batch) reject(error);
    else await Promise.all(batch.map((each) => runAlone({ database, open }, each)));
  }
}

/** Never rejects either. */
async function runAlone({ database, open, worked }: Running, { now, body, resolve, reject }: Waiting): Promise<void> {
  await database
    .transaction(async (sql) => {
      const { writerAt, finish } = open(sql);
      const done = await body(writerAt(now));
      await finish();
      worked?.();
      return done;
    })
    .then(resolve as (value: unknown) => void, reject);
}
