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
/** Batches of one step. */
const STEP = 2_000;

/**
 * Erases a step, and records in the chain up to where: what is empty behind that was emptied by somebody else. Returns
 * whether there may be more. Records that were committed together go when the last of them is old enough.
 */
export function eraseStep({ database, audit, before, now }: Erasing): Promise<boolean> {
  return database.transaction(async (sql) => {
    const { rows } = await sql.query<{ last: string; old: boolean }>(
      `SELECT number + count - 1 AS last, until < $1 AS old FROM audit_batch
        WHERE number > (SELECT erased FROM audit_house FOR UPDATE) ORDER BY number LIMIT ${STEP}`,
      [before],
    );
    const fresh = rows.findIndex(({ old }) => !old);
    const end = (fresh === -1 ? rows : rows.slice(0, fresh)).at(-1);
    if (end === undefined) return false;
    await sql.query(
      `UPDATE audit_batch SET content = NULL, named = '{}', first_id = NULL, last_id = NULL WHERE number <= $1 AND content IS NOT NULL`,
      [end.last],
    );
    await sql.query('UPDATE audit_house SET erased = $1', [end.last]);
    const id = newRecordId();
    const frame = { id, requestId: id, recorded: now, action: 'D', interaction: ERASURE, outcome: 'success' } as const;
    await audit.recordIn(sql, { ...frame, method: 'JOB', url: `${UP_TO}${end.last}`, items: [], patients: [] });
    return fresh === -1;
  });
}

const UP_TO = 'audit?to=';

/** Up to which number a record tells that records were erased. */
export const erasedUpTo = ({ interaction, url }: { interaction: string; url: string }): number =>
  interaction === ERASURE && url.startsWith(UP_TO) ? Number(url.slice(UP_TO.length)) : 0;
