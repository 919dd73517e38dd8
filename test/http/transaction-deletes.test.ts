import { describe, expect, test } from 'vitest';
import { type Answered, issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const several = await gateway.second({ writing: { updateCreate: false, conditionalDelete: 'multiple' } });
const call = (method: string, path: string, body?: unknown, who = 'hospital-ehr') =>
  gateway.call(who, method, path, body);
const bundle = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });
const basic = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  identifier: [{ system: 'urn:t', value }],
  code: { text: value },
  ...more,
});
const ask = (method: string, url: string, resource?: object, more: object = {}) => ({
  resource,
  request: { method, url: `Basic${url}`, ...more },
});
const refusal = ({ status, json }: Pick<Answered, 'status' | 'json'>) => [
  status,
  ...issuesOf(json).map(({ code, en, expression }) => [code, en, expression]),
];
const overlap = (id: string, index: number) => [
  400,
  [
    'entries-overlap',
    `two entries change the same resource (\`Basic/${id}\`); make them one`,
    `Bundle.entry[${index}]`,
  ],
];
const statuses = ({ status, json }: Pick<Answered, 'status' | 'json'>) => [
  status,
  json.entry?.map(({ response }: any) => response.status) ?? issuesOf(json),
];
const stored = async (value: string): Promise<string> => (await call('POST', '/fhir/Basic', basic(value))).json.id;
const version = async (id: string) => {
  const { status, json } = await call('GET', `/fhir/Basic/${id}`);
  return [status, json.meta?.versionId];
};
const count = async (value: string): Promise<number> =>
  (await call('GET', `/fhir/Basic?identifier=urn:t|${value}&_summary=count`)).json.total;
const patch = {
  resourceType: 'Binary',
  contentType: 'application/json-patch+json',
  data: Buffer.from('[{"op":"add","path":"/language","value":"ja"}]').toString('base64'),
};

describe('an entry about what another one deletes is refused, however either of them names it', () => {
  test.each([
    [
      'a delete by criteria, an update',
      (id: string) => [ask('DELETE', '?identifier=x'), ask('PUT', `/${id}`, basic('x', { id }))],
    ],
    ['a delete by criteria, a patch', (id: string) => [ask('DELETE', '?identifier=x'), ask('PATCH', `/${id}`, patch)]],
    ['two deletes by criteria', () => [ask('DELETE', '?identifier=x'), ask('DELETE', '?identifier=urn:t|x')]],
    ['a delete, and one by criteria', (id: string) => [ask('DELETE', `/${id}`), ask('DELETE', '?identifier=x')]],
    [
      'a delete, an update by criteria',
      (id: string) => [ask('DELETE', `/${id}`), ask('PUT', '?identifier=x', basic('x'))],
    ],
    ['both by criteria', () => [ask('DELETE', '?identifier=x'), ask('PUT', '?identifier=urn:t|x', basic('x'))]],
    ['a patch by criteria', (id: string) => [ask('DELETE', `/${id}`), ask('PATCH', '?identifier=x', patch)]],
  ])('%s', async (_, entries) => {
    const id = await stored('x');
    expect(refusal(await call('POST', '/fhir', bundle(...entries(id))))).toEqual(overlap(id, 1));
    expect(await version(id)).toEqual([200, '1']);
    await call('DELETE', `/fhir/Basic/${id}`);
  });

  test('one of many that a delete by criteria means', async () => {
    const ids = [await stored('many'), await stored('many')];
    const [, second = ''] = ids;
    const send = async (...entry: object[]) => {
      const headers = {
        Authorization: `Bearer ${await gateway.token('hospital-ehr')}`,
        'Content-Type': 'application/fhir+json',
      };
      const body = JSON.stringify(bundle(...entry));
      const response = await fetch(`${several.url}/fhir`, { method: 'POST', headers, body });
      return { status: response.status, json: await response.json() };
    };
    const all = ask('DELETE', '?identifier=many');
    expect(refusal(await send(all, ask('PUT', `/${second}`, basic('many', { id: second }))))).toEqual(
      overlap(second, 1),
    );
    expect(await count('many')).toBe(2);
    expect(statuses(await send(all))).toEqual([200, ['204']]);
    expect(await count('many')).toBe(0);
  });
});

test.each(['again', 'urn:t|again'])('what is deleted makes room for what is made: by %s', async (said) => {
  const old = await stored('again');
  const make = ask('POST', '', basic('again'), { ifNoneExist: 'identifier=urn:t|again' });
  const anew = [ask('DELETE', `?identifier=${said}`), make];
  const { status, json } = await call('POST', '/fhir', bundle(...anew));
  expect(statuses({ status, json })).toEqual([200, ['204', '201']]);
  expect([await version(old), await count('again')]).toEqual([[410, undefined], 1]);
  const more = [make, ...anew];
  expect((await call('POST', '/fhir', bundle(...more))).status).toBe(400);
  await call('DELETE', `/fhir/Basic/${json.entry[1].resource.id}`);
});

test('what is deleted makes room for what is kept', async () => {
  const [spare, kept] = [await stored('twice'), await stored('twice')];
  const one = [ask('DELETE', `/${spare}`), ask('PUT', '?identifier=twice', basic('twice'))];
  expect(statuses(await call('POST', '/fhir', bundle(...one)))).toEqual([200, ['204', '200']]);
  expect([await version(kept), await count('twice')]).toEqual([[200, '2'], 1]);
});

test('what is hidden is met by no criteria, and is refused like what is absent', async () => {
  const hidden = await stored('secret');
  const absent = '00000000-0000-4000-8000-000000000000';
  const answers = [];
  for (const [id, value] of [
    [hidden, 'secret'],
    [absent, 'nothing'],
  ] as const)
    for (const entries of [
      [ask('DELETE', `?identifier=${value}`), ask('DELETE', `/${id}`)],
      [ask('DELETE', `?identifier=${value}`), ask('PUT', `/${id}`, basic('x', { id }))],
      [ask('DELETE', `/${id}`), ask('PUT', `?identifier=${value}`, basic('x'))],
    ])
      answers.push(
        JSON.stringify(refusal(await call('POST', '/fhir', bundle(...entries), 'soudan-minato'))).replaceAll(
          id,
          absent,
        ),
      );
  expect(answers.slice(0, 3)).toEqual(answers.slice(3));
  for (const answer of answers) expect(answer).toContain('not-found');
  expect(await version(hidden)).toEqual([200, '1']);
});
