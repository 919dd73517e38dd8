/** Every issue that validating can raise: its severity, its words in both languages, how to mend it, and the rule behind it. */
import type { Bilingual, Issue, IssueKind, IssueParts } from '#fhir';
import { ANSWER_ISSUES } from './catalogue-answers.ts';
import { CONFORMANCE_ISSUES } from './catalogue-conformance.ts';
import { CONTENT_ISSUES } from './catalogue-content.ts';
import { DATA_ISSUES } from './catalogue-data.ts';
import { DEFINITION_ISSUES } from './catalogue-definitions.ts';
import { HALVES } from './catalogue-halves.ts';
import { STRUCTURE_ISSUES } from './catalogue-structure.ts';

/** One kind of issue. `{name}` in a text is filled with what was expected and found. */
export interface IssueText extends IssueKind {
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
export type Word = string | number | Bilingual;

/** Words for the places in a text of the catalogue. */
export type Words = Readonly<Record<string, Word>>;

/** The parts of every issue of a kind as templates: what is wrong, what was expected and found, and how to mend it. */
export function partsOf(code: IssueCode): IssueParts {
  const { ja, en, mendJa, mendEn }: IssueText = ISSUES[code];
  const { expected = ['{expected}', '{expected}'], found = ['{found}', '{found}'] } = HALVES[code] ?? {};
  return {
    what: { ja, en },
    expected: { ja: expected[0], en: expected[1] },
    found: { ja: found[0], en: found[1] },
    mend: { ja: mendJa, en: mendEn },
  };
}

/** An issue's words, filled in. A place that has no word stays visible, so that a slip is seen by a test. */
export function wordIssue(code: IssueCode, words: Words): Pick<Issue, 'ja' | 'en' | 'parts'> {
  const { what, expected, found, mend } = readyParts(code);
  const parts = {
    what: fillBoth(what, words),
    expected: orEmpty(fillBoth(expected, words)),
    found: orEmpty(fillBoth(found, words)),
    mend: fillBoth(mend, words),
  };
  return {
    ja: `${parts.what.ja}${parts.mend.ja}`,
    en: `${parts.what.en}; ${parts.mend.en}`,
    parts,
  };
}

/** An empty value is told, not left out. */
const orEmpty = (text: Bilingual): Bilingual => (text.ja === '' || text.en === '' ? EMPTY : text);
const EMPTY: Bilingual = { ja: '（空）', en: '(empty)' };

/** A text cut at its places: every other piece is the name of a place. */
type Template = readonly string[];
type Ready = Readonly<Record<keyof IssueParts, { readonly ja: Template; readonly en: Template }>>;

const ready = new Map<IssueCode, Ready>();

/** Cut once for each code, since a long list of findings repeats a few codes. */
function readyParts(code: IssueCode): Ready {
  const known = ready.get(code);
  if (known !== undefined) return known;
  const cut = ({ ja, en }: Bilingual) => ({ ja: ja.split(PLACE), en: en.split(PLACE) });
  const { what, expected, found, mend } = partsOf(code);
  const made = { what: cut(what), expected: cut(expected), found: cut(found), mend: cut(mend) };
  ready.set(code, made);
  return made;
}

const PLACE = /\{(\w+)\}/;

const fillBoth = ({ ja, en }: Ready['what'], words: Words): Bilingual => ({
  ja: fill(ja, words, 'ja'),
  en: fill(en, words, 'en'),
});

function fill(template: Template, words: Words, language: 'ja' | 'en'): string {
  let text = '';
  for (const [index, piece] of template.entries()) {
    const word = index % 2 === 1 ? words[piece] : undefined;
    if (index % 2 === 0) text += piece;
    else if (word === undefined) text += `{${piece}}`;
    else text += shorten(said(word, language), piece);
  }
  return text;
}

/** Nothing is found where a value is absent: constraints write `∅`, people read a word. */
const ABSENT: Word = '∅';
const ABSENCE: Bilingual = { ja: '（なし）', en: '(nothing)' };

function said(word: Word, language: 'ja' | 'en'): string {
  const told = word === ABSENT ? ABSENCE : word;
  return typeof told === 'object' ? told[language] : String(told);
}

const WORD_CHARACTERS_MAX = 300;
const FOUND_CHARACTERS_MAX = 120;

/** What was found may be a person's own words: its beginning is enough to find it again. */
function shorten(word: string, place: string): string {
  const max = place === 'found' ? FOUND_CHARACTERS_MAX : WORD_CHARACTERS_MAX;
  return word.length > max ? `${word.slice(0, max)}…` : word;
}
