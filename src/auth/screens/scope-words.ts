/** Scopes in words that people use: which records, and what may be done with them. */
import type { Bilingual } from '#fhir';

type Pair = readonly [ja: string, en: string];

const TYPES: Readonly<Record<string, Pair>> = {
  '*': ['すべての記録', 'All records'],
  Account: ['会計', 'Accounts'],
  AllergyIntolerance: ['アレルギー', 'Allergies'],
  Appointment: ['予約・面会の予定', 'Appointments'],
  Bundle: ['文書（退院時サマリーなど）', 'Documents such as discharge summaries'],
  CarePlan: ['計画（サービス等利用計画、地域連携パスなど）', 'Plans (service plans, liaison pathway)'],
  CareTeam: ['支援チーム', 'Care teams'],
  Claim: ['請求', 'Claims'],
  Communication: ['情報連携・連絡', 'Messages between offices'],
  CommunicationRequest: ['連絡の依頼', 'Requests for communication'],
  Composition: ['文書の構成', 'Documents'],
  Condition: ['病気・症状', 'Illnesses and symptoms'],
  Consent: ['同意', 'Consents'],
  Coverage: ['保険・受給者証', 'Insurance and entitlements'],
  Device: ['機器', 'Devices'],
  DiagnosticReport: ['検査の報告', 'Test reports'],
  DocumentReference: ['文書の一覧', 'Lists of documents'],
  Encounter: ['入院・受診', 'Hospital stays and visits'],
  EpisodeOfCare: ['支援の期間', 'Episodes of care'],
  FamilyMemberHistory: ['家族の病歴', 'Family history'],
  Flag: ['注意事項', 'Alerts'],
  Goal: ['目標', 'Goals'],
  Immunization: ['予防接種', 'Immunizations'],
  Location: ['場所', 'Places'],
  Medication: ['薬の名前', 'Medicines'],
  MedicationAdministration: ['薬の投与', 'Medicines given'],
  MedicationDispense: ['調剤', 'Medicines dispensed'],
  MedicationRequest: ['処方', 'Prescriptions'],
  MedicationStatement: ['服薬の状況', 'Medicines taken'],
  Observation: ['検査・観察・生活の様子', 'Tests, observations and daily living'],
  Organization: ['機関・事業所', 'Organizations'],
  Patient: ['氏名・生年月日・連絡先', 'Name, birth date and contacts'],
  Practitioner: ['支援者', 'Practitioners'],
  PractitionerRole: ['支援者の役割', 'Roles of practitioners'],
  Procedure: ['処置・支援の実施', 'Procedures'],
  Provenance: ['記録の出所', 'Where records come from'],
  Questionnaire: ['質問票', 'Questionnaires'],
  QuestionnaireResponse: ['質問票への回答', 'Answers to questionnaires'],
  RelatedPerson: ['家族・支える人', 'Family and supporters'],
  RiskAssessment: ['リスクの評価', 'Risk assessments'],
  ServiceRequest: ['サービスの依頼', 'Service requests'],
  Task: ['作業・役割分担', 'Tasks'],
};

const ACTIONS: Readonly<Record<string, Pair>> = {
  create: ['作る', 'create'],
  read: ['読む', 'read'],
  update: ['直す', 'change'],
  delete: ['消す', 'delete'],
  search: ['さがす', 'search'],
};

/** What of a scope is put into words. */
interface Spoken {
  readonly type: string;
  readonly actions: readonly string[];
  readonly query?: string;
}

/** The part of records that may be asked for alone, by a category that R4 knows. */
export interface Category {
  readonly query: string;
  readonly words: Bilingual;
}

interface CategorySystem {
  readonly system: string;
  readonly codes: Readonly<Record<string, Pair>>;
}

const CATEGORIES: Readonly<Record<string, CategorySystem>> = {
  Observation: {
    system: 'http://terminology.hl7.org/CodeSystem/observation-category',
    codes: {
      'vital-signs': ['バイタルサイン', 'Vital signs'],
      laboratory: ['検体検査', 'Laboratory'],
      imaging: ['画像検査', 'Imaging'],
      exam: ['診察', 'Examinations'],
      survey: ['評価・質問票', 'Assessments'],
      'social-history': ['生活歴・暮らし', 'Social history and living'],
      activity: ['活動', 'Activities'],
      therapy: ['治療', 'Therapy'],
      procedure: ['処置', 'Procedures'],
    },
  },
  Condition: {
    system: 'http://terminology.hl7.org/CodeSystem/condition-category',
    codes: {
      'problem-list-item': ['問題リスト', 'Problem list'],
      'encounter-diagnosis': ['入院・受診時の診断', 'Diagnoses of a stay or visit'],
    },
  },
};

/** The categories that records of a type can be narrowed to. */
export function categoriesOf(type: string): Category[] {
  const { system, codes } = CATEGORIES[type] ?? {};
  return Object.entries(codes ?? {}).map(([code, [ja, en]]) => ({
    query: `category=${system}|${code}`,
    words: { ja, en },
  }));
}

/** A scope as a sentence. A part that is not a known category is shown as it was written. */
export function scopeWords({ type, actions, query }: Spoken): Bilingual {
  const [ja, en] = TYPES[type] ?? [type, type];
  const [doneJa, doneEn] = [actions.map((one) => ACTIONS[one]?.[0]), actions.map((one) => ACTIONS[one]?.[1])];
  const part = query === undefined ? undefined : partOf(type, query);
  return {
    ja: `${ja}${part === undefined ? '' : `のうち${part.ja}`}（${doneJa.join('・')}）`,
    en: `${en}${part === undefined ? '' : `, only ${part.en}`} (${doneEn.join(', ')})`,
  };
}

function partOf(type: string, query: string): Bilingual {
  const plain = decodeURIComponent(query.replaceAll('+', ' '));
  return categoriesOf(type).find((one) => one.query === plain)?.words ?? { ja: `「${plain}」`, en: `\`${plain}\`` };
}
