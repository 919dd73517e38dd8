/** What is always the same about one of our issue codes: how grave it is, what it means and how to mend it. */
import type { Bilingual, Issue } from './issue.ts';

/** One of our codes in words, without the particulars of one case. `spec` is the rule behind it, where one page holds it. */
export interface IssueKind {
  readonly severity: Issue['severity'];
  readonly type: Issue['type'];
  readonly ja: string;
  readonly en: string;
  /** How to mend it. */
  readonly mendJa: string;
  readonly mendEn: string;
  readonly spec?: string;
}

/** Stable code → what it means. Each room's door shows the table of the codes with which it refuses. */
export type IssueKinds = Readonly<Record<string, IssueKind>>;

type Pair = readonly [ja: Bilingual['ja'], en: Bilingual['en']];

/** A kind from its words in Japanese and English: what is wrong, and how to mend it. */
export const issueKind = (
  type: Issue['type'],
  [ja, en]: Pair,
  [mendJa, mendEn]: Pair,
  severity: Issue['severity'] = 'error',
): IssueKind => ({ severity, type, ja, en, mendJa, mendEn });
