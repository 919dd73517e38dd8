/** What the audit keeps of one request, before it becomes an AuditEvent. */

export interface DisclosedItem {
  /** Versioned literal reference, `Type/id/_history/1`. */
  readonly reference: string;
  readonly patients: readonly string[];
  /** Codes of the information categories, e.g. `condition`. */
  readonly categories: readonly string[];
  readonly custodian: string | null;
  /** Reason code of the decision, e.g. `CONSENT_PERMIT` or `OWN_RECORD`. */
  readonly reason: string;
  /** The consents that decided, `Consent/id`. */
  readonly consents: readonly string[];
}

/** A record that exists and was refused: for the privacy officer and the person, never for the requester. */
export interface DeniedItem {
  /** Versioned literal reference. */
  readonly reference: string;
  readonly patients: readonly string[];
  /** Reason code of the decision, e.g. `DEFAULT_DENY`. */
  readonly reason: string;
}

export interface AuditEntry {
  readonly id: string;
  readonly requestId: string;
  readonly recorded: Date;
  /** AuditEvent.action: create, read, update, delete, execute. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** Code of FHIR's restful-interaction or of an operation. */
  readonly interaction: string;
  readonly outcome: 'success' | 'refused' | 'failed';
  /** Reason code of a refusal: for the privacy officer, never for the requester. */
  readonly reason?: string;
  readonly method: string;
  /** Path with query, as requested. */
  readonly url: string;
  readonly client?: { readonly id: string; readonly name: string; readonly tokenId: string };
  readonly actor?: string;
  /** The id, at the authorization server, of the person who signed in. */
  readonly user?: string;
  readonly organization?: string | null;
  readonly purpose?: string;
  /** Why the glass was broken. */
  readonly purposeReason?: string;
  readonly denied?: DeniedItem;
  readonly items: readonly DisclosedItem[];
  /** Patients whom the request itself names, also where nothing was answered. */
  readonly patients: readonly string[];
}
