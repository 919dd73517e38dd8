/** A section of a document as it rests in its row: with the columns of a row, so that it is decided like one. */
import type { Facts, Withholding } from '#consent';
import type { IndexValues } from './index-values.ts';

/** One element of the column `sections`. */
export interface SectionRow {
  readonly path: readonly number[];
  readonly withholding: Withholding;
  readonly entries: readonly string[];
  readonly keys: readonly string[];
  /** By parameter: the words that it is found by, and its least and greatest value. */
  readonly words: IndexValues['texts'];
  readonly sorts: IndexValues['sorts'];
  /** What it is found and sorted by where it is withheld. */
  readonly bare_keys: readonly string[];
  readonly bare_words: IndexValues['texts'];
  readonly bare_sorts: IndexValues['sorts'];
  readonly type: string;
  readonly id: string;
  readonly patients: readonly string[];
  readonly conf: number | null;
  readonly sens: readonly string[];
  readonly handling: readonly string[];
  readonly classes: readonly string[];
  readonly codes: readonly string[];
  readonly clinical_start: Facts['clinicalStart'];
  readonly clinical_end: Facts['clinicalEnd'];
  readonly authors: readonly string[];
  readonly performers: readonly string[];
  readonly refs: readonly string[];
  readonly custodian: string | null;
  /** The version of the rules that labelled it. */
  readonly labelled: string;
}

/** The SQL types of its members by which it is decided: each name costs planning, and sections are asked for in many places. */
export const SECTION_COLUMNS = `path int[], withholding text, entries text[], type text, id uuid, patients text[], conf smallint, sens text[],
  handling text[], classes text[], codes text[], clinical_start timestamptz, clinical_end timestamptz, authors text[], performers text[],
  refs text[], custodian text, labelled text`;

/** Those by which it is found and sorted. */
export const FOUND_COLUMNS = `path int[], withholding text, keys bigint[], words jsonb, sorts jsonb, bare_keys bigint[], bare_words jsonb,
  bare_sorts jsonb`;

/** What is to be decided of a section. */
export const factsOfSection = (row: SectionRow): Facts => ({
  type: row.type,
  id: row.id,
  patients: row.patients,
  conf: row.conf,
  sens: row.sens,
  handling: row.handling,
  classes: row.classes,
  codes: row.codes,
  clinicalStart: row.clinical_start,
  clinicalEnd: row.clinical_end,
  authors: row.authors,
  performers: row.performers,
  references: row.refs,
  custodian: row.custodian,
});
