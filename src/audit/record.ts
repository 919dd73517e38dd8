/**
 * What is stored of a request: one record, as canonical JSON (RFC 8785). AuditEvents are drawn from it when they are read,
 * so that an answer about many people costs one record.
 */
import type { AuditEntry, DisclosedItem } from './entry.ts';

/** Items that were shown on the same ground. */
export interface ShownGroup extends Omit<DisclosedItem, 'reference'> {
  readonly references: readonly string[];
}

/** An entry as it is read back. */
export interface AuditRecord extends Omit<AuditEntry, 'items' | 'recorded' | 'organization'> {
  /** ISO 8601, UTC. */
  readonly recorded: string;
  readonly organization?: string;
  readonly shown: readonly ShownGroup[];
}

/** The form of a record, so that a later one can be told apart. */
const FORM = 1;

/** What is stored of an entry: its text, and the names by which it is found. */
export function recordOf(entry: AuditEntry): { content: string; names: string[] } {
  const shown = groupsOf(entry.items);
  return { content: textOf(entry, shown), names: namesOf({ ...entry, shown }) };
}

/** INVARIANT: members stand in the order of canonical JSON, so that writing makes the canonical text. */
function textOf(entry: AuditEntry, shown: readonly ShownGroup[]): string {
  const { action, actor, client, denied, id, interaction, method, outcome, purpose, purposeReason, reason } = entry;
  return JSON.stringify({
    action,
    actor,
    client: client && { id: client.id, name: client.name, tokenId: client.tokenId },
    denied: denied && { patients: denied.patients, reason: denied.reason, reference: denied.reference },
    form: FORM,
    id,
    interaction,
    method,
    organization: entry.organization ?? undefined,
    outcome,
    patients: entry.patients,
    purpose,
    purposeReason,
    reason,
    recorded: entry.recorded.toISOString(),
    requestId: entry.requestId,
    shown,
    url: entry.url,
    user: entry.user,
  });
}

export const readRecord = (text: string): AuditRecord => JSON.parse(text) as AuditRecord;

/** What a record is found by besides its id: its patients, and who asked. */
export const namesOf = (record: Named): string[] => [
  ...patientsOf(record),
  ...(record.actor === undefined ? [] : [record.actor]),
];

type Named = Parties & Pick<AuditRecord, 'actor' | 'denied'>;

/** The patients by whom a record is found: whom it concerns, of whom something was denied, and a person who asked. */
export const patientsOf = ({ actor, denied, ...record }: Parties & Pick<AuditRecord, 'actor' | 'denied'>): string[] =>
  [...new Set([...concerned(record), ...(denied?.patients ?? []), ...[actor ?? ''].filter(isPatient)])].sort();

/** Whom the request names, and who was in what was shown. */
export const concerned = ({ patients, shown }: Parties): string[] =>
  [...new Set([...patients.filter(isPatient), ...shown.flatMap((group) => group.patients)])].sort();

type Parties = Pick<AuditRecord, 'patients' | 'shown'>;

/** A request may name anything as a patient: what none can be called is told of by its URL alone. */
const isPatient = (reference: string): boolean => /^Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference);

/** The items by what they have in common, in the order of their first. */
function groupsOf(items: readonly DisclosedItem[]): ShownGroup[] {
  const groups = new Map<string, ShownGroup & { readonly references: string[] }>();
  for (const { categories, consents, custodian, patients, reason, reference } of items) {
    const key = [custodian, reason, categories.join(), patients.join(), consents.join()].join(' ');
    const known = groups.get(key);
    if (known) known.references.push(reference);
    else groups.set(key, { categories, consents, custodian, patients, reason, references: [reference] });
  }
  return [...groups.values()];
}
