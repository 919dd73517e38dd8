/** What an organization must keep of giving personal data to others (個人情報保護法 29条) and of receiving it (30条). */
import { purposeWords } from '#auth';
import { type Bilingual, japanDay, type Language } from '#fhir';
import { GROUNDS, wordsOf } from './code-words.ts';
import type { Sheet } from './sheet.ts';

export type RecordRole = 'provider' | 'recipient';

/** One provision to one third party of data about one person. */
export interface ProvisionEntry {
  /** ISO 8601. */
  readonly recorded: string;
  /** The other side. */
  readonly party: ThirdParty;
  /** `Patient/x`. */
  readonly patient: string;
  /** As far as the organization may see it now. */
  readonly patientName: string;
  /** Codes of the categories; the empty one for records without. */
  readonly categories: readonly string[];
  readonly purpose: string;
  readonly grounds: readonly string[];
  readonly consents: readonly string[];
}

export interface ThirdParty {
  readonly reference: string;
  readonly name: string;
  readonly address: string;
  readonly representative: string;
}

const WORDS = {
  provider: { ja: '第三者提供の記録（個人情報保護法29条）', en: 'Record of provision to third parties (APPI art. 29)' },
  recipient: {
    ja: '第三者から受けた提供の記録（個人情報保護法30条）',
    en: 'Record of receipt from third parties (APPI art. 30)',
  },
  providerColumns: {
    ja: ['提供年月日', '提供先の名称', '提供先の住所', '提供先の代表者', '本人', '項目', '同意を得ている旨'],
    en: ['Date', 'Recipient', 'Address', 'Representative', 'Person', 'Items', 'Consent obtained'],
  },
  recipientColumns: {
    ja: [
      '提供を受けた年月日',
      '提供元の名称',
      '提供元の住所',
      '提供元の代表者',
      '本人',
      '項目',
      '取得の経緯',
      '同意を得ている旨',
    ],
    en: ['Date', 'Provider', 'Address', 'Representative', 'Person', 'Items', 'How it was obtained', 'Consent obtained'],
  },
  unnamed: { ja: '（登録なし）', en: '(not recorded)' },
  none: { ja: '同意によらない提供', en: 'without consent' },
  obtained: { ja: '本人の同意を得ている', en: 'consent of the person obtained' },
  asked: {
    ja: '地域の連携基盤で照会し、提供元から受け取った',
    en: 'asked for through the regional gateway and received from the provider',
  },
  empty: { ja: 'この期間の提供はありません。', en: 'Nothing was provided in this time.' },
} as const;

export function recordSheet(
  role: RecordRole,
  entries: readonly ProvisionEntry[],
  {
    holder,
    category,
    language,
  }: { readonly holder: string; readonly category: (code: string) => Bilingual; readonly language: Language },
): Sheet {
  const comma = language === 'ja' ? '、' : ', ';
  return {
    title: WORDS[role][language],
    language,
    notes: [holder],
    columns: WORDS[`${role}Columns`][language],
    sections: [
      {
        heading: '',
        rows: entries.map((entry) => ({
          cells: [
            japanDay(new Date(entry.recorded)),
            entry.party.name,
            orUnnamed(entry.party.address, language),
            orUnnamed(entry.party.representative, language),
            entry.patientName === '' ? entry.patient : `${entry.patientName}（${entry.patient}）`,
            entry.categories.map((code) => category(code)[language]).join(comma),
            ...(role === 'recipient' ? [courseWords(entry, language)] : []),
            consentWords(entry, language),
          ],
        })),
      },
    ].filter(({ rows }) => rows.length > 0),
    empty: WORDS.empty[language],
  };
}

const orUnnamed = (text: string, language: Language): string => (text === '' ? WORDS.unnamed[language] : text);

/** 取得の経緯: how it came, and for what. */
export const courseWords = ({ purpose }: ProvisionEntry, language: Language): string =>
  language === 'ja'
    ? `${WORDS.asked.ja}（目的: ${purposeWords(purpose).ja}）`
    : `${WORDS.asked.en} (purpose: ${purposeWords(purpose).en})`;

/** 同意を得ている旨, with the consents; or the ground on which it was provided without. */
export function consentWords({ consents, grounds }: ProvisionEntry, language: Language): string {
  const comma = language === 'ja' ? '、' : ', ';
  if (consents.length > 0 && grounds.includes('CONSENT_PERMIT'))
    return `${WORDS.obtained[language]}${comma}${consents.join(comma)}`;
  return `${WORDS.none[language]}${comma}${grounds.map((code) => wordsOf(GROUNDS, code)[language]).join(comma)}`;
}
