/**
 * Lets small writes of one moment share a transaction, and so one commit: what comes while one is under way goes together
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

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = nextBatch(waiting);
      waiting = waiting.filter((each) => !batch.includes(each));
      await runAll(database, open, batch);
    }
    running = false;
  }

  return (now, body, about) =>
    new Promise((resolve, reject) => {
      waiting.push({ now, body, about, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(() => void drain());
    });
}

/** The first that wait; of several about one resource the first alone. */
function nextBatch(waiting: readonly Waiting[]): Waiting[] {
  const taken = new Set<string>();
  const batch: Waiting[] = [];
  for (const each of waiting) {
    if (batch.length === TOGETHER_MAX) break;
    if (each.about !== undefined && taken.has(each.about)) continue;
    if (each.about !== undefined) taken.add(each.about);
    batch.push(each);
  }
  return batch;
}

async function runAll(database: Database, open: (sql: Sql) => OpenWriters, batch: readonly Waiting[]): Promise<void> {
  const [first, ...others] = batch;
  if (first && others.length === 0) return runAlone(database, open, first);
  let committing = false;
  try {
    const values = await database.transaction(async (sql) => {
      const { writerAt, finish } = open(sql);
      const results = await Promise.allSettled(batch.map(({ now, body }) => body(writerAt(now))));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      await finish();
      committing = true;
      return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
    }, LOCK_WAIT_MS);
    for (const [i, { resolve }] of batch.entries()) resolve(values[i] as never);
  } catch (error) {
    // INVARIANT: what may have been committed is not done again.
    if (committing) for (const { reject } of batch) reject(error);
    else await Promise.all(batch.map((each) => runAlone(database, open, each)));
  }
}

/** Never rejects: what goes wrong is told to who asked for it. */
async function runAlone(
  database: Database,
  open: (sql: Sql) => OpenWriters,
  { now, body, resolve, reject }: Waiting,
): Promise<void> {
  await database
    .transaction(async (sql) => {
      const { writerAt, finish } = open(sql);
      const done = await body(writerAt(now));
      await finish();
      return done;
    })
    .then(resolve as (value: unknown) => void, reject);
}
