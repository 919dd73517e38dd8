/** A letter or digit that can be seen: some letters, such as the Hangul filler, are blank. */
const LETTER = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

/** Whether a text says anything: blanks, signs and what cannot be seen do not. */
export const isWritten = (text: string | undefined): boolean => LETTER.test(text ?? '');
