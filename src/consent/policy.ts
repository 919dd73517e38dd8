/** The policy that is shipped: silence is refusal, and no statutory rule before its legal review in a region. */
import type { Policy } from './context.ts';

/** The policy by which a region works. */
export interface RegionalPolicy extends Policy {
  /** Roles, groups or organizations whose members watch over privacy: they may look into the audit. */
  readonly privacyOfficers: readonly string[];
  /** Counts of people are told in multiples of this, and smaller ones not at all. */
  readonly countStep: number;
}

/**
 * The default policy (§2.1). Location and Medication are not among the types about nobody: a hospital may write a home or
 * a prescription into them. A region adds `rules`, which name its own organizations and so cannot be shipped, e.g.
 * `{ "id": "police", "type": "prohibit", "actor": ["Organization/police"] }`, and the groups that may break the glass.
 */
export const policyShipped: RegionalPolicy = {
  default: 'deny',
  onNotCovered: 'deny',
  minorConsentAge: 16,
  btgPrivileged: [],
  nonPatientTypes: [
    'ActivityDefinition',
    'CapabilityStatement',
    'CodeSystem',
    'ConceptMap',
    'Endpoint',
    'HealthcareService',
    'Library',
    'MessageDefinition',
    'NamingSystem',
    'OperationDefinition',
    'Organization',
    'OrganizationAffiliation',
    'PlanDefinition',
    'Practitioner',
    'PractitionerRole',
    'Questionnaire',
    'SearchParameter',
    'StructureDefinition',
    'StructureMap',
    'ValueSet',
  ],
  rules: [],
  privacyOfficers: [],
  countStep: 10,
};
