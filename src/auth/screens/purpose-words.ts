/** Purposes of use (v3-ActReason) in words that people use. */
import type { Bilingual } from '#fhir';

const WORDS: Readonly<Record<string, Bilingual>> = {
  TREAT: { ja: '治療', en: 'Treatment' },
  ETREAT: { ja: '救急の治療', en: 'Emergency treatment' },
  BTG: { ja: '緊急時（同意によらない利用）', en: 'Emergency, without consent (break the glass)' },
  COC: { ja: '支援の調整', en: 'Coordination of care' },
  CAREMGT: { ja: 'ケアマネジメント', en: 'Care management' },
  PATRQT: { ja: '本人の求め', en: 'At the request of the person' },
  FAMRQT: { ja: '家族の求め', en: 'At the request of the family' },
  PWATRNY: { ja: '後見・代理', en: 'Guardianship or power of attorney' },
  SUPNWK: { ja: '支援者のつながり', en: 'Support network' },
  HPAYMT: { ja: '支払い', en: 'Payment' },
  COVERAGE: { ja: '給付・保険', en: 'Coverage' },
  HOPERAT: { ja: '運営', en: 'Operations' },
  HQUALIMP: { ja: '質の改善', en: 'Quality improvement' },
  HDM: { ja: '医療の提供の管理', en: 'Health care delivery management' },
  HLEGAL: { ja: '法令', en: 'Legal' },
  HSYSADMIN: { ja: 'システムの管理', en: 'System administration' },
  PATADMIN: { ja: '事務', en: 'Administration' },
  PUBHLTH: { ja: '虐待の通報など公の保護', en: 'Public protection, such as an abuse report' },
  THREAT: { ja: '危険の回避', en: 'Averting a threat' },
  DISASTER: { ja: '災害', en: 'Disaster' },
  PATSFTY: { ja: '本人の安全', en: 'Safety of the person' },
  HCOMPL: { ja: '法令の遵守', en: 'Compliance' },
  RECORDMGT: { ja: '記録の管理', en: 'Record keeping' },
  CLINTRCH: { ja: '臨床研究', en: 'Clinical trials' },
  BIORCH: { ja: '医学研究', en: 'Biomedical research' },
  HRESCH: { ja: '研究', en: 'Research' },
  TRAIN: { ja: '研修', en: 'Training' },
  HTEST: { ja: '試験', en: 'Testing' },
};

/** The words of a code, or the code itself. */
export const purposeWords = (code: string): Bilingual => WORDS[code] ?? { ja: code, en: code };
