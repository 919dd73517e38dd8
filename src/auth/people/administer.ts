/** What an administrator does with users: add, give and take roles, shut out, let in again, and start afresh. */
import { randomUUID } from 'node:crypto';
import type { Sql } from '#database';
import { isRefusal, type Refusal } from '#fhir';
import { checkRecords, checkRole, checkUser, namedByRole, namedByUser, type RoleInput } from './check-input.ts';
import { endState } from './end-state.ts';
import type { PeopleNeeds } from './needs.ts';
import { oneTimePassword } from './one-time.ts';
import { loginTaken, roleUnknown, userUnknown } from './refusals.ts';
import { findUser, type Role, type User } from './user.ts';

/** A user with the password that is shown this once, and must be changed at the first sign-in. */
export interface UserWithPassword {
  readonly user: User;
  readonly oneTimePassword: string;
}

/** Adds a user, who can sign in with the one-time password; or 422 (`checkUser`, `checkRecords`), 409 `login-taken`. */
export async function addUser({ database, hasher, now, isRecord }: PeopleNeeds, input: unknown) {
  const checked = checkUser(input);
  if (isRefusal(checked)) return checked;
  const missing = await checkRecords(namedByUser(checked), isRecord);
  if (missing !== undefined) return missing;
  const { login, name, fhirUser, roles = [] } = checked;
  const password = oneTimePassword();
  const hash = await hasher.hash(password);
  return database.transaction(async (sql): Promise<UserWithPassword | Refusal> => {
    const id = randomUUID();
    const { rowCount } = await sql.query(
      `INSERT INTO auth_user (id, login, name, fhir_user, password_hash, password_changed_at, must_change_password, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, true, $6) ON CONFLICT (login) DO NOTHING`,
      [id, login, name, fhirUser, hash, now()],
    );
    if (rowCount === 0) return loginTaken(login);
    for (const [index, role] of roles.entries()) {
      // A millisecond apart, so that they stay in the order in which they were written.
      await insertRole(sql, id, role, new Date(now().getTime() + index));
    }
    return withPassword(await held(sql, id), password);
  });
}

/** Gives a user one more role; or 404 `user-unknown`, 422 (`checkRole`, `checkRecords`). */
export async function addRole(
  { database, now, isRecord }: PeopleNeeds,
  userId: string,
  input: unknown,
): Promise<Role | Refusal> {
  const user = await findUser(database, userId);
  if (user === undefined) return userUnknown(userId);
  const checked = checkRole(input, user.fhirUser);
  if (isRefusal(checked)) return checked;
  return (await checkRecords(namedByRole(checked), isRecord)) ?? insertRole(database, userId, checked, now());
}

/** Takes a role away, and ends all that the user has open; or 404 `user-unknown`, `role-unknown`. */
export function removeRole({ database }: PeopleNeeds, userId: string, roleId: string): Promise<User | Refusal> {
  return database.transaction(async (sql) => {
    if ((await findUser(sql, userId)) === undefined) return userUnknown(userId);
    const { rowCount } = await sql.query('DELETE FROM auth_role WHERE user_id = $1 AND id = $2', [userId, roleId]);
    if (rowCount === 0) return roleUnknown(roleId);
    await endSessions(sql, userId);
    return held(sql, userId);
  });
}

/** Shuts a user out, at once: sessions, grants and tokens end too. Or 404 `user-unknown`. */
export const disableUser = (needs: PeopleNeeds, id: string): Promise<User | Refusal> =>
  change(needs, id, 'disabled = true', { ending: true });

export const enableUser = (needs: PeopleNeeds, id: string): Promise<User | Refusal> =>
  change(needs, id, 'disabled = false');

/** Ends a lock before its time. */
export const unlockUser = (needs: PeopleNeeds, id: string): Promise<User | Refusal> =>
  change(needs, id, 'failures = 0, locked_until = NULL');

/** Gives a new one-time password, and ends all that the user has open. The second factor stays. */
export const resetPassword = (needs: PeopleNeeds, id: string): Promise<UserWithPassword | Refusal> =>
  startAfresh(needs, id, '');

/**
 * Takes the lost device and its recovery codes away. With a new one-time password, since whoever knows only the old one
 * could otherwise enrol a device of their own.
 */
export const resetSecondFactor = (needs: PeopleNeeds, id: string): Promise<UserWithPassword | Refusal> =>
  startAfresh(needs, id, ', totp_secret = NULL, totp_last_step = NULL');

async function startAfresh(needs: PeopleNeeds, id: string, more: '' | `, ${string}`) {
  const password = oneTimePassword();
  const user = await change(
    needs,
    id,
    `password_hash = $2, password_changed_at = $3, must_change_password = true, totp_pending = NULL, failures = 0,
     locked_until = NULL${more}`,
    { ending: true, values: [await needs.hasher.hash(password), needs.now()], codesToo: more !== '' },
  );
  return withPassword(user, password);
}

interface Change {
  /** Whether all that the user has open ends with it. */
  readonly ending?: boolean;
  readonly values?: readonly unknown[];
  readonly codesToo?: boolean;
}

function change({ database }: PeopleNeeds, id: string, set: string, how: Change = {}): Promise<User | Refusal> {
  return database.transaction(async (sql) => {
    const values = [id, ...(how.values ?? [])];
    await sql.query(`UPDATE auth_user SET ${set} WHERE id = $1`, values);
    if (how.codesToo === true) await sql.query('DELETE FROM auth_recovery_code WHERE user_id = $1', [id]);
    if (how.ending === true) await endSessions(sql, id);
    return held(sql, id);
  });
}

/** Where what the authorization server keeps names a user: as the owner, or as who is about to sign in. */
const NAMED = [
  `payload->>'accountId'`,
  `payload->'session'->>'accountId'`,
  `payload#>>'{result,login,accountId}'`,
  `payload#>>'{result,sitting,known,user}'`,
  `payload#>>'{result,sitting,federated,user}'`,
];

/** Ends what the authorization server keeps for a user: sessions, grants, codes, tokens, and sign-ins under way. */
export async function endSessions(sql: Sql, userId: string): Promise<void> {
  await endState(sql, `$1 IN (${NAMED.join(', ')})`, [userId]);
}

async function insertRole(sql: Sql, userId: string, role: RoleInput, now: Date): Promise<Role> {
  const { actor, organization = null, purposes, name } = role;
  const id = randomUUID();
  await sql.query(
    'INSERT INTO auth_role (id, user_id, actor, organization, purposes, name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [id, userId, actor, organization, purposes, name, now],
  );
  return { id, actor, organization, purposes, name };
}

const held = async (sql: Sql, id: string): Promise<User | Refusal> => (await findUser(sql, id)) ?? userUnknown(id);

const withPassword = (user: User | Refusal, oneTimePassword: string): UserWithPassword | Refusal =>
  isRefusal(user) ? user : { user, oneTimePassword };
