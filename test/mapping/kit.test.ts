import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Composition, QuestionnaireResponse, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { isRefusal, profileUrl } from '#fhir';
import { toFhirValues, toFormText } from '../../src/mapping/form-codecs.ts';
import { type Form, loadMapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { countingIds } from './examples.ts';
import { formOf } from './form-records.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const home = mkdtempSync(join(tmpdir(), 'mappings-'));
afterAll(() => rmSync(home, { recursive: true }));
cpSync('mappings/schemas', join(home, 'schemas'), { recursive: true });

const both = (id: string, target: string | Record<string, string>, codec: string, more: object = {}) => ({
  id,
  source: id,
  label: `欄 ${id}`,
  target,
  codec,
  direction: 'both',
  ...more,
});
const codes = (id: string, words: Record<string, string>) => ({
  resourceType: 'ConceptMap',
  id,
  group: [
    {
      target: `https://kakehashi.example/fhir/CodeSystem/${id}`,
      element: Object.entries(words).map(([code, to]) => ({ code, target: [{ code: to }] })),
    },
  ],
});

/** A form whose root is a set of answers, with three kinds of tables. */
const rules = {
  id: 'made-up',
  version: '1.0.0',
  kind: 'form',
  title: '作った様式',
  form: 'X1',
  residue: 'extension',
  resources: {
    response: {
      type: 'QuestionnaireResponse',
      match: { questionnaire: 'https://example.org/q' },
      fixed: { questionnaire: 'https://example.org/q', status: 'completed' },
      references: { subject: 'patient' },
      complete: { 'item(=living).text': '生活', 'item(=living).item(=sleep).text': '睡眠' },
      order: ['living', 'sleep', 'meals', 'dwelling', 'help', 'consent', 'family', 'family-name', 'family-carer'],
    },
    patient: { type: 'Patient', always: true, context: true },
    document: {
      type: 'Composition',
      foundBy: 'subject',
      fixed: { status: 'final' },
      references: { subject: 'patient', author: 'patient' },
      complete: { 'section(attendees).title': '出席者', 'section(goals).title': '目標' },
    },
  },
  tables: {
    family: {
      title: '家族',
      row: 'member',
      in: 'response.item[]',
      where: { linkId: 'family' },
    },
    tasks: {
      title: '役割',
      row: 'task',
      resource: {
        type: 'Task',
        foundBy: 'focus',
        fixed: { status: 'requested', intent: 'order' },
        references: { focus: 'response', for: 'patient', owner: 'role' },
      },
      with: {
        role: { type: 'PractitionerRole', at: 'task.owner', context: true },
        agency: { type: 'Organization', at: 'role.organization', context: true, needs: 'agency' },
      },
    },
    goals: {
      title: '目標',
      row: 'goal',
      in: 'document.section(goals).entry[]',
      resource: { type: 'Goal', fixed: { lifecycleStatus: 'proposed' }, references: { subject: 'patient' } },
    },
  },
  rules: [
    both(
      'name',
      { text: 'patient.name[0].text', family: 'patient.name[0].family', given: 'patient.name[0].given[0]' },
      'person-name',
      { required: true },
    ),
    both('contact', 'patient.telecom', 'telecom'),
    both('birth', 'patient.birthDate', 'date'),
    both('sex', { code: 'patient.gender' }, 'choice', { map: 'sex', marks: ['○', ''] }),
    both('authored', 'response.authored', 'date-time'),
    both('sleep', 'response.item(=living).item(=sleep).answer[0].valueString', 'text', { lengthMax: 60 }),
    both('meals', 'response.item(=living).item(=meals).answer[0].valueTime', 'time'),
    both('dwelling', { coding: 'response.item(=dwelling).answer[0].valueCoding' }, 'choice', { map: 'dwelling' }),
    both('help', { coding: 'response.item(=help).answer[*].valueCoding' }, 'choices', { map: 'dwelling' }),
    both('consent', 'response.item(=consent).answer[0].valueBoolean', 'boolean', { words: ['☑', '☐'] }),
    both('attendees', 'document.section(attendees).text', 'narrative'),
    both('issues', 'response.extension(plan-issue)[*].valueString', 'lines'),
    both('stay', { start: 'document.event[0].period.start', end: 'document.event[0].period.end' }, 'period'),
    both('family-name', 'member.item(=family-name).answer[0].valueString', 'text', { table: 'family' }),
    both('family-carer', 'member.item(=family-carer).answer[0].valueBoolean', 'boolean', { table: 'family' }),
    both('task', 'task.description', 'text', { table: 'tasks' }),
    both('due', 'task.restriction.period.end', 'month', { table: 'tasks' }),
    both(
      'agency',
      { name: 'agency.name', person: 'agency.contact[0].name.text', phone: 'agency.telecom(fax).value' },
      'provider',
      { table: 'tasks' },
    ),
    both('agency-phone', 'agency.telecom(phone).value', 'text', { table: 'tasks' }),
    both('goal', 'goal.description.text', 'text', { table: 'goals' }),
    both('aids', 'goal.note[*].text', 'lines', { table: 'goals' }),
  ],
};
const field = (at: number) => ({ label: `A${at}:B${at}`, value: `C${at}:F${at}` });
const layout = {
  sheets: [
    {
      name: '一枚目',
      columns: 6,
      texts: [{ at: 'A1:F1', text: '作った様式', style: 'title' }],
      fields: Object.fromEntries(rules.rules.slice(0, 13).map(({ source }, at) => [source, field(at + 3)])),
      tables: {
        family: { header: [17, 17], start: 18, printed: 2, columns: { 'family-name': 'A:B', 'family-carer': 'C:C' } },
        tasks: {
          header: [20, 20],
          start: 21,
          printed: 2,
          columns: { task: 'A:B', due: 'C:C', agency: 'D:E', 'agency-phone': 'F:F' },
        },
      },
    },
    {
      name: '二枚目',
      orientation: 'portrait',
      columns: 4,
      texts: [{ at: 'A1:D1', text: '目標', style: 'label' }],
      fields: {},
      tables: { goals: { header: [2, 2], start: 3, printed: 3, columns: { goal: 'A:B', aids: 'C:D' } } },
    },
  ],
};
mkdirSync(join(home, 'made-up', 'concept-maps'), { recursive: true });
const put = (name: string, value: unknown) => writeFileSync(join(home, 'made-up', name), JSON.stringify(value));
put('rules.json', rules);
put('layout.json', layout);
put('concept-maps/sex.json', codes('sex', { 男: 'male', 女: 'female', その他: 'other' }));
put('concept-maps/dwelling.json', codes('dwelling', { 持家: 'own', 借家: 'rent', グループホーム: 'gh' }));
const mapping = must(loadMapping('made-up', { home }));
const texts = ({ fields, tables }: Form) => [
  fields,
  Object.values(tables).map((rows) => rows.map((row) => row.fields)),
];

test('a form of answers, documents and tables of several kinds keeps the laws without code of its own', async () => {
  fc.assert(
    fc.property(formOf(mapping), (form) => {
      const { output } = must(toFhir(mapping, form, { ids: countingIds() }));
      const again = must(toForm(mapping, output)).output;
      expect(texts(again)).toEqual(texts(form));
      expect(must(toFhir(mapping, again, { ids: countingIds(), base: output })).output).toEqual(output);
      expect(must(toFhir(mapping, again, { ids: countingIds() })).output).toEqual(output);
    }),
    { seed: 7, numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(formOf(mapping), async (form) => {
      for (const format of ['csv', 'xlsx'] as const)
        expect(must(await readForm(mapping, await writeForm(mapping, form, format), format))).toEqual(form);
    }),
    { seed: 7, numRuns: 10 },
  );
}, 120_000);

const filled = (fields: Record<string, string>, tables: Record<string, Record<string, string>[]> = {}): Form => {
  const wrap = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).map(([id, value]) => [id, { label: `欄 ${id}`, value }]));
  return {
    mapping: 'made-up',
    version: '1.0.0',
    form: 'X1',
    title: '作った様式',
    ids: {},
    fields: wrap(fields),
    tables: Object.fromEntries(
      Object.entries(tables).map(([id, rows]) => [id, rows.map((row) => ({ fields: wrap(row) }))]),
    ),
  };
};
const ofType = <T extends Resource>({ entry = [] }: Bundle, type: string): T[] =>
  entry.flatMap(({ resource }) => (resource?.resourceType === type ? [resource as T] : []));

test('answers stand in the order of the questionnaire, with the texts that belong to what was made', () => {
  const form = filled(
    { consent: '☑', help: '☑借家　☐持家　☑グループホーム', sleep: '眠れる', name: '佐藤 健一', sex: '男　○女　その他' },
    { family: [{ 'family-carer': '有', 'family-name': '佐藤 洋子' }] },
  );
  const { output } = must(toFhir(mapping, form, { ids: countingIds() }));
  const [response] = ofType<QuestionnaireResponse>(output, 'QuestionnaireResponse');
  expect(response?.item).toEqual([
    { linkId: 'living', text: '生活', item: [{ linkId: 'sleep', text: '睡眠', answer: [{ valueString: '眠れる' }] }] },
    {
      linkId: 'help',
      answer: [
        {
          valueCoding: { system: 'https://kakehashi.example/fhir/CodeSystem/dwelling', code: 'rent', display: '借家' },
        },
        {
          valueCoding: {
            system: 'https://kakehashi.example/fhir/CodeSystem/dwelling',
            code: 'gh',
            display: 'グループホーム',
          },
        },
      ],
    },
    { linkId: 'consent', answer: [{ valueBoolean: true }] },
    {
      id: '00000000-0000-4000-8000-000000000003',
      linkId: 'family',
      item: [
        { linkId: 'family-name', answer: [{ valueString: '佐藤 洋子' }] },
        { linkId: 'family-carer', answer: [{ valueBoolean: true }] },
      ],
    },
  ]);
  expect(ofType(output, 'Patient')).toMatchObject([
    { gender: 'female', name: [{ text: '佐藤 健一', family: '佐藤', given: ['健一'] }] },
  ]);
});

test('a table of resources finds them by what they point at; a row that is removed leaves with its resource', () => {
  const tasks = [
    { task: '電話する', agency: 'ひかり' },
    { task: '見学する' },
    { 'agency-phone': '000-0000-0000', task: '書類' },
  ];
  const { output, issues } = must(
    toFhir(mapping, filled({ name: '佐藤 健一' }, { tasks, goals: [{ goal: '働く' }] }), { ids: countingIds() }),
  );
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['mapping-part-missing', 'tables.tasks[2].fields.agency-phone'],
  ]);
  const [response] = ofType<QuestionnaireResponse>(output, 'QuestionnaireResponse');
  expect(response?.extension).toEqual([
    { url: profileUrl('form-residue'), valueString: '［agency-phone 欄 agency-phone tasks行3］000-0000-0000' },
  ]);
  const form = must(toForm(mapping, output)).output;
  expect(form.tables['tasks']?.[2]?.fields['agency-phone']?.value).toBe('000-0000-0000');
  const rows = form.tables['tasks'] ?? [];
  const less = { ...form, tables: { ...form.tables, tasks: [...rows.slice(1, 2)], goals: [] } };
  const after = must(toFhir(mapping, less, { ids: countingIds(90), base: output }));
  expect(ofType(after.output, 'Task')).toMatchObject([{ description: '見学する' }]);
  expect(after.issues.map(({ code }) => code)).toEqual(Array(3).fill('mapping-row-removed'));
  expect(ofType<Composition>(after.output, 'Composition')[0]?.section).toBeUndefined();
});

test('two marks where one is meant are refused as a value, and kept', () => {
  const { issues } = must(toFhir(mapping, filled({ name: '佐藤', dwelling: '☑持家　☑借家' }), { ids: countingIds() }));
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual([['mapping-format', 'fields.dwelling']]);
});

test('CP932 reads back, and what it lacks is named with its field instead of being replaced', async () => {
  const form = filled({ name: '髙﨑 ①～' }, { goals: [{ goal: '=1+1', aids: '杖\n電話' }] });
  const bytes = must(await writeForm(mapping, form, 'csv-cp932'));
  expect(must(await readForm(mapping, bytes, 'csv'))).toEqual({
    ...form,
    tables: { family: [], tasks: [], ...form.tables },
  });
  const refused = await writeForm(mapping, filled({ name: '葛󠄀城 𠮷' }), 'csv-cp932');
  expect(isRefusal(refused) && refused.issues.map(({ code, expression, en }) => [code, expression, en])).toEqual([
    ['form-encoding', 'fields.name', expect.stringContaining('𠮷（U+20BB7）')],
  ]);
});

test.each([
  'person-name',
  'telecom',
  'date-time',
  'period',
  'narrative',
  'provider',
  'choice',
  'choices',
  'codes',
  'week-slot',
  'monitoring',
  'wishes',
  'lines',
])('a field of a hundred thousand signs is read by the codec %s in no more steps than it has signs', (codec) => {
  const rule = { id: 'x', source: 'x', label: '', direction: 'both', codec, target: 'a.b' } as const;
  for (const sign of [' ', '　', '（', '月 ', '<', '本人：', '〜', '1', '☑', 'a '])
    expect(toFhirValues(`月（${sign.repeat(100_000)}x`, { rule, table: mapping.tables['sex'] })).toBeDefined();
  const div = '<'.repeat(100_000);
  expect(toFormText({ value: { div } }, { rule: { ...rule, codec: 'narrative' }, table: undefined })).toBeDefined();
});
