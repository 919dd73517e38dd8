/** A consent in plain Japanese and English: to whom, for what, what of me, and until when. */
import type { Coding, Consent } from '@medplum/fhirtypes';
import { type Bilingual, codeSystemUrl, spanOf } from '#fhir';

export const CONSENT_STATES = {
  pending: { ja: '手続き中です', en: 'not in force yet' },
  active: { ja: '有効です', en: 'in force' },
  'ends-soon': { ja: 'まもなく終わります', en: 'in force, ends soon' },
  expired: { ja: '期限が過ぎました', en: 'expired' },
  superseded: { ja: '新しい同意に替わりました', en: 'replaced by another one' },
  withdrawn: { ja: '撤回されました', en: 'withdrawn' },
  ended: { ja: '終わっています', en: 'ended' },
  rejected: { ja: '同意していません', en: 'not agreed to' },
  'entered-in-error': { ja: '誤って登録されました', en: 'entered in error' },
} as const satisfies Readonly<Record<string, Bilingual>>;
export type ConsentState = keyof typeof CONSENT_STATES;

/** A month is enough to ask the person again. */
const SOON_MS = 30 * 24 * 3_600_000;

/** What a consent is at a moment in milliseconds; `act` is what ended it, where that is known. */
export function consentState({ status, provision }: Consent, act: string | undefined, at: number): ConsentState {
  if (status === 'rejected' || status === 'entered-in-error') return status;
  if (status === 'inactive') return act === 'supersede' ? 'superseded' : act === 'withdraw' ? 'withdrawn' : 'ended';
  if (status !== 'active') return 'pending';
  const { start, end } = provision?.period ?? {};
  const [from, until] = [start === undefined ? undefined : spanOf(start), end === undefined ? undefined : spanOf(end)];
  if (until !== undefined && until.high < at) return 'expired';
  if (from !== undefined && from.low > at) return 'pending';
  return until !== undefined && until.high - at < SOON_MS ? 'ends-soon' : 'active';
}

const CATEGORY_SYSTEM = codeSystemUrl('jp-chiiki-ikou-category');
const CATEGORIES: Readonly<Record<string, Bilingual>> = {
  condition: { ja: '病状', en: 'condition' },
  medication: { ja: '薬', en: 'medication' },
  test: { ja: '検査', en: 'tests' },
  'admission-status': { ja: '入院の形', en: 'form of admission' },
  risk: { ja: '自分や他人を傷つけるおそれ', en: 'risk of harm' },
  living: { ja: '暮らしの様子', en: 'daily living' },
  service: { ja: '使っているサービス', en: 'services' },
  finance: { ja: 'お金のこと', en: 'finances' },
  family: { ja: '家族のこと', en: 'family' },
  housing: { ja: '住まい', en: 'housing' },
  'crisis-plan': { ja: 'クライシスプラン', en: 'crisis plan' },
  wish: { ja: '本人の希望', en: 'wishes' },
};
const PURPOSES: Readonly<Record<string, Bilingual>> = {
  TREAT: { ja: '治療', en: 'treatment' },
  ETREAT: { ja: '緊急の治療', en: 'emergency treatment' },
  COC: { ja: '支援の調整', en: 'coordination of care' },
  CAREMGT: { ja: 'ケアの管理', en: 'care management' },
  BTG: { ja: '緊急開示', en: 'emergencies without consent' },
  FAMRQT: { ja: '家族の求め', en: 'a request of the family' },
  HRESCH: { ja: '研究', en: 'research' },
};

export const categoriesOf = ({ provision }: Consent): Coding[] =>
  (provision?.securityLabel ?? []).filter(({ system }) => system === CATEGORY_SYSTEM);

/** Those whom the consent itself names; a nested exception is not told here. */
export const recipientsOf = ({ provision }: Consent): string[] =>
  (provision?.actor ?? []).flatMap(({ reference }) => reference.reference ?? []);

/** Whether it lets see or refuses, as its root says. */
export function effectOf({ provision, policyRule }: Consent): 'permit' | 'deny' {
  if (provision?.type !== undefined) return provision.type;
  return policyRule?.coding?.some(({ code }) => code?.startsWith('OPTOUT')) ? 'deny' : 'permit';
}

/** One sentence; `names` holds recipients by reference. */
export function consentWords(consent: Consent, names: ReadonlyMap<string, string>): Bilingual {
  const told = (codings: readonly Coding[], table: Readonly<Record<string, Bilingual>>, language: keyof Bilingual) =>
    codings.map(({ code = '' }) => table[code]?.[language] ?? code);
  const who = recipientsOf(consent).map((reference) => names.get(reference) ?? reference);
  const purposes = consent.provision?.purpose ?? [];
  const { start, end } = consent.provision?.period ?? {};
  const exceptions = (consent.provision?.provision ?? []).length > 0;
  const denies = effectOf(consent) === 'deny';
  const list = { ja: (words: string[]) => words.join('、'), en: (words: string[]) => words.join(', ') };
  const [jaWhat, enWhat] = [
    list.ja(told(categoriesOf(consent), CATEGORIES, 'ja')) || 'すべての情報',
    list.en(told(categoriesOf(consent), CATEGORIES, 'en')) || 'everything',
  ];
  const [jaWhy, enWhy] = [
    list.ja(told(purposes, PURPOSES, 'ja')) || 'どの目的でも',
    list.en(told(purposes, PURPOSES, 'en')) || 'any purpose',
  ];
  const span = start === undefined && end === undefined;
  return {
    ja:
      `${list.ja(who) || 'だれ'}に${who.length === 0 ? (denies ? 'も' : 'でも') : ''}、${jaWhat}を${denies ? '見せません' : '見せます'}` +
      `（目的: ${jaWhy}${span ? '' : `、期間: ${start ?? ''}〜${end ?? ''}`}）。${exceptions ? '例外があります。' : ''}`,
    en:
      `${list.en(who) || 'Anybody'} may ${denies ? 'not ' : ''}see ${enWhat} (for ${enWhy}` +
      `${span ? '' : `, from ${start ?? '…'} until ${end ?? '…'}`}).${exceptions ? ' There are exceptions.' : ''}`,
  };
}
