/** How a resource with what a decision must know of it lies in a row. */
import type { Resource } from '@medplum/fhirtypes';
import { type Facts, instant, type LabelBasis, NO_BASIS } from '#consent';
import { fromJson } from '#fhir';
import type { SectionRow } from './section-row.ts';

/** One stored version. `text` is the resource exactly as it is answered; empty when it was deleted. */
export interface Stored {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updated: Date;
  readonly deleted: boolean;
  readonly text: string;
  readonly custodian: string | null;
  /** The version of the rules that labelled it. */
  readonly labelled: string;
  /** What is told of it to the audit. */
  readonly facts: Pick<Facts, 'patients' | 'sens'>;
  /** The references of the resources that a document was stored as; empty for everything else. */
  readonly members: readonly string[];
  /** Of a document or a Composition: what is decided by itself in it; `null` where that was not drawn. */
  readonly sections: readonly SectionRow[] | null;
}

/** One stored version with everything that a decision needs to know of it. */
export interface StoredWithFacts extends Stored {
  readonly facts: Facts;
  /** What it is about, where it speaks of other records: `Type/id`. */
  readonly about: readonly string[];
  /** What its labels rest on besides its content. */
  readonly basis: LabelBasis;
}

export const resourceOf = (stored: Stored): Resource => fromJson(stored.text) as Resource;

export interface Row {
  type: string;
  id: string;
  version: number;
  updated: Date;
  deleted: boolean;
  content: string;
  members: string[];
  sections: SectionRow[] | null;
  patients: string[];
  sens: string[];
  custodian: string | null;
  labelled: string;
}

/** A row with the columns that decisions are made by. */
export interface RowWithFacts extends Row {
  conf: number | null;
  handling: string[];
  classes: string[];
  codes: string[];
  clinical_start: number | null;
  clinical_end: number | null;
  authors: string[];
  performers: string[];
  refs: string[];
  about: string[] | null;
  label_basis: LabelBasis | null;
}

/** The columns of a row for a SELECT. */
export const columnsOf = (alias: string): string =>
  `${alias}.type, ${alias}.id, ${alias}.version, ${alias}.updated, ${alias}.deleted, ${alias}.content, ${alias}.members,
   ${alias}.sections, ${alias}.patients, ${alias}.sens, ${alias}.custodian, ${alias}.labelled`;

/** The same with those of a known row; times of the facts in milliseconds, which may be infinite. */
export const columnsWithFactsOf = (alias: string): string =>
  `${columnsOf(alias)}, ${alias}.conf, ${alias}.handling, ${alias}.classes, ${alias}.codes,
   ${milliseconds(`${alias}.clinical_start`)} AS clinical_start, ${milliseconds(`${alias}.clinical_end`)} AS clinical_end,
   ${alias}.authors, ${alias}.performers, ${alias}.refs, ${alias}.about, ${alias}.label_basis`;

const milliseconds = (column: string): string => `EXTRACT(epoch FROM ${column})::float8 * 1000`;
const instantOf = (at: number | null): Facts['clinicalStart'] => (at === null ? null : instant(Math.round(at)));

export function storedOf(row: Row): Stored {
  const { type, id, version, updated, deleted, content, members, sections, custodian, labelled, patients, sens } = row;
  return {
    type,
    id,
    version,
    updated,
    deleted,
    text: content,
    custodian,
    labelled,
    facts: { patients, sens },
    members,
    sections,
  };
}

export function storedWithFactsOf(row: RowWithFacts): StoredWithFacts {
  const facts: Facts = {
    type: row.type,
    id: row.id,
    patients: row.patients,
    conf: row.conf,
    sens: row.sens,
    handling: row.handling,
    classes: row.classes,
    codes: row.codes,
    clinicalStart: instantOf(row.clinical_start),
    clinicalEnd: instantOf(row.clinical_end),
    authors: row.authors,
    performers: row.performers,
    references: row.refs,
    custodian: row.custodian,
  };
  return { ...storedOf(row), facts, about: row.about ?? [], basis: basisOfRow(row) };
}

/** No rules, or those of before it was noted which: then nobody can tell whose a label is, and all are its sender's. */
const UNKNOWN_RULES: readonly string[] = ['', 'before'];

export function basisOfRow({ labelled, label_basis, content }: RowWithFacts): LabelBasis {
  if (label_basis !== null) return label_basis;
  if (!UNKNOWN_RULES.includes(labelled) || content === '') return NO_BASIS;
  const { meta } = JSON.parse(content) as Resource;
  return { supplied: meta?.security ?? [], sections: [] };
}

/** The basis as a column: usually there is nothing to keep. */
export const basisColumn = ({ supplied, sections }: LabelBasis): LabelBasis | null =>
  supplied.length + sections.length === 0 ? null : { supplied, sections };

/** What is about nothing is known by that alone. */
export const aboutColumn = (about: readonly string[]): readonly string[] | null => (about.length === 0 ? null : about);

const PATIENT_PREFIX = 'Patient/';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (id: string): boolean => UUID.test(id);

/** The distribution key: the patient when there is exactly one, else the resource itself. */
export function distributionKey({ id, patients }: Pick<Facts, 'id' | 'patients'>): string {
  const [only] = patients;
  const patient = patients.length === 1 && only ? only.slice(PATIENT_PREFIX.length) : '';
  return isUuid(patient) ? patient : id;
}

/** Facts as the columns of a row, or of a section, hold them. */
export const factColumns = (facts: Facts) => ({
  patients: facts.patients,
  conf: facts.conf,
  sens: facts.sens,
  handling: facts.handling,
  classes: facts.classes,
  codes: facts.codes,
  clinical_start: facts.clinicalStart,
  clinical_end: facts.clinicalEnd,
  authors: facts.authors,
  performers: facts.performers,
  refs: facts.references,
});
