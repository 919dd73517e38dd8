/** What people came to do: one act a file. Each asks the rooms below in order, and skips none. */
/** R4's terminology operations over what is loaded, completed by the server of the settings. */

/** The life of a consent: gives 409 `consent-not-pending`, `consent-ended`, 422 `consent-stands-for-none`. */
export { activateConsent } from './activate-consent.ts';
export { type Answer, entryOf, type Known, refusalEntryOf } from './answer.ts';
export { answerTerminology, type TerminologyRequest } from './answer-terminology.ts';
/** Heads of audit trees, exchanged with partners; gives 400 `audit-heads-malformed`. */
export {
  type HeadsFile,
  type HeadVerdict,
  headsFile,
  judgeHeads,
  readHeadsFile,
  receiveHeads,
  sendHeads,
} from './audit-heads.ts';
/** A batch, each entry by itself. */
export { type Operate, runBatch, type ShowEntry } from './batch.ts';
/** Reviews of emergencies; give 403 `privacy-officer-only`, 404 `review-not-open`. */
export { listBreakGlassReviews, readBreakGlassNotices, reviewBreakGlass } from './break-glass.ts';
/** What is no batch and no transaction; 422. */
export { bundleNotTaken } from './check-bundle.ts';
/** $consent-status: the same words about everybody, and the consents for who may see them. */
export { readConsentStatus } from './consent-status.ts';
/** $consent-template; gives 422 `consent-template-refused`. */
export { makeConsentTemplate } from './consent-template.ts';
/** Everything stored against itself; the findings are data, with their words. */
export { convertDocument } from './convert-document.ts';
export { createResource } from './create.ts';
/** A crisis plan put into action for a limited time; gives 422 `not-a-crisis-plan`, `crisis-team-missing`, 403 `not-of-the-plan`, 409 `crisis-plan-not-active`. */
export { activateCrisisPlan, deactivateCrisisPlan } from './crisis-plan.ts';
/** Dead letters of the caller's organization; give 403 `letter-operator-only`, 404 `letter-unknown`, 409 `letter-settled`. */
export {
  dismissDeadLetter,
  dismissLetter,
  letterUnknown,
  listDeadLetters,
  readDeadLetter,
  replayDeadLetter,
  replayLetter,
  worded,
} from './dead-letters.ts';
/** What comes by no request, such as a message over MLLP; never throws. */
export { type Delivered, deliver } from './deliver.ts';
/** What the caller's organization provided to others, or received from them. */
export { drawDisclosureRecord } from './disclosure-record.ts';
export { readDisclosures } from './disclosures.ts';
export { draftServicePlan } from './draft-service-plan.ts';
/** Who could see what of a person, and what decides it; gives 404 `not-found`, 400 `operation-…`. */
export { explainAccess } from './explain-access.ts';
/** What a request that threw is answered with: 503 with seconds to wait, 409 `conflict-retry`, or 500 `internal`. */
export { auditDown, defect, describeError, failed } from './failures.ts';
export { fillForm } from './fill-form.ts';
/** Whom a role may see, for the choice of a person at a sign-in. */
export { findPatients } from './find-patients.ts';
export { type House, type Limits, PREFERENCES, type Preference, type Visit, type Writing } from './house.ts';
/** Every issue code of the house, with its words in both languages. */
export { ISSUE_KINDS } from './issue-kinds.ts';
/** The jobs of the house, for as long as it is open. */
export { type Housekeeping, keepHouse } from './keep-house.ts';
/** $lastn; gives `operation-…` and `search-…` refusals, 400. */
export { lastObservations } from './last-observations.ts';
export { isSandbox, loadSandbox, markReal, WrongHouse } from './load-sandbox.ts';
/** $document; gives 404 `not-found`, 422, and 403 `document-not-holder`. */
export { makeDocument } from './make-document.ts';
/** $match: people who may be the one described, graded; nobody is merged. */
export { matchPatient } from './match-patient.ts';
/** $meta, $meta-add, $meta-delete; gives 400 `meta-needed`. */
export { changeMeta, collectMeta, type MetaChange, readMeta } from './meta.ts';
export { houseMigrations, type OpenHouse, openHouse } from './open-house.ts';
/** Gives 400 `patch-malformed`, 422 `patch-unfitting`, `patch-identity`. */
export { patchResource } from './patch.ts';
/** What a caller would have back from a write. */
export { isReading, preferredBody } from './prefer.ts';
export { readResource, readVersion } from './read.ts';
/** AuditEvents; gives 400 `audit-search-unsupported`, `cursor-unknown`. */
export { auditSearches, readAuditEvent, searchAudit } from './read-audit.ts';
/** Loaded definitions, read only: by id, or by `url` and `_id`. */
export {
  DEFINITION_SEARCHES,
  DEFINITION_TYPES,
  type DefinitionServed,
  readDefinition,
  searchDefinitions,
} from './read-definition.ts';
/** $everything of a person or a stay, in pages. */
export { readEverything } from './read-everything.ts';
/** The history of a resource, a type or everything; gives 400 `search-value-invalid`, `cursor-unknown`. */
export { readHistory } from './read-history.ts';
export { type OperationRequest, SHAPES, type Shape } from './read-operation.ts';
export { receiveDocument } from './receive-document.ts';
export { receiveForm } from './receive-form.ts';
export { type Message, receiveMessage } from './receive-message.ts';
/** What is sent by a request: messages, one or many, and documents and forms that are to be kept where they are refused. */
export { keepsRefused, receiveMessages, receiveUpload, type Upload } from './receive-upload.ts';
export { recordDenial } from './record-denial.ts';
export { bodyTypeDiffers, typeNotServed } from './refusals.ts';
/** What a region decides for itself. */
export { type Region, regionShipped } from './region.ts';
/** Counts of a region that tell of nobody. */
export { readRegionalCounts } from './regional-counts.ts';
/** Whom a launch in the sandbox can begin with. */
export { type RegionPeople, type RegionRecord, regionPeople } from './sandbox-region.ts';
/** Whether the query part of a scope can be enforced: what `grantable` asks. */
export { scopeQueryUnderstood } from './scope-query.ts';
export { search } from './search.ts';
export {
  ADDED_PARAMETER_SEARCHES,
  deleteSearchParameter,
  listSearchParameters,
  putSearchParameter,
  readIndexProgress,
  readSearchParameter,
  redrawIndex,
} from './search-parameters.ts';
export { sendForm } from './send-form.ts';
export { SERVED_TYPES } from './served-types.ts';
export { showFindings } from './show-findings.ts';
export { showPathway } from './show-pathway.ts';
/** The person shows an organization no more. */
export { stopSharing } from './stop-sharing.ts';
export { supersedeConsent } from './supersede-consent.ts';
export type { Target } from './target.ts';
export { runTransaction } from './transaction.ts';
/** What holds for writing single types: kept for ever, changed by version only. */
export { isKept, needsVersion } from './type-rules.ts';
export { deleteResource, updateResource } from './update.ts';
export { validateResource } from './validate-resource.ts';
/** $verify of the audit; gives 400 `audit-head-unknown`. */
export { proveConsistency, proveInclusion } from './verify-audit.ts';
export { type Finding, type VerifyReport, verifyHouse } from './verify-house.ts';
export { withdrawConsent } from './withdraw-consent.ts';
/** Rules of writing a type; `readWriteRules` gives `rule-malformed`, `rule-type-unknown` or `rule-never-kept`, 422. */
export { readWriteRules, type WriteRules } from './write-rules.ts';
