/** The policy that is shipped: silence is refusal, and no statutory rule before its legal review in a region. */
import type { Bilingual } from '#fhir';
import type { Policy, PolicyRule } from './context.ts';

/** The policy by which a region works. */
export interface RegionalPolicy extends Policy {
  /** Roles, groups or organizations whose members watch over privacy: they may look into the audit. */
  readonly privacyOfficers: readonly string[];
  readonly rules: readonly RegionalRule[];
  /** Counts of people are told in multiples of this, and smaller ones not at all. */
  readonly countStep: number;
  /** How long a crisis plan stays activated. */
  readonly crisisPlanHours: number;
}

/** A statutory rule with what it rests on. A mandate opens records without consent: it says all of this. */
interface RegionalRule extends PolicyRule {
  /** The law or guidance, as it is cited in Japanese. */
  readonly law?: string;
  /** The day (`YYYY-MM-DD`) from which the law has read so. */
  readonly lawDate?: string;
  /** Who checked in the region that the rule follows from the law, and when. */
  readonly reviewed?: { readonly by: string; readonly on: string };
  readonly why?: Bilingual;
}

/**
 * The default policy (§2.1). Location and Medication are not among the types about nobody: a hospital may write a home or
 * a prescription into them. A region adds `rules`, which name its own organizations and so cannot be shipped, e.g.
 * `{ "id": "police", "type": "prohibit", "actor": ["Organization/police"] }`, and the groups that may break the glass;
 * examples/region/policy.json is one that is worked out.
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
  crisisPlanHours: 72,
  countStep: 10,
};
