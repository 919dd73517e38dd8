/** What somebody asks about who could see what, read and checked. */
import type { Action } from '#consent';
import { type Bilingual, isRefusal, PURPOSES, type Refusal, spanOf } from '#fhir';
import { type CategoryWords, categoryWords, type House, oneValue, type Visit, valueInvalid } from '#visit';
import type { OwnView } from './own-view.ts';
import { ACTIONS } from './telling/code-words.ts';

export interface Inquiry {
  readonly view: OwnView;
  /** `PractitionerRole/x`, `Organization/x` or `RelatedPerson/x`; absent for everybody whom something concerns. */
  readonly actor: string | undefined;
  readonly purposes: readonly string[];
  readonly action: Action;
  readonly now: Date;
  readonly categories: CategoryWords;
}

export const REFERENCE = { ja: '参照（例: Organization/…）', en: 'a reference such as `Organization/…`' };

/** The inquiry; 400 `operation-value-invalid`. */
export function readInquiry(house: House, visit: Visit, view: OwnView, query: URLSearchParams): Inquiry | Refusal {
  const actor = oneValue(query, 'actor', { read: referenceIn, expected: REFERENCE, fallback: undefined });
  if (isRefusal(actor)) return actor;
  const purposes = [...new Set(query.getAll('purpose'))];
  const unknown = purposes.find((code) => !PURPOSES.includes(code));
  if (unknown !== undefined) return valueInvalid('purpose', unknown, PURPOSE);
  const action = oneValue(query, 'action', { read: actionIn, expected: ACTION, fallback: 'access' as const });
  if (isRefusal(action)) return action;
  const time = oneValue(query, 'time', { read: spanOf, expected: MOMENT, fallback: undefined });
  if (isRefusal(time)) return time;
  const now = time === undefined ? visit.now : new Date(time.low);
  return { view, actor, purposes, action, now, categories: categoryWords(house) };
}

export const referenceIn = (text: string): string | undefined =>
  /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(text) ? text : undefined;
const actionIn = (text: string): Action | undefined => (text in ACTIONS ? (text as Action) : undefined);

export const PURPOSE: Bilingual = {
  ja: `利用目的のコード（${PURPOSES.join(', ')}）`,
  en: `a code of a purpose of use (${PURPOSES.join(', ')})`,
};
const ACTION: Bilingual = {
  ja: `次のどれか: ${Object.keys(ACTIONS).join(', ')}`,
  en: `one of ${Object.keys(ACTIONS).join(', ')}`,
};
const MOMENT: Bilingual = {
  ja: '日付か日時（例: 2026-10-01）',
  en: 'a date or time such as `2026-10-01`',
};
