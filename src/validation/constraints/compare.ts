/** Compares a value with a fixed value or a pattern, and names the places where they differ. */

export interface Difference {
  readonly below: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** The first place where `value` is not exactly `fixed`. */
export function differsFromFixed(fixed: unknown, value: unknown, below = ''): Difference | undefined {
  if (fixed === value) return undefined;
  if (Array.isArray(fixed)) {
    if (!Array.isArray(value) || value.length !== fixed.length) return { below, expected: fixed, found: value };
    return first(fixed.map((one, index) => () => differsFromFixed(one, value[index], `${below}[${index}]`)));
  }
  if (!isObject(fixed) || !isObject(value)) return { below, expected: fixed, found: value };
  const keys = new Set([...Object.keys(fixed), ...Object.keys(value)]);
  return first([...keys].map((key) => () => differsFromFixed(fixed[key], value[key], `${below}.${key}`)));
}

/** The first place where `value` lacks what `pattern` asks: objects field by field, each array item somewhere. */
export function differsFromPattern(pattern: unknown, value: unknown, below = ''): Difference | undefined {
  if (pattern === value) return undefined;
  if (Array.isArray(pattern)) {
    const list = Array.isArray(value) ? value : [];
    const absent = pattern.find((one) => !list.some((item) => differsFromPattern(one, item) === undefined));
    return absent === undefined ? undefined : { below, expected: absent, found: value };
  }
  if (!isObject(pattern) || !isObject(value)) return { below, expected: pattern, found: value };
  return first(
    Object.keys(pattern).map((key) => () => differsFromPattern(pattern[key], value[key], `${below}.${key}`)),
  );
}

/** Every place where `value` is not exactly `fixed`. */
export function allFromFixed(fixed: unknown, value: unknown, below = ''): readonly Difference[] {
  if (!isObject(fixed) || !isObject(value) || Array.isArray(fixed)) return one(differsFromFixed(fixed, value, below));
  const keys = new Set([...Object.keys(fixed), ...Object.keys(value)]);
  return [...keys].flatMap((key) => allFromFixed(fixed[key], value[key], `${below}.${key}`));
}

/** Every place where `value` lacks what `pattern` asks. */
export function allFromPattern(pattern: unknown, value: unknown, below = ''): readonly Difference[] {
  if (!isObject(pattern) || !isObject(value) || Array.isArray(pattern))
    return one(differsFromPattern(pattern, value, below));
  return Object.keys(pattern).flatMap((key) => allFromPattern(pattern[key], value[key], `${below}.${key}`));
}

const one = (difference: Difference | undefined): readonly Difference[] =>
  difference === undefined ? [] : [difference];

/** A coding that is absent is missed in the concept, which need not have any coding at all. */
export const placeOf = (below: string): string => below.replace(/\.coding$/, '');

/** A value as a person reads it in an issue. */
export const inWords = (value: unknown): string => (value === undefined ? '∅' : JSON.stringify(value));

function first(questions: readonly (() => Difference | undefined)[]): Difference | undefined {
  for (const ask of questions) {
    const difference = ask();
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
