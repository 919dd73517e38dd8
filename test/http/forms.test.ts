import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway, type TestGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const TEXT = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">計画</div>' };

let gateway: TestGateway;
let week: any;
let plan: any;
const office = (method: string, path: string, body?: unknown) => gateway.call('soudan-hikari', method, path, body);

/** The example as this office would have written it about this person. */
async function store(mapping: string, author: unknown, change: object): Promise<any> {
  const { entry } = JSON.parse(readFileSync(`examples/${mapping}/bundle.json`, 'utf8'));
  const { id: _, ...example } = entry[0].resource;
  const subject = { reference: `Patient/${PERSON_B}` };
  const activity = example.activity.map(({ detail, ...rest }: any) => {
    const { goal: _goal, performer: _performer, ...plain } = detail;
    return { ...rest, detail: plain };
  });
  const { goal: _goal, ...plain } = example;
  const stored = await office('POST', '/fhir/CarePlan', { ...plain, text: TEXT, subject, author, activity, ...change });
  expect(stored.status, JSON.stringify(stored.json)).toBe(201);
  return stored.json;
}

beforeAll(async () => {
  gateway = await sandboxGateway();
  await consentFor(gateway.call);
  const drafted = await office('POST', `/fhir/Patient/${PERSON_B}/$draft-service-plan`);
  const draft = drafted.json.entry.find(({ resource }: any) => resource.resourceType === 'CarePlan').resource;
  const basedOn = [{ reference: `CarePlan/${draft.id}` }];
  plan = await store('service-plan', draft.author, { basedOn });
  week = await store('weekly-plan', draft.author, { partOf: [{ reference: `CarePlan/${plan.id}` }] });
}, 120_000);

test('a plan leaves as the form that it is, and each form names its own file', async () => {
  const [ofPlan, ofWeek] = [
    await office('GET', `/fhir/CarePlan/${plan.id}/$form`),
    await office('GET', `/fhir/CarePlan/${week.id}/$form`),
  ];
  expect([ofPlan.json.mapping, ofPlan.headers.get('content-disposition')]).toEqual([
    'service-plan',
    'attachment; filename="service-plan.json"',
  ]);
  expect([ofWeek.json.mapping, ofWeek.json.ids.plan]).toEqual(['weekly-plan', plan.id]);
  expect(ofWeek.json.fields['F02-01-name'].value).toBe('佐藤 健一');
  expect(ofWeek.json.tables.slots).toHaveLength(5);
});

test('what left as CSV is read back as the same week', async () => {
  const csv = await office('GET', `/fhir/CarePlan/${week.id}/$form?format=csv`);
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const read = await gateway.call(
    'soudan-hikari',
    'POST',
    '/fhir/CarePlan/$read-form?format=csv&mapping=weekly-plan',
    csv.bytes,
    {
      'Content-Type': 'application/octet-stream',
    },
  );
  expect(read.status, JSON.stringify(read.json)).toBe(200);
  const back = read.json.entry.find(({ resource }: any) => resource.id === week.id).resource;
  expect(back.partOf).toEqual(week.partOf);
  expect(back.activity.map(({ detail }: any) => detail.scheduledTiming?.repeat.timeOfDay)).toEqual(
    week.activity.map(({ detail }: any) => detail.scheduledTiming?.repeat.timeOfDay ?? undefined),
  );
});

test('a form that the plan is not, and one that nobody knows, are refused', async () => {
  const other = await office('GET', `/fhir/CarePlan/${week.id}/$form?mapping=service-plan`);
  expect([other.status, issuesOf(other.json)[0]?.code]).toEqual([422, 'mapping-plan-missing']);
  const unknown = await office('GET', `/fhir/CarePlan/${week.id}/$form?mapping=nowhere`);
  expect([unknown.status, issuesOf(unknown.json)[0]?.code]).toEqual([404, 'mapping-unknown']);
});

test('an office that may not see the plan hears of no form either', async () => {
  const stranger = await gateway.call('soudan-minato', 'GET', `/fhir/CarePlan/${week.id}/$form?mapping=nowhere`);
  const nothing = await gateway.call(
    'soudan-minato',
    'GET',
    '/fhir/CarePlan/00000000-0000-4000-8000-000000000000/$form?mapping=nowhere',
  );
  expect([stranger.status, issuesOf(stranger.json)[0]?.code]).toEqual([
    nothing.status,
    issuesOf(nothing.json)[0]?.code,
  ]);
  expect(stranger.status).toBe(404);
});

test('a guardian, to whom nothing refers, is found by pointing at the person; a sister is none', async () => {
  const related = (text: string, code: string) => ({
    resourceType: 'RelatedPerson',
    text: TEXT,
    patient: { reference: `Patient/${PERSON_B}` },
    name: [{ text }],
    relationship: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }],
        text: code === 'SIS' ? '姉' : '父',
      },
    ],
  });
  const guardianOf = async () => {
    const { json } = await office('GET', `/fhir/CarePlan/${plan.id}/$form`);
    return [json.fields['F01-02']?.value, json.fields['F01-03']?.value, json.ids.guardian];
  };
  expect((await office('POST', '/fhir/RelatedPerson', related('佐藤 洋子', 'SIS'))).status).toBe(201);
  expect(await guardianOf()).toEqual([undefined, undefined, undefined]);
  const stored = await office('POST', '/fhir/RelatedPerson', related('佐藤 一郎', 'GUARD'));
  expect(stored.status, JSON.stringify(stored.json)).toBe(201);
  expect(await guardianOf()).toEqual(['佐藤 一郎', '父', stored.json.id]);
});
