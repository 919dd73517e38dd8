/** The hospital's own issuer as it is configured. */
import type { Jwk } from './public-key.ts';

/** The issuer, and us as its client: with a secret, or with a private key that has `kid` and `alg`. */
export interface FederationOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly clientKey?: Jwk | undefined;
  /** Separated by spaces; `openid` is among them. */
  readonly scopes: string;
  /** What proves two factors: values of `acr`, or values of `amr` joined by `+`. */
  readonly acr: readonly string[];
  /** The claim that names a person. */
  readonly claim: string;
  /** Whether nobody signs in with a password here. */
  readonly only: boolean;
}
