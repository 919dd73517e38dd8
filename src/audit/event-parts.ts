/** The parts that the events of a record have in common. */
import type { AuditEvent, AuditEventAgent, AuditEventEntity, CodeableConcept, Coding } from '@medplum/fhirtypes';
import { codeSystemUrl, idSystemUrl, profileUrl } from '#fhir';
import type { AuditRecord } from './record.ts';

export const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
/** BALP's own kind of entity: what ties the events of one request together. */
const BALP_ENTITY = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType';
/** Who signed in, by the id that the authorization server gave them. */
const USERS = idSystemUrl('user');
const OUTCOME = { success: '0', refused: '4', failed: '8' } as const;

/** What makes one event of a record differ from another. */
export interface EventParts {
  readonly profiles: readonly string[];
  readonly type: Coding;
  readonly subtype: readonly Coding[];
  readonly action: AuditRecord['action'];
  readonly agents: readonly AuditEventAgent[];
  readonly entities: readonly AuditEventEntity[];
  /** Where it is not that of the request. */
  readonly outcome?: AuditRecord['outcome'];
  readonly outcomeDesc?: string | undefined;
}

export function eventOf(record: AuditRecord, parts: EventParts): AuditEvent {
  const { outcome = record.outcome, outcomeDesc = record.reason } = parts;
  return {
    resourceType: 'AuditEvent',
    meta: { profile: [profileUrl('kakehashi-auditevent'), ...parts.profiles] },
    type: parts.type,
    subtype: [...parts.subtype],
    action: parts.action,
    recorded: record.recorded,
    outcome: OUTCOME[outcome],
    ...(outcomeDesc === undefined ? {} : { outcomeDesc }),
    ...(record.purpose === undefined ? {} : { purposeOfEvent: [purposeOf(record)] }),
    agent: [...parts.agents],
    source: { observer: GATEWAY },
    entity: [...parts.entities, requestIdEntity(record)],
  };
}

const GATEWAY = { display: 'Kakehashi' };
export const SOURCE: Coding = { system: DCM, code: '110153', display: 'Source Role ID' };
export const DESTINATION: Coding = { system: DCM, code: '110152', display: 'Destination Role ID' };
export const APPLICATION: Coding = { system: DCM, code: '110150', display: 'Application' };

const purposeOf = ({ purpose = '', purposeReason }: AuditRecord): CodeableConcept => ({
  coding: [{ system: ACT_REASON, code: purpose }],
  ...(purposeReason === undefined ? {} : { text: purposeReason }),
});

export const clientAgent = ({ actor, client }: AuditRecord, role: Coding): AuditEventAgent => ({
  type: { coding: [role] },
  who: client ? { display: client.name, identifier: { value: client.id } } : { display: 'unknown client' },
  requestor: actor === undefined,
});

export const serverAgent = (role: Coding): AuditEventAgent => ({
  type: { coding: [role] },
  who: GATEWAY,
  requestor: false,
});

/** Who acts, and the organization that they act for. */
export const actingAgents = (record: AuditRecord): AuditEventAgent[] => [
  ...personAgents(record),
  ...(record.organization === undefined ? [] : [{ who: { reference: record.organization }, requestor: false }]),
];

/** Who acts, in which role, for which purpose and by which token. */
export function personAgents(record: AuditRecord): AuditEventAgent[] {
  const { actor, client, purpose, user } = record;
  const person = user === undefined ? {} : { identifier: { system: USERS, value: user } };
  if (actor === undefined && user === undefined) return [];
  return [
    {
      type: { coding: [{ system: PARTICIPATION, code: 'IRCP', display: 'information recipient' }] },
      who: { ...(actor === undefined ? {} : { reference: actor }), ...person },
      requestor: actor !== undefined,
      ...(client?.tokenId ? { policy: [`urn:token:${client.tokenId}`] } : {}),
      ...(purpose === undefined ? {} : { purposeOfUse: [purposeOf(record)] }),
    },
  ];
}

export const queryEntity = ({ method, url }: AuditRecord): AuditEventEntity => ({
  type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
  role: { system: OBJECT_ROLE, code: '24', display: 'Query' },
  query: Buffer.from(`${method} ${url}`).toString('base64'),
});

const requestIdEntity = ({ requestId }: AuditRecord): AuditEventEntity => ({
  type: { system: BALP_ENTITY, code: 'XrequestId' },
  what: { identifier: { value: requestId } },
});

export const patientEntity = (reference: string): AuditEventEntity => ({
  type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
  role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
  what: { reference },
});

export const dataEntity = (reference: string): AuditEventEntity => ({
  type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
  role: { system: OBJECT_ROLE, code: '4', display: 'Domain Resource' },
  what: { reference },
});

export const consentEntity = (reference: string): AuditEventEntity => ({
  type: { system: 'http://hl7.org/fhir/resource-types', code: 'Consent' },
  role: { system: OBJECT_ROLE, code: '13', display: 'Security Resource' },
  what: { reference },
});

export const category = (code: string): Coding => ({ system: codeSystemUrl('jp-chiiki-ikou-category'), code });

/** What this house calls its decisions and its operations. */
export const ownCoding = (code: string): Coding => ({ system: codeSystemUrl('audit-kind'), code });
