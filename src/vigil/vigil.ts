/** Watches over emergencies: what they oblige the house to is committed with the disclosure, and outlives a failing audit. */
import type { Audit } from '#audit';
import type { Database } from '#database';
import { type AlarmWays, alarmOverdue, sendAlarms } from './alarms.ts';
import { looksOf, showsByBreakGlass } from './looks.ts';
import { isKept, openReviews } from './reviews.ts';
import type { Spool } from './spool.ts';

export interface VigilOptions {
  readonly database: Database;
  readonly alarms: AlarmWays;
  /** Without one nothing is answered while the audit cannot be written, in no emergency either. */
  readonly spool?: Spool | undefined;
}

export interface Vigil {
  /** The audit by which the house works. */
  readonly audit: Audit;
  /** Takes the spool into the audit, raises the alarm of overdue reviews, and sends what waits: for the jobs of the house. */
  step(now: Date): Promise<void>;
}

/** Puts the watch before an audit. */
export function createVigil(audit: Audit, { database, alarms, spool }: VigilOptions): Vigil {
  const { log, send } = alarms;
  const recordIn: Audit['recordIn'] = async (sql, entry) => {
    const looks = looksOf(entry);
    if (looks.length > 0) await openReviews(sql, entry, looks);
    await audit.recordIn(sql, entry);
  };
  const tellSpooled = (id: string, digest: string): void => {
    log({ kind: 'spooled', id, digest });
    send?.({ kind: 'spooled', id }).catch(() => undefined);
  };
  // One after the other: a file of the spool is taken by one of them.
  let last: Promise<unknown> = Promise.resolve();
  const step: Vigil['step'] = async (now) => {
    await alarmOverdue(database, now);
    await sendAlarms(database, alarms, now);
    if (spool === undefined) return;
    // In order, and each entry once: one that is committed already, before a kill or by a reply that was lost, is passed over.
    for (const file of await spool.take()) {
      for (const entry of file.entries) {
        await database.transaction(async (sql) => {
          if (!(await isKept(sql, entry))) await recordIn(sql, entry);
        });
      }
      if (file.broken !== undefined) log({ kind: 'spool-broken', id: `${file.name}:${file.broken}` });
      await spool.done(file);
    }
  };
  return {
    audit: {
      record: async (entry) => {
        if (looksOf(entry).length === 0) return audit.record(entry);
        try {
          await database.transaction((sql) => recordIn(sql, entry));
        } catch (error) {
          if (spool === undefined || !showsByBreakGlass(entry)) throw error;
          tellSpooled(entry.id, await spool.append(entry));
        }
      },
      recordIn,
    },
    step: (now) => {
      const next = last.then(() => step(now));
      last = next.catch(() => undefined);
      return next;
    },
  };
}
