import { expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
const office = (path: string) => gateway.call('soudan-hikari', 'GET', path);
const basic = (text: string) => ({ resourceType: 'Basic', code: { text } });
const shown = (json: any): string[] =>
  (json.entry ?? []).map(({ resource, request }: any) => resource?.code?.text ?? request.method);
const next = (json: any): string | undefined =>
  json.link.find(({ relation }: any) => relation === 'next')?.url.slice(gateway.url.length);

const first = (await call('POST', '/fhir/Basic', basic('一'))).json;
const second = (await call('POST', '/fhir/Basic', basic('二'))).json;
await call('PUT', `/fhir/Basic/${first.id}`, { ...basic('一の二'), id: first.id });
const between = new Date().toISOString();
await new Promise((resolve) => setTimeout(resolve, 5));
await call('DELETE', `/fhir/Basic/${second.id}`);
await call('PUT', `/fhir/Basic/${first.id}`, { ...basic('一の三'), id: first.id });

test('a resource, a type and the whole house tell their versions, newest first', async () => {
  const instance = await call('GET', `/fhir/Basic/${first.id}/_history`);
  expect([instance.json.type, instance.json.total, shown(instance.json)]).toEqual([
    'history',
    3,
    ['一の三', '一の二', '一'],
  ]);
  const type = await call('GET', '/fhir/Basic/_history');
  expect([type.json.total, shown(type.json)]).toEqual([5, ['一の三', 'DELETE', '一の二', '二', '一']]);
  expect(type.json.entry.map(({ response }: any) => response.status)).toEqual(['200', '204', '200', '201', '201']);
  const all = await call('GET', '/fhir/_history?_count=2');
  expect(shown(all.json)).toEqual(['一の三', 'DELETE']);
  expect(all.json.total).toBeGreaterThan(50);
});

test('pages go on over what the first one saw, whatever is written meanwhile', async () => {
  const seen: string[] = [];
  let path: string | undefined = '/fhir/Basic/_history?_count=2';
  for (let page = 0; path !== undefined && page < 9; page += 1) {
    const { json } = await call('GET', path);
    seen.push(...shown(json));
    expect(json.total).toBe(5);
    path = next(json);
    if (page === 0) await call('POST', '/fhir/Basic', basic('あと'));
  }
  expect(seen).toEqual(['一の三', 'DELETE', '一の二', '二', '一']);
});

test('since a time, and as of a time', async () => {
  const since = await call('GET', `/fhir/Basic/${first.id}/_history?_since=${encodeURIComponent(between)}`);
  expect(shown(since.json)).toEqual(['一の三']);
  const at = await call('GET', `/fhir/Basic/_history?_at=${encodeURIComponent(between)}`);
  expect(shown(at.json)).toEqual(['一の二', '二']);
  const none = await call('GET', `/fhir/Basic/${first.id}/_history?_since=2099`);
  expect([none.status, none.json.total]).toEqual([200, 0]);
});

test('what is asked wrongly is refused, and a cursor of another history is unknown', async () => {
  for (const [query, code] of [
    ['_since=yesterday', 'search-value-invalid'],
    ['_count=0', 'search-value-invalid'],
    ['name=x', 'search-parameter-unknown'],
    ['_cursor=abc', 'cursor-unknown'],
  ] as const) {
    const answer = await call('GET', `/fhir/Basic/_history?${query}`);
    expect([answer.status, issuesOf(answer.json)[0]?.code], query).toEqual([400, code]);
  }
  const cursor = next((await call('GET', '/fhir/Basic/_history?_count=1')).json)?.split('_cursor=')[1];
  expect((await call('GET', `/fhir/Basic/${first.id}/_history?_count=1&_cursor=${cursor}`)).status).toBe(400);
});

test('what was deleted is gone for who held it, and others never see that it was there', async () => {
  expect((await call('GET', `/fhir/Basic/${second.id}/_history/2`)).status).toBe(410);
  expect((await call('GET', `/fhir/Basic/${second.id}/_history/1`)).json.code.text).toBe('二');
  expect((await call('DELETE', `/fhir/Basic/${second.id}`)).status).toBe(204);
  expect((await call('GET', `/fhir/Basic/${second.id}/_history`)).json.total).toBe(2);
  for (const path of [`Basic/${second.id}/_history`, `Basic/${second.id}/_history/2`, `Basic/${first.id}/_history`])
    expect((await office(`/fhir/${path}`)).status, path).toBe(404);
  expect((await office('/fhir/Basic/_history')).json.total).toBe(0);
});
