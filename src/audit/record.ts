/** Commits what happened before anybody hears the answer. Requests that end at the same time share one commit. */
import { randomUUID } from 'node:crypto';
import type { Database, Sql } from '#database';
import { canonicalJson, digestOf } from './chain.ts';
import type { AuditEntry } from './entry.ts';
import { eventsOf, type KindOfEvent } from './event.ts';

export interface Audit {
  /** Resolves when the entry is committed; rejects when it could not be, and then nothing may be answered. */
  record(entry: AuditEntry): Promise<void>;
  /** Records within a transaction of the caller: committed with what it tells of, or not at all. Call it last. */
  recordIn(sql: Sql, entry: AuditEntry): Promise<void>;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createAudit(database: Database, newId: () => string = randomUUID): Audit {
  let waiting: Waiting[] = [];
  let writing = false;

  async function drain(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch);
    }
    writing = false;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const events = batch.flatMap(({ entry }) => eventsOf(entry, newId));
      await append(database, events);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    record: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        void drain();
      }),
    recordIn: (sql, entry) => append(sql, eventsOf(entry, newId)),
  };
}

async function append(sql: Sql, events: readonly KindOfEvent[]): Promise<void> {
  const contents = events.map(({ event }) => canonicalJson(event));
  await sql.query(
    'SELECT audit_append($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bytea[])',
    [
      events.map(({ event }) => event.id),
      events.map(({ event }) => event.recorded),
      events.map(({ kind }) => kind),
      events.map(({ patients }) => JSON.stringify(patients)),
      contents,
      contents.map(digestOf),
    ],
  );
}
