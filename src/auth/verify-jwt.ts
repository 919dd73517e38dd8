/** The one place where a JWT of another issuer is believed: everything that it must hold is asked for by name. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { holdsSecret, type Jwk } from './public-key.ts';

/** Algorithms with a public key: a shared secret proves nothing between two houses. */
export type JwtAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

/** What a token must hold to be believed. */
export interface VerifyOptions {
  readonly issuer: string;
  /** The token must name this audience and no other. */
  readonly audience: string;
  readonly algorithms: readonly JwtAlgorithm[];
  /** The `typ` of the header, e.g. `at+jwt` or `JWT`; compared without regard to case. */
  readonly typ: string;
  /** Whether a header without `typ` is believed too: for kinds of tokens that were made before it was asked for. */
  readonly typMayBeMissing?: boolean;
  /** Public keys of the issuer, each with its `kid`. */
  readonly keys: readonly Jwk[];
  readonly now: Date;
}

/** The claims of a believed token, by name. */
export type JwtClaims = Readonly<Record<string, unknown>>;

const CLOCK_SKEW_SECONDS_MAX = 5;
const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** The claims of a token that passes every check, or a 401 whose reason only the audit learns. */
export function verifyJwt(token: string, options: VerifyOptions): JwtClaims | Refusal {
  const header = headerOf(token, options);
  if (isRefusal(header)) return header;
  const key = options.keys.find((one) => typeof one['kid'] === 'string' && one['kid'] === header.members['kid']);
  if (key === undefined) return distrust('kid not known');
  const { issuer, audience, now } = options;
  const claims = signedClaims(token, { key, alg: header.alg, asked: { issuer, audience }, now });
  if (isRefusal(claims)) return claims;
  if (typeof claims['exp'] !== 'number') return distrust('exp missing'); // the library lets it pass
  const aud = claims['aud'];
  if (Array.isArray(aud) && aud.some((one) => one !== audience)) return distrust('aud names others too');
  return claims;
}

/** What a token that carries its own public key says. It proves only that whoever made it holds that key. */
export function verifySelfSigned(
  token: string,
  options: Pick<VerifyOptions, 'algorithms' | 'typ' | 'now'>,
): { readonly claims: JwtClaims; readonly key: Jwk } | Refusal {
  const header = headerOf(token, options);
  if (isRefusal(header)) return header;
  const key = header.members['jwk'];
  if (typeof key !== 'object' || key === null) return distrust('jwk missing');
  if (holdsSecret(key as Jwk)) return distrust('jwk holds private members');
  const claims = signedClaims(token, { key: key as Jwk, alg: header.alg, asked: {}, now: options.now });
  return isRefusal(claims) ? claims : { claims, key: key as Jwk };
}

interface Signed {
  readonly key: Jwk;
  readonly alg: JwtAlgorithm;
  readonly asked: { readonly issuer?: string; readonly audience?: string };
  readonly now: Date;
}

function signedClaims(token: string, { key, alg, asked, now }: Signed): JwtClaims | Refusal {
  if (!suits(key, alg)) return distrust('key is not of the kind that the algorithm needs');
  try {
    const claims = jwt.verify(token, createPublicKey({ key: key as JsonWebKey, format: 'jwk' }), {
      ...asked,
      algorithms: [alg],
      clockTimestamp: Math.floor(now.getTime() / 1000),
      clockTolerance: CLOCK_SKEW_SECONDS_MAX,
    });
    return typeof claims === 'string' ? distrust('the payload is no object') : claims;
  } catch (error) {
    return distrust((error as Error).message);
  }
}

interface Header {
  readonly alg: JwtAlgorithm;
  readonly members: Readonly<Record<string, unknown>>;
}

function headerOf(
  token: string,
  { algorithms, typ, typMayBeMissing = false }: Pick<VerifyOptions, 'algorithms' | 'typ' | 'typMayBeMissing'>,
): Header | Refusal {
  const members = membersOf(token);
  if (members === undefined) return distrust('not a signed JWT');
  const alg = algorithms.find((one) => one === members['alg']);
  if (alg === undefined) return distrust('algorithm not expected');
  if (members['crit'] !== undefined) return distrust('crit names extensions that are not understood');
  const said = members['typ'] ?? (typMayBeMissing ? typ : undefined);
  if (String(said).toLowerCase() !== typ.toLowerCase()) return distrust('typ not expected');
  return { alg, members };
}

function membersOf(token: string): Header['members'] | undefined {
  const [first = '', ...others] = token.split('.');
  if (others.length !== 2) return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(first, 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function suits(key: Jwk, alg: JwtAlgorithm): boolean {
  if ((key['alg'] ?? alg) !== alg || (key['use'] ?? 'sig') !== 'sig') return false;
  const curve = CURVES[alg];
  return curve === undefined ? key['kty'] === 'RSA' : key['kty'] === 'EC' && key['crv'] === curve;
}

const distrust = (auditReason: string): Refusal =>
  refuse(
    401,
    {
      type: 'login',
      code: 'jwt-untrusted',
      ja: '提示された署名付きトークンは受け付けられません。',
      en: 'the signed token that was presented is not accepted',
    },
    auditReason,
  );
