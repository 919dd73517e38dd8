/** Decodes the whole byte stream of a Japanese hospital file before anything splits it: a JIS double byte can look like a separator. */
import { type Issue, type Refusal, refuse } from '#fhir';

export type JapaneseEncoding = 'iso-2022-jp' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'cp932' | 'euc-jp' | 'iso-8859-1';

/** The text of a file, and how its bytes were read. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: JapaneseEncoding;
}

const ESC = 0x1b;
const LABELS = { cp932: 'shift_jis', 'euc-jp': 'euc-jp' } as const;

/**
 * Guesses in the one safe order: JIS escapes (they are valid UTF-8), a byte order mark, strict UTF-8, CP932. EUC-JP and
 * Latin-1 cannot be told from CP932 by their bytes: they are tried before it where the sender declares them.
 */
export function decodeJapanese(bytes: Uint8Array, declared?: 'euc-jp' | 'iso-8859-1'): DecodedText | Refusal {
  if (hasJisEscape(bytes)) return decodeIso2022(bytes);
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return marked;
  const utf8 = strictly('utf-8', bytes);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  if (declared === 'iso-8859-1') return { text: Buffer.from(bytes).toString('latin1'), encoding: declared };
  for (const encoding of declared === 'euc-jp' ? (['euc-jp', 'cp932'] as const) : (['cp932'] as const)) {
    const text = strictly(LABELS[encoding], bytes);
    if (text !== undefined) return { text, encoding };
  }
  return refuse(400, {
    code: 'encoding-unknown',
    type: 'structure',
    ja: '文字コードを判別できません（ISO-2022-JP、UTF-8、CP932 のいずれでもありません）。',
    en: 'the bytes are neither ISO-2022-JP nor UTF-8 nor CP932',
    ...placeOfFault(bytes),
  });
}

function placeOfFault(bytes: Uint8Array): { line: number; column: number } {
  const lines = readableIn(bytes).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** The text before the first byte that is in no encoding. What begins as UTF-8 is taken for that, all else for CP932. */
export function readableIn(bytes: Uint8Array): string {
  const [utf8, cp932] = ['utf-8', LABELS.cp932].map(
    (label) => new TextDecoder(label).decode(bytes).split('\ufffd', 1)[0] ?? '',
  ) as [string, string];
  return Buffer.byteLength(utf8) > utf8.length ? utf8 : cp932;
}

function hasJisEscape(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(ESC); at >= 0; at = bytes.indexOf(ESC, at + 1)) {
    const next = bytes[at + 1];
    if (next === 0x24 || next === 0x28) return true;
  }
  return false;
}

function decodeMarked(bytes: Uint8Array): DecodedText | undefined {
  const [first, second, third] = bytes;
  const as = (encoding: JapaneseEncoding, skip: number): DecodedText | undefined => {
    const text = strictly(encoding, bytes.subarray(skip));
    return text === undefined ? undefined : { text, encoding };
  };
  if (first === 0xef && second === 0xbb && third === 0xbf) return as('utf-8', 3);
  if (first === 0xff && second === 0xfe) return as('utf-16le', 2);
  if (first === 0xfe && second === 0xff) return as('utf-16be', 2);
  return undefined;
}

const decoders = new Map<string, TextDecoder>();

function strictly(label: string, bytes: Uint8Array): string | undefined {
  const decoder = decoders.get(label) ?? new TextDecoder(label, { fatal: true });
  decoders.set(label, decoder);
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

type Set = 'ascii' | 'kana' | 'jis0208' | 'jis0212';

/** Longer escapes first. JIS X 0201 Roman is read as ASCII: its 0x5C is HL7's escape character, not a yen sign. */
const ESCAPES: readonly (readonly [Uint8Array, Set])[] = (
  [
    ['$(D', 'jis0212'],
    ['$(B', 'jis0208'],
    ['$(@', 'jis0208'],
    ['$B', 'jis0208'],
    ['$@', 'jis0208'],
    ['(B', 'ascii'],
    ['(J', 'ascii'],
    ['(H', 'ascii'],
    ['(I', 'kana'],
  ] as const
).map(([text, set]) => [Buffer.from(text, 'latin1'), set]);

/** Walks the escapes and rewrites each character as EUC-JP, whose table knows JIS X 0212 as well. */
function decodeIso2022(bytes: Uint8Array): DecodedText | Refusal {
  // A character of JIS X 0212 grows by a byte, kana doubles.
  const euc = new Uint8Array(bytes.length * 2);
  let size = 0;
  let set: Set = 'ascii';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === ESC) {
      const known = ESCAPES.find(([sequence]) => startsWith(bytes, at + 1, sequence));
      if (known === undefined)
        return undecodable(bytes, at, 'an unknown escape sequence', '未知のエスケープ シーケンス');
      set = known[1];
      at += 1 + known[0].length;
      continue;
    }
    if (byte < 0x21) {
      // A line end ends a double-byte run that forgot to return to ASCII.
      if (byte === 0x0d || byte === 0x0a) set = 'ascii';
      euc[size++] = byte;
      at += 1;
      continue;
    }
    // Seven bits are all that this encoding has: anything else is a second encoding in the same file.
    if (byte > 0x7f) return undecodable(bytes, at, 'a byte of another encoding', '別の文字コードのバイト');
    if (set === 'ascii' || set === 'kana') {
      if (set === 'kana') euc[size++] = 0x8e;
      euc[size++] = set === 'kana' ? byte | 0x80 : byte;
      at += 1;
      continue;
    }
    if (at + 2 > bytes.length) return undecodable(bytes, at, 'half of a double byte', '2バイト文字の途中で切れた箇所');
    if (set === 'jis0212') euc[size++] = 0x8f;
    euc[size++] = byte | 0x80;
    euc[size++] = (bytes[at + 1] as number) | 0x80;
    at += 2;
  }
  // Whatever is whole returns to ASCII; only what was cut off ends elsewhere.
  if (set !== 'ascii')
    return undecodable(
      bytes,
      bytes.length,
      'the end of the file within Japanese text',
      '日本語の文字列の途中での終わり',
    );
  const text = strictly('euc-jp', euc.subarray(0, size));
  if (text === undefined)
    return undecodable(bytes, bytes.length, 'a character that no JIS table holds', 'JIS の表にない文字');
  return { text, encoding: 'iso-2022-jp' };
}

function startsWith(bytes: Uint8Array, at: number, beginning: Uint8Array): boolean {
  for (let offset = 0; offset < beginning.length; offset += 1)
    if (bytes[at + offset] !== beginning[offset]) return false;
  return true;
}

function undecodable(bytes: Uint8Array, at: number, en: string, ja: string): Refusal {
  const before = bytes.subarray(0, at);
  const line = before.reduce((lines, byte) => lines + (byte === 0x0d ? 1 : 0), 1);
  const issue: Omit<Issue, 'severity'> = {
    code: 'encoding-broken',
    type: 'structure',
    ja: `ISO-2022-JP として読めません: ${at + 1} バイト目に${ja}があります。`,
    en: `not readable as ISO-2022-JP: ${en} at byte ${at + 1}`,
    line,
  };
  return refuse(400, issue);
}
