/** What FHIR clients come to do: R4's interactions and operations on records, one act a file. Each asks the rooms below in order, and skips none. */

export { answerTerminology, type TerminologyRequest } from './answer-terminology.ts';
export { askAhead } from './ask-ahead.ts';
/** A batch, each entry by itself. */
export { type Operate, runBatch, type ShowEntry } from './batch.ts';
export { criteriaIn } from './bundle-request.ts';
export { differentId, endedConsent, isEnded, notPending } from './change-refusals.ts';
/** What is no batch and no transaction; 422. */
export { bundleNotTaken, checkEntryList } from './check-bundle.ts';
export { EVENT_FOCUSED, isCrisisTeam } from './check-crisis-team.ts';
export { checkEvidence } from './check-evidence.ts';
/** What is open at a launch; gives 422 `launch-invalid`, `launch-record`, `launch-person`. */
export { checkLaunch } from './check-launch.ts';
export { visibleAmong } from './check-resource.ts';
/** What was shortened for an answer; 422 `resource-subsetted`. */
export { notWhole } from './check-whole.ts';
export { admit, createdAnswer, createResource, draftOf, itemOfWrite, locationOf, recorded } from './create.ts';
export { bundleText } from './definition-bundle.ts';
/** Of criteria that mean nothing, 400, or more than one, 412. */
/** Which element an expression names that R4 has not. */
export { leadsNowhere } from './element-list.ts';
export { criteriaNeeded, severalMatch } from './find-by-criteria.ts';
/** Whom a role may see, for the choice of a person at a sign-in. */
export { type FoundPatient, findPatients, wordsOf } from './find-patients.ts';
export { checkSuperseding, checkWithdrawal } from './keep-refusal.ts';
/** $lastn; gives `operation-…` and `search-…` refusals, 400. */
export { lastObservations } from './last-observations.ts';
/** $document; gives 404 `not-found`, 422, and 403 `document-not-holder`. */
export { makeDocument } from './make-document.ts';
/** $match: people who may be the one described, graded; nobody is merged. */
export { matchPatient } from './match-patient.ts';
/** $meta, $meta-add, $meta-delete; gives 400 `meta-needed`. */
export { changeMeta, collectMeta, type MetaChange, readMeta } from './meta.ts';
export { insertTold, replaceTold, type Told } from './origin.ts';
/** Gives 400 `patch-malformed`, 422 `patch-unfitting`, `patch-identity`. */
export { patchResource } from './patch.ts';
/** Gives 412 `version-conflict`, `exists-already`. */
export { type Preconditions, unmetPrecondition } from './preconditions.ts';
/** What a caller would have back from a write. */
export { isReading, preferredBody } from './prefer.ts';
export { readResource, readVersion } from './read.ts';
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
export { type Evidence, readEvidence, withEvidence } from './read-evidence.ts';
/** The history of a resource, a type or everything; gives 400 `search-value-invalid`, `cursor-unknown`. */
export { readHistory } from './read-history.ts';
export { readInstance } from './read-instance.ts';
export { receiveDocument, sectionCodesByReference } from './receive-document.ts';
export { parameterOfPath } from './reference-parameter.ts';
export { patientsAsked, type SearchRequest, search } from './search.ts';
export { showFindings } from './show-findings.ts';
export {
  entriesHolder,
  meetingOf,
  type Placed,
  place,
  RECURRING_TYPES,
  sameContent,
  storePlaced,
  writtenIn,
} from './store-bundle.ts';
export type { Target } from './target.ts';
export { rehearseTransaction, runTransaction, storeTogether } from './transaction.ts';
/** What holds for writing single types: kept for ever, changed by version only. */
export { isKept, needsVersion } from './type-rules.ts';
export {
  changeWithin,
  deleteResource,
  inTransaction,
  prepareDelete,
  prepareUpdate,
  replaceBy,
  updateResource,
  type Write,
} from './update.ts';
export { validateResource } from './validate-resource.ts';
