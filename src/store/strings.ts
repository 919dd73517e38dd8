/** Japanese text made comparable: one width, one kana script, no spaces; a name is found however it was typed. */
import type { Bindings } from './bindings.ts';
import { KANJI_VARIANTS } from './kanji-variants.ts';

const HIRAGANA_OFFSET = 0x60;
const ASCII = /^[\x20-\x7e]*$/;
/** Accents of Latin, Greek and Cyrillic letters, and selectors of drawings; not the marks of kana, which are other letters. */
const MARKS = /[\u0300-\u036f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/**
 * The form in which strings are compared (R4 § 3.1.1.4.8: by neither case nor accent): NFKC, lower case, katakana as
 * hiragana, one form of each kanji, ß as ss, without accents and white space.
 */
export function normalise(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll(' ', '');
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFC')
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - HIRAGANA_OFFSET))
    .replace(/[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{2ffff}]/gu, (kanji) => KANJI_VARIANTS.get(kanji) ?? kanji)
    .replace(/\s+/g, '');
}

interface NamedOrPlaced {
  text?: string;
  family?: string;
  given?: (string | null)[];
  prefix?: (string | null)[];
  suffix?: (string | null)[];
  line?: (string | null)[];
  city?: string;
  district?: string;
  state?: string;
  postalCode?: string;
  country?: string;
}

/** The strings of a string, a HumanName or an Address. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const v = value as NamedOrPlaced;
  const whole = v.family === undefined ? [] : [[v.family, ...(v.given ?? [])].join('')];
  const parts = [v.text, v.family, v.city, v.district, v.state, v.postalCode, v.country];
  const lists = [v.given, v.prefix, v.suffix, v.line];
  return [
    ...new Set([
      ...whole,
      ...parts.filter((part) => part !== undefined),
      ...lists.flatMap((list) => list ?? []).filter((part) => part !== null),
    ]),
  ];
}

/** The condition that the text of an index row begins so; a long beginning is looked up by its first part. */
export function likeStart(alias: string, start: string, bind: Bindings): string {
  const pattern = (text: string) => bind(`${text.replace(/[\\%_]/g, '\\$&')}%`);
  const characters = [...start];
  const first = `left(${alias}.normal, ${INDEXED}) LIKE ${pattern(characters.slice(0, INDEXED).join(''))}`;
  return characters.length <= INDEXED ? first : `(${first} AND ${alias}.normal LIKE ${pattern(start)})`;
}

/** The condition that an index row holds a URI that is one of these; they too are looked up by their first part. */
export function isOneOf(alias: string, uris: readonly string[], bind: Bindings): string {
  const firsts = uris.map((uri) => [...uri].slice(0, INDEXED).join(''));
  return `(left(${alias}.normal, ${INDEXED}) = ANY(${bind(firsts, 'text[]')}) AND ${alias}.exact = ANY(${bind(uris, 'text[]')}))`;
}

/** Characters of a text that its index holds. */
const INDEXED = 200;
