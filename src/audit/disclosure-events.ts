/** The events of what crossed organizations: for each person one, with everything of theirs that was told. */
import type { AuditEvent, AuditEventAgent, AuditEventEntity, Coding } from '@medplum/fhirtypes';
import {
  APPLICATION,
  category,
  clientAgent,
  consentEntity,
  DCM,
  DESTINATION,
  dataEntity,
  eventOf,
  patientEntity,
  personAgents,
  SOURCE,
  serverAgent,
} from './event-parts.ts';
import type { AuditRecord, ShownGroup } from './record.ts';

const EXPORT: Coding = { system: DCM, code: '110106', display: 'Export' };
const DISCLOSE: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle',
  code: 'disclose',
  display: 'Disclose Record Lifecycle Event',
};
const CUSTODIAN: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  code: 'custodian',
  display: 'Custodian',
};
const PROFILE = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PrivacyDisclosure.Source';

export interface Disclosed {
  readonly patient: string;
  readonly groups: readonly ShownGroup[];
}

/**
 * What a record tells of others, by patient. Nothing is disclosed to who holds it, nor to the person whom it is about. Who
 * holds what has no custodian is not known.
 */
export function disclosedIn({ actor, organization, shown }: AuditRecord): Disclosed[] {
  const told = shown.filter(({ custodian }) => custodian === null || custodian !== organization);
  const patients = [...new Set(told.flatMap((group) => group.patients))].filter((patient) => patient !== actor).sort();
  return patients.map((patient) => ({ patient, groups: told.filter((group) => group.patients.includes(patient)) }));
}

export const disclosureEvents = (record: AuditRecord): AuditEvent[] =>
  disclosedIn(record).map((disclosed) => disclosureEvent(record, disclosed));

function disclosureEvent(record: AuditRecord, { patient, groups }: Disclosed): AuditEvent {
  const custodians = [...new Set(groups.flatMap(({ custodian }) => custodian ?? []))];
  const consents = [...new Set(groups.flatMap((group) => group.consents))];
  return eventOf(record, {
    profiles: [PROFILE],
    type: EXPORT,
    subtype: [DISCLOSE],
    action: 'R',
    // What a refusal told of was told.
    outcome: 'success',
    agents: [
      serverAgent(SOURCE),
      recipientAgent(record),
      ...custodians.map((reference) => ({ type: { coding: [CUSTODIAN] }, who: { reference }, requestor: false })),
      ...personAgents(record),
      clientAgent(record, APPLICATION),
    ],
    entities: [patientEntity(patient), ...consents.map(consentEntity), ...groups.flatMap(itemEntities)],
  });
}

const recipientAgent = ({ organization, actor }: AuditRecord): AuditEventAgent => ({
  type: { coding: [DESTINATION] },
  who: { reference: organization ?? actor ?? '' },
  requestor: false,
});

const itemEntities = ({ references, categories, reason, custodian }: ShownGroup): AuditEventEntity[] =>
  references.map((reference) => ({
    ...dataEntity(reference),
    ...(categories.length === 0 ? {} : { securityLabel: categories.map(category) }),
    detail: [
      { type: 'ground', valueString: reason },
      { type: 'custodian', valueString: custodian ?? 'none' },
    ],
  }));
