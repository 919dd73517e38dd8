/** A consent in plain Japanese and English: to whom, for what, what of me, and until when. */
import type { Coding, Consent, ConsentProvisionActor } from '@medplum/fhirtypes';
import { type Bilingual, codeSystemUrl, spanOf } from '#fhir';
import { labelWords } from './telling/label-words.ts';
import { isCustodian, narrowingWords } from './telling/provision-words.ts';

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

/** Those whom the consent itself names; a nested exception is not told here, and who holds the records is no recipient. */
export const recipientsOf = ({ provision }: Consent): string[] =>
  referencesOf((provision?.actor ?? []).filter((actor) => !isCustodian(actor)));

const custodiansOf = ({ provision }: Consent): string[] => referencesOf((provision?.actor ?? []).filter(isCustodian));

const referencesOf = (actors: readonly ConsentProvisionActor[]): string[] =>
  actors.flatMap(({ reference }) => reference.reference ?? []);

/** Whether it lets see or refuses, as its root says. */
export function effectOf({ provision, policyRule }: Consent): 'permit' | 'deny' {
  if (provision?.type !== undefined) return provision.type;
  return policyRule?.coding?.some(({ code }) => code?.startsWith('OPTOUT')) ? 'deny' : 'permit';
}

/** One sentence; `names` holds what the consent refers to, by reference. */
export function consentWords(consent: Consent, names: ReadonlyMap<string, string>): Bilingual {
  const named = (reference: string) => names.get(reference) ?? reference;
  const who = recipientsOf(consent).map(named);
  const { start, end } = consent.provision?.period ?? {};
  const span = start === undefined && end === undefined;
  const exceptions = (consent.provision?.provision ?? []).length > 0;
  const denies = effectOf(consent) === 'deny';
  const purposes = (consent.provision?.purpose ?? []).map((coding) => codeWords(coding, PURPOSES));
  const why = purposes.length === 0 ? { ja: 'どの目的でも', en: 'any purpose' } : listWords(purposes);
  const what = contentWords(consent, named);
  return {
    ja:
      `${who.join('、') || 'だれ'}に${who.length === 0 ? (denies ? 'も' : 'でも') : ''}、${what?.ja ?? 'すべての情報'}を${denies ? '見せません' : '見せます'}` +
      `（目的: ${why.ja}${span ? '' : `、期間: ${start ?? ''}〜${end ?? ''}`}）。${exceptions ? '例外があります。' : ''}`,
    en:
      `${sightWords(who.join(', '), denies, what?.en)} (for ${why.en}` +
      `${span ? '' : `, from ${start ?? '…'} until ${end ?? '…'}`}).${exceptions ? ' There are exceptions.' : ''}`,
  };
}

/** Who sees what, in English: a refusal of everything is no "may not see everything", which leaves room for some. */
function sightWords(who: string, denies: boolean, what: string | undefined): string {
  if (!denies) return `${who || 'Anybody'} may see ${what ?? 'everything'}`;
  if (who === '') return `Nobody may see ${what ?? 'anything'}`;
  return what === undefined ? `${who} may see nothing` : `${who} may not see ${what}`;
}

/** What it is about: the categories, and in brackets what else narrows it; undefined where it means everything. */
function contentWords(consent: Consent, named: (reference: string) => string): Bilingual | undefined {
  const categories = categoriesOf(consent).map((coding) => codeWords(coding, CATEGORIES));
  const labels = otherLabelWords(consent);
  const held = custodiansOf(consent).map(named);
  const limits = [
    ...(labels === undefined ? [] : [labels]),
    ...narrowingWords(consent.provision ?? {}, { named }),
    ...(held.length === 0 ? [] : [{ ja: `持っている機関: ${held.join('、')}`, en: `held by: ${held.join(', ')}` }]),
  ];
  if (limits.length === 0) return categories.length === 0 ? undefined : listWords(categories);
  // A refusal means what carries any of its labels, so its other labels do not narrow its categories.
  const isEither = categories.length > 0 && labels !== undefined && effectOf(consent) === 'deny';
  const subjects = categories.length > 0 && !isEither ? categories : [...categories, SOME];
  const [subject, limit] = [listWords(subjects), listWords(limits)];
  return { ja: `${subject.ja}（${limit.ja}）`, en: `${subject.en} (${limit.en})` };
}

const SOME: Bilingual = { ja: '一部の情報', en: 'some information' };

/** Levels and sensitivities; that a permit takes in what is psychiatric goes without saying beside its categories. */
function otherLabelWords(consent: Consent): Bilingual | undefined {
  const categories = categoriesOf(consent);
  const isTold = categories.length === 0 || effectOf(consent) === 'deny';
  const others = (consent.provision?.securityLabel ?? []).filter(
    (label) => !categories.includes(label) && (label.code !== 'PSY' || isTold),
  );
  return labelWords(others, (code) => ({ ja: code, en: code }));
}

const codeWords = ({ code = '' }: Coding, table: Readonly<Record<string, Bilingual>>): Bilingual =>
  table[code] ?? { ja: code, en: code };

const listWords = (words: readonly Bilingual[]): Bilingual => ({
  ja: words.map(({ ja }) => ja).join('、'),
  en: words.map(({ en }) => en).join(', '),
});
