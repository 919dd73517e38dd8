/**
 * Validation: is a resource what it says it is? Profiles are compiled into constraints, constraints and places give issues.
 * Every issue has a stable code, Japanese and English words, a FHIRPath, and the link to its rule in FHIR R4.
 */

export { ISSUES, type IssueCode, type IssueText } from './constraints/index.ts';
export type { Definitions, DefinitionType, Finding, LoadOptions } from './definitions/index.ts';
export { loadPackages } from './load-packages.ts';
export { type ReadText, readText } from './read-text.ts';
export type { Places } from './validation-run.ts';
export {
  createValidator,
  type ValidateOptions,
  type Validator,
  type ValidatorOptions,
} from './validator.ts';
