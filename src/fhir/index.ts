/** The words of the house: FHIR R4 names, outcomes and refusals, references, search, and dates in Japan time. */
export * from './canonical.ts';
export * from './issue.ts';
/** What each of our codes means: the tables of all rooms are made of these. */
export * from './issue-kind.ts';
export * from './japan-time.ts';
export * from './language.ts';
export * from './match-pattern.ts';
export * from './outcome.ts';
export * from './reference.ts';
/** The codes with which a search is refused. */
export * from './refusal-kinds.ts';
export * from './search-parameter.ts';
export * from './search-query.ts';
export * from './within-time.ts';
