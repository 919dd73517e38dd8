import { readFileSync } from 'node:fs';
import type {
  Bundle,
  CarePlan,
  Composition,
  Goal,
  Patient,
  QuestionnaireResponse,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, loadMapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { readForm } from '../../src/paper/index.ts';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const report = must(loadMapping('monitoring-report'));
const example = (path: string): Form => JSON.parse(readFileSync(`examples/${path}`, 'utf8'));
const CODES = 'https://kakehashi.example/fhir/CodeSystem';
const documentOf = ({ entry = [] }: Bundle): Composition => entry[0]?.resource as Composition;
const reviewsIn = (bundle: Bundle) => documentOf(bundle).section?.[2]?.section ?? [];
const valuesOf = (fields: Form['fields']): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]));

/** What the records of the examples refer to. */
const AROUND: Readonly<Record<string, (subject: Reference<Patient>) => Resource[]>> = {
  'applicant-state': (subject) => [
    ...['sato-yoko', 'sato-makoto'].map(
      (one): Resource => ({
        resourceType: 'RelatedPerson',
        id: one,
        patient: subject,
        relationship: [{ text: '姉' }],
        name: [{ text: '佐藤 洋子' }],
      }),
    ),
    ...['schizophrenia', 'harmful-alcohol-use'].map(
      (one): Resource => ({ resourceType: 'Condition', id: one, subject, code: { text: '統合失調症' } }),
    ),
  ],
  'monitoring-report': (subject) => [
    { resourceType: 'PractitionerRole', id: 'b9815275-e51a-5de9-bff7-5074ee5f414c' },
    ...Object.entries({
      '5f0f6f6e-5b0e-5b63-9d25-1f7f8e6a6c11': 'グループホームで、自分の部屋の暮らしを続ける',
      'a6b0f3a2-2a0c-5e0e-8f4c-9d2f1d3c7b22': '月に1回、手芸店で毛糸を選ぶ',
    }).map(
      ([one, text]): Resource => ({
        resourceType: 'Goal',
        id: one,
        lifecycleStatus: 'active',
        category: [{ coding: [{ system: `${CODES}/goal-term`, code: 'support', display: '支援目標' }] }],
        description: { text },
        subject,
      }),
    ),
  ],
};

test.each(['monitoring-report', 'applicant-state', 'applicant-daily-life'])(
  'a record of `%s` whose person rests elsewhere comes back as it was, and nobody is made up',
  (id) => {
    const mapping = must(loadMapping(id));
    const response: QuestionnaireResponse | Composition = JSON.parse(
      readFileSync(`examples/profiles/kakehashi-${id}/good.json`, 'utf8'),
    );
    const subject = response.subject as Reference<Patient>;
    const entry = [response, ...(AROUND[id]?.(subject) ?? [])].map((resource) => ({ resource }));
    const base: Bundle = { resourceType: 'Bundle', type: 'collection', entry };
    const { output: form, issues } = must(toForm(mapping, base));
    expect(issues.filter(({ code }) => code !== 'mapping-required' && code !== 'mapping-declared-loss')).toEqual([]);
    expect(must(toFhir(mapping, form, { ids: countingIds(), base })).output).toEqual(base);
  },
);

test('a report is a document that leads to the plan, its goals and the week after it, beside the week of the plan', () => {
  const form = example('monitoring-report/form.json');
  const { output } = must(toFhir(report, form, { ids: countingIds() }));
  const plans = (output.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'CarePlan' ? resource : []));
  const document = documentOf(output);
  const [plan, week] = plans;
  expect(plans).toHaveLength(2);
  expect(plan?.description).toBe(form.fields['F04-02-policy']?.value);
  expect(week?.partOf).toEqual([{ reference: `CarePlan/${plan?.id}` }]);
  expect(
    document.section?.map(({ code, title, entry }) => [
      code?.coding?.[0]?.code,
      title,
      entry?.map((one) => one.reference),
    ]),
  ).toEqual([
    ['overall-policy', '総合的な援助の方針（見直した計画）', [`CarePlan/${plan?.id}`]],
    ['overall-state', '全体の状況', undefined],
    ['goal-reviews', '支援目標ごとの状況', undefined],
    ['week', '週間計画表', [`CarePlan/${week?.id}`]],
  ]);
  const [review] = document.section?.[2]?.section ?? [];
  const goal = output.entry?.find(({ resource }) => resource?.id === review?.entry?.[0]?.reference?.split('/')[1]);
  expect(goal?.resource).toMatchObject({
    resourceType: 'Goal',
    description: { text: review?.title },
    target: [{ dueDate: '2027-10' }],
    achievementStatus: { text: '取り組み中' },
  });
  expect(review?.section?.map(({ title }) => title)).toEqual([
    'サービス提供状況（事業者からの聞き取り）',
    '本人の感想・満足度',
    '今後の課題・解決方法',
  ]);
  const other = { ...week, id: 'week-of-the-plan', description: '前の暮らし' };
  const both = { ...output, entry: [{ resource: other as NonNullable<typeof week> }, ...(output.entry ?? [])] };
  expect(must(toForm(report, both)).output.fields['F02-06']?.value).toBe(form.fields['F02-06']?.value);
});

describe('how far a goal was reached', () => {
  const goalsIn = (bundle: Bundle) =>
    (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'Goal' ? resource : []));
  const planned = (): Bundle => {
    const { output } = must(toFhir(report, example('monitoring-report/form.json'), { ids: countingIds() }));
    const [goal] = goalsIn(output);
    const plan = output.entry?.map(({ resource }) => resource).find((one) => one?.resourceType === 'CarePlan');
    const { achievementStatus: _, ...open } = goal as Goal;
    const entry = [
      { resource: { ...open, id: 'of-the-plan' } },
      { resource: { ...plan, goal: [{ reference: 'Goal/of-the-plan' }] } as CarePlan },
      ...(output.entry ?? []).filter(({ resource }) => resource?.resourceType === 'Patient'),
    ];
    return { resourceType: 'Bundle', type: 'collection', entry };
  };

  test('the goal of the plan itself says it, in the code and in the words of the form', () => {
    const base = planned();
    const plan = base.entry?.[1]?.resource as CarePlan;
    const composition: Composition = {
      resourceType: 'Composition',
      id: 'report',
      status: 'final',
      type: { coding: [{ system: `${CODES}/document-kind`, code: 'monitoring-report' }] },
      date: '2027-02-05',
      author: [{ display: '相談支援センターひかり' }],
      title: 'モニタリング報告書',
      section: [
        {
          code: { coding: [{ system: `${CODES}/document-part`, code: 'overall-policy' }] },
          entry: [{ reference: `CarePlan/${plan.id}` }],
        },
      ],
    };
    const known = { ...base, entry: [{ resource: composition }, ...(base.entry ?? [])] };
    const { tables } = example('monitoring-report/form.json');
    const form = must(toForm(report, known)).output;
    const rows = (tables['rows'] ?? []).map(({ fields }) => ({ fields }));
    const { output } = must(
      toFhir(report, { ...form, tables: { ...form.tables, rows } }, { ids: countingIds(), base: known }),
    );
    expect(goalsIn(output).map(({ id, achievementStatus }) => [id, achievementStatus])).toEqual([
      [
        'of-the-plan',
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/goal-achievement',
              code: 'in-progress',
              display: 'In Progress',
            },
          ],
          text: '取り組み中',
        },
      ],
      [expect.stringMatching(/^0{8}-/), { text: '半分ほど' }],
      [expect.stringMatching(/^0{8}-/), expect.objectContaining({ text: '達成' })],
    ]);
    expect(output.entry?.find(({ resource }) => resource?.id === plan.id)?.resource).toEqual(plan);
  });

  test('a report keeps what it said when the goal says another thing later, and a goal speaks where the report is silent', () => {
    const { output } = must(toFhir(report, example('monitoring-report/form.json'), { ids: countingIds() }));
    const achieved = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/goal-achievement', code: 'achieved' }],
    };
    for (const goal of goalsIn(output)) goal.achievementStatus = achieved;
    const words = (bundle: Bundle) =>
      must(toForm(report, bundle)).output.tables['rows']?.map(({ fields }) => fields['F04-06']?.value);
    expect(words(output)).toEqual(['取組中', '半分ほど', '達成']);
    for (const { extension = [] } of reviewsIn(output)) {
      const [review] = extension;
      if (review !== undefined) review.extension = review.extension?.filter(({ url }) => url !== 'achievement') ?? [];
    }
    expect(words(output)).toEqual(['達成', '達成', '達成']);
  });

  test('a plan and a goal that speak for themselves keep their policy and time, and speak where the report is silent', () => {
    const base = must(toFhir(report, example('monitoring-report/form.json'), { ids: countingIds() })).output;
    const [goal] = goalsIn(base);
    Object.assign(goal as Goal, { target: [{ dueDate: '2027-10-31' }] });
    const plan = base.entry
      ?.map(({ resource }) => resource)
      .find((one) => one?.resourceType === 'CarePlan') as CarePlan;
    plan.description = '計画に書いた方針';
    const form = structuredClone(must(toForm(report, base, { strict: true })).output);
    expect(form.tables['rows']?.[0]?.fields['F04-03-due']?.value).toBe('令和9年10月');
    Object.assign(form.fields, { 'F04-02-policy': { label: '', value: '報告書の方針' } });
    Object.assign(form.tables['rows']?.[0]?.fields ?? {}, { 'F04-03-due': { label: '', value: '令和10年1月' } });
    const { output } = must(toFhir(report, form, { ids: countingIds(500), base }));
    expect(goalsIn(output)[0]?.target).toEqual([{ dueDate: '2027-10-31' }]);
    expect(output.entry?.find(({ resource }) => resource?.id === plan.id)?.resource).toEqual(plan);
    const again = must(toForm(report, output)).output;
    expect([again.fields['F04-02-policy']?.value, again.tables['rows']?.[0]?.fields['F04-03-due']?.value]).toEqual([
      '報告書の方針',
      '令和10年1月',
    ]);
    const silent = structuredClone(output);
    const document = documentOf(silent);
    delete document.section?.[0]?.text;
    for (const section of reviewsIn(silent)) delete section.extension;
    const spoken = must(toForm(report, silent)).output;
    expect([spoken.fields['F04-02-policy']?.value, spoken.tables['rows']?.[0]?.fields['F04-03-due']?.value]).toEqual([
      '計画に書いた方針',
      '令和9年10月31日',
    ]);
  });

  test('other words for a goal mean another goal: the one before is left as it was', () => {
    const base = must(toFhir(report, example('monitoring-report/form.json'), { ids: countingIds() })).output;
    const form = structuredClone(must(toForm(report, base)).output);
    const [row] = form.tables['rows'] ?? [];
    Object.assign(row?.fields ?? {}, { 'F04-03-goal': { label: '支援目標', value: '新しい目標' } });
    const { output } = must(toFhir(report, form, { ids: countingIds(500), base }));
    expect(goalsIn(output).slice(0, 3)).toEqual(goalsIn(base));
    expect(goalsIn(output)[3]).toMatchObject({
      description: { text: '新しい目標' },
      achievementStatus: { text: '取り組み中' },
    });
  });
});

test('a plan of which only the day is written is not said to be in force', () => {
  const { output } = must(toFhir(report, example('monitoring-report/sparse-form.json'), { ids: countingIds() }));
  const plan = output.entry?.map(({ resource }) => resource).find((one) => one?.resourceType === 'CarePlan');
  expect(plan).toMatchObject({ status: 'unknown', created: '2026-12-01' });
});

/** Cells as a city's template has them, with the words that its offices type. */
const TEMPLATE: Readonly<Record<string, string>> = {
  'A4:H4': '利用者氏名',
  'I4:W4': '渡辺 真由美',
  'X4:AC4': '障害支援区分',
  'AD4:AR4': '区分３',
  'AS4:AX4': '相談支援事業者名',
  'AY4:BK4': '相談支援センターひかり',
  'A9:H9': '計画作成日',
  'I9:W9': 'R8.10.20',
  'X9:AC9': 'モニタリング実施日',
  'AD9:AR9': '令和9年2月5日',
  'A11:AE11': '総合的な援助の方針',
  'A12:AE12': '夜の安心を整える。',
  'AF11:BK11': '全体の状況',
  'AF12:BK12': '落ち着いている。',
  A15: '優先順位',
  'B15:H15': '支援目標',
  'I15:K15': '達成時期',
  'L15:S15': 'サービス提供状況',
  'T15:AA15': '本人の感想・満足度',
  'AB15:AI15': '支援目標の達成度',
  'AJ15:AQ15': '今後の課題・解決方法',
  'AR15:AU15': 'サービス種類の変更',
  'AV15:AY15': 'サービス量の変更',
  'AZ15:BC15': '週間計画の変更',
  'BD15:BK15': 'その他留意事項',
  A16: '1',
  'B16:H16': '自分の部屋の暮らしを続ける',
  'I16:K16': '1年後',
  'L16:S16': '予定どおり。',
  'AB16:AI16': '維持',
  'AR16:AU16': 'なし',
  'AV16:AY16': '有り',
  'AZ16:BC16': '無',
};

test('the workbook of a city is read by its headings, in the words that offices use', async () => {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('報告書');
  for (const [at, text] of Object.entries(TEMPLATE)) {
    if (at.includes(':')) sheet.mergeCells(at);
    sheet.getCell(at.split(':')[0] ?? at).value = text;
  }
  const form = must(await readForm(report, new Uint8Array(await workbook.xlsx.writeBuffer()), 'xlsx'));
  expect(valuesOf(form.fields)).toEqual({
    'F04-01-name': '渡辺 真由美',
    'F04-01-level': '区分３',
    'F04-01-office': '相談支援センターひかり',
    'F04-01-created': 'R8.10.20',
    'F04-01-date': '令和9年2月5日',
    'F04-02-policy': '夜の安心を整える。',
    'F04-02-state': '落ち着いている。',
  });
  const { output, issues } = must(toFhir(report, form, { ids: countingIds() }));
  expect(issues).toEqual([]);
  const [row] = reviewsIn(output);
  expect([row?.title, row?.entry]).toEqual([
    '自分の部屋の暮らしを続ける',
    [{ reference: expect.stringMatching(/^Goal\//) }],
  ]);
  expect(row?.section?.map(({ code, text }) => [code?.coding?.[0]?.code, text?.div?.replace(/<[^>]*>/g, '')])).toEqual([
    ['service-state', '予定どおり。'],
  ]);
  const said = row?.extension?.[0]?.extension ?? [];
  expect(
    said.map((one) => [
      one.url,
      one.valueCoding?.code ?? one.valueCodeableConcept?.coding?.[0]?.code ?? one.valuePositiveInt ?? one.valueString,
    ]),
  ).toEqual([
    ['priority', 1],
    ['due', '1年後'],
    ['achievement', 'sustaining'],
    ['changeType', 'no'],
    ['changeAmount', 'yes'],
    ['changeWeek', 'no'],
  ]);
  const again = must(toForm(report, output)).output;
  expect(again.fields['F04-01-created']?.value).toBe('令和8年10月20日');
});
