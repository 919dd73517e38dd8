/** CDA documents as FHIR documents, with everything that was not carried. */

/**
 * A CDA R2 document → a FHIR document; what it could not carry is told by element, line and column. Refuses what is no such
 * document (400), what lacks its head (422), and, when strict, any undeclared loss (422).
 */
export { CDA_TYPES, type CdaOutcome, type CdaPlace, cdaToFhir } from './cda-to-fhir.ts';
