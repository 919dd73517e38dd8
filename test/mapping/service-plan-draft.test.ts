import { readFileSync } from 'node:fs';
import type { Bundle, CarePlan, Goal, Patient } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { CANONICAL_BASE, codeSystemUrl, isRefusal, profileUrl } from '#fhir';
import {
  type Form,
  listMappings,
  listOverlays,
  loadMapping,
  type Mapping,
  toFhir,
  toForm,
} from '../../src/mapping/index.ts';
import { targetsOf } from '../../src/mapping/mapping.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { countingIds, exampleBundle, needsOf, readExample } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const base = must(loadMapping('service-plan-draft'));
const example = (name: string): Form => JSON.parse(readFileSync(`examples/service-plan-draft/${name}.json`, 'utf8'));
const form = example('form');
const child = example('child-form');
const ids = countingIds;

const planOf = ({ entry = [] }: Bundle): CarePlan =>
  entry.find(({ resource }) => resource?.resourceType === 'CarePlan')?.resource as CarePlan;
const goalsOf = ({ entry = [] }: Bundle): Goal[] =>
  entry.flatMap(({ resource }) => (resource?.resourceType === 'Goal' ? [resource] : []));
const withField = (of: Form, id: string, value: string): Form => ({
  ...of,
  fields: { ...of.fields, [id]: { label: of.fields[id]?.label ?? id, value } },
});
const texts = (of: Form) => [of.fields, needsOf(of).map(({ fields }) => fields)];

test('the committed form, workbook and Bundle are made of each other', async () => {
  expect(must(toForm(base, exampleBundle())).output).toEqual(form);
  expect(must(toFhir(base, form, { ids: ids() })).output).toEqual(exampleBundle());
  expect(must(await readForm(base, readExample('service-plan-draft/form.xlsx'), 'xlsx'))).toEqual(form);
  expect(must(await readForm(base, await writeForm(base, form, 'xlsx'), 'xlsx'))).toEqual(form);
});

test('a draft says what the person and the family wish apart, in the words of the form', () => {
  const plan = planOf(exampleBundle());
  const extension = (id: string) => plan.extension?.find(({ url }) => url === profileUrl(id));
  expect(plan).toMatchObject({
    status: 'draft',
    intent: 'proposal',
    created: '2026-04-10',
  });
  expect(extension('person-wish')?.valueString).toBe('自分の部屋で一人で暮らしたい。\nいつかまた働きたい。');
  expect(extension('family-wish')?.valueString).toBe('近くで見守りたいが、一緒に住むのは難しい。');
  expect(extension('monitoring-period')?.extension).toEqual([
    { url: 'interval', valuePositiveInt: 1 },
    { url: 'startMonth', valueString: '2026-05' },
  ]);
  const [first] = plan.activity ?? [];
  expect(first?.detail?.code?.coding?.[0]).toEqual({
    system: codeSystemUrl('welfare-service-type'),
    code: '53',
    display: '地域移行支援',
  });
  expect(first?.detail?.performer).toBeUndefined();
  const goals = goalsOf(exampleBundle());
  expect(goals.map(({ category }) => category?.[0]?.coding?.[0]?.code)).toEqual([
    'long-term',
    'short-term',
    'support',
    'support',
    'support',
  ]);
  expect(goals.at(2)?.target).toEqual([{ dueDate: '2026-09' }]);
  expect(goals.at(4)?.target?.[0]?.extension?.[0]?.valueString).toBe('退院の時まで');
});

test('a draft prints no column for the provider, who is not decided yet', () => {
  expect(base.rules.map(({ label }) => label).filter((label) => label.includes('提供事業者'))).toEqual([]);
});

const variants: Mapping[] = [
  ...listMappings()
    .filter((id) => id === 'service-plan-draft')
    .map((id) => must(loadMapping(id))),
  ...listOverlays('service-plan-draft').map((overlay) => must(loadMapping('service-plan-draft', { overlay }))),
];

/** The example as this region would print it. */
const printed = (mapping: Mapping, bundle = exampleBundle()): Form => must(toForm(mapping, bundle)).output;

for (const mapping of variants) {
  const place = mapping.overlay ?? 'the base';
  test(`${place}: form → FHIR → form is the identity`, () => {
    for (const bundle of [exampleBundle(), must(toFhir(base, child, { ids: ids() })).output]) {
      const start = printed(mapping, bundle);
      const there = must(toFhir(mapping, start, { ids: ids() })).output;
      expect(printed(mapping, there)).toEqual(start);
    }
  });

  test(`${place}: FHIR → workbook → FHIR gives the same plan and goals from the workbook alone`, async () => {
    const workbook = await writeForm(mapping, printed(mapping), 'xlsx');
    const back = must(
      toFhir(mapping, must(await readForm(mapping, workbook, 'xlsx')), {
        ids: ids(),
      }),
    ).output;
    expect(planOf(back)).toEqual(planOf(exampleBundle()));
    expect(goalsOf(back)).toEqual(goalsOf(exampleBundle()));
  });

  test(`${place}: writing a form into the resources it came from changes nothing, also what no rule knows`, () => {
    const bundle = exampleBundle();
    const plan = planOf(bundle);
    Object.assign(plan, {
      note: [{ text: '電話で確認済み' }],
      careTeam: [{ reference: 'CareTeam/1' }],
    });
    Object.assign(plan.activity?.[0]?.detail ?? {}, {
      location: { display: 'A市' },
    });
    const once = must(toFhir(mapping, printed(mapping, bundle), { ids: ids(), base: bundle })).output;
    expect(once).toEqual(bundle);
    expect(must(toFhir(mapping, printed(mapping, once), { ids: ids(), base: once })).output).toEqual(once);
  });
}

test('the code tables speak of our own code systems by their true address', () => {
  for (const { map } of base.rules)
    if (map !== undefined) expect(base.tables[map]?.system).toMatch(`${CANONICAL_BASE}/CodeSystem/`);
  const paths = base.rules.flatMap((rule) => Object.values(targetsOf(rule)));
  expect(new Set(paths).size).toBe(paths.length);
});

test('a changed cell changes its element, and its neighbours keep what the form does not show', () => {
  const bundle = exampleBundle();
  Object.assign(planOf(bundle), { title: '退院に向けて' });
  const changed = withField(printed(base, bundle), 'F01-15', '本人のペースで進める。');
  const after = must(toFhir(base, changed, { ids: ids(), base: bundle })).output;
  expect(planOf(after)).toEqual({
    ...planOf(bundle),
    description: '本人のペースで進める。',
  });
});

test('a row that was taken out leaves the plan with its goal, and a new row brings its own', () => {
  const bundle = exampleBundle();
  const [first, , third] = needsOf(form);
  const fresh = {
    fields: {
      'F01-19': { label: '課題', value: '友人に会いたい。' },
      'F01-20': { label: '目標', value: '月に1度会う。' },
    },
  };
  const outcome = must(
    toFhir(base, { ...form, tables: { needs: [first!, third!, fresh] } }, { ids: ids(), base: bundle }),
  );
  const plan = planOf(outcome.output);
  expect(plan.activity?.map(({ id }) => id)).toEqual([first?.key, third?.key, '00000000-0000-4000-8000-000000000001']);
  expect(plan.goal?.map(({ reference }) => reference)).toEqual([
    'Goal/6f1d2c1a-0001-4a00-8000-000000000006',
    'Goal/6f1d2c1a-0001-4a00-8000-000000000007',
    `Goal/${first?.ids?.['rowGoal']}`,
    `Goal/${third?.ids?.['rowGoal']}`,
    'Goal/00000000-0000-4000-8000-000000000002',
  ]);
  expect(outcome.issues.map(({ code }) => code)).toEqual(['mapping-row-removed']);
});

test('a value that cannot be read is kept as a note of the plan, comes back to its field, and is refused when strict', () => {
  const odd = withField(withField(form, 'F03-02', '来月上旬'), 'F01-14', '一人で暮らしたい');
  const outcome = must(toFhir(base, odd, { ids: ids() }));
  expect(planOf(outcome.output).note).toEqual([
    { text: '［F03-02 計画案作成日］来月上旬' },
    {
      text: '［F01-14 利用者及びその家族の生活に対する意向（希望する生活）］一人で暮らしたい',
    },
  ]);
  expect(outcome.issues.map(({ severity, code, expression }) => [severity, code, expression])).toEqual([
    ['warning', 'mapping-format', 'fields.F03-02'],
    ['warning', 'mapping-not-split', 'fields.F01-14'],
  ]);
  expect(outcome.issues[0]?.en).toBe('fields.F03-02: `来月上旬` is not a date (rule created)');
  expect(texts(must(toForm(base, outcome.output)).output)).toEqual(texts(odd));
  const again = must(
    toFhir(base, must(toForm(base, outcome.output)).output, {
      ids: ids(),
      base: outcome.output,
    }),
  );
  expect(again.output).toEqual(outcome.output);
  const strict = toFhir(base, odd, { ids: ids(), strict: true });
  expect(isRefusal(strict) && strict.issues.length).toBe(2);
});

test('a signature on paper is no consent: it stays a note, and is said', () => {
  const outcome = must(toFhir(base, withField(form, 'F01-13', '佐藤 健一'), { ids: ids() }));
  expect(outcome.issues.map(({ severity, code }) => [severity, code])).toEqual([
    ['information', 'mapping-declared-loss'],
  ]);
  expect(outcome.output.entry?.some(({ resource }) => resource?.resourceType === 'Consent')).toBe(false);
  expect(planOf(outcome.output).note?.[0]?.text).toContain('佐藤 健一');
});

test('unknown codes, short numbers and unknown fields are each named with their place and rule', () => {
  const row = {
    ...needsOf(form)[0]!,
    fields: {
      ...needsOf(form)[0]?.fields,
      'F01-18': { label: '優先順位', value: '高' },
    },
  };
  const odd = {
    ...withField(withField(withField(form, 'F01-04', '区分9'), 'F01-06', '12345'), 'X-1', '自由'),
    tables: { needs: [row] },
  };
  const { issues } = must(toFhir(base, odd, { ids: ids() }));
  expect(issues.map(({ code, expression, en }) => [code, expression, /rule (\S+)\)/.exec(en)?.[1]])).toEqual([
    ['mapping-unknown-code', 'fields.F01-04', 'support-level'],
    ['mapping-length', 'fields.F01-06', 'welfare-recipient'],
    ['mapping-format', 'tables.needs[0].fields.F01-18', 'row-priority'],
    ['mapping-unmapped', 'fields.X-1', 'none'],
  ]);
});

test('what the form has no place for is reported element by element, and strict refuses it', () => {
  const bundle = exampleBundle();
  const plan = planOf(bundle);
  Object.assign(plan, { title: '退院に向けて' });
  plan.goal?.push({ reference: 'Goal/elsewhere' });
  Object.assign(bundle.entry?.find(({ resource }) => resource?.resourceType === 'Patient')?.resource as Patient, {
    gender: 'male',
  });
  const { issues } = must(toForm(base, bundle));
  expect(issues.map(({ severity, code, expression }) => [severity, code, expression])).toEqual([
    ['warning', 'mapping-unmapped', 'CarePlan.title'],
    ['information', 'mapping-out-of-form', 'Patient'],
    ['warning', 'mapping-unmapped', 'CarePlan.goal (Goal/elsewhere)'],
  ]);
  expect(isRefusal(toForm(base, bundle, { strict: true }))).toBe(true);
});

test('two long-term goals collide on a form with one place', () => {
  const bundle = exampleBundle();
  const long = goalsOf(bundle)[0]!;
  bundle.entry?.push({ resource: { ...long, id: 'second' } });
  planOf(bundle).goal?.push({ reference: 'Goal/second' });
  const codes = must(toForm(base, bundle)).issues.map(({ code }) => code);
  expect(codes).toContain('mapping-collision');
});

test('a value that the printed text would narrow is said, and survives being written back', () => {
  const bundle = exampleBundle();
  planOf(bundle).created = '2026-04-10T09:30:00+09:00';
  const outcome = must(toForm(base, bundle));
  expect(outcome.issues.map(({ code, expression }) => [code, expression])).toEqual([['mapping-narrowed', 'created']]);
  expect(must(toFhir(base, outcome.output, { ids: ids(), base: bundle })).output).toEqual(bundle);
});

test('a Bundle without such a plan is refused', () => {
  const refused = toForm(base, { resourceType: 'Bundle', type: 'collection' });
  expect(isRefusal(refused) && refused.issues[0]).toMatchObject({
    code: 'mapping-plan-missing',
    ja: 'サービス等利用計画案にあたる CarePlan（intent=proposal）が Bundle にありません。',
  });
});
