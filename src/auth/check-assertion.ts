/**
 * The checks of a client assertion that SMART asks for beyond those of the library, which itself holds that the client is
 * the one in `sub`, and that `iss` is the same.
 */
import { errors } from 'oidc-provider';

/** The longest life of an assertion from now, and the clock difference that is forgiven, in seconds. */
const ASSERTION_AGE_SECONDS_MAX = 300;
export const CLOCK_SKEW_SECONDS_MAX = 5;

export interface AssertionFacts {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly tokenUrl: string;
  /** The registered `jwksUrl`, if any. */
  readonly jwksUrl: unknown;
  readonly now: Date;
}

/**
 * Throws the library's `invalid_client` when the assertion breaks a rule of SMART App Launch 2.2, asymmetric client
 * authentication. The caller reads one generic text; the reason below goes to the audit.
 */
export function checkAssertion({ claims, header, tokenUrl, jwksUrl, now }: AssertionFacts): void {
  const latest = Math.floor(now.getTime() / 1000) + ASSERTION_AGE_SECONDS_MAX + CLOCK_SKEW_SECONDS_MAX;
  if (claims['aud'] !== tokenUrl) refuse('aud is not the token URL');
  // That it is there, and a number, the library has held.
  if (Number(claims['exp']) > latest) refuse('exp is more than five minutes ahead');
  if (typeof header['kid'] !== 'string') refuse('kid is missing');
  if (header['jku'] !== undefined && header['jku'] !== jwksUrl) refuse('jku is not the registered URL');
}

function refuse(reason: string): never {
  throw new errors.InvalidClientAuth(reason);
}
