/** Reads JSON and remembers where everything stands, so that each issue has a line and a column. It refuses and never throws. */
import { keepWritten } from '#fhir';
import { type Bilingual, DEPTH_MAX, type JsonReason, wordReason } from './reasons.ts';

export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

export type JsonSlip =
  | { readonly kind: 'unreadable'; readonly reason: Bilingual; readonly place: JsonPlace }
  | { readonly kind: 'duplicate-key'; readonly key: string; readonly place: JsonPlace }
  | { readonly kind: 'too-large'; readonly max: number; readonly place: JsonPlace };

export interface JsonRead {
  /** Undefined when the text is no JSON, or more than is read. */
  readonly value: unknown;
  readonly slips: readonly JsonSlip[];
  /** The place of a member of an object or array of `value`. */
  place(holder: object, key: string | number): JsonPlace | undefined;
}

/** Values (objects, arrays, texts, numbers …) of one document. A few bytes each would else grow to hundreds in memory. */
export const JSON_VALUES_MAX = 500_000;
/** Keys that stand twice are named up to this many; one is enough to refuse the document. */
export const DUPLICATE_KEYS_MAX = 100;

class Unreadable extends Error {
  readonly offset: number;
  readonly reason: JsonReason | 'too-large';
  constructor(offset: number, reason: JsonReason | 'too-large') {
    super(reason);
    this.offset = offset;
    this.reason = reason;
  }
}

/** Reads a text. A byte order mark is passed over; a string that `accepts` declines makes the whole text unreadable. */
export function readJson(text: string, accepts: (value: string) => boolean): JsonRead {
  const reader = new Reader(text, accepts);
  const placeAt = placesIn(text);
  const slips: JsonSlip[] = [];
  let value: unknown;
  try {
    value = reader.document();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { reason, offset } = error;
    const place = placeAt(offset);
    if (reason === 'too-large') slips.push({ kind: 'too-large', max: JSON_VALUES_MAX, place });
    else slips.push({ kind: 'unreadable', reason: wordReason(reason, text.slice(offset, offset + 1)), place });
  }
  for (const { key, offset } of reader.duplicates) {
    slips.push({ kind: 'duplicate-key', key, place: placeAt(offset) });
  }
  return { value, slips, place: memberPlaces(reader.offsets, placeAt) };
}

/** Each holder's members are put into a table when the first of them is asked for: most are never asked for. */
function memberPlaces(
  offsets: ReadonlyMap<object, Offsets>,
  placeAt: (offset: number) => JsonPlace,
): (holder: object, key: string | number) => JsonPlace | undefined {
  const tables = new Map<object, ReadonlyMap<string | number, number>>();
  return (holder, key) => {
    const flat = offsets.get(holder);
    if (flat === undefined) return undefined;
    if (Array.isArray(holder)) {
      const at = typeof key === 'number' ? flat[key] : undefined;
      return typeof at === 'number' ? placeAt(at) : undefined;
    }
    const table = tables.get(holder) ?? tableOf(flat);
    tables.set(holder, table);
    const at = table.get(key);
    return at === undefined ? undefined : placeAt(at);
  };
}

function tableOf(flat: Offsets): ReadonlyMap<string | number, number> {
  const table = new Map<string | number, number>();
  for (let at = 0; at < flat.length; at += 2) {
    const [key, offset] = [flat[at], flat[at + 1]];
    if (key !== undefined && typeof offset === 'number') table.set(key, offset);
  }
  return table;
}

/** Finds lines by bisection: counting them anew for each issue would take quadratic time in a long document. */
function placesIn(text: string): (offset: number) => JsonPlace {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const QUOTE = 34;
const BACKSLASH = 92;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Of an array: the offset of each member. Of an object: key, offset, key, offset … in the order of the text. */
type Offsets = readonly (string | number)[];

class Reader {
  readonly offsets = new Map<object, Offsets>();
  readonly duplicates: { key: string; offset: number }[] = [];
  readonly #text: string;
  readonly #accepts: (value: string) => boolean;
  #at = 0;
  #values = 0;
  /** The offsets of the members of every object and array that is open; each closes with a copy of its own size. */
  readonly #open: (string | number)[] = [];
  #top = 0;
  /** The text of the number that was read last, until it has its place. */
  #number: string | undefined;

  constructor(text: string, accepts: (value: string) => boolean) {
    this.#text = text;
    this.#accepts = accepts;
  }

  document(): unknown {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('no-more');
    return value;
  }

  #value(depth: number): unknown {
    this.#space();
    if (depth > DEPTH_MAX) this.#fail('depth');
    if (++this.#values > JSON_VALUES_MAX) this.#fail('too-large');
    const sign = this.#text[this.#at];
    if (sign === '{') return this.#object(depth);
    if (sign === '[') return this.#array(depth);
    if (sign === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) this.#fail('value');
    this.#at += number.length;
    this.#number = number;
    return Number(number);
  }

  #object(depth: number): object {
    const value: Record<string, unknown> = {};
    const base = this.#top;
    this.#at++;
    this.#space();
    if (this.#take('}')) return value;
    for (;;) {
      this.#space();
      const offset = this.#at;
      if (this.#text[offset] !== '"') this.#fail('key');
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) this.#fail('colon');
      this.#space();
      if (Object.hasOwn(value, key) && this.duplicates.length < DUPLICATE_KEYS_MAX)
        this.duplicates.push({ key, offset });
      this.#open[this.#top++] = key;
      this.#open[this.#top++] = this.#at;
      const member = this.#value(depth + 1);
      // Defined, not assigned, so that a key named __proto__ is a key like any other.
      if (key === '__proto__') {
        Object.defineProperty(value, key, { value: member, enumerable: true, configurable: true });
      } else value[key] = member;
      this.#keepNumber(value, key);
      this.#space();
      if (this.#take('}')) return this.#close(value, base);
      if (!this.#take(',')) this.#fail('comma-or-brace');
    }
  }

  #array(depth: number): unknown[] {
    const value: unknown[] = [];
    const base = this.#top;
    this.#at++;
    this.#space();
    if (this.#take(']')) return value;
    for (;;) {
      this.#space();
      this.#open[this.#top++] = this.#at;
      value.push(this.#value(depth + 1));
      this.#keepNumber(value, value.length - 1);
      this.#space();
      if (this.#take(']')) return this.#close(value, base);
      if (!this.#take(',')) this.#fail('comma-or-bracket');
    }
  }

  #keepNumber(holder: object, key: string | number): void {
    if (this.#number === undefined) return;
    keepWritten(holder, key, this.#number);
    this.#number = undefined;
  }

  #close<T extends object>(holder: T, base: number): T {
    this.offsets.set(holder, this.#open.slice(base, this.#top));
    this.#top = base;
    return holder;
  }

  #string(): string {
    const text = this.#text;
    let end = this.#at + 1;
    for (; ; end++) {
      const sign = text.charCodeAt(end);
      if (sign === QUOTE) break;
      if (sign === BACKSLASH) end++;
      else if (Number.isNaN(sign)) this.#fail('text-end');
      else if (sign < 32) this.#fail('text-escape');
    }
    const raw = text.slice(this.#at, end + 1);
    const value = raw.includes('\\') ? this.#unescaped(raw) : raw.slice(1, -1);
    this.#at = end + 1;
    return value;
  }

  #unescaped(raw: string): string {
    let value: string;
    try {
      value = JSON.parse(raw);
    } catch {
      return this.#fail('text-valid');
    }
    return this.#accepts(value) ? value : this.#fail('text-characters');
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (
      let sign = this.#text.charCodeAt(this.#at);
      sign === 32 || (sign >= 9 && sign <= 13 && sign !== 11 && sign !== 12);
    ) {
      sign = this.#text.charCodeAt(++this.#at);
    }
  }

  #fail(reason: JsonReason | 'too-large'): never {
    throw new Unreadable(this.#at, reason);
  }
}
