/**
 * Where a record names the people it is about: R4's patient compartment, the Patient itself and `Task.for`. Records that a merge
 * links are of one person, who would else lose their own.
 */
import { isObject, type Json, localReference, unique } from './json.ts';

/** Element paths in the order in which R4 defines the elements of each type. */
const COMPARTMENT = {
  Account: 'subject',
  AdverseEvent: 'subject',
  AllergyIntolerance: 'patient recorder asserter',
  Appointment: 'participant.actor',
  AppointmentResponse: 'actor',
  AuditEvent: 'agent.who entity.what',
  Basic: 'subject author',
  BodyStructure: 'patient',
  CarePlan: 'subject activity.detail.performer',
  CareTeam: 'subject participant.member',
  ChargeItem: 'subject',
  Claim: 'patient payee.party',
  ClaimResponse: 'patient',
  ClinicalImpression: 'subject',
  Communication: 'subject recipient sender',
  CommunicationRequest: 'subject requester recipient sender',
  Composition: 'subject author attester.party',
  Condition: 'subject asserter',
  Consent: 'patient',
  Coverage: 'policyHolder subscriber beneficiary payor',
  CoverageEligibilityRequest: 'patient',
  CoverageEligibilityResponse: 'patient',
  DetectedIssue: 'patient',
  DeviceRequest: 'subject performer',
  DeviceUseStatement: 'subject',
  DiagnosticReport: 'subject',
  DocumentManifest: 'subject author recipient',
  DocumentReference: 'subject author',
  Encounter: 'subject',
  EnrollmentRequest: 'candidate',
  EpisodeOfCare: 'patient',
  ExplanationOfBenefit: 'patient payee.party',
  FamilyMemberHistory: 'patient',
  Flag: 'subject',
  Goal: 'subject',
  Group: 'member.entity',
  ImagingStudy: 'subject',
  Immunization: 'patient',
  ImmunizationEvaluation: 'patient',
  ImmunizationRecommendation: 'patient',
  Invoice: 'subject recipient',
  List: 'subject source',
  MeasureReport: 'subject',
  Media: 'subject',
  MedicationAdministration: 'subject performer.actor',
  MedicationDispense: 'subject receiver',
  MedicationRequest: 'subject',
  MedicationStatement: 'subject',
  MolecularSequence: 'patient',
  NutritionOrder: 'patient',
  Observation: 'subject performer',
  // What is linked is another record of the same person: it is masked as any reference, and nobody else is asked.
  Patient: '',
  Person: 'link.target',
  Procedure: 'subject performer.actor',
  Provenance: 'target',
  QuestionnaireResponse: 'subject author',
  RelatedPerson: 'patient',
  RequestGroup: 'subject action.participant',
  ResearchSubject: 'individual',
  RiskAssessment: 'subject',
  Schedule: 'actor',
  ServiceRequest: 'subject performer',
  Specimen: 'subject',
  SupplyDelivery: 'patient',
  SupplyRequest: 'deliverTo',
  Task: 'focus for',
  VisionPrescription: 'patient',
};
const PATHS: ReadonlyMap<string, string> = new Map(Object.entries(COMPARTMENT));

/** Whether records of a type name people: only about these anything is decided. */
export const isTypeAboutPeople = (type: string): boolean => PATHS.has(type);

/** The people that a record names, in element order: `Patient/x`, or the whole URL of a person of another server. */
export function patientsOf(resource: Json): string[] {
  const type = String(resource['resourceType']);
  const own = type === 'Patient' ? [{ reference: `Patient/${resource['id']}` }] : [];
  const paths = PATHS.get(type)?.split(' ').filter(Boolean) ?? [];
  const named = [...own, ...paths.flatMap((path) => valuesAt(resource, path.split('.')))];
  return unique(named.flatMap((value) => (isObject(value) ? patientNamed(value['reference']) : [])));
}

/** The values at a path, through all lists on the way. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [head, ...rest] = path;
  if (head === undefined) return [value];
  return isObject(value) ? valuesAt(value[head], rest) : [];
}

function patientNamed(reference: unknown): string[] {
  const local = localReference(reference);
  if (local !== undefined) return local.startsWith('Patient/') ? [local] : [];
  // A person of another server has no consent here: naming the URL keeps the record from passing without theirs.
  return typeof reference === 'string' && /:\/\/.*\/Patient\/[^/]+/.test(reference) ? [reference] : [];
}
