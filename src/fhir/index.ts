/** The words of the house: FHIR R4 names, outcomes and refusals, references and dates in Japan time. */
export * from './canonical.ts';
export * from './issue.ts';
