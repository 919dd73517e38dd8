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

/** Undefined is what is asked of an issuer that cannot be reached in time, or whose answer makes no sense. */
export interface Issuer {
  describe(): Promise<IssuerDescription | undefined>;
  /** Its keys for signatures; `anew` fetches them also when some are kept, since it may have changed them. */
  keys(described: IssuerDescription, anew: boolean): Promise<readonly Jwk[] | undefined>;
  /** A form sent to an address of it, and the answer as JSON. */
  post(url: string, form: URLSearchParams, headers: Readonly<Record<string, string>>): Promise<Answer | undefined>;
}

interface Answer {
  readonly ok: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

const FETCH_TIMEOUT_MS = 4_000;
const KEPT_MS_MAX = 3_600_000;
const KEYS_MAX = 32;
const CURVES = ['P-256', 'P-384', 'P-521'];

export function createIssuer(issuer: string, now: () => Date): Issuer {
  const description = kept(async () => descriptionOf(issuer, await get(describedAt(issuer))), now);
  const keys = kept(async (url: string) => usableKeys(await get(url)), now);
  return {
    describe: () => description(false),
    keys: ({ jwks }, anew) => keys(anew, jwks),
    post: (url, body, headers) => ask(url, { method: 'POST', body, headers }),
  };
}

const describedAt = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** Keeps a good answer for an hour at most; those who ask at one time share one request. */
function kept<T, Of extends unknown[]>(
  fetchIt: (...of: Of) => Promise<T | undefined>,
  now: () => Date,
): (anew: boolean, ...of: Of) => Promise<T | undefined> {
  let known: { readonly value: T; readonly until: number } | undefined;
  let underWay: Promise<T | undefined> | undefined;
  return async (anew, ...of) => {
    if (!anew && known !== undefined && known.until > now().getTime()) return known.value;
    underWay ??= fetchIt(...of).finally(() => {
      underWay = undefined;
    });
    const value = await underWay;
    if (value !== undefined) known = { value, until: now().getTime() + KEPT_MS_MAX };
    return value;
  };
}

async function get(url: string): Promise<Answer['body']> {
  const answer = await ask(url, {});
  return answer?.ok === true ? answer.body : {};
}

async function ask(url: string, init: RequestInit): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      redirect: 'error', // what was configured or described is what was trusted
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    const body: unknown = JSON.parse(await readText(response));
    return typeof body === 'object' && body !== null ? { ok: response.ok, body: body as Answer['body'] } : undefined;
  } catch {
    return undefined;
  }
}

/** A description of another issuer than the one that was asked is none (OpenID Connect Discovery 4.3). */
function descriptionOf(issuer: string, body: Answer['body']): IssuerDescription | undefined {
  const authorization = String(body['authorization_endpoint']);
  const token = String(body['token_endpoint']);
  const jwks = String(body['jwks_uri']);
  const isReachable = [authorization, token, jwks].every((url) => isFetchable(URL.parse(url)));
  if (body['issuer'] !== issuer || !isReachable) return undefined;
  return { authorization, token, jwks, namesItself: body['authorization_response_iss_parameter_supported'] === true };
}

function usableKeys({ keys }: Answer['body']): Jwk[] | undefined {
  return Array.isArray(keys) ? keys.slice(0, KEYS_MAX).filter(isUsable) : undefined;
}

function isUsable(key: unknown): key is Jwk {
  if (typeof key !== 'object' || key === null) return false;
  const jwk = key as Jwk;
  if (holdsSecret(jwk) || (jwk['use'] ?? 'sig') !== 'sig') return false;
  if (jwk['kty'] === 'EC') return CURVES.includes(String(jwk['crv']));
  try {
    return isLongRsa(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
  } catch {
    return false;
  }
}
