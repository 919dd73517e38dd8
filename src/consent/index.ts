/** May they: labels, the decision, its compiled form and the permit. Pure: consents, directory, policy and time are arguments. */

/** What a record that speaks of other records is about. */
export { ABOUT_TYPES, aboutOf } from './about.ts';
/** Who may consent for a person, as a RelatedPerson says it was verified. */
export { authoritiesOf, authorityRecordsOf } from './authority.ts';
export {
  type Case,
  type CaseFile,
  type CaseResult,
  decideCaseFile,
  readCaseFile,
} from './case-file.ts';
export { compilePatient } from './compile-patient.ts';
export { consentFaults } from './consent-faults.ts';
/** The default matrix of consent as data; `readConsentMatrix` gives 422 `consent-matrix-malformed`. */
export { type ConsentMatrix, cellOf, readConsentMatrix, symbolsOf } from './consent-matrix.ts';
/** The provision of a standard form; gives 422 `consent-template-refused`. */
export { type ConsentTemplate, consentTemplate } from './consent-template.ts';
export { factsOfContacts } from './contact-facts.ts';
export { hasContacts, reachedFrom, withoutContacts } from './contacts.ts';
export type {
  Action,
  Context,
  Policy,
  PolicyRule,
  Request,
} from './context.ts';
export { decide, type Explanation, explain, type PersonOutcome, type Question } from './decide.ts';
export { opensBySilence } from './decide-patient.ts';
export type {
  Decision,
  DenyReason,
  Obligation,
  PermitReason,
} from './decision.ts';
export {
  closureOf,
  closureOfRequester,
  type Directory,
  type DirectoryEntry,
} from './directory.ts';
/** A document as its sections, each decided by itself. */
export { bareSection, isCopy, type Withholding } from './document-kind.ts';
/** Whose word counts for a person, and how much of a consent does now. */
export { actsFor, effectivenessOf, performersOf } from './effective.ts';
export { type Facts, factsOf, type Instant, instant, isKeptFromPerson } from './facts.ts';
/** What in a consent opens information about family members. */
export { type FamilyEvidence, type FamilyOpening, familyOpeningsOf } from './family-openings.ts';
export { isFamilyWord } from './family-word.ts';
export { type Atom, evaluate, type Formula } from './formula.ts';
/** What of a consent counts for nothing. */
export { type IdlePart, idlePartsOf } from './idle-parts.ts';
export { basisOf, type LabelBasis, NO_BASIS } from './label-basis.ts';
export {
  checkLabelExamples,
  type LabelExample,
  type LabelExampleResult,
  labelExamplesShipped,
  readLabelExamples,
  refuseFailing,
} from './label-examples.ts';
export { type Labelled, type Labelling, labelOnWrite } from './label-on-write.ts';
export { type LabelRules, labelRulesShipped } from './label-rules.ts';
export { matrixShipped } from './matrix-shipped.ts';
/** Whether a consent may refuse a use to anybody. */
export { mayDeny } from './may-deny.ts';
export {
  type ExplainedGround,
  explainPart,
  explainRow,
  type Ground,
  groundOf,
  groundOfPart,
  groundOfRow,
  isInReach,
  type Permit,
  type PermitGroup,
  type PermitInput,
  permitAt,
  permitFor,
  sees,
} from './permit.ts';
export { policyShipped, type RegionalPolicy } from './policy.ts';
/** What scopes let be looked at, as data. */
export { holdsAll, isWhole, type Meets, type Reach, reaches, type Slice } from './reach.ts';
/** The region's changes of the rules of labelling. */
export { readLabelRules } from './read-label-rules.ts';
export { readPolicy } from './read-policy.ts';

/** The codes with which a request for a decision is refused. */
export { CONSENT_REFUSALS } from './refusal-kinds.ts';
export { type Section, sectionsOf, sectionsOfDocument } from './sections.ts';
export { isConsentTotal } from './total.ts';
export { nextTurningPoint, type TimedInput } from './turning-point.ts';
/** What of a person's refusals only their own word, or who may speak for them, can undo. */
export {
  hasEvidence,
  mayEndAlone,
  mayUndo,
  opensByEnding,
  permitsAtRoot,
  refusesAnything,
} from './undo-refusal.ts';
/** Refusals of a Consent that would refuse nothing. */
export { unmetRefusals } from './unmet-criteria.ts';
export { readRequest } from './viewing.ts';
