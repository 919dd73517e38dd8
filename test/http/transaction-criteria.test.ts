import { describe, expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown, who = 'hospital-ehr') =>
  gateway.call(who, method, path, body);
const sendAs = (who: string, ...entry: object[]) =>
  call('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry }, who);
const send = (...entry: object[]) => sendAs('hospital-ehr', ...entry);
const basic = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  identifier: [{ system: 'urn:t', value }],
  code: { text: value },
  ...more,
});
const post = (value: string, ifNoneExist?: string, more: object = {}) => ({
  resource: basic(value, more),
  request: { method: 'POST', url: 'Basic', ifNoneExist },
});
const put = (url: string, value: string, more: object = {}) => ({
  resource: basic(value, more),
  request: { method: 'PUT', url: `Basic${url}` },
});
const count = async (value: string): Promise<number> =>
  (await call('GET', `/fhir/Basic?identifier=urn:t|${value}&_summary=count`)).json.total;
const statuses = ({ status, json }: { status: number; json: any }) => [
  status,
  json.entry?.map(({ response }: any) => response.status) ?? issuesOf(json).map(({ code }) => code),
];
const refusal = ({ status, json }: { status: number; json: any }) => [
  status,
  ...issuesOf(json).map(({ code, expression }) => [code, expression]),
];
const several = (index: number) => [412, ['conditional-several', `Bundle.entry[${index}]`]];
const stored = async (value: string): Promise<string> => (await call('POST', '/fhir/Basic', basic(value))).json.id;

describe('what is to be there once is not made where another entry meets the criteria too', () => {
  const [bare, full] = ['identifier=dup', 'identifier=urn:t|dup'];

  test.each([
    ['two conditional creates', () => [post('dup', bare), post('dup', full)], 0],
    ['two conditional updates', () => [put(`?${bare}`, 'dup'), put(`?${full}`, 'dup')], 0],
    ['a conditional create and a conditional update', () => [post('dup', bare), put(`?${full}`, 'dup')], 0],
    ['a create before a conditional create', () => [post('dup'), post('dup', full)], 1],
    ['a create after a conditional create', () => [post('dup', bare), post('dup')], 0],
    ['a conditional create of something else', () => [post('other', full), post('dup')], 0],
  ])('%s', async (_, entries, index) => {
    expect(refusal(await send(...entries()))).toEqual(several(index));
    expect([await count('dup'), await count('other')]).toEqual([0, 0]);
  });

  test('an update by id of what then meets them', async () => {
    const id = await stored('before');
    expect(refusal(await send(put(`?${full}`, 'dup'), put(`/${id}`, 'dup', { id })))).toEqual(several(0));
    expect([await count('dup'), await count('before')]).toEqual([0, 1]);
  });

  test('a create of what is there already', async () => {
    await stored('there');
    const answer = await send(post('there', 'identifier=there'), post('there'));
    expect(refusal(answer)).toEqual(several(0));
    expect(await count('there')).toBe(1);
  });

  test('one that refers to the same by criteria of its own', async () => {
    const target = await stored('target');
    const about = { subject: { reference: 'Basic?identifier=urn:t|target' } };
    const entries = [post('about-1', `subject=Basic/${target}`, about), post('about-2', undefined, about)];
    expect(refusal(await send(...entries))).toEqual(several(0));
  });
});

test('criteria that each mean one resource go together, also where they change places', async () => {
  const entries = [
    post('one', 'identifier=one'),
    post('two', 'identifier=urn:t|two'),
    put('?identifier=three', 'three'),
  ];
  expect(statuses(await send(...entries))).toEqual([200, ['201', '201', '201']]);
  expect(statuses(await send(...entries))).toEqual([200, ['200', '200', '200']]);
  expect(statuses(await send(put('?identifier=one', 'two'), put('?identifier=two', 'one')))).toEqual([
    200,
    ['200', '200'],
  ]);
  expect([await count('one'), await count('two'), await count('three')]).toEqual([1, 1, 1]);
});

test('what is hidden from who asks meets no criteria', async () => {
  await stored('hidden');
  const entries = [post('hidden', 'identifier=hidden'), put('?identifier=urn:t|own', 'own')];
  expect(statuses(await sendAs('soudan-minato', ...entries))).toEqual([200, ['201', '201']]);
});

test('a resource that is none is refused for what it is, whatever stands where its criteria look', async () => {
  for (const identifier of [null, [null], 'x', 5, [{ system: 5, value: {} }], [{ value: ['x'] }], {}]) {
    const answer = await send(post('x', 'identifier=x&created=2026&code:text=x', { identifier, created: {}, code: 5 }));
    expect([identifier, answer.status]).toEqual([identifier, 422]);
  }
});
