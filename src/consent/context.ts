/** What a decision is given besides the request and the consents: the world as it stands, as plain values. */
import type { Resource } from '@medplum/fhirtypes';
import type { Directory } from './directory.ts';

export type Action = 'access' | 'collect' | 'use' | 'disclose' | 'correct';

/** One requester, one purpose, one moment (§2.1). */
export interface Request {
  /** Literal reference of who asks, e.g. `PractitionerRole/x`. */
  readonly actor?: string;
  /** For whom they ask, as it is registered: what is refused to it is refused to them, whatever the directory says of them. */
  readonly organization?: string;
  /** Exactly one v3-ActReason code is decided on; none or several are refused. */
  readonly purpose?: string | readonly string[];
  readonly action: Action;
  /** ISO 8601 date and time with its zone. */
  readonly time: string;
  /** Break-glass, with the reason that the requester gives. */
  readonly btg?: { readonly reason?: string };
  readonly legalBasis?: string;
}

/** A proxy's authority for one person; only a verified one counts. */
export interface Authority {
  readonly patient: string;
  readonly kind: 'guardian-of-adult' | 'parental' | string;
  readonly verified?: boolean;
  readonly period?: { readonly start?: string; readonly end?: string };
}

/** A statutory rule with the criteria of a provision; a bare code means the code in any system. */
export interface PolicyRule {
  readonly id?: string;
  readonly type: 'prohibit' | 'mandate' | 'btg-exclude';
  readonly actor?: readonly string[];
  /** Only for this person; absent: for everyone. */
  readonly patient?: string;
  readonly purpose?: readonly string[];
  readonly action?: readonly string[];
  readonly label?: readonly string[];
  readonly class?: readonly string[];
  readonly code?: readonly string[];
  readonly period?: { readonly start?: string; readonly end?: string };
  readonly dataPeriod?: { readonly start?: string; readonly end?: string };
  /** A mandate that lists legal bases asks the request to name one of them (D21). */
  readonly legalBasis?: string | readonly string[];
}

export interface Policy {
  readonly default: 'deny' | 'permit' | 'treat-only' | 'btg-only';
  readonly onNotCovered: 'deny' | 'default';
  readonly minorConsentAge: number;
  /** Groups, teams, roles or organizations whose members may break the glass. */
  readonly btgPrivileged: readonly string[];
  /** Types that may be about nobody; a record of another type that names nobody is refused. */
  readonly nonPatientTypes: readonly string[];
  readonly rules: readonly PolicyRule[];
}

export interface Context {
  readonly directory: Directory;
  /** Birth dates (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`) by `Patient/x`; absent means adult (D13). */
  readonly patients: Readonly<Record<string, { readonly birthDate?: string }>>;
  /** Authorities by the proxy's reference. */
  readonly authority: Readonly<Record<string, Authority | readonly Authority[]>>;
  readonly policy: Policy;
  /** Finds the current version of what a `data` criterion names. */
  readonly lookup: (reference: string) => Resource | undefined;
}
