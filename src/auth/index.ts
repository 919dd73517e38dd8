/** Who is asking: the embedded authorization server of SMART Backend Services, its clients, tokens and scopes. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const authMigrations: Migration[] = readMigrations('auth', new URL('./migrations/', import.meta.url));

export { type Caller, checkScope, type Unauthenticated } from './authenticate.ts';
export { type AssertionOptions, clientAssertion, generateClientKey } from './client-assertion.ts';
export type { ClientRecord } from './clients.ts';
export { type Answered, type Auth, type AuthOptions, createAuth } from './create-auth.ts';
export type { AuthEvent } from './event.ts';
export type { OAuthHandler } from './open-routes.ts';
export type { AssertionAlgorithm, Jwk } from './public-key.ts';
/** The codes with which tokens, scopes and registrations are refused. */
export { AUTH_REFUSALS } from './refusal-kinds.ts';
export type { Registration } from './registration.ts';
/** What a token's scopes mean; who makes a Caller gives it `effectiveScopes`. */
export {
  administers,
  concerns,
  covers,
  effectiveScopes,
  grantable,
  parseScopes,
  type Scope,
  type ScopeAction,
} from './scopes.ts';
export { type JwtAlgorithm, type JwtClaims, type VerifyOptions, verifyJwt } from './verify-jwt.ts';
