/** Files of records (CSV) as FHIR by a table of rules: one row a record. */

/** Who sends records, by the number that the directory has of them. */
export type { RecordsSender } from './record-identity.ts';
/**
 * A file of records (CSV in UTF-8, UTF-16, CP932 or ISO-2022-JP) → a transaction Bundle keyed by identifiers; `mapped` and
 * `reported` are together all filled cells. Refuses what is no such file (400, 413), and with every fault of every row (422).
 */
export { type RecordsOptions, type RecordsOutcome, recordsToFhir } from './records-to-fhir.ts';
/** The codes with which files of records (CSV) are refused or told to be incomplete. */
export { RECORD_REFUSALS } from './refusal-kinds-records.ts';
