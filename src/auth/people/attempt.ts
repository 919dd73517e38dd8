/** The count of failed sign-ins, kept in the database so that any number of processes share it. */
import type { Sql } from '#database';

/** What is kept of who signs in. `claimed` is false where the attempt is none: disabled, or locked. */
export interface Attempt {
  readonly id: string;
  readonly claimed: boolean;
  readonly disabled: boolean;
  readonly passwordHash: string;
  readonly passwordChangedAt: Date;
  readonly mustChangePassword: boolean;
  readonly totpSecret: string | null;
}

/** So many failures in a row lock, and each further such row doubles the time. */
const FAILURES_MAX = 5;
const LOCK_MINUTES = 15;
const LOCK_HOURS_MAX = 24;
/** Beyond so many doublings the longest time is reached anyway. */
const DOUBLINGS_MAX = 10;

/** A write to the log of the database and nothing else: takes as long as counting does, and counts for nobody. */
const IN_VAIN = `pg_logical_emit_message(true, 'kakehashi', '')::text`;

const CLAIM = `WITH found AS (
    SELECT id, disabled, password_hash AS "passwordHash", password_changed_at AS "passwordChangedAt",
      must_change_password AS "mustChangePassword", totp_secret AS "totpSecret" FROM auth_user WHERE login = $1),
  claimed AS (
    UPDATE auth_user SET failures = failures + 1,
      locked_until = CASE WHEN (failures + 1) % ${FAILURES_MAX} = 0 THEN $2::timestamptz + least(
        interval '${LOCK_MINUTES} minutes' * power(2, least((failures + 1) / ${FAILURES_MAX} - 1, ${DOUBLINGS_MAX})),
        interval '${LOCK_HOURS_MAX} hours') END
    WHERE login = $1 AND NOT disabled AND (locked_until IS NULL OR locked_until <= $2) RETURNING id)
  SELECT found.*, claimed.id IS NOT NULL AS claimed, CASE WHEN claimed.id IS NULL THEN ${IN_VAIN} END
  FROM (SELECT 1) AS one LEFT JOIN found ON true LEFT JOIN claimed ON true`;

/**
 * Counts the attempt as failed before anything is checked, so that a thousand guesses at once are not a thousand guesses;
 * `clear` or `giveBack` takes it back. Undefined where nobody has the login.
 */
export async function claim(sql: Sql, login: string, now: Date): Promise<Attempt | undefined> {
  const { rows } = await sql.query<Attempt & Record<string, unknown>>(CLAIM, [login, now]);
  return rows.find(({ id }) => id !== null);
}

/** What opens an account: the state that was judged, and the code that was shown. */
export interface Opening {
  readonly id: string;
  readonly passwordHash: string;
  /** Null: no code was asked for, and none may be by now. */
  readonly totpSecret: string | null;
  /** The time step of the code; a step that was used, or one before it, opens nothing. */
  readonly step?: number | undefined;
  /** The digest of the recovery code, which opens once. */
  readonly recovery?: string | undefined;
}

/** Ends the row of failures. False where the code was used before, or where the user is not what was judged any more. */
export async function clear(sql: Sql, { id, passwordHash, totpSecret, step, recovery }: Opening): Promise<boolean> {
  const { rowCount } = await sql.query(
    `WITH used AS (DELETE FROM auth_recovery_code WHERE user_id = $1 AND digest = $4 RETURNING digest)
     UPDATE auth_user SET failures = 0, locked_until = NULL, totp_last_step = coalesce($3, totp_last_step)
     WHERE id = $1 AND password_hash = $2 AND totp_secret IS NOT DISTINCT FROM $5 AND NOT disabled
       AND ($3::bigint IS NULL OR totp_last_step IS NULL OR totp_last_step < $3::bigint)
       AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM used))`,
    [id, passwordHash, step ?? null, recovery ?? null, totpSecret],
  );
  return rowCount > 0;
}

/** The attempt was neither good nor bad: the password was right, and the code is still to come. */
export async function giveBack(sql: Sql, id: string): Promise<void> {
  await sql.query(
    `UPDATE auth_user SET failures = greatest(failures - 1, 0),
       locked_until = CASE WHEN failures % ${FAILURES_MAX} = 0 THEN NULL ELSE locked_until END WHERE id = $1`,
    [id],
  );
}

/** Stands where the other ways of an attempt write, so that each takes alike long. */
export async function writeInVain(sql: Sql): Promise<void> {
  await sql.query(`SELECT ${IN_VAIN}`);
}
