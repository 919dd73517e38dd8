/** Writes text in the encoding that a sender uses, from the same tables by which its bytes are read. */

export type AckEncoding = 'ascii' | 'iso-2022-jp' | 'utf-8' | 'cp932';

/** The encoding of a message by its bytes; where they are plain ASCII, the one that MSH-18 declares. */
export function encodingOf(bytes: Uint8Array, declared: string): AckEncoding {
  if (bytes.some((byte, at) => byte === ESC && bytes[at + 1] === DOLLAR)) return 'iso-2022-jp';
  if (bytes.some((byte) => byte > ASCII_MAX)) return isUtf8(bytes) ? 'utf-8' : 'cp932';
  return DECLARED.find(([name]) => name.test(declared))?.[1] ?? 'ascii';
}

const ESC = 0x1b;
const DOLLAR = 0x24;
const ASCII_MAX = 0x7e;

const DECLARED: readonly (readonly [RegExp, AckEncoding])[] = [
  [/ISO ?IR ?(87|159|13|14)\b/i, 'iso-2022-jp'],
  [/UTF-?8/i, 'utf-8'],
  [/SJIS|SHIFT|932|31J/i, 'cp932'],
];

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of a text. A character that the encoding lacks is told by its name, `U+2603`. */
export function encodeText(text: string, encoding: AckEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const table = encoding === 'ascii' ? NO_TABLE : tableOf(encoding);
  const bytes: number[] = [];
  let set: CharacterSet = 'ascii';
  for (const character of text.normalize('NFC')) {
    const known = table.get(ALIKE[character] ?? character);
    const written = known ?? { set: 'ascii' as const, bytes: asciiOf(character) };
    if (encoding === 'iso-2022-jp' && written.set !== set) bytes.push(...ESCAPES[written.set]);
    set = written.set;
    bytes.push(...written.bytes);
  }
  if (encoding === 'iso-2022-jp' && set !== 'ascii') bytes.push(...ESCAPES.ascii);
  return Buffer.from(bytes);
}

type CharacterSet = 'ascii' | 'jis0208' | 'jis0212' | 'kana';

interface Written {
  readonly set: CharacterSet;
  readonly bytes: readonly number[];
}

const ESCAPES: Readonly<Record<CharacterSet, readonly number[]>> = {
  ascii: [ESC, 0x28, 0x42],
  kana: [ESC, 0x28, 0x49],
  jis0208: [ESC, DOLLAR, 0x42],
  jis0212: [ESC, DOLLAR, 0x28, 0x44],
};

/** Characters that the tables of JIS and those of browsers name differently. */
const ALIKE: Readonly<Record<string, string>> = { '〜': '～', '−': '－', '—': '―', '‖': '∥' };

function asciiOf(character: string): number[] {
  const code = character.codePointAt(0) ?? 0;
  const shown = code <= ASCII_MAX ? character : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return [...Buffer.from(shown, 'latin1')];
}

const NO_TABLE: ReadonlyMap<string, Written> = new Map();
const tables = new Map<string, ReadonlyMap<string, Written>>();

function tableOf(encoding: 'iso-2022-jp' | 'cp932'): ReadonlyMap<string, Written> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = encoding === 'cp932' ? cp932Table() : jisTable();
  tables.set(encoding, table);
  return table;
}

/** Each character of the table to its bytes, by reading every pair of bytes that there may be. */
function jisTable(): Map<string, Written> {
  const table = new Map<string, Written>();
  const add = (set: CharacterSet, lead: readonly number[], bytes: readonly number[]): void =>
    addRead(table, 'euc-jp', [...lead, ...bytes.map((byte) => byte | 0x80)], { set, bytes });
  for (const [high, low] of pairs(0x21, 0x7e, 0x21, 0x7e)) add('jis0208', [], [high, low]);
  for (const [high, low] of pairs(0x21, 0x7e, 0x21, 0x7e)) add('jis0212', [0x8f], [high, low]);
  for (let byte = 0x21; byte <= 0x5f; byte += 1) add('kana', [0x8e], [byte]);
  return table;
}

function cp932Table(): Map<string, Written> {
  const table = new Map<string, Written>();
  for (const [high, low] of pairs(0x81, 0xfc, 0x40, 0xfc))
    addRead(table, 'shift_jis', [high, low], { set: 'ascii', bytes: [high, low] });
  for (let byte = 0xa1; byte <= 0xdf; byte += 1) addRead(table, 'shift_jis', [byte], { set: 'ascii', bytes: [byte] });
  return table;
}

function* pairs(high: number, highMax: number, low: number, lowMax: number): Generator<[number, number]> {
  for (let one = high; one <= highMax; one += 1) for (let two = low; two <= lowMax; two += 1) yield [one, two];
}

/** The first place of a character is its own; the others are there for old software. */
function addRead(table: Map<string, Written>, label: string, bytes: readonly number[], written: Written): void {
  const text = read(label, bytes);
  if (text !== undefined && [...text].length === 1 && !table.has(text)) table.set(text, written);
}

function read(label: string, bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
