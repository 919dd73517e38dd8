/** What has been read of a foreign map: its variables, and the mapping that grows from its rules. */
import type { Issue } from '#fhir';
import type { At, CodeTable, MapWorld, ResourceRule, Rule } from '#mapping';
import { type Entry, type EntryStep, pathText } from './foreign-entries.ts';
import { type MapIssueCode, type MapPlace, mapIssue } from './map-issue.ts';

/** Known from one side when its rule begins, and from both when it is whole. */
export interface RowDraft {
  /** The field of the form that repeats. */
  table?: string;
  title?: string;
  /** What its targets begin with, and the list that holds the rows: `plan.activity[]`. */
  name?: string;
  list?: string;
  /** What every entry has, whatever the form says. */
  readonly where: Record<string, unknown>;
}

/** A place on the form; `field` is empty for the form itself. */
export interface FormVariable {
  readonly side: 'form';
  readonly at: At;
  readonly field: string;
  /** The rows that it stands in, or is. */
  readonly row?: RowDraft;
}

/** A place in a resource, by its name in the mapping; `resource` is empty within the Bundle. */
export interface FhirVariable {
  readonly side: 'fhir';
  readonly at: At;
  readonly resource: string;
  readonly steps: readonly EntryStep[];
  /** The rows that it stands in; `resource` is then the name of the row. */
  readonly row?: RowDraft;
}

export type Variable = FormVariable | FhirVariable;
export type Scope = ReadonlyMap<string, Variable>;

type Way = 'to-fhir' | 'to-form';

/** Grows while the map is read. */
export interface Growing {
  readonly world: MapWorld;
  way: Way;
  readonly issues: Issue[];
  /** Written out once all entries are known. */
  readonly found: (() => Omit<Rule, 'id'> & { readonly name: string })[];
  readonly codes: Record<string, CodeTable>;
  readonly resources: Record<string, Draft>;
  bundle: 'collection' | 'document';
  readonly entries: Entry[];
  readonly rows: RowDraft[];
}

export interface Draft extends Omit<ResourceRule, 'fixed' | 'references'> {
  readonly fixed: Record<string, unknown>;
  readonly references: (() => readonly [path: string, to: string])[];
}

/** One that is handed in, or made whatever the form says, is always there. */
export const draftOf = (type: string, always: boolean): Draft => ({
  type,
  ...(always ? { always } : {}),
  fixed: {},
  references: [],
});

export function tell(growing: Growing, code: MapIssueCode, place: MapPlace, what?: string): undefined {
  growing.issues.push(mapIssue(code, place, what));
  return undefined;
}

/** The codec by which the text of a field becomes a value of the type. */
const CODECS: Readonly<Record<string, string>> = {
  string: 'text',
  markdown: 'text',
  uri: 'text',
  url: 'text',
  id: 'text',
  code: 'text',
  canonical: 'text',
  boolean: 'boolean',
  integer: 'integer',
  unsignedInt: 'integer',
  positiveInt: 'positive-integer',
  decimal: 'decimal',
  date: 'date',
  dateTime: 'date-time',
  time: 'time',
  Narrative: 'narrative',
};

export const codecFor = (type: string | undefined): string | undefined => CODECS[type ?? ''];

interface Written {
  /** Where the map says so. */
  readonly at: MapPlace;
  readonly form: FormVariable;
  readonly place: FhirVariable;
  /** What the codec calls the path, where it is not its `value`. */
  readonly key?: string;
  readonly codec: string;
  readonly map?: string;
}

/** What the codec calls a path of the type; a plain path is a CodeableConcept. */
export const CODE_KEYS: Readonly<Record<string, string>> = { code: 'code', Coding: 'coding', CodeableConcept: 'value' };

export function addRule(growing: Growing, name: string, { at, form, place, key, codec, map }: Written): void {
  const { found, way } = growing;
  // A field of a row belongs to one entry of the list, and a field of the form to no entry of its own.
  if (form.row !== place.row) {
    tell(growing, 'map-repeats', at, form.field);
    return;
  }
  const { label, short } = form.at.element;
  for (const { entry } of place.steps) if (entry !== undefined) entry.leaves += 1;
  found.push(() => {
    const path = `${place.resource}.${pathText(place.steps)}`;
    return {
      name,
      source: form.field,
      label: label ?? short ?? form.field,
      target: key === undefined || key === 'value' ? path : { [key]: path },
      codec,
      ...(map === undefined ? {} : { map }),
      ...(form.row?.table === undefined ? {} : { table: form.row.table }),
      direction: way,
    };
  });
}

/** The rules with ids of their own, each the name in the map or the next that is free. */
export function rulesOf({ found }: Growing): Rule[] {
  const taken = new Set<string>();
  return found.map((write) => {
    const { name, ...rule } = write();
    const plain = name.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'rule';
    let [id, count] = [plain, 1];
    while (taken.has(id)) {
      count += 1;
      id = `${plain}-${count}`;
    }
    taken.add(id);
    return { id, ...rule };
  });
}
