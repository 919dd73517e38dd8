/** Writes an audit entry as FHIR AuditEvents after IHE BALP: the request, and one disclosure for each patient it told others of. */
import type { AuditEvent, AuditEventAgent, AuditEventEntity } from '@medplum/fhirtypes';
import { codeSystemUrl } from '#fhir';
import type { AuditEntry, DisclosedItem } from './entry.ts';

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const AUDIT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const LIFECYCLE = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const EXPORT = '110106';
const PATIENT_ROLE = '1';
const OUTCOME = { success: '0', refused: '4', failed: '8' } as const;

export interface KindOfEvent {
  readonly kind: 'request' | 'disclosure';
  readonly patients: readonly string[];
  readonly event: AuditEvent;
}

/** The events of one request. `newId` gives the id of each disclosure. */
export function eventsOf(entry: AuditEntry, newId: () => string): KindOfEvent[] {
  const request = { kind: 'request' as const, patients: patientsOf(entry), event: requestEvent(entry) };
  // Nothing is disclosed to who holds it, nor to the person whom it is about. Who holds what has no custodian is not known.
  const told = entry.items.filter(({ custodian }) => custodian === null || custodian !== entry.organization);
  const patients = [...new Set(told.flatMap((item) => item.patients))]
    .filter((patient) => patient !== entry.actor)
    .sort();
  const disclosures = patients.map((patient) => {
    const items = told.filter((item) => item.patients.includes(patient));
    return { kind: 'disclosure' as const, patients: [patient], event: disclosureEvent(entry, newId(), patient, items) };
  });
  return [request, ...disclosures];
}

const patientsOf = ({ patients, items }: AuditEntry): string[] =>
  [...new Set([...patients, ...items.flatMap((item) => item.patients)])].sort();

/** Whether an event is of the kind `disclosure`. */
export const isDisclosure = ({ type }: AuditEvent): boolean => type?.code === EXPORT;

/** The patients by whom an event is found. */
export const patientsNamed = ({ entity }: AuditEvent): string[] =>
  (entity ?? []).filter(({ role }) => role?.code === PATIENT_ROLE).flatMap(({ what }) => what?.reference ?? []);

function requestEvent(entry: AuditEntry): AuditEvent {
  const subtype = entry.interaction.startsWith('$')
    ? { system: codeSystemUrl('operation'), code: entry.interaction }
    : { system: INTERACTION, code: entry.interaction };
  return {
    ...eventFrame(entry, entry.id),
    type: { system: AUDIT_TYPE, code: 'rest', display: 'RESTful Operation' },
    subtype: [subtype],
    entity: [
      requestEntity(entry),
      {
        what: { identifier: { value: entry.requestId } },
        type: { system: ENTITY_TYPE, code: '4', display: 'Other' },
        name: 'X-Request-Id',
      },
      ...patientsOf(entry).map(patientEntity),
      ...entry.items.map(itemEntity),
    ],
  };
}

function disclosureEvent(entry: AuditEntry, id: string, patient: string, items: readonly DisclosedItem[]): AuditEvent {
  const consents = [...new Set(items.flatMap((item) => item.consents))];
  return {
    ...eventFrame(entry, id),
    type: { system: DCM, code: EXPORT, display: 'Export' },
    subtype: [{ system: LIFECYCLE, code: 'disclose', display: 'Disclose Record Lifecycle Event' }],
    entity: [
      patientEntity(patient),
      {
        what: { identifier: { value: entry.requestId } },
        type: { system: ENTITY_TYPE, code: '4', display: 'Other' },
        name: 'X-Request-Id',
      },
      ...consents.map((reference) => ({
        what: { reference },
        type: { system: 'http://hl7.org/fhir/resource-types', code: 'Consent' },
      })),
      ...items.map(itemEntity),
    ],
  };
}

function eventFrame(entry: AuditEntry, id: string): Omit<AuditEvent, 'type'> {
  return {
    resourceType: 'AuditEvent',
    id,
    action: entry.action,
    recorded: entry.recorded.toISOString(),
    outcome: OUTCOME[entry.outcome],
    ...(entry.reason === undefined ? {} : { outcomeDesc: entry.reason }),
    ...(entry.purpose === undefined
      ? {}
      : { purposeOfEvent: [{ coding: [{ system: ACT_REASON, code: entry.purpose }] }] }),
    agent: agentsOf(entry),
    source: { observer: { display: 'Kakehashi' } },
  };
}

function agentsOf({ actor, organization, client, purpose }: AuditEntry): AuditEventAgent[] {
  const agents: AuditEventAgent[] = [];
  if (actor !== undefined) {
    agents.push({
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
      who: { reference: actor },
      requestor: true,
      ...(purpose === undefined ? {} : { purposeOfUse: [{ coding: [{ system: ACT_REASON, code: purpose }] }] }),
    });
  }
  if (organization) agents.push({ who: { reference: organization }, requestor: false });
  agents.push({
    type: { coding: [{ system: DCM, code: '110153', display: 'Source Role ID' }] },
    who: client ? { identifier: { value: client.id }, display: client.name } : { display: 'unknown client' },
    requestor: actor === undefined,
    ...(client?.tokenId ? { policy: [`urn:token:${client.tokenId}`] } : {}),
  });
  return agents;
}

const requestEntity = ({ method, url }: AuditEntry): AuditEventEntity => ({
  type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
  role: { system: OBJECT_ROLE, code: '24', display: 'Query' },
  query: Buffer.from(`${method} ${url}`).toString('base64'),
});

const patientEntity = (reference: string): AuditEventEntity => ({
  what: { reference },
  type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
  role: { system: OBJECT_ROLE, code: PATIENT_ROLE, display: 'Patient' },
});

const itemEntity = ({ reference, categories, reason, custodian }: DisclosedItem): AuditEventEntity => ({
  what: { reference },
  type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
  role: { system: OBJECT_ROLE, code: '4', display: 'Domain Resource' },
  ...(categories.length === 0
    ? {}
    : { securityLabel: categories.map((code) => ({ system: codeSystemUrl('jp-chiiki-ikou-category'), code })) }),
  detail: [
    { type: 'ground', valueString: reason },
    { type: 'custodian', valueString: custodian ?? 'none' },
  ],
});
