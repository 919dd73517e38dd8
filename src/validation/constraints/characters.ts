/** The characters that a text may hold: no control characters but tab and line ends, and no half of a surrogate pair. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused.
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** Can the text be stored and sent on as it is? R4 § 2.24.0.1 `string`; PostgreSQL, too, knows no U+0000. */
export const isStorable = (text: string): boolean => !CONTROL.test(text) && text.isWellFormed();

/** The first character that makes a text unfit, `U+0000`, and the character's place in it, counted from 1. */
export function unstorable(text: string): { readonly character: string; readonly at: number } {
  const at = [...text].findIndex((one) => !isStorable(one));
  const point = [...text][at]?.codePointAt(0) ?? 0;
  return { character: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, at: at + 1 };
}
