/** The person's record of disclosures as a sheet: when, who, what of mine, what for, on what ground, and who held it. */
import { purposeWords } from '#auth';
import type { Bilingual, Language } from '#fhir';
import { GROUNDS, wordsOf } from './code-words.ts';
import type { DisclosureGroup } from './disclosure-groups.ts';
import type { Row, Section, Sheet } from './sheet.ts';

export interface DisclosureWords {
  readonly named: (reference: string) => string;
  readonly category: (code: string) => Bilingual;
  /** The date and the words of a consent; undefined for one that may not be told of. */
  readonly consent: (reference: string) => Bilingual | undefined;
  /** Where the person can stop sharing with an organization; undefined where the reader is not the person. */
  readonly stopSharing: (organization: string) => string | undefined;
}

const WORDS = {
  title: { ja: 'わたしの記録をだれが見たか', en: 'Who saw my records' },
  note: {
    ja: 'ほかの機関の人が、あなたの記録を見た・受け取ったことの記録です。時刻は日本時間です。',
    en: 'These are the times when somebody of another organization saw or received records of yours, in Japan time.',
  },
  empty: {
    ja: 'この期間に、ほかの機関の人が見た記録はありません。',
    en: 'Nobody of another organization saw anything in this time.',
  },
  columns: {
    ja: ['いつ', 'どこのだれが', 'わたしの何を', '何のために', '根拠', '記録を持っていた機関'],
    en: ['When', 'Who, of which organization', 'What of mine', 'What for', 'Ground', 'Who held it'],
  },
  breakGlass: { ja: '緊急開示', en: 'Break-glass' },
  stop: { ja: 'この人にはもう見せない', en: 'Show them no more' },
  person: { ja: '本人', en: 'the person' },
} as const;

export function disclosureSheet(groups: readonly DisclosureGroup[], words: DisclosureWords, language: Language): Sheet {
  const byDay = Map.groupBy(groups, ({ day }) => day);
  return {
    title: WORDS.title[language],
    language,
    notes: [WORDS.note[language]],
    columns: WORDS.columns[language],
    sections: [...byDay].map(
      ([day, members]): Section => ({
        heading: dayWords(day, language),
        rows: members.map((group) => rowOf(group, words, language)),
      }),
    ),
    empty: WORDS.empty[language],
  };
}

function rowOf(group: DisclosureGroup, words: DisclosureWords, language: Language): Row {
  const { organization, breakGlass, review } = group;
  const stop = organization === null ? undefined : words.stopSharing(organization);
  const mark = [
    ...(breakGlass ? [WORDS.breakGlass[language]] : []),
    ...(review === undefined ? [] : [review[language]]),
  ].join(language === 'ja' ? '・' : ', ');
  return {
    cells: [
      whenWords(group, language),
      whoWords(group, words, language),
      whatWords(group, words, language),
      [purposeWords(group.purpose)[language], ...group.purposeReasons].join(language === 'ja' ? '：' : ': '),
      groundWords(group, words, language),
      group.custodians.map(words.named).join(language === 'ja' ? '、' : ', '),
    ],
    ...(mark === '' ? {} : { mark }),
    ...(stop === undefined ? {} : { act: { text: WORDS.stop[language], url: stop } }),
  };
}

function whenWords({ day, first, last, times }: DisclosureGroup, language: Language): string {
  const span = first === last ? first : `${first}–${last}`;
  if (times === 1) return `${dayWords(day, language)} ${span}`;
  return language === 'ja' ? `${dayWords(day, language)} ${span}（${times}回）` : `${day} ${span} (${times} times)`;
}

function whoWords(
  { organization, actor, clients }: DisclosureGroup,
  { named }: DisclosureWords,
  language: Language,
): string {
  const person = actor.startsWith('Patient/') ? WORDS.person[language] : named(actor);
  const who = [organization === null ? '' : named(organization), person].filter(
    (part) => part !== '' && part !== actor,
  );
  const names = [...new Set(who)].join(' ');
  return clients.length === 0
    ? names
    : `${names}${language === 'ja' ? `（${clients.join('、')}）` : ` (${clients.join(', ')})`}`;
}

const whatWords = ({ categories }: DisclosureGroup, { category }: DisclosureWords, language: Language): string =>
  categories
    .map(({ code, count }) =>
      language === 'ja' ? `${category(code).ja}（${count}件）` : `${category(code).en} (${count})`,
    )
    .join(language === 'ja' ? '、' : '; ');

function groundWords({ grounds, consents }: DisclosureGroup, words: DisclosureWords, language: Language): string {
  const reasons = grounds.map((code) => wordsOf(GROUNDS, code)[language]);
  const told = consents.flatMap((reference) => words.consent(reference)?.[language] ?? []);
  return [reasons.join(language === 'ja' ? '・' : ', '), ...told].join('\n');
}

/** A day as it is written on Japanese forms. */
export function dayWords(day: string, language: Language): string {
  const [year, month, date] = day.split('-').map(Number);
  return language === 'ja' ? `${year}年${month}月${date}日` : day;
}
