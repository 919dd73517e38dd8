/** Commits what happened before anybody hears the answer. Requests that end at the same time share one commit. */
import { type Database, failureOf, type Gathered, gather, type Sql } from '#database';
import { writeBatch } from './batch.ts';
import type { AuditEntry } from './entry.ts';

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

/** What happened could not be written down: nothing may be answered. */
export class AuditUnwritable extends Error {
  override name = 'AuditUnwritable';
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.code = (cause as NodeJS.ErrnoException).code;
  }
}

async function append(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  const { content, digests, named, recorded, until, first, last } = writeBatch(entries);
  const values = [content, digests, arrayText(named), recorded, until, first, last];
  try {
    await sql.query('SELECT audit_append($1, $2, $3, $4, $5, $6, $7)', values);
  } catch (error) {
    // What the database could not do at this moment is told as that; some of it is tried again by the transaction.
    throw failureOf(error) === undefined ? new AuditUnwritable(error) : error;
  }
}

/** As PostgreSQL writes an array of texts, in one go. */
const arrayText = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
