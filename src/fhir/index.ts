/** The words of the house: FHIR R4 names, outcomes and refusals, references, search, and dates in Japan time. */
export * from './canonical.ts';
/** Which resources belong to a person, an encounter or who is at work (R4 § 2.48.4). */
export * from './compartment.ts';
/** What is not evaluated of FHIRPath that others wrote. */
export * from './costly-path.ts';
/** Which types are parts of their own kind: for `:above` and `:below`. */
export * from './hierarchy.ts';
export * from './is-written.ts';
export * from './issue.ts';
/** What each of our codes means: the tables of all rooms are made of these. */
export * from './issue-kind.ts';
export * from './japan-time.ts';
export * from './language.ts';
export * from './match-pattern.ts';
export * from './nearest-name.ts';
export * from './number-texts.ts';
export * from './outcome.ts';
/** What a search parameter may be asked with, by its type. */
export { MODIFIERS } from './parse-condition.ts';
export * from './purposes.ts';
export * from './reference.ts';
/** The codes with which a search is refused. */
export * from './refusal-kinds.ts';
/** What people write as JSON, held to a schema: each fault with its place, its reason and how to mend it. */
export * from './schema-faults.ts';
export { oneOfWords } from './schema-words.ts';
export * from './search-condition.ts';
export type { Include } from './search-include.ts';
export * from './search-parameter.ts';
export * from './search-query.ts';
export { searchTooCostly } from './search-refusals.ts';
export { askedSpan, type Prefix, type SearchValue, VALUE_FORMS, type WrittenNumber } from './search-value.ts';
export * from './subsetted.ts';
export * from './within-time.ts';
export * from './written-numbers.ts';
