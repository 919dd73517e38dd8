/** Japanese text made comparable: one width, one kana script, no spaces; a name is found however it was typed. */

const HIRAGANA_OFFSET = 0x60;

/** The form in which strings are compared: NFKC, lower case, katakana as hiragana, without white space. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - HIRAGANA_OFFSET))
    .replace(/\s+/g, '');
}

interface NamedOrPlaced {
  text?: string;
  family?: string;
  given?: string[];
  prefix?: string[];
  suffix?: string[];
  line?: string[];
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
    ...new Set([...whole, ...parts.filter((part) => part !== undefined), ...lists.flatMap((list) => list ?? [])]),
  ];
}
