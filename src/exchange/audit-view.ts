/** Which AuditEvents a caller may see: a privacy officer all, a person those about them, everybody else their own. */
import type { AuditEvent } from '@medplum/fhirtypes';
import { type AuditRecord, eventsOf, isAuthorization } from '#audit';
import { isInReach, type Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import type { House, Visit } from './house.ts';
import { isPrivacyOfficer } from './privacy-officer.ts';
import { permitOf } from './visit-permit.ts';

export interface AuditView {
  /** Only records that name one of these can hold anything of the view. */
  readonly patients?: readonly string[];
  /** Only records by this actor can. */
  readonly actor?: string;
  /** The events of a record that belong to the view, as its reader is shown them. */
  events(record: AuditRecord): AuditEvent[];
}

export async function auditViewOf(house: House, visit: Visit): Promise<AuditView | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const { actor } = visit.caller;
  const inReach = (events: readonly AuditEvent[]) => events.filter((event) => isInReach(permit, event));
  if (await isPrivacyOfficer(house, visit)) return { events: (record) => inReach(eventsOf(record)) };
  if (actor.startsWith('Patient/')) {
    const names = (event: AuditEvent) => patientsIn(event).includes(actor);
    return { patients: [actor], events: (record) => inReach(eventsOf(record)).filter(names) };
  }
  return { actor, events: (record) => inReach(ownEvents(record, actor)) };
}

/** Why something was refused is for others to know: what is hidden must look like what does not exist. */
const ownEvents = (record: AuditRecord, actor: string): AuditEvent[] =>
  record.actor !== actor
    ? []
    : eventsOf(record)
        .filter((event) => !isAuthorization(event))
        .map(({ outcomeDesc: _, ...event }) => event);

const patientsIn = ({ entity = [] }: AuditEvent): string[] =>
  entity.filter(({ role }) => role?.code === '1').flatMap(({ what }) => what?.reference ?? []);

/** The events as a person is shown them: an item that the person may not see is not named. */
export async function withoutHidden(
  house: House,
  visit: Visit,
  permit: Permit,
  events: readonly AuditEvent[],
): Promise<AuditEvent[]> {
  if (!visit.caller.actor.startsWith('Patient/')) return [...events];
  const items = events.flatMap(({ entity = [] }) => entity.flatMap((one) => itemOf(one) ?? []));
  const seen = await house.store.readMany(permit, [...new Set(items)]);
  const visible = new Set(seen.map(({ type, id }) => `${type}/${id}`));
  return events.map((event) => ({
    ...event,
    entity: (event.entity ?? []).filter((one) => visible.has(itemOf(one) ?? '') || itemOf(one) === undefined),
  }));
}

function itemOf({ role, what }: NonNullable<AuditEvent['entity']>[number]): string | undefined {
  return role?.code === '4' ? (what?.reference ?? '').replace(/\/_history\/.*$/, '') : undefined;
}
