/** The events of what was decided: on which ground others were told, and what was refused for want of one. */
import type { AuditEvent } from '@medplum/fhirtypes';
import { profileUrl } from '#fhir';
import { disclosedIn } from './disclosure-events.ts';
import {
  actingAgents,
  clientAgent,
  consentEntity,
  DCM,
  DESTINATION,
  dataEntity,
  type EventParts,
  eventOf,
  ownCoding,
  patientEntity,
  SOURCE,
  serverAgent,
} from './event-parts.ts';
import type { AuditRecord } from './record.ts';

type Kind = 'authz-consent' | 'authz-no-consent' | 'authz-break-glass' | 'authz-statutory';

/** BALP's own asks for a consent, which a decision without one cannot name. */
const PROFILES: Readonly<Record<Kind, readonly string[]>> = {
  'authz-consent': ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.AuthZconsent'],
  'authz-no-consent': [profileUrl('kakehashi-audit-authz-no-consent')],
  'authz-break-glass': [profileUrl('kakehashi-audit-authz-break-glass')],
  'authz-statutory': [],
};
const BY_GROUND: Readonly<Record<string, Kind>> = {
  CONSENT_PERMIT: 'authz-consent',
  BREAK_GLASS: 'authz-break-glass',
  STATUTORY_DISCLOSURE: 'authz-statutory',
  DEFAULT_PERMIT: 'authz-no-consent',
};
/** Refusals of a request for want of exactly one purpose. */
const PURPOSE_REASONS = ['NO_PURPOSE', 'PURPOSE_AMBIGUOUS'];

export const isAuthorization = ({ subtype }: AuditEvent): boolean =>
  subtype?.some(({ code }) => code?.startsWith('authz-')) === true;

export function authorizationEvents(record: AuditRecord): AuditEvent[] {
  const permitted = disclosedIn(record).flatMap(({ patient, groups }) => {
    const byKind = Map.groupBy(groups, ({ reason }) => BY_GROUND[reason]);
    return [...byKind].flatMap(([kind, of]) => {
      if (kind === undefined) return [];
      const consents = [...new Set(of.flatMap((group) => group.consents))];
      return [decision(record, kind, [patientEntity(patient), ...consents.map(consentEntity)])];
    });
  });
  return [...permitted, ...refused(record)];
}

/** A refusal names the person and the record, which the requester is never told. */
function refused(record: AuditRecord): AuditEvent[] {
  const { denied, reason = '', patients } = record;
  // That nothing was there is recorded, and told to nobody.
  if (denied?.reference === '') return [];
  if (denied !== undefined) {
    const entities = [...denied.patients.map(patientEntity), dataEntity(denied.reference)];
    return [{ ...decision(record, 'authz-no-consent', entities), outcome: '4', outcomeDesc: denied.reason }];
  }
  return PURPOSE_REASONS.includes(reason) ? [decision(record, 'authz-no-consent', patients.map(patientEntity))] : [];
}

const decision = (record: AuditRecord, kind: Kind, entities: EventParts['entities']): AuditEvent =>
  eventOf(record, {
    profiles: PROFILES[kind],
    type: ownCoding('authorization-decision'),
    subtype: [
      ownCoding(kind),
      ...(kind === 'authz-break-glass' ? [{ system: DCM, code: '110127', display: 'Emergency Override Started' }] : []),
    ],
    action: 'E',
    agents: [clientAgent(record, SOURCE), serverAgent(DESTINATION), ...actingAgents(record)],
    entities,
  });
