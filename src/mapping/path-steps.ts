/** The grammar of the restricted paths: each text is taken apart once. */
import { codeSystemUrl, idSystemUrl, profileUrl } from '#fhir';

export interface Step {
  readonly name: string;
  /** `[2]`; `[]` appends; `[*]` is every entry. */
  readonly index?: number | 'append' | 'all';
  /** `(person-wish)`: the entry whose key has the value; with `[*]` after it, all of them. */
  readonly slice?: Slice;
}

export interface Slice {
  readonly key: readonly Step[];
  /** The key's name where it is a plain element of the entry, as it nearly always is. */
  readonly element: string | undefined;
  readonly value: string;
  /** Elements that only go with the entry: the text of an item, the title of a section. */
  readonly frame: readonly string[];
  /** `(discharge-barrier;code=5)`: what the entry must have besides. */
  readonly also?: readonly Slice[];
}

const STEP = /^([A-Za-z]\w*)(\[(?:\d*|\*)\])?(?:\((.+)\)(\[\*\])?)?$/;
const known = new Map<string, readonly Step[]>();

/** Throws on what is no path: tables are checked when they are loaded. */
export function compilePath(path: string): readonly Step[] {
  const before = known.get(path);
  if (before !== undefined) return before;
  const texts = path.match(/[^.(]+(?:\([^)]*\)(?:\[\*\])?)?/g) ?? [];
  // What the pattern passes over would be read as if it were not there.
  if (texts.join('.') !== path) throw new Error(notPath(path));
  const steps = texts.map((text) => stepOf(text, path));
  known.set(path, steps);
  return steps;
}

const notPath = (path: string): string => `\`${path}\` is not a path of a rule table`;

function stepOf(text: string, path: string): Step {
  const [, name = '', bracket, word, all] = STEP.exec(text) ?? [];
  if (name === '') throw new Error(notPath(path));
  if (bracket !== undefined) return { name, index: indexOf(bracket) };
  if (word === undefined) return { name };
  const slice = sliceOf(name, word, path);
  return all === undefined ? { name, slice } : { name, slice, index: 'all' };
}

function indexOf(bracket: string): number | 'append' | 'all' {
  if (bracket === '[]') return 'append';
  return bracket === '[*]' ? 'all' : Number(bracket.slice(1, -1));
}

/** By what the entries of a well-known list are told apart, and the system that a bare word belongs to. */
const KEYS: Readonly<Record<string, { key: string; url?: (word: string) => string; frame?: readonly string[] }>> = {
  extension: { key: 'url', url: profileUrl },
  modifierExtension: { key: 'url', url: profileUrl },
  identifier: { key: 'system', url: idSystemUrl },
  coding: { key: 'system', url: codeSystemUrl },
  telecom: { key: 'system', frame: ['use'] },
  item: { key: 'linkId', frame: ['text'] },
  section: { key: 'code.coding(document-part).code', frame: ['title'] },
};

function sliceOf(name: string, word: string, path: string): Slice {
  const [first = '', ...more] = word.split(';');
  const slice = conditionOf(name, first, path);
  return more.length === 0 ? slice : { ...slice, also: more.map((one) => conditionOf(name, one, path)) };
}

function conditionOf(name: string, word: string, path: string): Slice {
  const [, own, literal] = /^([^=]*)=(.*)$/.exec(word) ?? [];
  if (own !== undefined && own !== '') return sliceBy(own, literal ?? '');
  const { key, url, frame = [] } = KEYS[name] ?? {};
  if (key === undefined) throw new Error(`\`${path}\`: the entries of \`${name}\` are told apart as \`(path=value)\``);
  const value = literal ?? url?.(word) ?? word;
  return sliceBy(key, value, frame);
}

function sliceBy(path: string, value: string, frame: readonly string[] = []): Slice {
  const key = compilePath(path);
  const [only, ...more] = key;
  const isPlain = more.length === 0 && only?.index === undefined && only?.slice === undefined;
  return { key, element: isPlain ? only?.name : undefined, value, frame };
}
