/**
 * The AuditEvents of a record, after IHE BALP: one of the request for each person whom it concerns, one disclosure for each
 * person of whom others were told, and one for each decision.
 */
import type { AuditEvent } from '@medplum/fhirtypes';
import { authorizationEvents } from './authorization-events.ts';
import { disclosureEvents } from './disclosure-events.ts';
import { type AuditRecord, concerned } from './record.ts';
import { requestEvents } from './request-events.ts';

/** All events of a record. The first has its id, the others a number behind it: `<id>.1` …; the order is always the same. */
export function eventsOf(record: AuditRecord): AuditEvent[] {
  // A denial is recorded beside its request, which has a record of its own.
  const asked = record.denied === undefined ? requestEvents(record, concerned(record)) : [];
  const events = [...asked, ...disclosureEvents(record), ...authorizationEvents(record)];
  return events.map((event, n) => ({ ...event, id: n === 0 ? record.id : `${record.id}.${n}` }));
}

/** The id of the record that an event is drawn from. */
export const recordIdOf = (eventId: string): string => eventId.split('.')[0] ?? '';
