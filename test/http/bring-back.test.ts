import { beforeAll, expect, test } from 'vitest';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call('hospital-ehr', method, path, body, headers);
const office = (method: string, path: string, body?: unknown) => gateway.call('soudan-hikari', method, path, body);
const told = (json: any): [string, string][] =>
  json.entry.map(({ request, response }: any) => [request.method, response.status]);
const basic = (text: string) => ({ resourceType: 'Basic', code: { text } });
let id = '';
const put = (text: string) => call('PUT', `/fhir/Basic/${id}`, { ...basic(text), id });

beforeAll(async () => {
  id = (await call('POST', '/fhir/Basic', basic('はじめ'))).json.id;
  await call('DELETE', `/fhir/Basic/${id}`);
});

test('what its holder deleted comes back by an update, with its history', async () => {
  const back = await put('もう一度');
  expect([back.status, back.json.meta.versionId, back.headers.get('etag')]).toEqual([201, '3', 'W/"3"']);
  expect(back.headers.get('location')).toBe(`${gateway.url}/fhir/Basic/${id}/_history/3`);
  expect((await call('GET', `/fhir/Basic/${id}`)).json.code.text).toBe('もう一度');
  expect((await call('GET', `/fhir/Basic?_id=${id}`)).json.total).toBe(1);
  expect((await put('それから')).status).toBe(200);
  const versions = [
    ['PUT', '200'],
    ['PUT', '201'],
    ['DELETE', '204'],
    ['POST', '201'],
  ];
  for (const path of [`Basic/${id}/_history`, 'Basic/_history'])
    expect(told((await call('GET', `/fhir/${path}`)).json)).toEqual(versions);
  // The deletion stands on the next page.
  const { json } = await call('GET', `/fhir/Basic/${id}/_history?_count=2`);
  expect(told(json)).toEqual(versions.slice(0, 2));
});

test('who may not see that it was deleted is told of no more than a version', async () => {
  await consentFor(gateway.call);
  const observation = (confidentiality: 'N' | 'V', more: object = {}) => ({
    resourceType: 'Observation',
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: confidentiality }] },
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
    ],
    code: { text: '様子' },
    subject: { reference: `Patient/${PERSON_B}` },
    ...more,
  });
  const { json: made } = await call('POST', '/fhir/Observation', observation('V'));
  const path = `/fhir/Observation/${made.id}`;
  await call('DELETE', path);
  expect((await call('PUT', path, observation('N', { id: made.id }))).status).toBe(201);
  const [own, other] = [await call('GET', `${path}/_history`), await office('GET', `${path}/_history`)];
  expect([told(own.json), told(other.json)]).toEqual([
    [
      ['PUT', '201'],
      ['DELETE', '204'],
      ['POST', '201'],
    ],
    [['PUT', '200']],
  ]);
});

test('nobody else brings it back, nor does a patch, nor who names a version that is not the last', async () => {
  await call('DELETE', `/fhir/Basic/${id}`);
  expect((await office('PUT', `/fhir/Basic/${id}`, { ...basic('他'), id })).status).toBe(404);
  const patch = [{ op: 'replace', path: '/code/text', value: '別' }];
  const patched = await gateway.call('hospital-ehr', 'PATCH', `/fhir/Basic/${id}`, patch, {
    'Content-Type': 'application/json-patch+json',
  });
  expect(patched.status).toBe(410);
  const old = await call('PUT', `/fhir/Basic/${id}`, { ...basic('古い'), id }, { 'If-Match': 'W/"4"' });
  expect([old.status, issuesOf(old.json)[0]?.code]).toEqual([412, 'version-conflict']);
  expect((await call('GET', `/fhir/Basic/${id}`)).status).toBe(410);
});

test('what comes back is checked like anything that is made', async () => {
  const wrong = await call('PUT', `/fhir/Basic/${id}`, { resourceType: 'Basic', id, code: 'x' });
  expect([wrong.status, (await call('GET', `/fhir/Basic/${id}`)).status]).toEqual([422, 410]);
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [entry('取り消し')] };
  const done = await call('POST', '/fhir', bundle);
  expect([done.status, done.json.entry[0].response.status]).toEqual([200, '201']);
  expect((await call('GET', `/fhir/Basic/${id}`)).json.code.text).toBe('取り消し');
});

const entry = (text: string) => ({
  resource: { ...basic(text), id },
  request: { method: 'PUT', url: `Basic/${id}` },
});

test('a person who was deleted comes back too', async () => {
  const person = {
    resourceType: 'Patient',
    birthDate: '1980-03-03',
    gender: 'female',
    name: [{ text: '見本 花子', family: '見本' }],
  };
  const { json } = await call('POST', '/fhir/Patient', person);
  const path = `/fhir/Patient/${json.id}`;
  expect((await call('DELETE', path)).status).toBe(204);
  const back = await call('PUT', path, { ...person, id: json.id });
  expect([back.status, back.json.meta?.versionId, back.json.birthDate]).toEqual([201, '3', '1980-03-03']);
});

test('what comes back keeps the labels that a document gave it', async () => {
  const sections = { sections: ['444'] };
  const resource = {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject: { reference: `Patient/${PERSON_B}` },
  };
  const { house } = gateway;
  const stored = await house.store.write(new Date(), (writer) => {
    const labels = house.store.label(resource as any, { custodian: HOSPITAL, ...sections });
    return writer.insert({ resource: labels.resource, labels, custodian: HOSPITAL });
  });
  const labelsOf = ({ json }: any): string[] => json.meta.security.map(({ code }: any) => code);
  const path = `/fhir/CarePlan/${stored.id}`;
  const before = labelsOf(await call('GET', path));
  expect(before).toContain('medication');
  await call('DELETE', path);
  expect(labelsOf(await call('PUT', path, { ...resource, id: stored.id }))).toEqual(before);
});
