/** The events of what was asked: BALP's patterns of the RESTful interactions, for each person one. */
import type { AuditEvent, AuditEventAgent, Coding } from '@medplum/fhirtypes';
import { codeSystemUrl } from '#fhir';
import {
  actingAgents,
  clientAgent,
  DESTINATION,
  dataEntity,
  eventOf,
  patientEntity,
  queryEntity,
  SOURCE,
  serverAgent,
} from './event-parts.ts';
import type { AuditRecord } from './record.ts';

const REST: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
};
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit';

type Pattern = 'Query' | 'Read' | 'Create' | 'Update' | 'Delete';
const PATTERNS: Readonly<Record<string, Pattern>> = {
  'search-type': 'Query',
  'search-system': 'Query',
  read: 'Read',
  vread: 'Read',
  create: 'Create',
  update: 'Update',
  patch: 'Update',
  delete: 'Delete',
};

export function requestEvents(record: AuditRecord, patients: readonly string[]): AuditEvent[] {
  return patients.length === 0 ? [requestEvent(record)] : patients.map((patient) => requestEvent(record, patient));
}

function requestEvent(record: AuditRecord, patient?: string): AuditEvent {
  const pattern = PATTERNS[record.interaction];
  // By definition the results of a query are not in its event.
  const told = pattern === 'Query' ? [] : record.shown.filter((group) => isOf(group.patients, patient));
  const references = told.flatMap((group) => group.references);
  const shown = pattern === undefined ? references : references.slice(0, 1);
  return eventOf(record, {
    profiles:
      record.outcome === 'success' && pattern ? [`${BALP}.${patient === undefined ? '' : 'Patient'}${pattern}`] : [],
    type: REST,
    subtype: subtypesOf(record.interaction, pattern),
    action: pattern === 'Query' ? 'E' : record.action,
    agents: [...ends(record, pattern), ...actingAgents(record)],
    entities: [
      queryEntity(record),
      ...shown.map(dataEntity),
      ...(patient === undefined ? [] : [patientEntity(patient)]),
    ],
  });
}

const isOf = (patients: readonly string[], patient: string | undefined): boolean =>
  patient === undefined || patients.includes(patient);

function subtypesOf(interaction: string, pattern: Pattern | undefined): Coding[] {
  if (interaction.startsWith('$')) return [{ system: codeSystemUrl('operation'), code: interaction }];
  const own: Coding = { system: INTERACTION, code: interaction };
  // BALP asks of each kind of search for the general code too.
  return pattern === 'Query' ? [{ system: INTERACTION, code: 'search' }, own] : [own];
}

/** Data flows from the source to the destination; of a query, it is the question that flows. */
function ends(record: AuditRecord, pattern: Pattern | undefined): AuditEventAgent[] {
  const reads = pattern === 'Read';
  return [clientAgent(record, reads ? DESTINATION : SOURCE), serverAgent(reads ? SOURCE : DESTINATION)];
}
