import { beforeAll, expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call('hospital-ehr', method, path, body, headers);
const office = (method: string, path: string, body?: unknown) => gateway.call('soudan-hikari', method, path, body);
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
  const { json } = await call('GET', `/fhir/Basic/${id}/_history`);
  expect(json.entry.map(({ request, response }: any) => [request.method, response.status])).toEqual([
    ['PUT', '200'],
    ['DELETE', '204'],
    ['POST', '201'],
  ]);
  expect((await put('それから')).status).toBe(200);
});

test('nobody else brings it back, nor does a patch, nor who names a version that is not the last', async () => {
  await call('DELETE', `/fhir/Basic/${id}`);
  expect((await office('PUT', `/fhir/Basic/${id}`, { ...basic('他'), id })).status).toBe(404);
  const patch = [{ op: 'replace', path: '/code/text', value: '別' }];
  const patched = await gateway.call('hospital-ehr', 'PATCH', `/fhir/Basic/${id}`, patch, {
    'Content-Type': 'application/json-patch+json',
  });
  expect(patched.status).toBe(404);
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
