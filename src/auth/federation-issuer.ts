/** Another issuer as it describes itself: its addresses and its keys, fetched with limits and kept for a while. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readText } from './jwks-url.ts';
import { holdsSecret, isLongRsa, type Jwk } from './public-key.ts';
import { isFetchable } from './registration-faults.ts';

/** What is used of its description. */
interface IssuerDescription {
  readonly authorization: string;
  readonly token: string;
  readonly jwks: string;
  /** Whether each of its answers names it (RFC 9207). */
  readonly namesItself: boolean;
}

export interface Issuer {
  /** Rejects with `IssuerAway` when it does not answer well in time. */
  describe(): Promise<IssuerDescription>;
  /** Its keys for signatures; `anew` fetches them also when some are kept, since it may have changed them. */
  keys(anew: boolean): Promise<readonly Jwk[]>;
  /** A form sent to an address of it, and the answer as JSON. */
  post(url: string, form: URLSearchParams, headers: Readonly<Record<string, string>>): Promise<Answer>;
}

interface Answer {
  readonly ok: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The issuer cannot be reached, or what it says makes no sense. */
class IssuerAway extends Error {
  override name = 'IssuerAway';
}

const FETCH_TIMEOUT_MS = 4_000;
const KEPT_MS_MAX = 3_600_000;
const KEYS_MAX = 32;
const CURVES = ['P-256', 'P-384', 'P-521'];

export function createIssuer(issuer: string, now: () => Date): Issuer {
  const description = kept(async () => descriptionOf(issuer, await get(describedAt(issuer))), now);
  const keys = kept(async () => usableKeys(await get((await description(false)).jwks)), now);
  return {
    describe: () => description(false),
    keys,
    post: async (url, body, headers) => ask(url, { method: 'POST', body, headers }),
  };
}

const describedAt = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** Keeps a good answer for an hour at most; those who ask at one time share one request. */
function kept<T>(fetchIt: () => Promise<T>, now: () => Date): (anew: boolean) => Promise<T> {
  let known: { readonly value: T; readonly until: number } | undefined;
  let underWay: Promise<T> | undefined;
  return async (anew) => {
    if (!anew && known !== undefined && known.until > now().getTime()) return known.value;
    underWay ??= fetchIt().finally(() => {
      underWay = undefined;
    });
    const value = await underWay;
    known = { value, until: now().getTime() + KEPT_MS_MAX };
    return value;
  };
}

async function get(url: string): Promise<Answer['body']> {
  const { ok, body } = await ask(url, {});
  if (!ok) throw new IssuerAway('it answered with an error');
  return body;
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      redirect: 'error', // what was configured or described is what was trusted
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    const body: unknown = JSON.parse(await readText(response));
    if (typeof body !== 'object' || body === null) throw new IssuerAway('it answered with no object');
    return { ok: response.ok, body: body as Answer['body'] };
  } catch (error) {
    throw new IssuerAway((error as Error).message);
  }
}

/** A description of another issuer than the one that was asked is none (OpenID Connect Discovery 4.3). */
function descriptionOf(issuer: string, body: Answer['body']): IssuerDescription {
  if (body['issuer'] !== issuer) throw new IssuerAway('it describes another issuer');
  const at = (name: string): string => {
    const url = String(body[name] ?? '');
    if (!isFetchable(URL.parse(url))) throw new IssuerAway(`it names no usable ${name}`);
    return url;
  };
  return {
    authorization: at('authorization_endpoint'),
    token: at('token_endpoint'),
    jwks: at('jwks_uri'),
    namesItself: body['authorization_response_iss_parameter_supported'] === true,
  };
}

function usableKeys(body: Answer['body']): Jwk[] {
  const { keys } = body;
  if (!Array.isArray(keys)) throw new IssuerAway('it publishes no keys');
  return keys.slice(0, KEYS_MAX).filter(isUsable);
}

function isUsable(key: unknown): key is Jwk {
  if (typeof key !== 'object' || key === null) return false;
  const jwk = key as Jwk;
  if (holdsSecret(jwk) || (jwk['use'] ?? 'sig') !== 'sig') return false;
  if (jwk['kty'] === 'EC') return CURVES.includes(String(jwk['crv']));
  if (jwk['kty'] !== 'RSA') return false;
  try {
    return isLongRsa(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
  } catch {
    return false;
  }
}

/** The answer of the issuer, or nothing when it is away. Anything else is a defect of ours. */
export async function reached<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof IssuerAway) return undefined;
    throw error;
  }
}
