/** The pieces that a FHIRPath expression is compiled to: each turns a collection into another. */

/** Values as they stand in JSON. A primitive that has only extensions is `BARE`: it is there, and has no value. */
export type Collection = readonly unknown[];

/** What `%resource` and `%rootResource` are. */
export interface Surroundings {
  readonly resource: unknown;
  readonly rootResource: unknown;
}

/** A node of the tree that the library's parser makes. */
export interface Ast {
  readonly type: string;
  readonly text?: string;
  readonly children?: readonly Ast[];
}

/** One piece: the types that its values can have, known before any value is seen, and how to get them. */
export interface Part {
  readonly types: readonly string[];
  run(focus: Collection, around: Surroundings): Collection;
}

/** The JSON names of a member of a type, with the type behind each. */
export interface MemberName {
  readonly json: string;
  readonly type: string;
}

/** What compiling asks of the definitions. */
export interface Schema {
  /** The JSON names of an element below a type; undefined when the type has none of that name. */
  member(type: string, name: string): readonly MemberName[] | undefined;
  isA(type: string, ancestor: string): boolean;
}

/** What stays the same while one expression is compiled. */
export interface Scope {
  readonly schema: Schema;
  /** The types of `$this`. */
  readonly focus: readonly string[];
  /** The types of `%resource` and `%rootResource`. */
  readonly resource: string;
  readonly rootResource: string;
}

export const EMPTY: Collection = [];
export const TRUE: Collection = [true];
export const FALSE: Collection = [false];
export const BARE = Object.freeze({});

/**
 * Raised where a piece would have to guess: the expression, or this one evaluation of it, is left to the library.
 * Thrown and caught within one question.
 */
export class Beyond extends Error {}
const BEYOND = new Beyond('beyond what is compiled');

export const beyond = (): never => {
  throw BEYOND;
};

export const truth = (value: boolean): Collection => (value ? TRUE : FALSE);

/** The truth of a collection as an operand: true, false, or undefined where it is empty. */
export function asBoolean(values: Collection): boolean | undefined {
  if (values.length === 0) return undefined;
  const [value] = values;
  return values.length === 1 && typeof value === 'boolean' ? value : beyond();
}

/** The one text of a collection; undefined where it is empty. */
export function asText(values: Collection): string | undefined {
  if (values.length === 0) return undefined;
  const [value] = values;
  return values.length === 1 && typeof value === 'string' ? value : beyond();
}

const TEXTS: ReadonlySet<string> = new Set(
  'string code uri url canonical id markdown oid uuid base64Binary xhtml'.split(' '),
);
const INTEGERS: ReadonlySet<string> = new Set(['integer', 'positiveInt', 'unsignedInt']);

export const areTexts = ({ types }: Part): boolean => types.every((type) => TEXTS.has(type));
export const areIntegers = ({ types }: Part): boolean => types.every((type) => INTEGERS.has(type));
export const areNumbers = ({ types }: Part): boolean => types.every((type) => INTEGERS.has(type) || type === 'decimal');
export const areBooleans = ({ types }: Part): boolean => types.every((type) => type === 'boolean');
