/** The closed lists of what a decision can say (§2.6). */
export type PermitReason =
  | 'NON_PATIENT'
  | 'SELF'
  | 'STATUTORY_DISCLOSURE'
  | 'CONSENT_PERMIT'
  | 'DEFAULT_PERMIT'
  | 'BREAK_GLASS';
export type DenyReason =
  | 'NO_PURPOSE'
  | 'PURPOSE_AMBIGUOUS'
  | 'NO_SUBJECT'
  | 'SELF_WITHHELD'
  | 'STATUTORY_PROHIBITION'
  | 'CONSENT_UNINTERPRETABLE'
  | 'CONSENT_DENY'
  | 'NOT_COVERED'
  | 'DEFAULT_DENY'
  | 'BTG_REFUSED'
  | 'BTG_NOT_PRIVILEGED'
  | 'BTG_NO_REASON'
  | 'BTG_EXCLUDED';
export type Obligation = 'RECORD_LEGAL_BASIS' | 'ALERT_PRIVACY_OFFICER' | 'NOTIFY_PATIENT' | 'REVIEW_72H';

/** The answer for one record. */
export interface Decision {
  readonly decision: 'PERMIT' | 'DENY';
  readonly reason: PermitReason | DenyReason;
  /** `Consent/<id>` of each consent that decided, in order. */
  readonly consents: readonly string[];
  /** What the answer binds the house to; a DENY binds to nothing. */
  readonly obligations: readonly Obligation[];
}
