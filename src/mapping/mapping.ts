/** The shape of a mapping as data: rules, resources, layout, code tables. Everything here comes from `mappings/`. */
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
  /** The id of a code table of this mapping. */
  readonly map?: string;
  readonly direction: Direction;
  readonly required?: boolean;
  /** The rule belongs to each row of needs rather than to the head of the form. */
  readonly row?: boolean;
  /** HL7 trigger events for which the rule holds; absent = all. */
  readonly events?: readonly string[];
  readonly lengthMax?: number;
  /** What does not arrive on the other side, and why; Japanese. */
  readonly loss?: string;
}

/** A resource that the form is about, and how it hangs together with the others. */
export interface ResourceRule {
  readonly type: string;
  readonly profile?: string;
  /** Written once, when the resource is new. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Path of a Reference → the resource (or the first existing one of several) that it names. */
  readonly references?: Readonly<Record<string, string | readonly string[]>>;
  /** The code of `goal-term` that tells one Goal of the plan from another. */
  readonly term?: string;
  /** Always written, even when no field of it is filled. */
  readonly always?: boolean;
  /** Made when this other resource is there: a bridge without fields of its own. */
  readonly when?: string;
  /** Known from elsewhere: what the form does not carry of it is no loss of the plan. */
  readonly context?: boolean;
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

/** A cell range such as `A4:H4`, and where its label stands. */
interface FieldCell {
  readonly label?: string;
  readonly value: string;
}

export interface Layout {
  readonly sheet: string;
  readonly title: string;
  readonly titleCell: string;
  readonly columns: number;
  readonly fields: Readonly<Record<string, FieldCell>>;
  readonly rows: {
    /** The rows of the sheet that hold the headings of the table. */
    readonly header: readonly [number, number];
    readonly start: number;
    /** Field → first and last column, `B:J`. */
    readonly columns: Readonly<Record<string, string>>;
    /** Empty rows are printed up to this number. */
    readonly printed: number;
  };
}

/** A mapping, its overlay already applied. */
export interface Mapping {
  readonly id: string;
  readonly version: string;
  readonly kind: 'message' | 'form';
  readonly title: string;
  readonly overlay?: string;
  /** The stable id of the form; local form numbers differ by municipality and are never a key. */
  readonly form?: string;
  readonly resources: Readonly<Record<string, ResourceRule>>;
  readonly rules: readonly Rule[];
  readonly tables: Readonly<Record<string, CodeTable>>;
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
  /** Ties the row to its activity: the element's id, or `#n` for the n-th. */
  readonly key?: string;
  /** The id of the row's support goal. */
  readonly goal?: string;
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
  readonly rows: readonly FormRow[];
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
