/**
 * Invitations: with one, an app registers itself once (RFC 7591, whose initial access token it is). Who runs the house gives
 * it out, and says what the app may ask for at most.
 */
import { randomBytes } from 'node:crypto';
import type { Database, Sql } from '#database';
import { type Issue, type Refusal, refuseAll } from '#fhir';
import { digestOf } from './digest.ts';
import type { UnderstandsQuery } from './registration.ts';
import { registrationIssue, scopeIssues } from './registration-faults.ts';

const MODEL = 'Invitation';
const BYTES = 32;
const LIFE_MS = 7 * 86_400_000;
const SCOPES_MAX = 200;
const SCOPE_LENGTH_MAX = 500;

/** `token` is said here and never again: only its digest is kept. */
export interface Invitation {
  readonly token: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/** An invitation for an app with these scopes; 422 `registration-invalid`, `scope-…`. */
export async function inviteApp(
  sql: Sql,
  input: unknown,
  { now, understands }: { readonly now: Date; readonly understands: UnderstandsQuery },
): Promise<Invitation | Refusal> {
  const { scopes, ...more } = (typeof input === 'object' && input !== null ? input : {}) as { scopes?: unknown };
  const issues = Object.keys(more).length > 0 || !isScopes(scopes) ? [WRONG] : appScopeIssues(scopes, understands);
  if (issues.length > 0 || !isScopes(scopes)) return refuseAll(422, issues);
  const token = randomBytes(BYTES).toString('base64url');
  const expiresAt = new Date(now.getTime() + LIFE_MS);
  await sql.query('INSERT INTO auth_state (model, id, payload, expires_at) VALUES ($1, $2, $3, $4)', [
    MODEL,
    digestOf(token),
    JSON.stringify({ scopes }),
    expiresAt,
  ]);
  return { token, scopes, expiresAt };
}

const appScopeIssues = (scopes: readonly string[], understands: UnderstandsQuery): Issue[] =>
  scopeIssues({ kind: 'app', scopes }, understands);

const isScopes = (scopes: unknown): scopes is string[] =>
  Array.isArray(scopes) &&
  scopes.length > 0 &&
  scopes.length <= SCOPES_MAX &&
  scopes.every((one) => typeof one === 'string' && one !== '' && one.length <= SCOPE_LENGTH_MAX);

const WRONG = registrationIssue(
  'registration-invalid',
  `招待には、アプリに許す scopes だけを 1〜${SCOPES_MAX} 個の並びで書いてください。`,
  `an invitation says \`scopes\` and nothing else: 1 to ${SCOPES_MAX} of those that the app may have`,
  '/scopes',
);

/**
 * Uses an invitation up by what `use` does with its scopes; it stays good where that ends in an error. Undefined for one that
 * is unknown, used or over.
 */
export function withInvitation<T extends object>(
  database: Database,
  token: string,
  now: Date,
  use: (sql: Sql, scopes: readonly string[]) => Promise<T>,
): Promise<T | undefined> {
  return database.transaction(async (sql) => {
    const key = [MODEL, digestOf(token)];
    const { rows } = await sql.query<{ payload: { scopes: string[] } }>(
      'SELECT payload FROM auth_state WHERE model = $1 AND id = $2 AND expires_at > $3 FOR UPDATE',
      [...key, now],
    );
    if (rows[0] === undefined) return undefined;
    const done = await use(sql, rows[0].payload.scopes);
    if (!('error' in done)) await sql.query('DELETE FROM auth_state WHERE model = $1 AND id = $2', key);
    return done;
  });
}
