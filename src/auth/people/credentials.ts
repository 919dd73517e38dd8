/** What a person does with their own password and device, once they have proven who they are. */
import type { Database } from '#database';
import { type Refusal, refuseAll } from '#fhir';
import type { PeopleNeeds } from './needs.ts';
import { recoveryCodes, recoveryDigest } from './one-time.ts';
import { passwordIssues } from './password-rule.ts';
import { passwordUnchanged, secondFactorCode, secondFactorHeld, userOvertaken, userUnknown } from './refusals.ts';
import { totpSecret, totpStep, totpUri } from './totp.ts';
import { findUser, type User } from './user.ts';

/** What the person enters into their authenticator app: counts for nothing until a code confirms it. */
export interface Enrolment {
  /** Base 32, for typing. */
  readonly secret: string;
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string;
}

/** Sets a password of the person's own; or 404 `user-unknown`, 409 `user-overtaken`, 422 `password-…`. */
export async function changePassword(needs: PeopleNeeds, userId: string, password: string): Promise<User | Refusal> {
  const { database, hasher, now } = needs;
  const row = await credentialsOf(database, userId);
  if (row === undefined) return userUnknown(userId);
  const issues = passwordIssues(password, { login: row.login, secondFactor: row.totpSecret !== null });
  if (issues.length > 0) return refuseAll(422, issues);
  if (await hasher.verify(password, row.passwordHash)) return passwordUnchanged();
  const { rowCount } = await database.query(
    `UPDATE auth_user SET password_hash = $2, password_changed_at = $3, must_change_password = false
     WHERE id = $1 AND password_hash = $4 AND (totp_secret IS NOT NULL) = $5`,
    [userId, await hasher.hash(password), now(), row.passwordHash, row.totpSecret !== null],
  );
  // INVARIANT: what an administrator reset meanwhile stays reset.
  const user = rowCount === 0 ? undefined : await findUser(database, userId);
  return user ?? userOvertaken();
}

/** A fresh secret each time it is asked for; or 404 `user-unknown`, 409 `second-factor-held`. */
export async function enrolTotp({ database }: PeopleNeeds, userId: string): Promise<Enrolment | Refusal> {
  const secret = totpSecret();
  const { rows } = await database.query<{ login: string }>(
    'UPDATE auth_user SET totp_pending = $2 WHERE id = $1 AND totp_secret IS NULL RETURNING login',
    [userId, secret],
  );
  const login = rows[0]?.login;
  if (login !== undefined) return { secret, uri: totpUri(secret, login) };
  return (await credentialsOf(database, userId)) === undefined ? userUnknown(userId) : secondFactorHeld();
}

/**
 * Makes the enrolled device the second factor, and gives the ten recovery codes that are shown this once; or 404
 * `user-unknown`, 409 `second-factor-held`, 422 `second-factor-code`. The code that confirms opens nothing afterwards.
 */
export async function confirmTotp({ database, now }: PeopleNeeds, userId: string, code: string) {
  const row = await credentialsOf(database, userId);
  if (row === undefined) return userUnknown(userId);
  if (row.totpSecret !== null) return secondFactorHeld();
  const step = row.totpPending === null ? undefined : totpStep(row.totpPending, code, now());
  if (step === undefined) return secondFactorCode();
  const codes = recoveryCodes();
  return database.transaction(async (sql): Promise<{ recoveryCodes: readonly string[] } | Refusal> => {
    const { rowCount } = await sql.query(
      `UPDATE auth_user SET totp_secret = totp_pending, totp_pending = NULL, totp_last_step = $3
       WHERE id = $1 AND totp_pending = $2 AND totp_secret IS NULL`,
      [userId, row.totpPending, step],
    );
    if (rowCount === 0) return secondFactorCode();
    await sql.query('DELETE FROM auth_recovery_code WHERE user_id = $1', [userId]);
    await sql.query('INSERT INTO auth_recovery_code (user_id, digest) SELECT $1, unnest($2::text[])', [
      userId,
      codes.map(recoveryDigest),
    ]);
    return { recoveryCodes: codes };
  });
}

interface Credentials {
  readonly login: string;
  readonly passwordHash: string;
  readonly totpSecret: string | null;
  readonly totpPending: string | null;
}

async function credentialsOf(database: Database, userId: string): Promise<Credentials | undefined> {
  const { rows } = await database.query<Credentials & Record<string, unknown>>(
    `SELECT login, password_hash AS "passwordHash", totp_secret AS "totpSecret", totp_pending AS "totpPending"
     FROM auth_user WHERE id = $1`,
    [userId],
  );
  return rows[0];
}
