/** Takes away what has run out: tokens, codes, sessions, used assertions, launches, and what grants were given for. */
import type { Sql } from '#database';

const ROWS_MAX = 5_000;
const LAUNCH_KEPT = '1 hour';

/** Removes rows that expired before `now`, some thousand at a time; returns how many. */
export async function sweepAuth(sql: Sql, now: Date): Promise<number> {
  const state = await sql.query(
    `DELETE FROM auth_state WHERE (model, id) IN (
       SELECT model, id FROM auth_state WHERE expires_at < $1 LIMIT ${ROWS_MAX} FOR UPDATE SKIP LOCKED)`,
    [now],
  );
  // What began with a handle goes on for longer than the handle is good.
  const launches = await sql.query(
    `DELETE FROM auth_launch WHERE expires_at < $1::timestamptz - interval '${LAUNCH_KEPT}'`,
    [now],
  );
  const contexts = await sql.query('DELETE FROM auth_context WHERE expires_at < $1', [now]);
  const federations = await sql.query('DELETE FROM auth_federation WHERE expires_at < $1', [now]);
  return federations.rowCount + state.rowCount + launches.rowCount + contexts.rowCount;
}
