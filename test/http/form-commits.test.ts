import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { issuesOf, sandboxGateway, send as sendTo } from '../gateway.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const DRAFT = 'form=service-plan-draft';
const STATE = 'form=applicant-state';
const get = (path: string) => gateway.call(OFFICE, 'GET', `/fhir/${path}`);
const send = (query: string, body: string) => gateway.call(OFFICE, 'POST', `/fhir/$form?${query}`, body, OCTETS);
const codesOf = (answer: any): string[] => issuesOf(answer).map(({ code }) => code);
const reportIn = ({ json }: any) => json.entry.at(-1).resource;
const countOf = async (type: string): Promise<number> => (await get(`${type}?_summary=count`)).json.total;
const counts = () => Promise.all(['CarePlan', 'Goal', 'Patient', 'PractitionerRole'].map(countOf));

const read = (form: string) => JSON.parse(readFileSync(`examples/${form}/form.json`, 'utf8'));

/** A form that remembers nothing: of the person of this number, with these words in the fields. */
function fresh(form: string, number: string, words: Record<string, string> = {}): string {
  const filled = read(form);
  const changed = Object.entries({ ...words, 'F01-06': number }).map(([field, value]) => [
    field,
    { label: filled.fields[field]?.label ?? '', value },
  ]);
  const tables = Object.entries(filled.tables).map(([table, rows]) => [
    table,
    (rows as any[]).map(({ fields }) => ({ fields })),
  ]);
  const fields = { ...filled.fields, ...Object.fromEntries(changed) };
  return JSON.stringify({ ...filled, ids: {}, fields, tables: Object.fromEntries(tables) });
}

const previewOf = async (query: string, body: string): Promise<any> => {
  const shown = await send(query, body);
  expect(shown.status, JSON.stringify(shown.json)).toBe(200);
  expect(reportIn(shown).issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  return shown;
};
const commit = (query: string, shown: any, body: string) =>
  send(`${query}&commit=true&preview=${shown.json.meta.versionId}`, body);
/** Where each entry rests, and how it came there. */
const outcomeOf = ({ json }: any): string[] =>
  json.entry.flatMap(({ response }: any) => (response.location ? [`${response.status} ${response.location}`] : []));

const registered = async (number: string): Promise<string> => {
  const { status, json } = await gateway.call(OFFICE, 'POST', '/fhir/Patient', {
    resourceType: 'Patient',
    identifier: [{ system: 'https://kakehashi.example/fhir/IdSystem/welfare-recipient-number', value: number }],
    name: [{ text: '新規 一郎' }],
    gender: 'male',
    birthDate: '1980-01-02',
  });
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};

const NEW_PERSON = { 'F05-02-name': '新規 二郎', 'F05-02-birth': '昭和55年3月4日' };
const stateOf = (words: Record<string, string>): string => {
  const { 'F01-06': _, ...fields } = JSON.parse(fresh('applicant-state', '', words)).fields;
  return JSON.stringify({ ...JSON.parse(fresh('applicant-state', '', words)), fields });
};

let person = '';

test('a new plan is stored once, however often it is committed, and answered with the same records', async () => {
  const id = await registered('0099000011');
  person = id;
  const body = fresh('service-plan-draft', '0099000011', { 'F01-01': '新規　一郎' });
  const shown = await previewOf(DRAFT, body);
  const first = await commit(DRAFT, shown, body);
  expect([first.status, codesOf(reportIn(first))[0]], JSON.stringify(first.json)).toEqual([200, 'form-stored']);
  const after = await counts();
  const again = await commit(DRAFT, shown, body);
  expect([again.status, codesOf(reportIn(again))]).toEqual([200, ['form-stored-before']]);
  expect(outcomeOf(again)).toEqual(outcomeOf(first));
  expect(outcomeOf(first).filter((one) => one.includes(`/Patient/${id}/`))).toHaveLength(1);
  expect(await counts()).toEqual(after);
});

test('a new person is made once, also by a second upload that is kept where it is refused, and a preview says that it is stored', async () => {
  const body = stateOf(NEW_PERSON);
  const before = await countOf('Patient');
  const shown = await previewOf(STATE, body);
  const first = await commit(`${STATE}&keep-refused=true`, shown, body);
  expect(first.status, JSON.stringify(first.json)).toBe(200);
  const again = await commit(`${STATE}&keep-refused=true`, shown, body);
  expect(outcomeOf(again)).toEqual(outcomeOf(first));
  expect(await countOf('Patient')).toBe(before + 1);
  const looked = await previewOf(STATE, body);
  expect(looked.json.meta.versionId).toBe(shown.json.meta.versionId);
  expect(codesOf(reportIn(looked))).toContain('form-stored-before');
});

test('of commits that race on two gateways one stores, and all are answered with what it stored', async () => {
  const other = await gateway.second();
  const token = await gateway.token(OFFICE);
  for (const [round, name] of ['三郎', '四郎', '五郎'].entries()) {
    const body = stateOf({ ...NEW_PERSON, 'F05-02-name': `新規 ${name}` });
    const before = await counts();
    const shown = await previewOf(STATE, body);
    const path = `/fhir/$form?${STATE}&commit=true&preview=${shown.json.meta.versionId}`;
    const answers = await Promise.all(
      [gateway.url, other.url, gateway.url, other.url].map((url) =>
        sendTo(url, token, { method: 'POST', path, body, headers: OCTETS }),
      ),
    );
    expect(
      answers.map(({ status }) => status),
      JSON.stringify(answers[round]?.json),
    ).toEqual([200, 200, 200, 200]);
    const told = answers.map((one) => outcomeOf(one).map((place) => place.replace(other.url, gateway.url)));
    expect(new Set(told.map((one) => one.join())).size).toBe(1);
    expect(answers.filter((one) => codesOf(reportIn(one)).includes('form-stored'))).toHaveLength(1);
    const [plans, goals, patients, roles] = before as [number, number, number, number];
    expect(await counts()).toEqual([plans, goals, patients + 1, roles + 1]);
  }
});

test('a change of a plan is stored once, and who sends it again hears of the version that it made', async () => {
  const [plan] = (await get(`CarePlan?patient=${person}`)).json.entry;
  const form = (await get(`CarePlan/${plan.resource.id}/$form?${DRAFT}`)).json;
  form.fields['F01-15'] = { label: '総合的な援助の方針', value: '見直した方針' };
  const body = JSON.stringify(form);
  const shown = await previewOf(DRAFT, body);
  const first = await commit(DRAFT, shown, body);
  expect(first.status, JSON.stringify(first.json)).toBe(200);
  const again = await commit(DRAFT, shown, body);
  expect(outcomeOf(again)).toEqual(outcomeOf(first));
  expect((await get(`CarePlan/${plan.resource.id}`)).json.meta.versionId).toBe('2');
  const other = JSON.stringify({ ...form, fields: { ...form.fields, 'F01-15': { label: '', value: '別の方針' } } });
  const stale = await commit(DRAFT, shown, other);
  expect([stale.status, codesOf(stale.json)]).toEqual([412, ['form-preview-stale']]);
});

test('what was stored and taken away again is stored anew', async () => {
  const body = stateOf({ ...NEW_PERSON, 'F05-02-name': '新規 六郎' });
  const shown = await previewOf(STATE, body);
  const first = await commit(STATE, shown, body);
  const entry = outcomeOf(first)
    .map((one) => one.split('/fhir/')[1]?.split('/_history/')[0] ?? '')
    .map((url) => ({ request: { method: 'DELETE', url, ifMatch: 'W/"1"' } }));
  const gone = await gateway.call(OFFICE, 'POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
  expect(gone.status, JSON.stringify(gone.json)).toBe(200);
  const anew = await commit(STATE, shown, body);
  expect([anew.status, codesOf(reportIn(anew))[0]]).toEqual([200, 'form-stored']);
  expect(outcomeOf(anew).some((one) => outcomeOf(first).includes(one))).toBe(false);
  expect(outcomeOf(await commit(STATE, shown, body))).toEqual(outcomeOf(anew));
});
