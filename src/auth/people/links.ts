/** Whom another issuer's accounts stand for: only whom an administrator has linked before. Nobody registers themselves. */
import type { Refusal } from '#fhir';
import { endSessions } from './administer.ts';
import type { PeopleNeeds, SignInReason } from './needs.ts';
import { linkInvalid, linkTaken, linkUnknown, userUnknown } from './refusals.ts';
import { findUser, type User } from './user.ts';

/** An account at another issuer, by the value of the claim that names it there. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

const ISSUER = /^https?:\/\/[^\s?#]{1,500}$/;
const SUBJECT = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** Links an account to a user; again is no fault. Or 404 `user-unknown`, 409 `link-taken`, 422 `link-invalid`. */
export function link({ database, now }: PeopleNeeds, userId: string, identity: Identity): Promise<User | Refusal> {
  const { issuer, subject } = identity;
  return database.transaction(async (sql) => {
    const user = await findUser(sql, userId);
    if (user === undefined) return userUnknown(userId);
    if (!ISSUER.test(issuer)) return linkInvalid('/issuer');
    if (!SUBJECT.test(subject)) return linkInvalid('/subject');
    await sql.query(
      'INSERT INTO auth_user_link (issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [issuer, subject, userId, now()],
    );
    const { rows } = await sql.query<{ user_id: string }>(
      'SELECT user_id FROM auth_user_link WHERE issuer = $1 AND subject = $2',
      [issuer, subject],
    );
    return rows[0]?.user_id === userId ? user : linkTaken();
  });
}

/** Takes a link away, and ends all that the user has open. Or 404 `user-unknown`, `link-unknown`. */
export function unlink({ database }: PeopleNeeds, userId: string, identity: Identity): Promise<User | Refusal> {
  return database.transaction(async (sql) => {
    const user = await findUser(sql, userId);
    if (user === undefined) return userUnknown(userId);
    const { rowCount } = await sql.query(
      'DELETE FROM auth_user_link WHERE issuer = $1 AND subject = $2 AND user_id = $3',
      [identity.issuer, identity.subject, userId],
    );
    if (rowCount === 0) return linkUnknown();
    await endSessions(sql, userId);
    return user;
  });
}

/** The accounts that stand for a user, in the order in which they were linked; or 404 `user-unknown`. */
export async function linksOf({ database }: PeopleNeeds, userId: string): Promise<Identity[] | Refusal> {
  if ((await findUser(database, userId)) === undefined) return userUnknown(userId);
  const { rows } = await database.query<Identity & Record<string, unknown>>(
    'SELECT issuer, subject FROM auth_user_link WHERE user_id = $1 ORDER BY linked_at, issuer, subject',
    [userId],
  );
  return rows;
}

/** The user for whom an account stands, disabled or not. */
export async function findByLink(
  { database }: Pick<PeopleNeeds, 'database'>,
  { issuer, subject }: Identity,
): Promise<User | undefined> {
  const { rows } = await database.query<{ user_id: string }>(
    'SELECT user_id FROM auth_user_link WHERE issuer = $1 AND subject = $2',
    [issuer, subject],
  );
  return rows[0] === undefined ? undefined : findUser(database, rows[0].user_id);
}

/** What an issuer said: an account with two factors, or why nothing of it is believed. */
export type Federated = Identity | { readonly fault: SignInReason };

/** The user who comes in by another issuer; undefined, and told to nobody but the audit, for whoever may not. */
export async function signInLinked(needs: PeopleNeeds, shown: Federated): Promise<User | undefined> {
  const user = 'fault' in shown ? undefined : await findByLink(needs, shown);
  const userId = user?.id ?? null;
  if (user === undefined || user.disabled) {
    const reason = 'fault' in shown ? shown.fault : user === undefined ? 'federated-unlinked' : 'disabled';
    await needs.onSignIn({ kind: 'refused', userId, reason });
    return undefined;
  }
  await needs.onSignIn({ kind: 'ok', userId, reason: 'federated' });
  return user;
}
