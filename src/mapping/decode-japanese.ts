/** Decodes the whole byte stream of a Japanese hospital file before anything splits it: a JIS double byte can look like a separator. */
import { type Issue, type Refusal, refuse } from '#fhir';

export type JapaneseEncoding = 'iso-2022-jp' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'cp932';

/** The text of a file, and how its bytes were read. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: JapaneseEncoding;
}

const ESC = 0x1b;
const DOLLAR = 0x24;

/** Guesses in the one safe order: JIS escapes (they are valid UTF-8), a byte order mark, strict UTF-8, CP932. */
export function decodeJapanese(bytes: Uint8Array): DecodedText | Refusal {
  if (hasJisEscape(bytes)) return decodeIso2022(bytes);
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return marked;
  const utf8 = strictly('utf-8', bytes);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  const cp932 = strictly('shift_jis', bytes);
  if (cp932 !== undefined) return { text: cp932, encoding: 'cp932' };
  return refuse(400, {
    code: 'encoding-unknown',
    type: 'structure',
    ja: '文字コードを判別できません（ISO-2022-JP、UTF-8、CP932 のいずれでもありません）。',
    en: 'the bytes are neither ISO-2022-JP nor UTF-8 nor CP932',
  });
}

function hasJisEscape(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === ESC && (bytes[at + 1] === DOLLAR || bytes[at + 1] === 0x28));
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

function strictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

type Set = 'ascii' | 'kana' | 'jis0208' | 'jis0212';

/** Longer escapes first. JIS X 0201 Roman is read as ASCII: its 0x5C is HL7's escape character, not a yen sign. */
const ESCAPES: readonly (readonly [string, Set])[] = [
  ['$(D', 'jis0212'],
  ['$(B', 'jis0208'],
  ['$(@', 'jis0208'],
  ['$B', 'jis0208'],
  ['$@', 'jis0208'],
  ['(B', 'ascii'],
  ['(J', 'ascii'],
  ['(H', 'ascii'],
  ['(I', 'kana'],
];

/** Walks the escapes and rewrites each character as EUC-JP, whose table knows JIS X 0212 as well. */
function decodeIso2022(bytes: Uint8Array): DecodedText | Refusal {
  const euc: number[] = [];
  let set: Set = 'ascii';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC) {
      const known = ESCAPES.find(([text]) => startsWith(bytes, at + 1, text));
      if (known === undefined)
        return undecodable(bytes, at, 'an unknown escape sequence', '未知のエスケープ シーケンス');
      set = known[1];
      at += 1 + known[0].length;
    } else if (byte < 0x21) {
      // A control character ends a double-byte run that forgot to return to ASCII.
      if (byte === 0x0d || byte === 0x0a) set = 'ascii';
      euc.push(byte);
      at += 1;
    } else {
      const width = set === 'jis0208' || set === 'jis0212' ? 2 : 1;
      if (at + width > bytes.length)
        return undecodable(bytes, at, 'half of a double byte', '2バイト文字の途中で切れた箇所');
      euc.push(...toEuc(set, bytes.subarray(at, at + width)));
      at += width;
    }
  }
  // Whatever is whole returns to ASCII; only what was cut off ends elsewhere.
  if (set !== 'ascii')
    return undecodable(
      bytes,
      bytes.length,
      'the end of the file within Japanese text',
      '日本語の文字列の途中での終わり',
    );
  const text = strictly('euc-jp', Uint8Array.from(euc));
  if (text === undefined)
    return undecodable(bytes, bytes.length, 'a character that no JIS table holds', 'JIS の表にない文字');
  return { text, encoding: 'iso-2022-jp' };
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, offset) => bytes[at + offset] === character.charCodeAt(0));
}

function toEuc(set: Set, pair: Uint8Array): number[] {
  const high = [...pair].map((byte) => byte | 0x80);
  if (set === 'ascii') return [...pair];
  if (set === 'kana') return [0x8e, ...high];
  return set === 'jis0212' ? [0x8f, ...high] : high;
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
