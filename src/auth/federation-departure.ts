/** The way to another issuer, and what is kept until the browser is back: in the database, and bound to that browser. */
import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '#database';
import { digestOf } from './digest.ts';
import type { FederationOptions } from './federation-options.ts';

export interface Departure {
  /** The uid of the interaction that waits. */
  readonly interaction: string;
  /** Present where the app asked for a sign-in of its own: how long ago it may be. */
  readonly ageSecondsMax: number | undefined;
  readonly language: string;
}

export interface DepartureNeeds {
  readonly sql: Sql;
  /** Where the issuer sends the browser back. */
  readonly callbackUrl: string;
  readonly now: () => Date;
}

const SECRET_BYTES = 32;
const AGE_SECONDS_MAX = 600;
const COOKIE = 'kakehashi_federated_';
const COOKIE_DIGITS = 8;

/** The address to go to, and the cookie that binds the answer to this browser. */
export async function depart(
  { clientId, scopes, acr }: FederationOptions,
  { interaction, ageSecondsMax, language }: Departure,
  authorization: string,
  { sql, callbackUrl, now }: DepartureNeeds,
): Promise<{ location: string; cookie: string }> {
  const [state, browser, nonce, verifier] = [secret(), secret(), secret(), secret()];
  const freshSince = ageSecondsMax === undefined ? null : new Date(now().getTime() - ageSecondsMax * 1000);
  await sql.query(
    `INSERT INTO auth_federation (id, browser, interaction, nonce, verifier, fresh_since, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      digestOf(state),
      digestOf(browser),
      interaction,
      nonce,
      verifier,
      freshSince,
      new Date(now().getTime() + AGE_SECONDS_MAX * 1000),
    ],
  );
  const url = new URL(authorization);
  const asked = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    scope: scopes,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ui_locales: language,
    ...acrAsked(acr),
    ...(ageSecondsMax === undefined ? {} : { max_age: String(ageSecondsMax) }),
    ...(ageSecondsMax === 0 ? { prompt: 'login' } : {}),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const cookie = `${cookieName(state)}=${browser}; ${attributes(callbackUrl)}; Max-Age=${AGE_SECONDS_MAX}`;
  return { location: url.href, cookie };
}

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
/** One for each sign-in, so that two windows do not disturb each other. */
const cookieName = (state: string): string => `${COOKIE}${digestOf(state).slice(0, COOKIE_DIGITS)}`;

/** The cookie of a sign-in that is over. */
export const clearedCookie = (state: string, callbackUrl: string): string =>
  `${cookieName(state)}=; ${attributes(callbackUrl)}; Max-Age=0`;

function attributes(callbackUrl: string): string {
  const { pathname, protocol } = new URL(callbackUrl);
  return `Path=${pathname}; HttpOnly; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`;
}

/** Several values of `amr` together are no value of `acr`. */
function acrAsked(acr: readonly string[]): { acr_values?: string } {
  const values = acr.filter((one) => !one.includes('+'));
  return values.length === 0 ? {} : { acr_values: values.join(' ') };
}

const secretIn = (cookies: string, name: string): string =>
  cookies
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

/** What was kept of a sign-in that is under way there. */
export interface Begun {
  readonly interaction: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly freshSince: Date | null;
}

/** What was begun with this state in this browser, once. Another browser neither gets it nor uses it up. */
export async function takeBegun(
  { sql, now }: DepartureNeeds,
  state: string,
  cookies: string,
): Promise<Begun | undefined> {
  const { rows } = await sql.query<Begun & Record<string, unknown>>(
    `DELETE FROM auth_federation WHERE id = $1 AND browser = $2 AND expires_at > $3
     RETURNING interaction, nonce, verifier, fresh_since AS "freshSince"`,
    [digestOf(state), digestOf(secretIn(cookies, cookieName(state))), now()],
  );
  return rows[0];
}
