/** The kit that runs `mappings/`: hospital records and welfare forms into FHIR and back, with everything that was lost said. */

/**
 * A CDA R2 document → a FHIR document; what it could not carry is told by element, line and column. Refuses what is no such
 * document (400), what lacks its head (422), and, when strict, any undeclared loss (422).
 */
export { type CdaOutcome, type CdaPlace, cdaToFhir } from './cda-to-fhir.ts';
/** The forms that a resource can leave as, by id, and the types of the resources that a form speaks of. */
export { formsFor, typesOf, typesPointingAt } from './choose-form.ts';
/** The words of a form's code tables whose codes are none of their code system. */
export { strangeCodes } from './code-laws.ts';
/**
 * One conversion from bytes to bytes. `mapping` is an id of `listMappings()`, `to` is `fhir` or `form`; the report lists
 * every issue with its source position and rule. Refuses unknown mappings, unreadable input, and, when strict, any loss.
 */
export {
  type Converted,
  type ConvertRequest,
  convert,
  formatOf,
  type LossReport,
} from './convert.ts';
/** The first draft of a form from records that may be seen, by `mappings/records-to-service-plan-draft`. */
export { draftForm } from './draft-form.ts';
/** A mapping as FHIR: the model of its form, StructureMaps, ConceptMaps, and the library of codecs. */
export { exportMaps } from './export-maps.ts';
/** The tables that are no forms as StructureMaps: exports for other houses, and the draft from records. */
export { exportTableMaps, TABLE_IDS } from './export-table-maps.ts';
/** How a form gets from one resource to the next, for who gathers them from elsewhere than a Bundle. */
export { type FilledTemplate, fillTemplate } from './fill-template.ts';
/** Where each field of a form is printed, by the path with which issues name it: `fields.F01-01` → `計画案!I4`. */
export { cellsOfForm, explainForm } from './form-cells.ts';
export {
  type FormPart,
  isMadeLike,
  isOfKind,
  keptAsRecorded,
  likenessOf,
  partsOfForm,
  withoutBlankRows,
} from './form-parts.ts';
export { type Backward, type FormReach, namedResources, reachOfForm } from './form-reach.ts';
/** Names, addresses and contact points, as told, with what was known of the same ones besides. */
export { fullerLists } from './fuller-lists.ts';
/** A decoded HL7 v2 message; positions read `PID-5.1 (segment 3)`. `textOf(record, 'PID-3')` gives a component's text. */
export {
  type Hl7Component,
  type Hl7Field,
  type Hl7Record,
  type Hl7Segment,
  textOf,
} from './hl7-record.ts';
/** A mapping that came as StructureMaps, as the files of a folder. */
export type { ImportedMapping } from './imported-mapping.ts';
/** The laws that a table or a filled form breaks, each with its rule and label. */
export { brokenByForm, brokenLaws } from './laws.ts';
/** The tables by which a resource is written for another house's profile; `convert` runs them, `to` being `fhir`. */
export { listExports } from './load-export.ts';
/** The mappings of the project, and a mapping with a region's overlay laid over it. Refuses unknown ids (404) and unsound tables (422). */
export {
  type Homes,
  homesWith,
  type LoadOptions,
  listMappings,
  listOverlays,
  loadMapping,
} from './load-mapping.ts';
/** A PDF of anything, in a font that has Japanese. */
export { MARGIN_POINTS, makePdf, type PdfDocument } from './make-pdf.ts';
/** The code tables of a mapping as files. */
export { conceptMapFile } from './map-concepts.ts';
/** What StructureMaps are read with, and how one is refused. */
export { mapIssue } from './map-issue.ts';
export type { MapWorld } from './map-world.ts';
/** A mapping as data, and a form as data: texts by field id, each with its Japanese label. */
export type { Form, FormField, FormRow, Mapping, Rule, TableRule } from './mapping.ts';
/** Lists that several messages bring together, and the state of the whole that goes with what they list. */
export { addedTo, collected, type Listing, listing, referencesIn, statusIn } from './message-lists.ts';
/** A UUID that is always the same for the same name. */
export { nameUuid } from './name-uuid.ts';
/** A layout that prints every field: what a mapping begins with that came without a paper. */
export { plainLayout } from './plain-layout.ts';
/** A StructureMap of another house → a mapping; refuses (422) with every construct that could not be honoured. */
export { readForeignMap } from './read-foreign-map.ts';
export { lostInReading, READ_FORMATS, type ReadFormat, readForm, readFormWithIssues } from './read-form.ts';
/** Raw bytes of one HL7 v2 message (ISO-2022-JP, UTF-8, CP932) → record; refuses (400) with segment, line and column, never throws. */
export { readHl7 } from './read-hl7.ts';
/** Text in the FHIR Mapping Language → StructureMap, with what its parser would cut off. */
export { readMapText } from './read-map-text.ts';
/** The StructureMaps that a mapping was exported as → the mapping; refuses (422) what was changed by hand or is not whole. */
export { isOwnMap, readOwnMaps } from './read-own-maps.ts';
/** Bytes of a form (`json`, `xlsx` or `csv`) → the form, alone or with what was odd about it; refuses what is no form of this mapping (400). */
export type { ReadForm } from './read-xlsx.ts';
/** Who sends records, by the number that the directory has of them. */
export type { RecordsSender } from './record-identity.ts';
/**
 * A file of records (CSV in UTF-8, UTF-16, CP932 or ISO-2022-JP) → a transaction Bundle keyed by identifiers; `mapped` and
 * `reported` are together all filled cells. Refuses what is no such file (400, 413), and with every fault of every row (422).
 */
export { type RecordsOptions, type RecordsOutcome, recordsToFhir } from './records-to-fhir.ts';
/** The codes of what conversion refuses, lost or found lacking: of forms, of StructureMaps, of messages, and of records. */
export { FORM_REFUSALS } from './refusal-kinds-forms.ts';
export { MAP_REFUSALS } from './refusal-kinds-maps.ts';
export { MESSAGE_REFUSALS } from './refusal-kinds-messages.ts';
export { RECORD_REFUSALS } from './refusal-kinds-records.ts';
/** The name of a file in SS-MIX2 standard storage → its parts; times are ISO 8601 with +09:00. Refuses other names (400). */
export { readSsmix2FileName, type Ssmix2FileName } from './ssmix2-file-name.ts';
/** Where a hospital keeps the legal form of admission; a setting of the hospital. */
export type { LegalStatusSource } from './ssmix2-legal-status.ts';
/**
 * An SS-MIX2 ADT message → a transaction Bundle keyed by identifiers, with `mapped` and `reported` positions that together
 * are all values of the message. Refuses unreadable or unsupported messages, and, when strict, any undeclared loss (422).
 */
export { type Ssmix2Options, type Ssmix2Outcome, ssmix2ToFhir } from './ssmix2-to-fhir.ts';
/** The rules of a form whose paths are no elements of R4, or of another type than their codec makes. */
export { strangeTargets } from './target-laws.ts';
export { checkTemplate } from './template-safety.ts';
/** Form → Bundle, into `base` when given; what cannot be read is kept as a note of the plan, or refused when strict (422). */
export { type FhirOutcome, type ToFhirOptions, toFhir } from './to-fhir.ts';
/** Bundle → form; what the form has no place for is reported, or refused when strict (422). */
export { type FormOutcome, type ToFormOptions, toForm } from './to-form.ts';
/** The identifier system of medical institution numbers in the directory. */
export { INSTITUTION_SYSTEM } from './transaction-entries.ts';
/** A form as bytes: `json`, `xlsx`, `pdf`, `html`, `csv` in UTF-8 with a mark, or `csv-cp932`, which refuses what CP932 lacks (422). */
export { WRITE_FORMATS, type WriteFormat, writeForm } from './write-form.ts';
