/** Reads JSON and remembers where everything stands, so that each issue has a line and a column. It refuses and never throws. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

export interface JsonSlip {
  readonly kind: 'unreadable' | 'duplicate-key';
  /** The key that stands twice, or what was expected. */
  readonly what: string;
  readonly place: JsonPlace;
}

export interface JsonRead {
  /** Undefined when the text is no JSON. */
  readonly value: unknown;
  readonly slips: readonly JsonSlip[];
  /** The place of a member of an object or array of `value`. */
  place(holder: object, key: string | number): JsonPlace | undefined;
}

/** Nesting beyond this is refused before it can exhaust the stack. */
const DEPTH_MAX = 500;

class Unreadable extends Error {
  readonly offset: number;
  constructor(offset: number, what: string) {
    super(what);
    this.offset = offset;
  }
}

/** Reads a text. A byte order mark is passed over. */
export function readJson(text: string): JsonRead {
  const reader = new Reader(text);
  const placeAt = placesIn(text);
  const place = (holder: object, key: string | number): JsonPlace | undefined => {
    const offset = reader.offsets.get(holder)?.get(key);
    return offset === undefined ? undefined : placeAt(offset);
  };
  const slips: JsonSlip[] = [];
  let value: unknown;
  try {
    value = reader.document();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    slips.push({
      kind: 'unreadable',
      what: error.message,
      place: placeAt(error.offset),
    });
  }
  for (const { key, offset } of reader.duplicates) {
    slips.push({
      kind: 'duplicate-key',
      what: key,
      place: placeAt(offset),
    });
  }
  return { value, slips, place };
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

class Reader {
  readonly offsets = new Map<object, Map<string | number, number>>();
  readonly duplicates: { key: string; offset: number }[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('nothing more after the end');
    return value;
  }

  #value(depth: number): unknown {
    this.#space();
    if (depth > DEPTH_MAX) this.#fail(`at most ${DEPTH_MAX} levels`);
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
    if (number === undefined) this.#fail('a value');
    this.#at += number.length;
    return Number(number);
  }

  #object(depth: number): object {
    const value: Record<string, unknown> = {};
    const places = new Map<string | number, number>();
    this.offsets.set(value, places);
    this.#at++;
    this.#space();
    if (this.#take('}')) return value;
    for (;;) {
      this.#space();
      const offset = this.#at;
      if (this.#text[offset] !== '"') this.#fail('a key in double quotes');
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) this.#fail('`:`');
      this.#space();
      if (places.has(key)) this.duplicates.push({ key, offset });
      places.set(key, this.#at);
      const member = this.#value(depth + 1);
      // Defined, not assigned, so that a key named __proto__ is a key like any other.
      if (key === '__proto__') Object.defineProperty(value, key, { value: member, enumerable: true });
      else value[key] = member;
      this.#space();
      if (this.#take('}')) return value;
      if (!this.#take(',')) this.#fail('`,` or `}`');
    }
  }

  #array(depth: number): unknown[] {
    const value: unknown[] = [];
    const places = new Map<string | number, number>();
    this.offsets.set(value, places);
    this.#at++;
    this.#space();
    if (this.#take(']')) return value;
    for (;;) {
      this.#space();
      places.set(value.length, this.#at);
      value.push(this.#value(depth + 1));
      this.#space();
      if (this.#take(']')) return value;
      if (!this.#take(',')) this.#fail('`,` or `]`');
    }
  }

  #string(): string {
    const text = this.#text;
    let end = this.#at + 1;
    for (; ; end++) {
      const sign = text.charCodeAt(end);
      if (sign === QUOTE) break;
      if (sign === BACKSLASH) end++;
      else if (Number.isNaN(sign)) this.#fail('the end of this text: `"`');
      else if (sign < 32) this.#fail('an escape such as \\n, not a control character, in this text');
    }
    const raw = text.slice(this.#at, end + 1);
    try {
      const value: string = raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1);
      this.#at = end + 1;
      return value;
    } catch {
      return this.#fail('a text with valid escapes');
    }
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

  #fail(expected: string): never {
    const found =
      this.#at >= this.#text.length ? 'the end of the file' : `\`${this.#text.slice(this.#at, this.#at + 10)}\``;
    throw new Unreadable(this.#at, `expected ${expected}, found ${found}`);
  }
}
