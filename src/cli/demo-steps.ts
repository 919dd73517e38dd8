/** The main job in eight steps, as each office does its part: what is sent, by whom, and what it shows. */
import { readFileSync } from 'node:fs';
import type { Bundle, CarePlan, Consent, Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { japanDay } from '#fhir';
import type { Exchanged, Sending } from './demo-client.ts';

export interface Step {
  readonly ja: string;
  readonly en: string;
  run(walk: Walk): Promise<void>;
}

/** What the steps share: how to send, what they learned, and a line for people. */
interface Walk {
  send(sending: Sending): Promise<Exchanged>;
  say(ja: string, en: string): void;
  readonly learned: { document: string; consent: string; plan: string; pathway: string; before: string[] };
}

const EXAMPLES = new URL('../../examples/', import.meta.url);
const bytesOf = (path: string): Uint8Array => readFileSync(new URL(path, EXAMPLES));
const jsonOf = (path: string): unknown => JSON.parse(readFileSync(new URL(path, EXAMPLES), 'utf8'));

const PERSON = 'ec5f3496-2e1c-52dd-8a55-36decb1b8025';
const MESSAGES = [
  'ssmix2/000/012/0000123/-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1',
  'ssmix2/000/012/0000123/20231016/ADT-22/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1',
];
/** What the consultation office asks for, before, during and after the consent. */
const QUESTIONS = [
  `/fhir/Patient/${PERSON}`,
  ...['Condition', 'MedicationRequest', 'Observation', 'CarePlan', 'Goal'].map(
    (type) => `/fhir/${type}?patient=${PERSON}`,
  ),
];

const receiveMessages: Step = {
  ja: '病院の SS-MIX2（患者基本情報、入院）が Patient・Encounter・Organization になる',
  en: "the hospital's SS-MIX2 messages (patient, admission) become Patient, Encounter and Organization",
  async run({ send, say }) {
    for (const path of MESSAGES) {
      const file = path.split('/').at(-1) ?? '';
      const { answer } = await send({
        who: 'hospital-ehr',
        method: 'POST',
        path: `/ssmix2?file=${file}`,
        body: bytesOf(path),
        contentType: 'application/octet-stream',
      });
      const locations = ((answer as Bundle).entry ?? []).flatMap(({ response }) => response?.location ?? []);
      say(
        `${file} → ${locations.map(shortReference).join('、')}`,
        `${file} → ${locations.map(shortReference).join(', ')}`,
      );
    }
  },
};

const receiveDocument: Step = {
  ja: '病院が退院時サマリーを送る。壊れたものは理由をつけて断られ、正しいものは保存される',
  en: 'the hospital posts a discharge summary: a broken one is refused with exact reasons, a good one is stored',
  async run({ send, say, learned }) {
    const bad = await send({
      who: 'hospital-ehr',
      method: 'POST',
      path: '/fhir/Bundle',
      body: jsonOf('discharge-summary/bad-missing-discharge-diagnosis.json'),
    });
    for (const [ja, en] of reasonsOf(bad.answer)) say(ja, en);
    const good = await send({
      who: 'hospital-ehr',
      method: 'POST',
      path: '/fhir/Bundle',
      body: jsonOf('discharge-summary/good.json'),
    });
    learned.document = shortReference(good.location);
    say(`保存: ${learned.document}`, `stored: ${learned.document}`);
  },
};

const askInVain: Step = {
  ja: '相談支援事業所が求める。同意がないので、存在しないものと同じ答えになる（数えられるのは事業所自身の記録）',
  en: 'the consultation office asks: without a consent it gets the answer of what does not exist (what is counted is its own)',
  async run({ send, say, learned }) {
    for (const path of questionsWith(learned.document)) {
      const { status, answer } = await send({ who: 'soudan-hikari', path });
      learned.before.push(JSON.stringify([status, answer]));
      say(`${path} → ${status}${totalOf(answer)}`, `${path} → ${status}${totalOf(answer)}`);
    }
  },
};

const recordConsent: Step = {
  ja: '本人の同意を記録する（この事業所へ、支援の調整のため、六つの区分。睡眠薬だけは伝えない）',
  en: "the person's consent is recorded (this office, coordination of care, six categories; not the sleeping pill)",
  async run({ send, say, learned }) {
    const recorded = await send({
      who: 'hospital-ehr',
      method: 'POST',
      path: '/fhir/Consent',
      body: consentFromToday(),
    });
    learned.consent = shortReference(recorded.location);
    say(`同意: ${learned.consent}`, `consent: ${learned.consent}`);
    for (const path of questionsWith(learned.document)) {
      const { status, answer } = await send({ who: 'soudan-hikari', path });
      const shown = ((answer as Bundle).entry ?? []).flatMap(({ resource }) => (resource ? labelOf(resource) : []));
      const end = shown.length > 0 ? `: ${shown.join('、')}` : '';
      say(`${path} → ${status}${totalOf(answer)}${end}`, `${path} → ${status}${totalOf(answer)}`);
    }
  },
};

const draftPlan: Step = {
  ja: '見てよい記録からサービス等利用計画案を下書きし、事業所の様式（JSON、xlsx）で取り出して読み戻す',
  en: 'a draft service plan is made from what may be seen, leaves as the office form (JSON, xlsx), and reads back',
  async run({ send, say, learned }) {
    const drafted = await send({
      who: 'soudan-hikari',
      method: 'POST',
      path: `/fhir/Patient/${PERSON}/$draft-service-plan`,
    });
    const resources = ((drafted.answer as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);
    const plan = resources.find((resource): resource is CarePlan => resource.resourceType === 'CarePlan');
    learned.plan = plan?.id ?? '';
    say(
      `下書き: CarePlan/${learned.plan}、目標 ${resources.length - 1} 件`,
      `draft: CarePlan/${learned.plan}, ${resources.length - 1} goals`,
    );
    await send({ who: 'soudan-hikari', path: `/fhir/CarePlan/${learned.plan}/$form?format=json` });
    const xlsx = await send({ who: 'soudan-hikari', path: `/fhir/CarePlan/${learned.plan}/$form?format=xlsx` });
    const bytes = xlsx.answer as Uint8Array;
    say(`xlsx: ${bytes.length} バイト`, `xlsx: ${bytes.length} bytes`);
    const back = await send({
      who: 'soudan-hikari',
      method: 'POST',
      path: '/fhir/$form?form=service-plan-draft&format=xlsx',
      body: bytes,
      contentType: 'application/octet-stream',
    });
    say(
      `読み戻し: 変わるもの ${((back.answer as Bundle).entry ?? []).length - 1} 件`,
      `read back: ${((back.answer as Bundle).entry ?? []).length - 1} resources would change`,
    );
  },
};

const sharePathway: Step = {
  ja: '地域連携パスが時期・課題・担当を示し、情報連携が送られて届く',
  en: 'the liaison pathway shows phase, tasks and who does what; a message is sent and received',
  async run({ send, say, learned }) {
    const found = await send({ who: 'soudan-hikari', path: `/fhir/CarePlan?patient=${PERSON}&category=pathway` });
    learned.pathway = (found.answer as Bundle).entry?.[0]?.resource?.id ?? '';
    const { answer } = await send({ who: 'soudan-hikari', path: `/fhir/CarePlan/${learned.pathway}/$pathway` });
    const parameters = (answer as Parameters).parameter ?? [];
    const phase = parameters.find(({ name }) => name === 'phase')?.valueCoding;
    say(`時期: ${phase?.display}`, `phase: ${phase?.code}`);
    for (const task of parameters.filter(({ name }) => name === 'task').slice(0, 4)) {
      const line = `${partOf(task, 'text')?.valueString} — ${performersOf(task).join('、')} [${partOf(task, 'status')?.valueCode}]`;
      say(line, line);
    }
    await send({
      who: 'hospital-ehr',
      method: 'POST',
      path: '/fhir/Communication',
      body: jsonOf('journey/communication.json'),
    });
    const received = await send({
      who: 'soudan-hikari',
      path: `/fhir/Communication?patient=${PERSON}&_sort=-_lastUpdated&_count=1`,
    });
    const [first] = (received.answer as Bundle).entry ?? [];
    const text =
      first?.resource?.resourceType === 'Communication' ? first.resource.payload?.[0]?.contentString : undefined;
    say(`届いた: ${text}`, `received: ${text}`);
  },
};

const withdraw: Step = {
  ja: '本人が同意を撤回する。次の答えは、事業所自身の記録を除いて、はじめと同じになる',
  en: 'the person withdraws the consent: the very next answer is that of the beginning, but for what the office made itself',
  async run({ send, say, learned }) {
    await send({ who: 'person-b', method: 'POST', path: `/fhir/${learned.consent}/$withdraw` });
    for (const [index, path] of questionsWith(learned.document).entries()) {
      const { status, answer } = await send({ who: 'soudan-hikari', path });
      const own = path.startsWith('/fhir/CarePlan') || path.startsWith('/fhir/Goal');
      const same = JSON.stringify([status, answer]) === learned.before[index];
      const note = own
        ? ['（事業所自身の記録だけ）', " (the office's own records only)"]
        : same
          ? ['（はじめと同じ）', ' (as at first)']
          : ['', ''];
      say(`${path} → ${status}${totalOf(answer)}${note[0]}`, `${path} → ${status}${totalOf(answer)}${note[1]}`);
    }
  },
};

const disclose: Step = {
  ja: '本人の開示記録が、だれが、いつ、何を、何のために、どの根拠で見たかを示す',
  en: "the person's record of disclosures says who saw what, when, for which purpose and on what ground",
  async run({ send, say }) {
    const { answer } = await send({ who: 'person-b', path: `/fhir/Patient/${PERSON}/$disclosures` });
    for (const row of (answer as Parameters).parameter ?? []) {
      const all = (name: string) => (row.part ?? []).filter((part) => part.name === name);
      const categories = all('category').map(({ valueCoding }) => valueCoding?.code);
      const line = [
        partOf(row, 'whenJapan')?.valueString?.slice(0, 19),
        partOf(row, 'organization')?.valueString ?? partOf(row, 'person')?.valueString,
        partOf(row, 'purposeText')?.valueString,
        all('groundText')
          .map(({ valueString }) => valueString)
          .join('・'),
        all('item')
          .map(({ valueReference }) => valueReference?.reference?.split('/')[0])
          .join(', '),
        `[${categories.join(', ')}]`,
      ].join(' / ');
      say(line, line);
    }
  },
};

export const STEPS: readonly Step[] = [
  receiveMessages,
  receiveDocument,
  askInVain,
  recordConsent,
  draftPlan,
  sharePathway,
  withdraw,
  disclose,
];

/** A discharge summary cannot be without the form of admission, which this consent withholds: so it stays hidden as a whole. */
const questionsWith = (document: string): string[] => [...QUESTIONS, `/fhir/${document}`];

/** The example's consent, in force from today for a year: an example that expires would show nothing. */
function consentFromToday(): unknown {
  const consent = jsonOf('journey/consent.json') as Consent;
  const day = (yearsAhead: number) => {
    const date = new Date();
    date.setUTCFullYear(date.getUTCFullYear() + yearsAhead);
    return japanDay(date);
  };
  return { ...consent, provision: { ...consent.provision, period: { start: day(0), end: day(1) } } };
}

const shortReference = (location: string): string => location.replace(/^.*\/fhir\//, '').replace(/\/_history\/.*$/, '');

const totalOf = (answer: unknown): string => {
  const { total } = answer as Bundle;
  return total === undefined ? '' : ` total=${total}`;
};

const partOf = (row: ParametersParameter, name: string): ParametersParameter | undefined =>
  (row.part ?? []).find((part) => part.name === name);

const performersOf = (task: ParametersParameter): string[] =>
  (task.part ?? [])
    .filter(({ name }) => name === 'performer')
    .map(({ valueReference }) => valueReference?.display ?? '');

interface Outcome {
  issue?: { severity?: string; expression?: string[]; details?: { text?: string }; diagnostics?: string }[];
}

/** Place and reason of each error, in Japanese and in English. */
const reasonsOf = (answer: unknown): [string, string][] =>
  ((answer as Outcome).issue ?? [])
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ expression, details, diagnostics }) => [
      `${expression?.[0]}: ${details?.text}`,
      `${expression?.[0]}: ${diagnostics}`,
    ]);

interface Named {
  code?: { text?: string };
  medicationCodeableConcept?: { text?: string };
  title?: string;
  description?: string | { text?: string };
}

function labelOf(resource: Resource): string[] {
  const { code, medicationCodeableConcept, title, description } = resource as Named;
  const text =
    code?.text ??
    medicationCodeableConcept?.text ??
    title ??
    (typeof description === 'string' ? description : description?.text);
  return text === undefined ? [] : [text];
}
