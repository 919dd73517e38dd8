/** Writes an audit entry as FHIR AuditEvents after IHE BALP: the request, and one disclosure for each patient it told others of. */
import type { AuditEvent, AuditEventAgent, AuditEventEntity, Coding } from '@medplum/fhirtypes';
import { codeSystemUrl, idSystemUrl } from '#fhir';
import type { AuditEntry, DisclosedItem } from './entry.ts';

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const AUDIT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const LIFECYCLE = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
/** Who signed in, by the id that the authorization server gave them. */
const USERS = idSystemUrl('user');
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
  [...new Set([...patients.filter(isPatient), ...items.flatMap((item) => item.patients)])].sort();

/** A request may name anything as a patient: what none can be called is told of by its URL alone. */
const isPatient = (reference: string): boolean => /^Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference);

/** Whether an event is of the kind `disclosure`. */
export const isDisclosure = ({ type }: AuditEvent): boolean => type?.code === EXPORT;

/** The patients by whom an event is found. */
export const patientsNamed = ({ entity }: AuditEvent): string[] =>
  (entity ?? []).filter(({ role }) => role?.code === PATIENT_ROLE).flatMap(({ what }) => what?.reference ?? []);

function requestEvent(entry: AuditEntry): AuditEvent {
  const subtype = entry.interaction.startsWith('$')
    ? { code: entry.interaction, system: codeSystemUrl('operation') }
    : { code: entry.interaction, system: INTERACTION };
  const entities = [
    requestEntity(entry),
    requestIdEntity(entry),
    ...patientsOf(entry).map(patientEntity),
    ...entry.items.map(itemEntity),
  ];
  return eventOf(entry, {
    entities,
    id: entry.id,
    subtype,
    type: { code: 'rest', display: 'RESTful Operation', system: AUDIT_TYPE },
  });
}

function disclosureEvent(entry: AuditEntry, id: string, patient: string, items: readonly DisclosedItem[]): AuditEvent {
  const consents = [...new Set(items.flatMap((item) => item.consents))];
  const entities = [
    patientEntity(patient),
    requestIdEntity(entry),
    ...consents.map((reference) => ({
      type: { code: 'Consent', system: 'http://hl7.org/fhir/resource-types' },
      what: { reference },
    })),
    ...items.map(itemEntity),
  ];
  return eventOf(entry, {
    entities,
    id,
    subtype: { code: 'disclose', display: 'Disclose Record Lifecycle Event', system: LIFECYCLE },
    type: { code: EXPORT, display: 'Export', system: DCM },
  });
}

interface EventParts {
  readonly entities: AuditEventEntity[];
  readonly id: string;
  readonly subtype: Coding;
  readonly type: Coding;
}

/** INVARIANT: here and below members stand in the order of canonical JSON, so that writing an event makes its canonical text. */
const eventOf = (entry: AuditEntry, { entities, id, subtype, type }: EventParts): AuditEvent => ({
  action: entry.action,
  agent: agentsOf(entry),
  entity: entities,
  id,
  outcome: OUTCOME[entry.outcome],
  ...(entry.reason === undefined ? {} : { outcomeDesc: entry.reason }),
  ...(entry.purpose === undefined
    ? {}
    : {
        purposeOfEvent: [
          {
            coding: [{ code: entry.purpose, system: ACT_REASON }],
            ...(entry.purposeReason === undefined ? {} : { text: entry.purposeReason }),
          },
        ],
      }),
  recorded: entry.recorded.toISOString(),
  resourceType: 'AuditEvent',
  source: { observer: { display: 'Kakehashi' } },
  subtype: [subtype],
  type,
});

function agentsOf({ actor, organization, client, purpose, user }: AuditEntry): AuditEventAgent[] {
  const agents: AuditEventAgent[] = [];
  if (actor !== undefined) {
    agents.push({
      ...(purpose === undefined ? {} : { purposeOfUse: [{ coding: [{ code: purpose, system: ACT_REASON }] }] }),
      requestor: true,
      type: { coding: [{ code: 'IRCP', system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType' }] },
      who: { reference: actor },
    });
  }
  if (user !== undefined) agents.push({ requestor: false, who: { identifier: { system: USERS, value: user } } });
  if (organization) agents.push({ requestor: false, who: { reference: organization } });
  agents.push({
    ...(client?.tokenId ? { policy: [`urn:token:${client.tokenId}`] } : {}),
    requestor: actor === undefined,
    type: { coding: [{ code: '110153', display: 'Source Role ID', system: DCM }] },
    who: client ? { display: client.name, identifier: { value: client.id } } : { display: 'unknown client' },
  });
  return agents;
}

const requestEntity = ({ method, url }: AuditEntry): AuditEventEntity => ({
  query: Buffer.from(`${method} ${url}`).toString('base64'),
  role: { code: '24', display: 'Query', system: OBJECT_ROLE },
  type: { code: '2', display: 'System Object', system: ENTITY_TYPE },
});

const requestIdEntity = ({ requestId }: AuditEntry): AuditEventEntity => ({
  name: 'X-Request-Id',
  type: { code: '4', display: 'Other', system: ENTITY_TYPE },
  what: { identifier: { value: requestId } },
});

const patientEntity = (reference: string): AuditEventEntity => ({
  role: { code: PATIENT_ROLE, display: 'Patient', system: OBJECT_ROLE },
  type: { code: '1', display: 'Person', system: ENTITY_TYPE },
  what: { reference },
});

// There may be hundreds of them: what codes are called is left to who shows them.
const itemEntity = ({ reference, categories, reason, custodian }: DisclosedItem): AuditEventEntity => ({
  detail: [
    { type: 'ground', valueString: reason },
    { type: 'custodian', valueString: custodian ?? 'none' },
  ],
  role: { code: '4', system: OBJECT_ROLE },
  ...(categories.length === 0
    ? {}
    : { securityLabel: categories.map((code) => ({ code, system: codeSystemUrl('jp-chiiki-ikou-category') })) }),
  type: { code: '2', system: ENTITY_TYPE },
  what: { reference },
});
