/** What an act gives back: what the caller is told, and what the audit keeps of it. */
import type { AuditEntry, DisclosedItem } from '#audit';
import type { Issue, Refusal } from '#fhir';
import type { Visit } from './house.ts';
import { toldBeside } from './told-by-criteria.ts';

export interface Answer {
  readonly status: number;
  readonly body?: string | Uint8Array;
  /** Absent: `application/fhir+json`. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** When the version was stored that it shows, to the millisecond that a header has no room for. */
  readonly updated?: Date;
  /** What there is to say of a write, for who prefers to be told it instead of what was stored. */
  readonly outcome?: readonly Issue[];
  readonly interaction: string;
  readonly action: AuditEntry['action'];
  readonly items: readonly DisclosedItem[];
  /** Patients whom the request names, also where nothing is answered. */
  readonly patients?: readonly string[];
  /** True when the audit was committed together with a write. */
  readonly recorded?: boolean;
}

/** A visit of which it may not be known yet who makes it. */
export type Known = Omit<Visit, 'caller'> & { readonly caller?: Visit['caller'] };

/** What the audit keeps of an answer: what it shows, and what its criteria told of. */
export function entryOf(visit: Known, answer: Answer): AuditEntry {
  return {
    ...entryFrame(visit),
    action: answer.action,
    interaction: answer.interaction,
    outcome: 'success',
    items: [...answer.items, ...toldBeside(visit, answer.items)],
    patients: answer.patients ?? [],
  };
}

/** What the audit keeps of a refusal: its reason, which the caller is not told; and what its criteria told of all the same. */
export function refusalEntryOf(visit: Known, refusal: Refusal, interaction: string): AuditEntry {
  return {
    ...entryFrame(visit),
    action: 'E',
    interaction,
    outcome: 'refused',
    reason: refusal.auditReason ?? refusal.issues[0]?.code ?? 'refused',
    items: toldBeside(visit, []),
    patients: refusal.auditPatients ?? [],
  };
}

function entryFrame({ requestId, now, method, url, caller }: Known) {
  const frame = { id: requestId, requestId, recorded: now, method, url };
  if (caller === undefined) return frame;
  const { clientId, clientName, tokenId, actor, organization, purpose, user } = caller;
  // Why a purpose is claimed: the emergency, or the duty by law.
  const reason = caller.reason ?? caller.legalBasis ?? null;
  return {
    ...frame,
    client: { id: clientId, name: clientName, tokenId },
    actor,
    organization,
    purpose,
    ...(user === null ? {} : { user }),
    ...(reason === null ? {} : { purposeReason: reason }),
  };
}
