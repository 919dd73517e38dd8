/** Scopes in words that people use: which records, and what may be done with them. */
import type { Bilingual } from '#fhir';

type Pair = readonly [ja: string, en: string];

const TYPES: Readonly<Record<string, Pair>> = {
  '*': ['すべての記録', 'All records'],
  Account: ['会計', 'Accounts'],
  AdverseEvent: ['有害な出来事', 'Adverse events'],
  AllergyIntolerance: ['アレルギー', 'Allergies'],
  Appointment: ['予約・面会の予定', 'Appointments'],
  AppointmentResponse: ['予約への返事', 'Answers to appointments'],
  AuditEvent: ['閲覧・利用の記録', 'Who used the records'],
  Basic: ['その他の記録', 'Other records'],
  BodyStructure: ['体の部位', 'Parts of the body'],
  Bundle: ['文書（退院時サマリーなど）', 'Documents such as discharge summaries'],
  CarePlan: ['計画（サービス等利用計画、地域連携パスなど）', 'Plans (service plans, liaison pathway)'],
  CareTeam: ['支援チーム', 'Care teams'],
  ChargeItem: ['料金の明細', 'Charges'],
  Claim: ['請求', 'Claims'],
  ClaimResponse: ['請求への回答', 'Answers to claims'],
  ClinicalImpression: ['臨床的な見立て', 'Clinical impressions'],
  Communication: ['情報連携・連絡', 'Messages between offices'],
  CommunicationRequest: ['連絡の依頼', 'Requests for communication'],
  Composition: ['文書の構成', 'Documents'],
  Condition: ['病気・症状', 'Illnesses and symptoms'],
  Consent: ['同意', 'Consents'],
  Contract: ['契約', 'Contracts'],
  Coverage: ['保険・受給者証', 'Insurance and entitlements'],
  CoverageEligibilityRequest: ['受給資格の照会', 'Enquiries about entitlements'],
  CoverageEligibilityResponse: ['受給資格の回答', 'Answers about entitlements'],
  DetectedIssue: ['飲み合わせなどの注意', 'Detected issues, such as drug interactions'],
  Device: ['機器', 'Devices'],
  DeviceMetric: ['機器の測定の設定', 'Measurements of devices'],
  DeviceRequest: ['機器・福祉用具の依頼', 'Requests for devices'],
  DeviceUseStatement: ['機器・福祉用具の利用', 'Use of devices'],
  DiagnosticReport: ['検査の報告', 'Test reports'],
  DocumentManifest: ['文書の束', 'Sets of documents'],
  DocumentReference: ['文書の一覧', 'Lists of documents'],
  Encounter: ['入院・受診', 'Hospital stays and visits'],
  Endpoint: ['電子的な接続先', 'Electronic endpoints'],
  EnrollmentRequest: ['加入の申請', 'Enrolment requests'],
  EnrollmentResponse: ['加入の申請への回答', 'Answers to enrolment requests'],
  EpisodeOfCare: ['支援の期間', 'Episodes of care'],
  ExplanationOfBenefit: ['給付の明細', 'Explanations of benefits'],
  FamilyMemberHistory: ['家族の病歴', 'Family history'],
  Flag: ['注意事項', 'Alerts'],
  Goal: ['目標', 'Goals'],
  Group: ['人の集まり', 'Groups of people'],
  GuidanceResponse: ['判断支援の回答', 'Answers of decision support'],
  HealthcareService: ['提供されるサービス', 'Services on offer'],
  ImagingStudy: ['画像検査の撮影', 'Imaging studies'],
  Immunization: ['予防接種', 'Immunizations'],
  ImmunizationEvaluation: ['予防接種の評価', 'Evaluations of immunizations'],
  ImmunizationRecommendation: ['予防接種の勧め', 'Recommended immunizations'],
  InsurancePlan: ['保険の商品', 'Insurance plans'],
  Invoice: ['請求書', 'Invoices'],
  List: ['一覧', 'Lists'],
  Location: ['場所', 'Places'],
  MeasureReport: ['集計の報告', 'Reports of measures'],
  Media: ['写真・動画・音声', 'Photos, videos and sound'],
  Medication: ['薬の名前', 'Medicines'],
  MedicationAdministration: ['薬の投与', 'Medicines given'],
  MedicationDispense: ['調剤', 'Medicines dispensed'],
  MedicationKnowledge: ['薬の知識', 'Knowledge about medicines'],
  MedicationRequest: ['処方', 'Prescriptions'],
  MedicationStatement: ['服薬の状況', 'Medicines taken'],
  MessageHeader: ['電文の見出し', 'Headers of messages'],
  MolecularSequence: ['遺伝子の配列', 'Genetic sequences'],
  NutritionOrder: ['食事の指示', 'Diets and nutrition'],
  Observation: ['検査・観察・生活の様子', 'Tests, observations and daily living'],
  OperationOutcome: ['受け取れなかったもの（管理）', 'What could not be taken in (administration)'],
  Organization: ['機関・事業所', 'Organizations'],
  OrganizationAffiliation: ['機関どうしの関係', 'Ties between organizations'],
  Patient: ['氏名・生年月日・連絡先', 'Name, birth date and contacts'],
  PaymentNotice: ['支払いの知らせ', 'Payment notices'],
  PaymentReconciliation: ['支払いの照合', 'Payment reconciliations'],
  Person: ['人の名寄せ', 'Links between records of one person'],
  Practitioner: ['支援者', 'Practitioners'],
  PractitionerRole: ['支援者の役割', 'Roles of practitioners'],
  Procedure: ['処置・支援の実施', 'Procedures'],
  Provenance: ['記録の出所', 'Where records come from'],
  QuestionnaireResponse: ['質問票への回答', 'Answers to questionnaires'],
  RelatedPerson: ['家族・支える人', 'Family and supporters'],
  RequestGroup: ['依頼のまとまり', 'Groups of requests'],
  RiskAssessment: ['リスクの評価', 'Risk assessments'],
  Schedule: ['予定表', 'Schedules'],
  SearchParameter: ['検索の項目（管理）', 'Search parameters (administration)'],
  ServiceRequest: ['サービスの依頼', 'Service requests'],
  Slot: ['予約の枠', 'Appointment slots'],
  Specimen: ['検体', 'Specimens'],
  Substance: ['物質', 'Substances'],
  SupplyDelivery: ['物品の受け渡し', 'Deliveries of supplies'],
  SupplyRequest: ['物品の依頼', 'Requests for supplies'],
  Task: ['作業・役割分担', 'Tasks'],
  VisionPrescription: ['眼鏡・レンズの処方', 'Prescriptions for glasses or lenses'],
};

const ACTIONS = {
  create: ['作る', 'create'],
  read: ['読む', 'read'],
  update: ['直す', 'change'],
  delete: ['消す', 'delete'],
  search: ['さがす', 'search'],
} as const satisfies Readonly<Record<string, Pair>>;

/** Whose records a scope opens: without it, those of one person read like those of all. */
const WHOSE = {
  patient: ['対象の方のもの', 'of this person'],
  user: ['あなたが見ることのできる方すべてのもの', 'of everybody whom you may see'],
  system: ['すべての方のもの', 'of everybody'],
} as const satisfies Readonly<Record<string, Pair>>;

/** What of a scope is put into words. */
interface Spoken {
  readonly context: keyof typeof WHOSE;
  readonly type: string;
  readonly actions: readonly (keyof typeof ACTIONS)[];
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
export function scopeWords({ context, type, actions, query }: Spoken): Bilingual {
  const [ja, en] = TYPES[type] ?? [type, type];
  const [doneJa, doneEn] = [actions.map((one) => ACTIONS[one][0]), actions.map((one) => ACTIONS[one][1])];
  const part = query === undefined ? undefined : partOf(type, query);
  const [whoseJa, whoseEn] = WHOSE[context];
  return {
    ja: `${ja}${part === undefined ? '' : `のうち${part.ja}`}（${doneJa.join('・')}）― ${whoseJa}`,
    en: `${en}${part === undefined ? '' : `, only ${part.en}`} (${doneEn.join(', ')}) – ${whoseEn}`,
  };
}

function partOf(type: string, query: string): Bilingual {
  const plain = decodeURIComponent(query.replaceAll('+', ' '));
  return categoriesOf(type).find((one) => one.query === plain)?.words ?? { ja: `「${plain}」`, en: `\`${plain}\`` };
}
