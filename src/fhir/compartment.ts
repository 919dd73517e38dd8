/** R4's compartments: by which reference parameters a resource belongs to a person, an encounter or who is at work. */

import type { SearchCondition } from './search-condition.ts';
import type { SearchParameters } from './search-parameter.ts';

type Table = Readonly<Record<string, string>>;

const PATIENT: Table = {
  Account: 'subject',
  AdverseEvent: 'subject',
  AllergyIntolerance: 'patient recorder asserter',
  Appointment: 'actor',
  AppointmentResponse: 'actor',
  Basic: 'patient author',
  BodyStructure: 'patient',
  CarePlan: 'patient performer',
  CareTeam: 'patient participant',
  ChargeItem: 'subject',
  Claim: 'patient payee',
  ClaimResponse: 'patient',
  ClinicalImpression: 'subject',
  Communication: 'subject sender recipient',
  CommunicationRequest: 'subject sender recipient requester',
  Composition: 'subject author attester',
  Condition: 'patient asserter',
  Consent: 'patient',
  Coverage: 'policy-holder subscriber beneficiary payor',
  CoverageEligibilityRequest: 'patient',
  CoverageEligibilityResponse: 'patient',
  DetectedIssue: 'patient',
  DeviceRequest: 'subject performer',
  DeviceUseStatement: 'subject',
  DiagnosticReport: 'subject',
  DocumentManifest: 'subject author recipient',
  DocumentReference: 'subject author',
  Encounter: 'patient',
  EnrollmentRequest: 'subject',
  EpisodeOfCare: 'patient',
  ExplanationOfBenefit: 'patient payee',
  FamilyMemberHistory: 'patient',
  Flag: 'patient',
  Goal: 'patient',
  Group: 'member',
  ImagingStudy: 'patient',
  Immunization: 'patient',
  ImmunizationEvaluation: 'patient',
  ImmunizationRecommendation: 'patient',
  Invoice: 'subject patient recipient',
  List: 'subject source',
  MeasureReport: 'patient',
  Media: 'subject',
  MedicationAdministration: 'patient performer subject',
  MedicationDispense: 'subject patient receiver',
  MedicationRequest: 'subject',
  MedicationStatement: 'subject',
  MolecularSequence: 'patient',
  NutritionOrder: 'patient',
  Observation: 'subject performer',
  Patient: '_id link',
  Person: 'patient',
  Procedure: 'patient performer',
  Provenance: 'patient',
  QuestionnaireResponse: 'subject author',
  RelatedPerson: 'patient',
  RequestGroup: 'subject participant',
  ResearchSubject: 'individual',
  RiskAssessment: 'subject',
  Schedule: 'actor',
  ServiceRequest: 'subject performer',
  Specimen: 'subject',
  SupplyDelivery: 'patient',
  SupplyRequest: 'subject',
  Task: 'patient focus',
  VisionPrescription: 'patient',
};

const ENCOUNTER: Table = {
  CarePlan: 'encounter',
  CareTeam: 'encounter',
  ChargeItem: 'context',
  Claim: 'encounter',
  ClinicalImpression: 'encounter',
  Communication: 'encounter',
  CommunicationRequest: 'encounter',
  Composition: 'encounter',
  Condition: 'encounter',
  DeviceRequest: 'encounter',
  DiagnosticReport: 'encounter',
  DocumentManifest: 'related-ref',
  DocumentReference: 'encounter',
  Encounter: '_id',
  ExplanationOfBenefit: 'encounter',
  Media: 'encounter',
  MedicationAdministration: 'context',
  MedicationRequest: 'encounter',
  NutritionOrder: 'encounter',
  Observation: 'encounter',
  Procedure: 'encounter',
  QuestionnaireResponse: 'encounter',
  RequestGroup: 'encounter',
  ServiceRequest: 'encounter',
  VisionPrescription: 'encounter',
};

const PRACTITIONER: Table = {
  Account: 'subject',
  AdverseEvent: 'recorder',
  AllergyIntolerance: 'recorder asserter',
  Appointment: 'actor',
  AppointmentResponse: 'actor',
  Basic: 'author',
  CarePlan: 'performer',
  CareTeam: 'participant',
  ChargeItem: 'enterer performer-actor',
  Claim: 'enterer provider payee care-team',
  ClaimResponse: 'requestor',
  ClinicalImpression: 'assessor',
  Communication: 'sender recipient',
  CommunicationRequest: 'sender recipient requester',
  Composition: 'subject author attester',
  Condition: 'asserter',
  CoverageEligibilityRequest: 'enterer provider',
  CoverageEligibilityResponse: 'requestor',
  DetectedIssue: 'author',
  DeviceRequest: 'requester performer',
  DiagnosticReport: 'performer',
  DocumentManifest: 'subject author recipient',
  DocumentReference: 'subject author authenticator',
  Encounter: 'practitioner participant',
  EpisodeOfCare: 'care-manager',
  ExplanationOfBenefit: 'enterer provider payee care-team',
  Flag: 'author',
  Group: 'member',
  Immunization: 'performer',
  Invoice: 'participant',
  Linkage: 'author',
  List: 'source',
  Media: 'subject operator',
  MedicationAdministration: 'performer',
  MedicationDispense: 'performer receiver',
  MedicationRequest: 'requester',
  MedicationStatement: 'source',
  MessageHeader: 'receiver author responsible enterer',
  NutritionOrder: 'provider',
  Observation: 'performer',
  Patient: 'general-practitioner',
  PaymentNotice: 'provider',
  PaymentReconciliation: 'requestor',
  Person: 'practitioner',
  Practitioner: '_id',
  PractitionerRole: 'practitioner',
  Procedure: 'performer',
  Provenance: 'agent',
  QuestionnaireResponse: 'author source',
  RequestGroup: 'participant author',
  ResearchStudy: 'principalinvestigator',
  RiskAssessment: 'performer',
  Schedule: 'actor',
  ServiceRequest: 'performer requester',
  Specimen: 'collector',
  SupplyDelivery: 'supplier receiver',
  SupplyRequest: 'requester',
  VisionPrescription: 'prescriber',
};

const RELATED_PERSON: Table = {
  AdverseEvent: 'recorder',
  AllergyIntolerance: 'asserter',
  Appointment: 'actor',
  AppointmentResponse: 'actor',
  Basic: 'author',
  CarePlan: 'performer',
  CareTeam: 'participant',
  ChargeItem: 'enterer performer-actor',
  Claim: 'payee',
  Communication: 'sender recipient',
  CommunicationRequest: 'sender recipient requester',
  Composition: 'author',
  Condition: 'asserter',
  Coverage: 'policy-holder subscriber payor',
  DocumentManifest: 'author recipient',
  DocumentReference: 'author',
  Encounter: 'participant',
  ExplanationOfBenefit: 'payee',
  Invoice: 'recipient',
  MedicationAdministration: 'performer',
  MedicationStatement: 'source',
  Observation: 'performer',
  Patient: 'link',
  Person: 'link',
  Procedure: 'performer',
  Provenance: 'agent',
  QuestionnaireResponse: 'author source',
  RelatedPerson: '_id',
  RequestGroup: 'participant',
  Schedule: 'actor',
  ServiceRequest: 'performer',
  SupplyRequest: 'requester',
};

const TABLES: Readonly<Record<string, Table>> = {
  Patient: PATIENT,
  Encounter: ENCOUNTER,
  Practitioner: PRACTITIONER,
  RelatedPerson: RELATED_PERSON,
};

/** The types that have a compartment. */
export const COMPARTMENTS: readonly string[] = Object.keys(TABLES);

/** The types of resource that can belong to a compartment of this type; none for what is no compartment. */
export const compartmentTypes = (compartment: string): string[] => Object.keys(TABLES[compartment] ?? {});

/** The condition that a resource of one of `types` belongs to the compartment `Type/id`. */
export function compartmentCondition(
  parameters: SearchParameters,
  { type: compartment, id }: { readonly type: string; readonly id: string },
  types: readonly string[],
): SearchCondition {
  const ofType = (type: string): SearchCondition => {
    const codes = TABLES[compartment]?.[type]?.split(' ') ?? [];
    const found = codes.flatMap((code) => parameters.of(type).get(code) ?? []);
    const filters = found.map((parameter): SearchCondition => {
      const text = parameter.code === '_id' ? id : `${compartment}/${id}`;
      const value =
        parameter.code === '_id'
          ? ({ type: 'token', system: undefined, code: text } as const)
          : ({ type: 'reference', text } as const);
      return { op: 'filter', parameter, modifier: '', values: [value] };
    });
    const belongs: SearchCondition = { op: 'any', of: filters };
    return types.length === 1 ? belongs : { op: 'all', of: [{ op: 'types', types: [type] }, belongs] };
  };
  return { op: 'any', of: types.map(ofType) };
}
