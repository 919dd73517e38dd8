/** Commits what happened before anybody hears the answer. Requests that end at the same time share one commit. */
import { type Database, type Gathered, gather, type Sql } from '#database';
import type { AuditEntry } from './entry.ts';
import { recordOf } from './record.ts';

export interface Audit {
  /** Resolves when the entry is committed; rejects when it could not be, and then nothing may be answered. */
  record(entry: AuditEntry): Promise<void>;
  /** Records within a transaction of the caller: committed with what it tells of, or not at all. Call it last. */
  recordIn(sql: Sql, entry: AuditEntry): Promise<void>;
}

export function createAudit(database: Database): Audit {
  const bySql = new WeakMap<Sql, Gathered<AuditEntry, void>>();
  const recordIn: Audit['recordIn'] = (sql, entry) => {
    const known = bySql.get(sql);
    if (known) return known(entry);
    const record = gather<AuditEntry, void>(async (entries) => {
      await append(sql, entries);
      return [];
    });
    bySql.set(sql, record);
    return record(entry);
  };
  return { record: (entry) => recordIn(database, entry), recordIn };
}

async function append(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  const records = entries.map(recordOf);
  const contents = records.map(({ content }) => Buffer.from(content));
  await sql.query('SELECT audit_append($1::uuid[], $2::timestamptz[], $3::text[], $4::int[], $5::bytea)', [
    entries.map(({ id }) => id),
    entries.map(({ recorded }) => recorded),
    records.map(({ patients }) => arrayText(patients)),
    contents.map(({ length }) => length),
    Buffer.concat(contents),
  ]);
}

/** As PostgreSQL writes an array of texts: an array of arrays of unlike lengths cannot be sent. */
const arrayText = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
