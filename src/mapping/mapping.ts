/** The shape of a mapping as data: rules, resources, tables, code tables. Everything here comes from `mappings/`. */
import type { Layout } from './layout.ts';

type Direction = 'both' | 'to-fhir' | 'to-form' | 'none';

/** One row of a rule table: what stands where on both sides, and what is lost. */
export interface Rule {
  readonly id: string;
  /** A field of the form (`F01-15`) or of the message (`PID-5`). */
  readonly source: string;
  /** The label in Japanese, as printed. */
  readonly label: string;
  /** Other labels seen on paper; read, never written. */
  readonly aliases?: readonly string[];
  /** One path, or named paths for a codec that fills several elements. Absent when the loss is declared. */
  readonly target?: string | Readonly<Record<string, string>>;
  readonly codec?: string;
  /** Names of paths that are written only where nothing stands: what another record says is left to it. */
  readonly fills?: readonly string[];
  /** The id of a code table of this mapping. */
  readonly map?: string;
  readonly direction: Direction;
  readonly required?: boolean;
  /** The table to whose rows the rule belongs; absent for the head of the form. */
  readonly table?: string;
  /** HL7 trigger events for which the rule holds; absent = all. */
  readonly events?: readonly string[];
  readonly lengthMax?: number;
  /** How yes and no are printed: `["有", "無"]`. */
  readonly words?: readonly [string, string];
  /** What stands before a chosen and before another option: `["☑", "☐"]`. */
  readonly marks?: readonly [string, string];
  /** The first row of a weekly grid; earlier times are those of the next calendar day. */
  readonly dayStart?: string;
  /** What does not arrive on the other side, and why; Japanese. */
  readonly loss?: string;
  /** Of records: the label in English. */
  readonly labelEn?: string;
  /** Of records: the column by its place, from 1, where its heading is not enough or there is none. */
  readonly column?: number;
  /** Of records: a file without this column is none the worse. */
  readonly optional?: boolean;
  /** Of records: zeros are put before a number until it has so many digits; spreadsheets drop them. */
  readonly digits?: number;
  /** Of records: path → value, written where the cell is filled. */
  readonly sets?: Readonly<Record<string, unknown>>;
  /** Of records: path → value, written in the place of `sets` where the time that is told lies ahead. */
  readonly ahead?: Readonly<Record<string, unknown>>;
  /** Of records: the rule without whose value this one says nothing. */
  readonly needs?: string;
}

/** How a file of records is laid out. */
export interface CsvShape {
  readonly delimiter: string;
  readonly quote: string;
  /** The line with the headings; what stands before is a title. 0: there is none, and every rule names its `column`. */
  readonly headingLine: number;
}

/** What names a resource for good, so that a record that is read again meets it. */
export interface KeyRule {
  /** `patient-number`: the sender's numbers of its patients. `instance`: a name within the sender. Else an id system of ours, or a URL. */
  readonly system: string;
  /** What tells several kinds of one `instance` apart: `practitioner`. */
  readonly kind?: string;
  /** The rules whose values it is made of. */
  readonly of: readonly string[];
  /** `update` by default; `refer`: the record only names it, and what is there stays. */
  readonly meets?: 'update' | 'refer';
}

/** Path → what must stand there: a value, one of several, `*` for anything, `!` for nothing. */
export type Conditions = Readonly<Record<string, unknown>>;

/** A resource that the form is about, and how it hangs together with the others. */
export interface ResourceRule {
  readonly type: string;
  readonly profile?: string;
  /** Written once, when the resource is new. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** What tells this resource from others of its type. */
  readonly match?: Conditions;
  /** Path of a Reference → the resource (or the first existing one of several) that it names. */
  readonly references?: Readonly<Record<string, string | readonly string[]>>;
  /** A path of `references` by which it is found from its target; `bundle`: whatever in the Bundle matches. */
  readonly foundBy?: string;
  /** Written where the element around it has just been made: the title of a section, the text of an item. */
  readonly complete?: Readonly<Record<string, unknown>>;
  /** Paths that tell it from others of its type about the same person, what names it first: a record that says the same is met. */
  readonly same?: readonly string[];
  /** The linkIds of a questionnaire in its order. */
  readonly order?: readonly string[];
  /** Always written, even when no field of it is filled. */
  readonly always?: boolean;
  /** Made when this other resource is there: a bridge without fields of its own. */
  readonly when?: string;
  /** The form has no field of it: where only its id is known, the reference to it is kept. */
  readonly byId?: boolean;
  /** Known from elsewhere: what the form does not carry of it is no loss of the form. */
  readonly context?: boolean;
  /** Of records: canonicals of profiles of others that every one of it holds to. */
  readonly claims?: readonly string[];
  /** Of records: what names it for good. */
  readonly key?: KeyRule;
  /** Of records: it is who sends them. */
  readonly sender?: boolean;
}

/** A resource that hangs on a row. */
export interface PartRule extends ResourceRule {
  /** The Reference from the row: `activity.detail.goal[0]`. */
  readonly at: string;
  /** The rule without whose value the resource is not made. */
  readonly needs?: string;
  /** The words of that field with which it is made; any when absent. */
  readonly only?: readonly string[];
  /** A list of a named resource: what it names and says the same is meant, before anything is made. */
  readonly among?: string;
  /** Written into it when its row lets go of it: it holds no more. */
  readonly left?: Readonly<Record<string, unknown>>;
}

/** A repeating table: each row is an element of a list, or a resource of its own. */
export interface TableRule {
  readonly title: string;
  /** The name by which the targets of its rules begin. */
  readonly row: string;
  /** The list that holds the rows, or the references to them: `plan.activity[]`. */
  readonly in?: string;
  /** Which elements of the list are rows; also written into a new one. */
  readonly where?: Conditions;
  /** Written into a new element. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Written where the element around it, within the row, has just been made. */
  readonly complete?: Readonly<Record<string, unknown>>;
  /** Each row is a resource of this kind. */
  readonly resource?: ResourceRule;
  readonly with?: Readonly<Record<string, PartRule>>;
}

export interface CodeEntry {
  readonly source: string;
  readonly code: string;
  readonly display?: string;
}

export interface CodeTable {
  readonly system?: string;
  readonly entries: readonly CodeEntry[];
}

/** A mapping, its overlay already applied. */
export interface Mapping {
  readonly id: string;
  readonly version: string;
  readonly kind: 'message' | 'form' | 'records';
  readonly title: string;
  readonly titleEn?: string;
  /** Of records. */
  readonly csv?: CsvShape;
  readonly overlay?: string;
  /** The stable id of the form, where the catalogue has it; local form numbers differ by municipality and are never a key. */
  readonly form?: string;
  /** The resource that everything hangs on: the first one of `resources`. */
  readonly root: string;
  /** Other forms of the catalogue whose fields stand on it as well. */
  readonly alsoForms: readonly string[];
  /** The only way that it leads; both when absent. */
  readonly direction?: 'to-fhir' | 'to-form';
  /** The type of a fresh Bundle. */
  readonly bundle: 'collection' | 'document';
  /** Where what cannot be read is kept in the root. */
  readonly residue: 'note' | 'extension';
  readonly resources: Readonly<Record<string, ResourceRule>>;
  /** The repeating tables, in the order of the form. */
  readonly rowTables: Readonly<Record<string, TableRule>>;
  readonly rules: readonly Rule[];
  /** The code tables. */
  readonly tables: Readonly<Record<string, CodeTable>>;
  /** Fields of the form that no rule carries, and why. */
  readonly losses: Readonly<Record<string, string>>;
  /** Fields of the form that fields of other ids carry. */
  readonly covers: Readonly<Record<string, readonly string[]>>;
  readonly layout?: Layout;
  /** Fields that a fresh form of this region receives: its form number and municipality. */
  readonly defaults: Readonly<Record<string, string>>;
}

/** One field of a form: the label in Japanese and the text as it stands in the cell. */
export interface FormField {
  readonly label: string;
  readonly value: string;
}

export interface FormRow {
  /** Ties the row to its element or resource: its id, or `#n` for the n-th. */
  readonly key?: string;
  /** The ids of the resources that hang on the row. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FormField>>;
}

/** A welfare form as data. Values are the printed text; `ids` let it find its way back into the same resources. */
export interface Form {
  readonly mapping: string;
  readonly version: string;
  readonly overlay?: string;
  readonly form: string;
  readonly title: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FormField>>;
  readonly tables: Readonly<Record<string, readonly FormRow[]>>;
}

/** A refusal's stand-in inside a table: why one value could not be carried. */
export interface Failure {
  readonly failed: 'unknown-code' | 'format' | 'length' | 'not-split';
  readonly ja: string;
  readonly en: string;
}

export const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'failed' in value;

/** The named paths of a rule: a single path is called `value`. */
export function targetsOf({ target }: Rule): Readonly<Record<string, string>> {
  if (target === undefined) return {};
  return typeof target === 'string' ? { value: target } : target;
}
