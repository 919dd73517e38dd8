/** What an identity token of another issuer must say to be believed: from it, for us, of this sign-in, with two factors. */
import { isRefusal } from '#fhir';
import type { SignInReason } from './people/needs.ts';
import type { Jwk } from './public-key.ts';
import { type JwtAlgorithm, type JwtClaims, verifyJwt } from './verify-jwt.ts';

const ALGORITHMS: readonly JwtAlgorithm[] = [
  ...(['RS256', 'RS384', 'RS512'] as const),
  ...(['PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512'] as const),
];
const CLOCK_SKEW_SECONDS_MAX = 5;

export interface TokenExpected {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  /** The claim that names the person. */
  readonly claim: string;
  /** Each is a value of `acr`, or values of `amr` joined by `+`; one of them proves two factors. */
  readonly acr: readonly string[];
  /** The person must have signed in there no earlier. */
  readonly freshSince: Date | null;
  readonly now: Date;
}

/** Who it is, when they signed in there, and by which means. */
export interface TokenFacts {
  readonly subject: string;
  /** Seconds since 1970; now, where nobody asked when it was. */
  readonly at: number;
  readonly factors: readonly string[];
}

/** The facts of a token that passes every check, or why it is not believed, for the audit. */
export function readIdToken(
  token: string,
  keys: readonly Jwk[],
  expected: TokenExpected,
): TokenFacts | { readonly fault: SignInReason } {
  const { issuer, clientId, now } = expected;
  const claims = verifyJwt(token, {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    typ: 'JWT',
    typMayBeMissing: true, // OpenID Connect asks for none
    keys,
    now,
  });
  if (isRefusal(claims) || !isOfThisSignIn(claims, expected)) return { fault: 'federated-untrusted' };
  const subject = claims[expected.claim];
  if (typeof subject !== 'string' || subject === '') return { fault: 'federated-untrusted' };
  const factors = meansOf(claims);
  if (!expected.acr.some((one) => proves(one, claims['acr'], factors))) return { fault: 'federated-one-factor' };
  const at = expected.freshSince === null ? now.getTime() / 1000 : Number(claims['auth_time']);
  return { subject, factors, at };
}

function isOfThisSignIn(claims: JwtClaims, { nonce, clientId, freshSince, now }: TokenExpected): boolean {
  const { iat, azp, auth_time: at, sub } = claims;
  const seconds = now.getTime() / 1000;
  if (claims['nonce'] !== nonce || typeof sub !== 'string' || sub === '') return false;
  if (typeof iat !== 'number' || iat > seconds + CLOCK_SKEW_SECONDS_MAX) return false;
  if (azp !== undefined && azp !== clientId) return false;
  if (freshSince === null) return true;
  return typeof at === 'number' && at >= freshSince.getTime() / 1000 - CLOCK_SKEW_SECONDS_MAX;
}

const FACTORS_MAX = 10;

const meansOf = ({ amr }: JwtClaims): string[] =>
  Array.isArray(amr) ? amr.filter((one): one is string => typeof one === 'string').slice(0, FACTORS_MAX) : [];

const proves = (accepted: string, acr: unknown, factors: readonly string[]): boolean =>
  accepted === acr || accepted.split('+').every((one) => factors.includes(one));
