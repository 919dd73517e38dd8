/** Who works on with an app is not idle: what a refresh token hangs on lives on with each of its uses. */
import type { Sql } from '#database';
import { grantContextOf } from './grant-context.ts';
import { LIFE, sessionSeconds } from './token-life.ts';

interface Needs {
  readonly sql: Sql;
  readonly now: () => Date;
}

/** Keeps the session of a grant for as long as a sign-in may last, or the grant itself where it outlives the session. */
export async function keepGrantAlive(grantId: string | undefined, needs: Needs): Promise<void> {
  const context = await grantContextOf(needs.sql, grantId, needs.now());
  if (grantId === undefined || context === undefined) return;
  return context.session === null ? extendGrant(grantId, needs) : touchSession(context.session, needs);
}

async function touchSession(uid: string, { sql, now }: Needs): Promise<void> {
  // Of a session under which something was granted somebody signed in, and the library kept when.
  const { rows } = await sql.query<{ loginTs: number }>(
    `SELECT (payload ->> 'loginTs')::int AS "loginTs" FROM auth_state WHERE model = 'Session' AND uid = $1`,
    [uid],
  );
  for (const { loginTs } of rows) {
    const expiresAt = after(sessionSeconds(loginTs, now()), now());
    await sql.query(
      `UPDATE auth_state SET expires_at = $2, payload = payload || jsonb_build_object('exp', $3::int)
        WHERE model = 'Session' AND uid = $1`,
      [uid, expiresAt, seconds(expiresAt)],
    );
  }
}

async function extendGrant(grantId: string, { sql, now }: Needs): Promise<void> {
  const expiresAt = after(LIFE.Grant, now());
  await sql.query(
    `WITH kept AS (UPDATE auth_context SET expires_at = $2 WHERE grant_id = $1)
     UPDATE auth_state SET expires_at = $2, payload = payload || jsonb_build_object('exp', $3::int)
      WHERE model = 'Grant' AND id = $1`,
    [grantId, expiresAt, seconds(expiresAt)],
  );
}

const after = (count: number, now: Date): Date => new Date(now.getTime() + count * 1000);
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
