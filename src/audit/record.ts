/** Commits what happened before anybody hears the answer. Requests that end at the same time share one commit. */
import { randomUUID } from 'node:crypto';
import { type Database, type Gathered, gather, type Sql } from '#database';
import { canonicalJson, digestOf } from './chain.ts';
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
  const contents = events.map(({ event }) => canonicalJson(event));
  await sql.query(
    'SELECT audit_append($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bytea[])',
    [
      events.map(({ event }) => event.id),
      events.map(({ event }) => event.recorded),
      events.map(({ kind }) => kind),
      events.map(({ patients }) => arrayText(patients.filter(isPatient))),
      contents,
      contents.map(digestOf),
    ],
  );
}

/** A refused request may have asked for anything; what no patient can be called is told of in the event's content only. */
const isPatient = (reference: string): boolean => /^Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference);

/** As PostgreSQL writes an array of texts: an array of arrays of unlike lengths cannot be sent. */
const arrayText = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
