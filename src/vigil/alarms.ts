/** Alarms on their way out of the house: into the log, and to an address of the region, until each has arrived. */
import type { Sql } from '#database';

/** What leaves the house: ids and times, nothing of anybody. */
export interface Alarm {
  readonly kind: 'opened' | 'overdue' | 'spooled' | 'spool-broken';
  /** The review that it is about, or the entry or file that was spooled. */
  readonly id: string;
  /** When the review is due. */
  readonly due?: Date;
  /** For `spooled`: the digest up to here, which shows whether anything is taken away later. */
  readonly digest?: string;
}

/** Where alarms go. Neither is ever waited for by a request. */
export interface AlarmWays {
  readonly log: (alarm: Alarm) => void;
  /** Resolves when it has arrived. */
  readonly send?: ((alarm: Alarm) => Promise<void>) | undefined;
}

const RETRY_SECONDS = 60;
const AT_ONCE_MAX = 50;

/** Raises the alarm once more for each review that is not done in time. */
export async function alarmOverdue(sql: Sql, now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO break_glass_alarm (review, kind, due, raised, next_try)
       SELECT id, 'overdue', due, $1, $1 FROM break_glass_review WHERE outcome IS NULL AND due < $1
     ON CONFLICT DO NOTHING`,
    [now],
  );
}

/** Sends what waits. An alarm is claimed for a while before it is sent: of several gateways only one sends it. */
export async function sendAlarms(sql: Sql, { log, send }: AlarmWays, now: Date): Promise<void> {
  const { rows } = await sql.query<{ review: string; kind: 'opened' | 'overdue'; due: Date; first: boolean }>(
    `WITH waiting AS (
       SELECT review, kind, raised = next_try AS first FROM break_glass_alarm
       WHERE sent IS NULL AND next_try <= $1 ORDER BY raised LIMIT ${AT_ONCE_MAX} FOR UPDATE SKIP LOCKED)
     UPDATE break_glass_alarm a SET next_try = $1::timestamptz + interval '${RETRY_SECONDS} seconds' FROM waiting w
     WHERE a.review = w.review AND a.kind = w.kind RETURNING a.review, a.kind, a.due, w.first`,
    [now],
  );
  for (const { review, kind, due, first } of rows) {
    const alarm: Alarm = { kind, id: review, due };
    if (first) log(alarm);
    const arrived =
      send === undefined ||
      (await send(alarm).then(
        () => true,
        () => false,
      ));
    if (arrived)
      await sql.query('UPDATE break_glass_alarm SET sent = $3 WHERE review = $1 AND kind = $2', [review, kind, now]);
  }
}
