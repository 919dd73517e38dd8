/** Who is asking: the embedded authorization server of SMART Backend Services, its clients, tokens and scopes. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const authMigrations: Migration[] = readMigrations('auth', new URL('./migrations/', import.meta.url));

export { ANSWER_HEADERS } from './answer-headers.ts';
export { type Authenticated, type Caller, checkScope, type Presented, type Unauthenticated } from './authenticate.ts';
/** A backend as it is registered, where a channel proves who sends by other means than a token. */
export { callerOfClient, clientByCertificate } from './channel-caller.ts';
export { type AssertionOptions, clientAssertion, generateClientKey } from './client-assertion.ts';
export { type ClientRecord, listClients, type RegisteredClient, registerClient } from './clients.ts';
export { type Auth, type AuthOptions, createAuth } from './create-auth.ts';
export type { AuthEvent } from './event.ts';
export type { FederationOptions } from './federation-options.ts';
/** How much is let through in a minute, and the limits by default. */
export { RATE_LIMITS, type RateLimits } from './gate.ts';
/** Refuses with 422 `registration-invalid`, `scope-…`. */
export { type Invitation, inviteApp } from './invitations.ts';
export type { Launch, LaunchContext, LaunchRequest } from './launches.ts';
export type { OAuthHandler } from './open-routes.ts';
export type { UserWithPassword } from './people/administer.ts';
export type { RoleInput, UserInput } from './people/check-input.ts';
export type { Enrolment } from './people/credentials.ts';
export type { SignInEvent, SignInReason } from './people/needs.ts';
export { createPeople, type People, type PeopleOptions } from './people/people.ts';
export { personsBehind } from './people/persons-behind.ts';
/** The codes of v3-ActReason that a role may carry. */
/** The codes with which the keeping of people who sign in is refused. */
export { PEOPLE_REFUSALS } from './people/refusal-kinds.ts';
export type { NextStep, SignIn, SignInInput } from './people/sign-in.ts';
export { totpCode } from './people/totp.ts';
export type { Role, User } from './people/user.ts';
export type { AssertionAlgorithm, Jwk } from './public-key.ts';
export type { AuthRecord } from './record.ts';
/** The codes with which tokens, scopes and registrations are refused. */
export { AUTH_REFUSALS } from './refusal-kinds.ts';
export { dropClient, readClient } from './registered-clients.ts';
export type { Registration } from './registration.ts';
export type { SandboxLaunch, SandboxLaunchRequest } from './sandbox.ts';
/** What a sandbox can do wrong on purpose, and what an app should then do. */
export { type Fault, type FaultName, SANDBOX_FAULTS } from './sandbox-faults.ts';
/** What a token's scopes mean; who makes a Caller gives it `effectiveScopes`. */
export {
  administers,
  concerns,
  covers,
  effectiveScopes,
  grantable,
  handlesLetters,
  parseScopes,
  type Scope,
  type ScopeAction,
} from './scopes.ts';
/** The frame of pages on which a person chooses. */
export { choice, type Framing, notice, type Screen, say, screen, screenHeaders } from './screens/frame.ts';
/** A purpose of use in words that people use. */
export { purposeWords } from './screens/purpose-words.ts';
export type { FindPatients, RoleAsking } from './seat.ts';
export { listServerKeys, rotateServerKeys, type ServerKeyInfo } from './server-keys.ts';
export { type JwtAlgorithm, type JwtClaims, type VerifyOptions, verifyJwt } from './verify-jwt.ts';
