/** Every issue that validating can raise: its severity, its words in both languages, how to mend it, and the rule behind it. */
import type { Issue } from '#fhir';
import { ANSWER_ISSUES } from './catalogue-answers.ts';
import { CONFORMANCE_ISSUES } from './catalogue-conformance.ts';
import { CONTENT_ISSUES } from './catalogue-content.ts';
import { DATA_ISSUES } from './catalogue-data.ts';
import { DEFINITION_ISSUES } from './catalogue-definitions.ts';
import { STRUCTURE_ISSUES } from './catalogue-structure.ts';

/** One kind of issue. `{name}` in a text is filled with what was expected and found. */
export interface IssueText {
  readonly severity: Issue['severity'];
  readonly type: Issue['type'];
  readonly ja: string;
  readonly en: string;
  /** How to mend it. */
  readonly mendJa: string;
  readonly mendEn: string;
  readonly spec: string;
}

/** The catalogue: stable code → words. */
export const ISSUES = {
  ...STRUCTURE_ISSUES,
  ...CONTENT_ISSUES,
  ...ANSWER_ISSUES,
  ...DATA_ISSUES,
  ...DEFINITION_ISSUES,
  ...CONFORMANCE_ISSUES,
} as const;

export type IssueCode = keyof typeof ISSUES;

/** What fills a place of a text; words in two languages go each into its own. */
export type Word = string | number | Pick<Issue, 'ja' | 'en'>;

/** Words for the places in a text of the catalogue. */
export type Words = Readonly<Record<string, Word>>;

/** An issue's words, filled in. A place that has no word stays visible, so that a slip is seen by a test. */
export function wordIssue(code: IssueCode, words: Words): Pick<Issue, 'ja' | 'en'> {
  const { ja, en, mendJa, mendEn }: IssueText = ISSUES[code];
  return {
    ja: fill(`${ja}${mendJa}`, words, 'ja'),
    en: fill(`${en}; ${mendEn}`, words, 'en'),
  };
}

function fill(text: string, words: Words, language: 'ja' | 'en'): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const word = words[name];
    return word === undefined ? place : shorten(String(typeof word === 'object' ? word[language] : word));
  });
}

const WORD_CHARACTERS_MAX = 300;

const shorten = (word: string): string =>
  word.length > WORD_CHARACTERS_MAX ? `${word.slice(0, WORD_CHARACTERS_MAX)}…` : word;
