/** What the entries of a CDA section make, as `entries.json` has it beside the rules: read once, and checked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSchema, type Refusal, refuse, schemaFaults } from '#fhir';
import { HOME } from '#mapping';
import { type CdaElement, elementsAt } from './read-cda.ts';

/** Which statements are of the kind: all that is said of it must hold. */
export interface EntryMatch {
  /** `observation`, `substanceAdministration` … */
  readonly statement: string;
  readonly moods: readonly string[];
  readonly classes?: readonly string[];
  /** Codes of the sections that it stands in. */
  readonly sections?: readonly string[];
  readonly codes?: readonly string[];
  /** The types that its value may have, where it has one. */
  readonly values?: readonly string[];
  /** A path that must be there. */
  readonly has?: string;
  readonly set?: Readonly<Record<string, unknown>>;
}

/** What is written, and which elements go. */
export interface Turn {
  readonly set: Readonly<Record<string, unknown>>;
  readonly clear?: readonly string[];
}

export interface EntryKind {
  readonly type: string;
  readonly on: readonly EntryMatch[];
  /** The element that names the person. */
  readonly person: string;
  /** Without these it is not made. */
  readonly needs: readonly string[];
  readonly set?: Readonly<Record<string, unknown>>;
  /** What is written where the statement is denied (`negationInd`); without it such a statement is not carried. */
  readonly negated?: Turn;
  readonly nullified: Turn;
  /** What the state of an act around it says of it. */
  readonly concern?: { readonly element: string; readonly map: string };
  /** Its components become resources of their own, to which this element refers. */
  readonly parts?: { readonly element: string; readonly kind: string };
}

export interface EntryKinds {
  /** Sections whose statements are about other people. */
  readonly others: readonly string[];
  /** Statements that hold others, and by which element. */
  readonly wrappers: Readonly<Record<string, string>>;
  /** The section that names whom the document is sent to. */
  readonly recipients: { readonly title: string; readonly code: string };
  readonly kinds: Readonly<Record<string, EntryKind>>;
}

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text } as const;
const values = { type: 'object' } as const;
const closed = { type: 'object', additionalProperties: false } as const;
const turn = { ...closed, required: ['set'], properties: { set: values, clear: texts } } as const;
const match = {
  ...closed,
  required: ['statement', 'moods'],
  properties: {
    ...{ statement: text, has: text, set: values },
    ...{ moods: texts, classes: texts, sections: texts, codes: texts, values: texts },
  },
} as const;
const kind = {
  ...closed,
  required: ['type', 'on', 'person', 'needs', 'nullified'],
  properties: {
    ...{ type: text, person: text, needs: texts, set: values },
    on: { type: 'array', minItems: 1, items: match },
    negated: turn,
    nullified: turn,
    concern: { ...closed, required: ['element', 'map'], properties: { element: text, map: text } },
    parts: { ...closed, required: ['element', 'kind'], properties: { element: text, kind: text } },
  },
} as const;
const schema = {
  ...closed,
  required: ['others', 'wrappers', 'recipients', 'kinds'],
  properties: {
    others: texts,
    recipients: { ...closed, required: ['title', 'code'], properties: { title: text, code: text } },
    wrappers: { type: 'object', additionalProperties: text },
    kinds: { type: 'object', additionalProperties: kind },
  },
} as const;

let loaded: EntryKinds | undefined;

/** The table lies in the program's own folder and is read once for the life of a process. */
export function entryKinds(): EntryKinds | Refusal {
  if (loaded !== undefined) return loaded;
  const file: unknown = JSON.parse(readFileSync(join(HOME, 'cda-to-fhir', 'entries.json'), 'utf8'));
  const isKinds = compileSchema<EntryKinds>(schema);
  if (isKinds(file)) {
    loaded = file;
    return file;
  }
  const [{ pointer = '', ja = '', en = '' } = {}] = schemaFaults(isKinds);
  const place = `entries.json${pointer}`;
  return refuse(422, {
    code: 'mapping-unsound',
    type: 'invalid',
    ja: `マッピング表「cda-to-fhir/${place}」に誤りがあります: ${ja}。`,
    en: `the mapping table \`cda-to-fhir/${place}\` is not well formed: ${en}`,
    expression: place,
  });
}

/** The first kind that a statement in these sections is of, and by which of its matches. */
export function kindOf(
  { kinds }: EntryKinds,
  statement: CdaElement,
  sections: readonly string[],
): { readonly name: string; readonly kind: EntryKind; readonly match: EntryMatch } | undefined {
  for (const [name, one] of Object.entries(kinds)) {
    const found = one.on.find((match) => meets(match, statement, sections));
    if (found !== undefined) return { name, kind: one, match: found };
  }
  return undefined;
}

function meets(match: EntryMatch, statement: CdaElement, within: readonly string[]): boolean {
  const { moods, classes, sections, codes, values: types, has } = match;
  const { name, attributes } = statement;
  const code = elementsAt(statement, 'code')[0]?.attributes.get('code') ?? '';
  const value = elementsAt(statement, 'value')[0];
  return (
    name === match.statement &&
    moods.includes(attributes.get('moodCode') ?? '') &&
    (classes?.includes(attributes.get('classCode') ?? '') ?? true) &&
    (sections?.some((section) => within.includes(section)) ?? true) &&
    (codes?.includes(code) ?? true) &&
    (types === undefined || value === undefined || types.includes(typeOf(value))) &&
    (has === undefined || elementsAt(statement, has).length > 0)
  );
}

/** `xsi:type`, however its namespace is called; of nothing that is said, a text. */
export const typeOf = ({ attributes }: CdaElement): string => attributes.get('xsi:type')?.split(':').at(-1) ?? 'ST';
