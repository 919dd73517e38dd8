/** Which AuditEvents a caller may see: a privacy officer all, a person those about them, everybody else their own. */
import type { AuditEvent } from '@medplum/fhirtypes';
import { type AuditRecord, eventsOf, isAuthorization } from '#audit';
import { isInReach, type Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import { type House, isPrivacyOfficer, permitOf, type Visit } from '#visit';

export interface AuditView {
  /** Only records that name one of these can hold anything of the view. */
  readonly patients?: readonly string[];
  /** Only records by this actor can. */
  readonly actor?: string;
  /** The events of a record that belong to the view, as its reader is shown them. */
  events(record: AuditRecord): Promise<AuditEvent[]>;
}

export async function auditViewOf(house: House, visit: Visit): Promise<AuditView | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const { actor } = visit.caller;
  const inReach = (events: readonly AuditEvent[]) => events.filter((event) => isInReach(permit, event));
  if (await isPrivacyOfficer(house, visit)) return { events: async (record) => inReach(eventsOf(record)) };
  if (actor.startsWith('Patient/')) {
    const told = (record: AuditRecord) => inReach(personEvents(record, actor));
    return { patients: [actor], events: (record) => withoutHidden(house, permit, told(record)) };
  }
  return { actor, events: async (record) => inReach(ownEvents(record, actor)) };
}

/**
 * What a person is told of the events about them: nobody else, not what others searched by, and not why something was
 * refused to the person.
 */
const personEvents = (record: AuditRecord, person: string): AuditEvent[] =>
  eventsOf(record)
    .filter((event) => patientsIn(event).includes(person) && !(record.actor === person && isAuthorization(event)))
    .map(({ entity = [], outcomeDesc, ...event }) => ({
      ...event,
      ...(outcomeDesc === undefined || record.actor === person ? {} : { outcomeDesc }),
      entity: entity.filter(
        ({ query, role, what }) => query === undefined && (role?.code !== '1' || what?.reference === person),
      ),
    }));

/** Why something was refused is for others to know: what is hidden must look like what does not exist. */
const ownEvents = (record: AuditRecord, actor: string): AuditEvent[] =>
  record.actor !== actor
    ? []
    : eventsOf(record)
        .filter((event) => !isAuthorization(event))
        .map(({ outcomeDesc: _, ...event }) => event);

const patientsIn = ({ entity = [] }: AuditEvent): string[] =>
  entity.filter(({ role }) => role?.code === '1').flatMap(({ what }) => what?.reference ?? []);

/** An item that the person may not see is not named. */
async function withoutHidden(house: House, permit: Permit, events: readonly AuditEvent[]): Promise<AuditEvent[]> {
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
