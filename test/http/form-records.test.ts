import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { loadMapping } from '../../src/mapping/index.ts';
import { writeForm } from '../../src/paper/index.ts';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const STATE = 'form=applicant-state';
const get = (path: string) => gateway.call(OFFICE, 'GET', `/fhir/${path}`);
const send = (query: string, form: unknown) =>
  gateway.call(OFFICE, 'POST', `/fhir/$form?${query}`, JSON.stringify(form), {
    'Content-Type': 'application/octet-stream',
  });
const codesOf = (answer: any): string[] => issuesOf(answer).map(({ code }) => code);
const reportIn = ({ json }: any) => json.entry.at(-1).resource;
const TYPES = ['RelatedPerson', 'Condition', 'Coverage', 'QuestionnaireResponse'];
const idsOf = async (type: string): Promise<string[]> =>
  (await get(`${type}?patient=${PERSON_B}&_count=200`)).json.entry?.map(({ resource }: any) => resource.id) ?? [];
const counts = async (): Promise<number[]> => (await Promise.all(TYPES.map(idsOf))).map((ids) => ids.length);

const cell = (value: string) => ({ label: '', value });

/** A fresh sheet of the person, that remembers nothing of the sheet before, on another day. */
function sheet(day: string, change: (form: any) => void = () => {}): any {
  const form = JSON.parse(readFileSync('examples/applicant-state/form.json', 'utf8'));
  const fields = Object.fromEntries(
    Object.entries(form.fields).filter(([field]) => !/^F05-02-(?!age)|F05-01-author/.test(field)),
  );
  const bare = Object.entries(form.tables).map(([table, rows]) => [
    table,
    (rows as any[]).map(({ fields: own }) => ({ fields: own })),
  ]);
  const fresh = { ...form, ids: { patient: PERSON_B }, fields, tables: Object.fromEntries(bare) };
  fresh.fields['F05-01-created'] = cell(day);
  change(fresh);
  return fresh;
}

async function committed(form: unknown): Promise<any> {
  const shown = await send(STATE, form);
  expect(reportIn(shown).issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  const done = await send(`${STATE}&commit=true&preview=${shown.json.meta.versionId}`, form);
  expect(done.status, JSON.stringify(issuesOf(done.json))).toBe(200);
  return done;
}

/** Where each record rests that a commit wrote, and which version it is. */
const writtenIn = ({ json }: any): string[] =>
  json.entry.flatMap(({ response }: any) => (response.location ? [response.location.split('/fhir/')[1]] : []));

let before: number[] = [];

beforeAll(async () => {
  await consentFor(gateway.call);
  await committed(sheet('令和8年4月1日'));
  before = await counts();
});

test('a second sheet meets the family, the illnesses and the certificates of the first', async () => {
  const looked = issuesOf(reportIn(await send(STATE, sheet('令和8年10月1日'))));
  const [told] = looked.filter(({ code }) => code === 'form-record-met');
  expect(told?.ja.match(/(RelatedPerson|Condition|Coverage)\//g)).toHaveLength(7);
  const done = await committed(sheet('令和8年10月1日'));
  expect(writtenIn(done).map((one) => one.split('/')[0])).toEqual(['QuestionnaireResponse']);
  const [relatives, illnesses, certificates, sheets = 0] = before;
  expect(await counts()).toEqual([relatives, illnesses, certificates, sheets + 1]);
  const [id] = writtenIn(done).map((one) => one.split('/')[1]);
  const form = (await get(`QuestionnaireResponse/${id}/$form`)).json;
  const words = ({ tables }: any) =>
    Object.values(tables).map((rows) =>
      (rows as any[]).map(({ fields }) => Object.values(fields).map(({ value }: any) => value)),
    );
  expect(words(form)).toEqual(words(sheet('令和8年10月1日')));
});

test('another grade changes the certificate that is there, a name with other spaces changes nothing, and somebody new is made', async () => {
  const [relatives = 0, illnesses, certificates] = await counts();
  const done = await committed(
    sheet('令和8年11月1日', ({ tables }) => {
      const held = tables.certificates.find(({ fields }: any) => fields['F05-05-state'].value === '有');
      held.fields['F05-05-grade'] = cell('1級');
      tables.family[0].fields['F05-07-name'] = cell('佐藤　洋子');
      tables.family.push({ fields: { 'F05-07-name': cell('佐藤 新'), 'F05-07-relationship': cell('甥') } });
    }),
  );
  const written = writtenIn(done);
  expect(written.map((one) => [one.split('/')[0], one.split('/').at(-1)]).sort()).toEqual([
    ['Coverage', '2'],
    ['QuestionnaireResponse', '1'],
    ['RelatedPerson', '1'],
  ]);
  const coverage = written.find((one) => one.startsWith('Coverage'))?.split('/_history')[0];
  expect((await get(coverage ?? '')).json.class[0].value).toBe('1級');
  expect((await counts()).slice(0, 3)).toEqual([relatives + 1, illnesses, certificates]);
});

test('where several records say the same none is chosen, and who gives the id of one has that one', async () => {
  const twin = {
    resourceType: 'RelatedPerson',
    patient: { reference: `Patient/${PERSON_B}` },
    name: [{ text: '佐藤 洋子' }],
    relationship: [{ text: '姉' }],
  };
  const made = await gateway.call(OFFICE, 'POST', '/fhir/RelatedPerson', twin);
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  const fresh = sheet('令和8年12月1日');
  const shown = await send(STATE, fresh);
  const [issue] = issuesOf(reportIn(shown)).filter(({ code }) => code === 'form-record-ambiguous');
  expect(issue?.ja).toContain(`RelatedPerson/${made.json.id}`);
  expect(issue?.ja).toContain('tables.family[0].ids.relative');
  const sent = await send(`${STATE}&commit=true&preview=${shown.json.meta.versionId}`, fresh);
  expect([sent.status, codesOf(sent.json)]).toEqual([422, expect.arrayContaining(['form-record-ambiguous'])]);
  fresh.tables.family[0].ids = { relative: made.json.id };
  const before = await counts();
  const written = writtenIn(await committed(fresh));
  expect(written.map((one) => one.split('/')[0])).toEqual(['Coverage', 'QuestionnaireResponse']);
  const id = written[1]?.split('/')[1];
  expect((await counts())[0]).toBe(before[0]);
  const form = (await get(`QuestionnaireResponse/${id}/$form`)).json;
  expect(form.tables.family[0].ids.relative).toBe(made.json.id);
});

test('the record that is meant is chosen by the request, whatever the form is written in', async () => {
  const mapping = loadMapping('applicant-state');
  if (isRefusal(mapping)) throw new Error('the form is gone');
  const bytes = await writeForm(mapping, sheet('令和8年12月15日'), 'xlsx');
  if (isRefusal(bytes)) throw new Error('the form is not written');
  const post = (query: string) =>
    gateway.call(OFFICE, 'POST', `/fhir/$form?${STATE}${query}`, bytes, {
      'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    });
  const shown = await post('');
  const [issue] = issuesOf(reportIn(shown)).filter(({ code }) => code === 'form-record-ambiguous');
  const [, chosen = ''] = /record=(RelatedPerson\/[\w-]+)/.exec(issue?.ja ?? '') ?? [];
  expect(issue?.en).toContain(`\`record=${chosen}\``);
  const before = await counts();
  const looked = await post(`&record=${chosen}`);
  expect(codesOf(reportIn(looked))).toEqual(['form-preview', 'form-record-met']);
  const done = await post(`&record=${chosen}&commit=true&preview=${looked.json.meta.versionId}`);
  expect(done.status, JSON.stringify(issuesOf(done.json))).toBe(200);
  expect((await counts())[0]).toBe(before[0]);
  const id = writtenIn(done)
    .find((one) => one.startsWith('QuestionnaireResponse'))
    ?.split('/')[1];
  const { tables } = (await get(`QuestionnaireResponse/${id}/$form`)).json;
  expect(`RelatedPerson/${tables.family[0].ids.relative}`).toBe(chosen);
});

test('a record that the form cannot mean, or that may not be seen, is not chosen by the request either', async () => {
  const stranger = await gateway.call('hospital-ehr', 'GET', '/fhir/RelatedPerson?_count=1');
  const named = ['RelatedPerson/nobody', `RelatedPerson/${stranger.json.entry[0].resource.id}`];
  for (const name of named) {
    const [issue] = issuesOf(reportIn(await send(`${STATE}&record=${name}`, sheet('令和8年12月16日')))).filter(
      ({ code }) => code === 'form-id-unknown',
    );
    expect(issue).toEqual({
      code: 'form-id-unknown',
      ja: `record で選ばれた ${name} は、様式のどの欄にも当たりません。見る許可がないものも、同じ答えになります。`,
      en: expect.stringContaining(`\`${name}\`, chosen by \`record\`, is meant by nothing on the form`),
      expression: 'http.record',
    });
  }
  const odd = await send(`${STATE}&record=family`, sheet('令和8年12月16日'));
  expect([odd.status, codesOf(odd.json)]).toEqual([400, ['operation-value-invalid']]);
});

test('a relative of the same name who is somebody else is told, and made beside the one that is there', async () => {
  const other = sheet('令和9年1月1日', ({ tables }) => {
    tables.family = [{ fields: { 'F05-07-name': cell('佐藤 新'), 'F05-07-relationship': cell('いとこ') } }];
  });
  const shown = await send(STATE, other);
  const [issue] = issuesOf(reportIn(shown)).filter(({ code }) => code === 'form-record-similar');
  expect(issue?.ja).toContain('tables.family[0].ids.relative');
  const [, similar = ''] = /record=(RelatedPerson\/[\w-]+)/.exec(issue?.ja ?? '') ?? [];
  const chosen = await send(`${STATE}&record=${similar}`, other);
  expect(codesOf(reportIn(chosen))).not.toContain('form-record-similar');
  const relative = chosen.json.entry.find(({ resource }: any) => `RelatedPerson/${resource.id}` === similar)?.resource;
  expect(relative?.relationship[0].text).toBe('いとこ');
  const [relatives = 0] = await counts();
  await committed(other);
  expect((await counts())[0]).toBe(relatives + 1);
});

test('another guardian is another person: who was the guardian keeps the name', async () => {
  const guardian = {
    resourceType: 'RelatedPerson',
    patient: { reference: `Patient/${PERSON_B}` },
    name: [{ text: '佐藤 前' }],
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'GUARD' }], text: '母' },
    ],
  };
  const made = await gateway.call(OFFICE, 'POST', '/fhir/RelatedPerson', guardian);
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  const named = (day: string, name: string, relationship: string) =>
    sheet(day, ({ fields, tables }) => {
      fields['F05-02-guardian'] = cell(name);
      fields['F05-02-relationship'] = cell(relationship);
      tables.family = [];
    });
  const [relatives = 0] = await counts();
  await committed(named('令和9年2月1日', '佐藤前', '母'));
  expect((await counts())[0]).toBe(relatives);
  await committed(named('令和9年3月1日', '高橋 学', '成年後見人'));
  expect((await counts())[0]).toBe(relatives + 1);
  expect((await get(`RelatedPerson/${made.json.id}`)).json).toEqual(made.json);
});

test('a record that the office may not see is met as little as one that does not exist', async () => {
  const relative = {
    resourceType: 'RelatedPerson',
    patient: { reference: `Patient/${PERSON_B}` },
    name: [{ text: '秘密 一' }],
    relationship: [{ text: '父' }],
  };
  const { json } = await gateway.call(OFFICE, 'POST', '/fhir/RelatedPerson', relative);
  await gateway.house.store.write(new Date(), async (writer) => {
    const row = await writer.lockOwn(HIKARI, 'RelatedPerson', json.id);
    if (row === undefined) throw new Error('the relative is gone');
    const resource = JSON.parse(row.text);
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ETHUD' }];
    return writer.replace(row, {
      resource: { ...resource, meta: { ...resource.meta, security } },
      custodian: HOSPITAL,
    });
  });
  expect((await get(`RelatedPerson/${json.id}`)).status).toBe(404);
  const told = async (name: string) => {
    const shown = await send(
      STATE,
      sheet('令和9年4月1日', ({ tables }) => {
        tables.family = [{ fields: { 'F05-07-name': cell(name), 'F05-07-relationship': cell('父') } }];
      }),
    );
    return [codesOf(reportIn(shown)), shown.json.entry.length];
  };
  expect(await told('秘密 一')).toEqual(await told('秘密 二'));
});
