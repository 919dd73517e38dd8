/** Labels of records in words: categories, what is sensitive in another way, and levels. */
import { type Bilingual, codeSystemUrl } from '#fhir';

interface Label {
  /** Absent for a rule of the region that means the code in any system. */
  readonly system?: string | undefined;
  readonly code?: string | undefined;
}

const CATEGORY = codeSystemUrl('jp-chiiki-ikou-category');
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const SENSITIVITIES: Readonly<Record<string, Bilingual>> = {
  PSY: { ja: '精神科の情報', en: 'psychiatric information' },
  ETH: { ja: '物質使用の情報', en: 'information on substance use' },
  ETHUD: { ja: 'アルコールの情報', en: 'information on alcohol use' },
  SUD: { ja: '薬物の情報', en: 'information on drug use' },
  SDV: { ja: '暴力の被害の情報', en: 'information on violence suffered' },
  HIV: { ja: 'HIV の情報', en: 'information on HIV' },
  NOPAT: { ja: '本人に見せない情報', en: 'information withheld from the person' },
};

/** The labels that a provision or a rule names; undefined where it names none. */
export function labelWords(
  securityLabel: readonly Label[],
  category: (code: string) => Bilingual,
): Bilingual | undefined {
  const labels = securityLabel.flatMap(({ system, code = '' }) => {
    if (system === CATEGORY) return [category(code)];
    // That everything here is psychiatric goes without saying where the categories are named.
    if (system === CONFIDENTIALITY || (code === 'PSY' && securityLabel.some((one) => one.system === CATEGORY)))
      return [];
    return [SENSITIVITIES[code] ?? category(code)];
  });
  const levels = securityLabel.filter(({ system }) => system === CONFIDENTIALITY).map(({ code = '' }) => code);
  if (labels.length === 0 && levels.length === 0) return undefined;
  const level = levels.length === 0 ? '' : `秘密の度合い ${levels.join('・')}`;
  const levelEn = levels.length === 0 ? '' : `confidentiality ${levels.join(', ')}`;
  const ja = labels.length === 0 ? '' : `区分: ${labels.map((one) => one.ja).join('、')}`;
  const en = labels.length === 0 ? '' : `categories: ${labels.map((one) => one.en).join('; ')}`;
  return {
    ja: ja === '' ? level : `${ja}${level === '' ? '' : `（${level}）`}`,
    en: en === '' ? levelEn : `${en}${levelEn === '' ? '' : ` (${levelEn})`}`,
  };
}

/** A label as rules of the region write it: `system|code`, or the code in any system. */
export function labelOf(token: string): Label {
  const [system, code] = token.split('|');
  if (code !== undefined) return { system, code };
  return LEVELS.includes(token) ? { system: CONFIDENTIALITY, code: token } : { code: token };
}

const LEVELS: readonly string[] = ['U', 'L', 'M', 'N', 'R', 'V'];
