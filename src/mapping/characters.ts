/** The characters that may come from a form or a message into a record: no control characters but tab and line ends. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused.
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** The place of the first character that no record may hold, counted from 0; -1 where there is none. */
export const forbiddenAt = (text: string): number => {
  const control = text.search(CONTROL);
  if (control >= 0 || text.isWellFormed()) return control;
  return text.search(/\p{Surrogate}/u);
};

/** The character as it is called: `U+0000`. */
export const nameOf = (text: string, at: number): string =>
  `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
