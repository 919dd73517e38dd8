/** Commits what happened before anybody hears the answer. Requests that end at the same time share one commit. */
import { randomUUID } from 'node:crypto';
import { type Database, type Gathered, gather, type Sql } from '#database';
import type { AuditEntry } from './entry.ts';
import { eventsOf, type KindOfEvent } from './event.ts';

export interface Audit {
  /** Resolves when the entry is committed; rejects when it could not be, and then nothing may be answered. */
  record(entry: AuditEntry): Promise<void>;
  /** Records within a transaction of the caller: committed with what it tells of, or not at all. Call it last. */
  recordIn(sql: Sql, entry: AuditEntry): Promise<void>;
}

export function createAudit(database: Database, newId: () => string = randomUUID): Audit {
  const bySql = new WeakMap<Sql, Gathered<AuditEntry, void>>();
  const recordIn: Audit['recordIn'] = (sql, entry) => {
    const known = bySql.get(sql);
    if (known) return known(entry);
    const record = gather<AuditEntry, void>(async (entries) => {
      await append(
        sql,
        entries.flatMap((each) => eventsOf(each, newId)),
      );
      return [];
    });
    bySql.set(sql, record);
    return record(entry);
  };
  return { record: (entry) => recordIn(database, entry), recordIn };
}

async function append(sql: Sql, events: readonly KindOfEvent[]): Promise<void> {
  // Canonical as it is: events are written with their members in order.
  const contents = events.map(({ event }) => JSON.stringify(event));
  await sql.query('SELECT audit_append($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::int[], $6::bytea)', [
    events.map(({ event }) => event.id),
    events.map(({ event }) => event.recorded),
    events.map(({ kind }) => kind),
    events.map(({ patients }) => arrayText(patients)),
    contents.map((content) => Buffer.byteLength(content)),
    Buffer.from(contents.join('')),
  ]);
}

/** As PostgreSQL writes an array of texts: an array of arrays of unlike lengths cannot be sent. */
const arrayText = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
