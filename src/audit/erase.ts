/** Erases the content of records that are older than the time of retention; their places, times and digests stay in the chain. */
import type { Database } from '#database';
import type { Audit } from './create-audit.ts';
import { newRecordId } from './record-id.ts';

export interface Erasing {
  readonly database: Database;
  readonly audit: Audit;
  /** What was recorded before is erased. */
  readonly before: Date;
  readonly now: Date;
}

export const ERASURE = '$erase-audit';
/** Rows of one step. */
const STEP = 5_000;

/**
 * Erases a step, and records in the chain up to where: what is empty behind that was emptied by somebody else. Returns
 * whether there may be more.
 */
export function eraseStep({ database, audit, before, now }: Erasing): Promise<boolean> {
  return database.transaction(async (sql) => {
    const { rows } = await sql.query<{ number: string; old: boolean }>(
      `SELECT number, recorded < $1 AS old FROM audit_record WHERE number > (SELECT erased FROM audit_house FOR UPDATE)
        ORDER BY number LIMIT ${STEP}`,
      [before],
    );
    const fresh = rows.findIndex(({ old }) => !old);
    const last = (fresh === -1 ? rows : rows.slice(0, fresh)).at(-1);
    if (last === undefined) return false;
    await sql.query(
      `UPDATE audit_record SET content = NULL, patients = '{}' WHERE number <= $1 AND content IS NOT NULL`,
      [last.number],
    );
    await sql.query('UPDATE audit_house SET erased = $1', [last.number]);
    const id = newRecordId();
    const frame = { id, requestId: id, recorded: now, action: 'D', interaction: ERASURE, outcome: 'success' } as const;
    await audit.recordIn(sql, { ...frame, method: 'JOB', url: `${UP_TO}${last.number}`, items: [], patients: [] });
    return fresh === -1;
  });
}

const UP_TO = 'audit?to=';

/** Up to which number a record tells that records were erased. */
export const erasedUpTo = ({ interaction, url }: { interaction: string; url: string }): number =>
  interaction === ERASURE && url.startsWith(UP_TO) ? Number(url.slice(UP_TO.length)) : 0;
