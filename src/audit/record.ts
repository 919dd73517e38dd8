/** Commits what happened before anybody hears the answer. Requests that end at the same time share one commit. */
import { randomUUID } from 'node:crypto';
import type { Database, Sql } from '#database';
import { canonicalJson, digestOf, linkOf } from './chain.ts';
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
      await database.transaction((sql) => append(sql, events));
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
  const { rows } = await sql.query<{ number: string; chained: Buffer }>(
    'SELECT number, chained FROM audit_head FOR UPDATE',
  );
  const [head] = rows;
  if (!head) throw new Error('the audit chain has no head');
  let number = BigInt(head.number);
  let chained = head.chained;
  const texts = events.map(({ event }) => canonicalJson(event));
  const links = texts.map((text) => {
    number += 1n;
    const digest = digestOf(text);
    chained = linkOf(chained, number, digest);
    return { number: String(number), digest, chained };
  });
  await sql.query(
    `WITH linked AS (INSERT INTO audit_event (number, id, recorded, kind, patients, content, digest, chained)
      SELECT v.number, v.id, v.recorded, v.kind, ARRAY(SELECT json_array_elements_text(v.patients::json)), v.content, v.digest, v.chained
      FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])
        AS v(number, id, recorded, kind, patients, content, digest, chained))
    UPDATE audit_head SET number = $9, chained = $10`,
    [
      links.map((link) => link.number),
      events.map(({ event }) => event.id),
      events.map(({ event }) => event.recorded),
      events.map(({ kind }) => kind),
      events.map(({ patients }) => JSON.stringify(patients)),
      texts,
      links.map((link) => link.digest),
      links.map((link) => link.chained),
      String(number),
      chained,
    ],
  );
}
