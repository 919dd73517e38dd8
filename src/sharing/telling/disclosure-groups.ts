/** Disclosures as a person reads them: what one viewer saw on one day for one purpose is one line. */
import type { Disclosure } from '#audit';
import { type Bilingual, japanDay, toJapanTime } from '#fhir';

/** A disclosure as its reader is told of it. */
export interface ToldDisclosure extends Omit<Disclosure, 'items'> {
  /** What is not `named` was shown, but its reference may not be told. */
  readonly items: readonly (Disclosure['items'][number] & { readonly named: boolean })[];
  /** What came of the review of a broken glass. */
  readonly review?: ReviewTold;
}

interface ReviewTold {
  readonly outcome: 'open' | 'justified' | 'not-justified';
  /** Why the glass was broken. */
  readonly reason: string;
}

const REVIEWS: Readonly<Record<ReviewTold['outcome'], Bilingual>> = {
  open: { ja: '正しかったかを確かめています', en: 'under review' },
  justified: { ja: '確かめた結果: 必要でした', en: 'reviewed: it was justified' },
  'not-justified': { ja: '確かめた結果: 必要ではありませんでした', en: 'reviewed: it was not justified' },
};

export interface DisclosureGroup {
  /** Of Japan time, `YYYY-MM-DD`. */
  readonly day: string;
  /** Of Japan time, `HH:MM`. */
  readonly first: string;
  readonly last: string;
  readonly times: number;
  readonly actor: string;
  readonly organization: string | null;
  readonly clients: readonly string[];
  readonly purpose: string;
  /** Why the glass was broken, as it was written each time. */
  readonly purposeReasons: readonly string[];
  /** How many records of each category, in the order of the codes; of those without one under the empty code. */
  readonly categories: readonly { readonly code: string; readonly count: number }[];
  readonly grounds: readonly string[];
  readonly consents: readonly string[];
  readonly custodians: readonly string[];
  readonly items: readonly string[];
  readonly breakGlass: boolean;
  /** What the review of a broken glass found, where there was one. */
  readonly review?: Bilingual;
}

/** Newest day first, and within a day in the order in which each viewer came. */
export function groupDisclosures(disclosures: readonly ToldDisclosure[]): DisclosureGroup[] {
  const keyOf = ({ recorded, actor, organization, purpose }: ToldDisclosure) =>
    JSON.stringify([japanDay(new Date(recorded)), actor, organization, purpose]);
  const groups = [...Map.groupBy(disclosures, keyOf).values()].flatMap((members) => groupOf(members) ?? []);
  return groups.toSorted((a, b) => b.day.localeCompare(a.day) || a.first.localeCompare(b.first));
}

function groupOf(members: readonly ToldDisclosure[]): DisclosureGroup | undefined {
  const moments = members.map(({ recorded }) => new Date(recorded)).toSorted((a, b) => a.getTime() - b.getTime());
  const [first, last, one] = [moments[0], moments.at(-1), members[0]];
  if (first === undefined || last === undefined || one === undefined) return undefined;
  const items = members.flatMap((member) => member.items);
  const byReference = new Map(items.map((item) => [item.reference, item]));
  const codes = [...byReference.values()].flatMap(({ categories }) => (categories.length === 0 ? [''] : categories));
  const grounds = unique(items.map(({ ground }) => ground));
  return {
    day: japanDay(first),
    first: clock(first),
    last: clock(last),
    times: members.length,
    actor: one.actor,
    organization: one.organization,
    clients: unique(members.map(({ clientName }) => clientName)),
    purpose: one.purpose,
    purposeReasons: unique(members.flatMap(({ purposeReason }) => purposeReason ?? [])),
    categories: unique(codes).map((code) => ({ code, count: codes.filter((other) => other === code).length })),
    grounds,
    consents: unique(members.flatMap(({ consents }) => consents)),
    custodians: unique(items.map(({ custodian }) => custodian)),
    items: unique(items.filter(({ named }) => named).map(({ reference }) => reference)),
    breakGlass: grounds.includes('BREAK_GLASS') || one.purpose === 'BTG',
    ...reviewOf(members),
  };
}

/** Of several reviews the one that still has to be heard of: an open one, then one that found no ground. */
function reviewOf(members: readonly ToldDisclosure[]): Pick<DisclosureGroup, 'review'> {
  const outcomes = members.flatMap(({ review }) => review?.outcome ?? []);
  const told = (['open', 'not-justified', 'justified'] as const).find((outcome) => outcomes.includes(outcome));
  return told === undefined ? {} : { review: REVIEWS[told] };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();
const clock = (moment: Date): string => toJapanTime(moment).slice(11, 16);
