/** Numbers as they were written: 1.00 is more exact than 1, and a number of JavaScript does not hold every digit. */
import { parseWithSource, rawJSON } from './json-source.ts';

/** How the numbers of an object or array were written, by their keys: those that JavaScript would write otherwise. */
const written = new WeakMap<object, Map<string, string>>();
let isAnyWritten = false;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Remembers how the number under `key` was written, instead of what was written there before. It counts for as long as that
 * number stands there, and only where JSON may write it so.
 */
export function keepWritten(holder: object, key: string | number, source: string): void {
  written.get(holder)?.delete(String(key));
  if (String(Number(source)) === source || !NUMBER.test(source)) return;
  isAnyWritten = true;
  const known = written.get(holder) ?? new Map<string, string>();
  written.set(holder, known.set(String(key), source));
}

/** A copy of `from` whose numbers are written as those of `from` were. */
export function asWrittenIn<T extends object>(from: object, copy: T): T {
  const known = written.get(from);
  if (known) written.set(copy, new Map(known));
  return copy;
}

/** What stands under `key` of `holder`, put under `place` of `into` as it is written. */
export function putAsWritten(holder: object, key: string, into: object, place: string): void {
  const source = written.get(holder)?.get(key);
  if (source === undefined) written.get(into)?.delete(place);
  else keepWritten(into, place, source);
}

/** A copy of all of a JSON value. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return asWrittenIn(value, value.map(copyOf)) as T;
  return asWrittenIn(value, Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)]))) as T;
}

/** The JSON text of a value, each number as it was written. */
export const toJson = (value: unknown): string =>
  isAnyWritten && holdsWritten(value) ? JSON.stringify(value, writtenMember) : JSON.stringify(value);

function writtenMember(this: object, key: string, value: unknown): unknown {
  const source = typeof value === 'number' ? written.get(this)?.get(key) : undefined;
  return source !== undefined && Number(source) === value ? rawJSON(source) : value;
}

function holdsWritten(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return written.has(value) || Object.values(value).some(holdsWritten);
}

/** What only such numbers look like that JavaScript would write otherwise; texts may look like it too. */
const UNUSUAL = /[:,[]-?(?:\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE]|[\d.]{16}|0\b(?<=-0)|0\.0{6})/;

/** The value of a JSON text that `toJson` made, each number remembered as it is written. */
export function fromJson(text: string): unknown {
  if (!UNUSUAL.test(text)) return JSON.parse(text);
  return parseWithSource(text, function keep(key, value, { source }) {
    if (typeof value === 'number' && source !== undefined) keepWritten(this, key, source);
    return value;
  });
}
