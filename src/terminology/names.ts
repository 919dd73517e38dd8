/** The names of a code: folded for searching, chosen by language. */
import type { CodeSystemConceptDesignation, ValueSetComposeIncludeConceptDesignation } from '@medplum/fhirtypes';

export type Designation = CodeSystemConceptDesignation | ValueSetComposeIncludeConceptDesignation;

/** Width, letter case and the number of spaces do not count when two names are compared. */
export const folded = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();

/** Folded as for comparing, and katakana as hiragana: who searches does not know how a name is written. */
export const foldedForSearch = (text: string): string =>
  folded(text).replace(/[\u30a1-\u30f6\u30fd\u30fe]/gu, (kana) =>
    String.fromCodePoint((kana.codePointAt(0) ?? 0) - KATAKANA_TO_HIRAGANA),
  );

const KATAKANA_TO_HIRAGANA = 0x60;

export interface Names {
  readonly display: string | undefined;
  /** The language that the display is in, where that is said. */
  readonly language: string | undefined;
  readonly designations: readonly Designation[];
}

/** The name in the first of the wanted languages that has one; the display where none has. */
export function nameIn({ display, language, designations }: Names, wanted: readonly string[]): string | undefined {
  for (const one of wanted) {
    if (display !== undefined && language !== undefined && fitsLanguage(language, one)) return display;
    const named = designations.find((designation) => designation.language === one && isDisplay(designation));
    const near = named ?? designations.find((each) => fitsLanguage(each.language ?? '', one) && isDisplay(each));
    if (near?.value !== undefined) return near.value;
  }
  return display;
}

/** The wanted languages of `ja, en;q=0.5`, the most wanted first. */
export function languagesOf(wanted: string | undefined): string[] {
  const parts = (wanted ?? '').split(',').map((part) => {
    const [language = '', ...rest] = part.split(';').map((one) => one.trim());
    const weight = rest.find((one) => one.startsWith('q='));
    return { language, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  return parts
    .filter(({ language, weight }) => language !== '' && language !== '*' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => language);
}

/** `ja` wants `ja-JP` too, and `ja-JP` takes `ja` for want of better. */
export function fitsLanguage(has: string, wanted: string): boolean {
  const [a, b] = [has.toLowerCase(), wanted.toLowerCase()];
  return a === b || (a !== '' && (a.startsWith(`${b}-`) || b.startsWith(`${a}-`)));
}

/** A designation may be a definition or a consumer's phrase; only names can stand for a display. */
function isDisplay({ use }: Designation): boolean {
  return use?.code === undefined || NAMES.has(use.code);
}

const NAMES: ReadonlySet<string> = new Set([
  'display',
  'preferredForLanguage',
  // SNOMED CT's preferred term, fully specified name and synonym.
  '900000000000548007',
  '900000000000003001',
  '900000000000013009',
]);
