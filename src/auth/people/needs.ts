/** What the parts of this folder share. */
import type { Database } from '#database';
import type { PasswordHasher } from './password-hash.ts';

export interface PeopleNeeds {
  readonly database: Database;
  readonly now: () => Date;
  readonly hasher: PasswordHasher;
  /** Whether nobody works without a second factor. */
  readonly secondFactorRequired: boolean;
  /**
   * Whether there is a record `Type/id`. Ids are given when a record is stored, so one that is not there yet names nobody;
   * whoever stored it later under that id would be whom the user acts as.
   */
  readonly isRecord: (reference: string) => Promise<boolean>;
  /** Awaited before the answer of each sign-in. */
  readonly onSignIn: (event: SignInEvent) => Promise<void> | void;
}

/** How a sign-in ended, for the audit: the reason is never told to who signs in. No login name, since a password may stand in its place. */
export interface SignInEvent {
  readonly kind: 'ok' | 'enrol' | 'change-password' | 'code-needed' | 'refused';
  /** Null where nobody has the login name. */
  readonly userId: string | null;
  readonly reason: SignInReason | null;
}

export type SignInReason =
  | 'login-unknown'
  | 'disabled'
  | 'locked'
  | 'password-wrong'
  | 'one-time-password-expired'
  | 'code-missing'
  | 'code-wrong'
  /** The code was used before, or the user was changed while they signed in. */
  | 'overtaken'
  | 'recovery-code'
  /** In by another issuer; and what was wrong there: nobody is linked, one factor only, no belief, no answer, a no. */
  | 'federated'
  | 'federated-unlinked'
  | 'federated-one-factor'
  | 'federated-untrusted'
  | 'federated-away'
  | 'federated-denied';
