/** The kit that runs `mappings/`: tables of rules both ways, codecs, and the laws that a table keeps. */

/** A box of a printed form: what stands where, and what it speaks of. */
export type { Box } from './box.ts';
/** Addresses of cells: `A4:H4` as rows and columns that count from 1. */
export { type Area, addressOf, areaOf, columnsOf } from './cells.ts';
/** The characters that may come from a form or a message into a record: no control characters but tab and line ends. */
export { forbiddenAt, nameOf } from './characters.ts';
/** Elements of R4 that can be of several types: `valueCode` in JSON is the element `value` of the type `code`. */
export { choiceOf } from './choice-elements.ts';
/** The words of a form's code tables whose codes are none of their code system. */
export { strangeCodes } from './code-laws.ts';
/** What a codec of form fields is: a small two-way thing between the text in a cell and values in FHIR. */
export { plain } from './codec.ts';
/** The codecs that a rule may name; the tables of functions are checked against this list by their types. */
export type { CdaCodecName, MessageCodecName } from './codec-names.ts';
/** Codecs of texts: several lines, narratives, names, telephone numbers, yes and no, and whose wish it is. */
export { narrativeOf } from './codec-texts.ts';
/** The codec of a slot of the week: `月・水 10:00〜12:00` with 25:00 read as 1:00 of the next calendar day. */
export { dayStartOf } from './codec-week.ts';
/** The rules of a mapping made ready to run: paths taken apart, codecs and tables found, once for each mapping. */
export { type ReadyRule, readyRules } from './compile-rules.ts';
/** Which elements have been accounted for, and the names of those that have not. */
export { type Covered, coverPlace, leavesBeside, pathTo } from './coverage.ts';
/** Text in CP932, the encoding of Japanese office software. What it lacks is named, never replaced. */
export { encodeCp932, nameCharacter } from './cp932.ts';
/** The lines of a CSV text as RFC 4180 has them: cells in quotes may hold separators, line ends and doubled quotes. */
export { type CsvLine, csvLines, isCsvFault } from './csv-lines.ts';
/** Decodes the whole byte stream of a Japanese hospital file before anything splits it: a JIS double byte can look like a separator. */
export { type DecodedText, decodeJapanese, type JapaneseEncoding, readableIn } from './decode-japanese.ts';
/** Refuses to run a mapping the way that it does not lead. */
export { type Way, wrongWay } from './direction.ts';
/** The first draft of a form from records that may be seen, by `mappings/records-to-service-plan-draft`. */
export { type DraftField, draftForm, readDraftRules } from './draft-form.ts';
/** Where each field of a form is printed, by the path with which issues name it: `fields.F01-01` → `計画案!I4`. */
export { cellsOfForm, explainForm } from './form-cells.ts';
/** The codecs of form fields by their names. */
export { toFhirValues, type Values } from './form-codecs.ts';
/** What a filled form makes of people, illnesses and certificates, and whether a record says the same: so that a second sheet meets the records of the first. */
export {
  type FormPart,
  isMadeLike,
  isOfKind,
  keptAsRecorded,
  likenessOf,
  partsOfForm,
  withoutBlankRows,
} from './form-parts.ts';
/** How a form gets from one resource to the next: for who gathers what it is about from elsewhere than a Bundle. */
export { type Backward, type FormReach, namedResources, reachOfForm } from './form-reach.ts';
/** Finds, in a Bundle, the resources that a form is about, by the references and conditions that the rule table names. */
export { fits, meets } from './graph.ts';
/** Makes the resources that a form needs and are not there yet, and ties them together by references. */
export { writeValues } from './graph-writer.ts';
/** The week as it is printed: a column for each day, a row for each half hour, and a box for each thing that is done. */
export { DAY_LABELS, gridBoxes, HOLIDAYS_ONLY, SUNDAY, SUNDAY_ONLY } from './grid.ts';
/** Where a text stops being JSON, as line and column. The reader of the platform only tells it by quoting what it found. */
export { jsonFault } from './json-fault.ts';
/** The laws that a table or a filled form breaks, each with its rule and label. */
export { brokenByForm, brokenLaws } from './laws.ts';
/** The shape of a printed form as data: sheets of texts, fields, tables and weekly grids. It comes from `layout.json`. */
export type { FieldCell, GridLayout, Layout, SheetLayout, TableLayout } from './layout.ts';
/** A table of one field in one cell: a line for each row that begins with ・, or the text alone where there is one row. */
export { readList, writeList } from './list-text.ts';
/** The mappings of the project, and a mapping with a region's overlay laid over it. Refuses unknown ids (404) and unsound tables (422). */
export {
  checkRules,
  HOME,
  type Homes,
  homesWith,
  type LoadOptions,
  listMappings,
  listOverlays,
  loadCodes,
  loadMapping,
  readChecked,
  schemaOf,
} from './load-mapping.ts';
/** The elements of the structures that a foreign map names, one step after the other. */
export { type At, childOf, jsonName, type MapWorld, repeats, rootOf, typeOf, typeUrl } from './map-world.ts';
/** A mapping as data, and a form as data: texts by field id, each with its Japanese label. */
export {
  type CodeTable,
  type Conditions,
  type CsvShape,
  type Form,
  type FormField,
  type FormRow,
  isFailure,
  type KeyRule,
  type Mapping,
  type PartRule,
  type ResourceRule,
  type Rule,
  type TableRule,
  targetsOf,
} from './mapping.ts';
/** A UUID that is always the same for the same name. */
export { nameUuid } from './name-uuid.ts';
/** The restricted paths of the rule tables: `detail.goal[0].reference`, `extension(person-wish).valueString`, `item(=sleep).answer[*].valueCoding`. */
export { isTree, type Place, readPath, type Tree, writePath } from './path.ts';
/** The grammar of the restricted paths: each text is taken apart once. */
export { compilePath, type Slice, type Step } from './path-steps.ts';
/** The codes that tell what a form, or a record on its way into one, lost or lacks. */
export { FORM_REFUSALS } from './refusal-kinds-forms.ts';
/** What `rules.json` says, and the mapping that it makes. */
export { mappingOf, type RulesFile } from './rules-file.ts';
/** One layout for every writer: the form as grids of labelled boxes, whatever they are then drawn with. */
export { layOut, layoutOf, type Sheet } from './sheet.ts';
/** Holds a mapping to what a table must keep so that it cannot mislead. */
export { soundnessOf } from './soundness.ts';
/** The rules of a form whose paths are no elements of R4, or of another type than their codec makes. */
export { strangeTargets } from './target-laws.ts';
/** Form → Bundle, into `base` when given; what cannot be read is kept as a note of the plan, or refused when strict (422). */
export { type FhirOutcome, type ToFhirOptions, toFhir } from './to-fhir.ts';
/** Bundle → form; what the form has no place for is reported, or refused when strict (422). */
export { type FormOutcome, headOf, type ToFormOptions, toForm } from './to-form.ts';
/** The identifier system of medical institution numbers in the directory. */
export { INSTITUTION_SYSTEM, post, providerNamed, put, token } from './transaction-entries.ts';
/** What is wrong with a table of rules, in both languages. */
export type { Unsound } from './unsound.ts';
/** The times of a weekly table as they are written: days and half hours of a day that begins in the morning and runs past midnight. */
export { minuteOf, readSlot, readTimes, type WeekSlot, writeSlot } from './week-time.ts';
