/** What one request works with: the house and its rooms, what its caller may see by which permit, how that is shown, and how an act is answered or refused. */

export { type Aim, aimOf, findTarget, isAimedAt } from './aim.ts';
export type { Also, Written } from './also.ts';
export { type Answer, entryOf, type Known, refusalEntryOf } from './answer.ts';
export { searchset } from './bundle.ts';
export { type CategoryWords, categoryWords } from './category-words.ts';
export { categoriesOf, disclosedItems } from './disclosed-items.ts';
export { versioned } from './document-view.ts';
/** What a request that threw is answered with: 503 with seconds to wait, 409 `conflict-retry`, or 500 `internal`. */
export { auditDown, conflictRetry, defect, describeError, failed } from './failures.ts';
export {
  type AuditKeeping,
  type ConsentDefect,
  type House,
  holderOf,
  type IntakeKeeping,
  type Limits,
  PREFERENCES,
  type Preference,
  type Visit,
  type Writing,
  within,
} from './house.ts';
export { isKnownTo, liesWithin, namedByAll, outsideScope } from './lies-within.ts';
export { maskReferences, withholdSections } from './mask-references.ts';
export { namesOf } from './names-of.ts';
export { filesOf, jsonIn } from './operation-bytes.ts';
export { pageLinks } from './page-links.ts';
export { isPrivacyOfficer, privacyOfficerOnly } from './privacy-officer.ts';
export {
  BOOLEAN,
  COUNT,
  isCounting,
  type OperationRequest,
  oneValue,
  onlyOne,
  operationTooLarge,
  POSITIVE,
  parameterNeeded,
  parametersIn,
  parameterUnknown,
  partInBody,
  readBundleOperation,
  readOperation,
  SHAPES,
  type Shape,
  sentParameters,
  valueInvalid,
} from './read-operation.ts';
export { readableRecords, visibleBy } from './readable-records.ts';
export { recordDenial } from './record-denial.ts';
export { bodyTypeDiffers, gone, invalid, noneMatches, notFound, scopeMissing, typeNotServed } from './refusals.ts';
/** What a region decides for itself. */
export { type Region, regionShipped } from './region.ts';
export { resolveCodes } from './resolve-codes.ts';
/** Whether the query part of a scope can be enforced: what `grantable` asks. */
export { scopeQueryUnderstood } from './scope-query.ts';
export { EVERYTHING, holdsAllOf } from './scope-reach.ts';
export { SERVED_TYPES } from './served-types.ts';
export { InputRefused, settle } from './settle.ts';
export { noteTold } from './told-by-criteria.ts';
export { permitFrom, permitOf, permitOfCaller, permitOfPerson, permitOfProxy } from './visit-permit.ts';
export { withoutReferences } from './without-references.ts';
/** Rules of writing a type; `readWriteRules` gives `rule-malformed`, `rule-type-unknown` or `rule-never-kept`, 422. */
export { readWriteRules, ruleOf, type WriteRules } from './write-rules.ts';
