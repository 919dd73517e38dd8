import { expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
const send = (type: 'batch' | 'transaction', ...entry: object[]) =>
  call('POST', '/fhir', { resourceType: 'Bundle', type, entry });
const refusalsIn = (outcome: any): unknown[] => issuesOf(outcome).map(({ code, expression }) => [code, expression]);
const made = await call('POST', '/fhir/Basic', { resourceType: 'Basic', code: { text: '元のまま' } });
const { id } = made.json;
const resource = { resourceType: 'Basic', id, code: { text: '変えた' } };
const patch = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'replace' },
        { name: 'path', valueString: 'Basic.code.text' },
        { name: 'value', valueString: '変えた' },
      ],
    },
  ],
};
const BEHIND = ['_history/1', '_history', '$meta', '$validate', '$x', 'Observation', 'x/y/z'].map((rest) => `/${rest}`);

test.each([
  ['DELETE', undefined],
  ['PUT', resource],
  ['PATCH', patch],
] as const)('a %s of a version, an operation or anything else behind an id changes nothing', async (method, sent) => {
  const entries = BEHIND.map((rest) => ({ resource: sent, request: { method, url: `Basic/${id}${rest}` } }));
  const refused = (index: number) => [['entry-not-served', `Bundle.entry[${index}].request`]];
  const { status, json } = await send('batch', ...entries);
  expect([status, json.entry.map(({ response }: any) => [response.status, refusalsIn(response.outcome)])]).toEqual([
    200,
    BEHIND.map((_, index) => ['400', refused(index)]),
  ]);
  for (const one of entries) {
    const whole = await send('transaction', one);
    expect([one.request.url, whole.status, refusalsIn(whole.json)]).toEqual([one.request.url, 400, refused(0)]);
  }
  expect((await call('GET', `/fhir/Basic/${id}`)).json).toEqual(made.json);
});

test('a change of what is no type, or of an operation of one, is refused in its place', async () => {
  for (const url of ['_history', '?_id=x', 'Basic/$meta', 'Nothing/$x', '$meta'])
    for (const method of ['DELETE', 'PUT', 'PATCH']) {
      const { json } = await send('batch', {
        resource: method === 'PATCH' ? patch : resource,
        request: { method, url },
      });
      expect([method, url, refusalsIn(json.entry[0].response.outcome)]).toEqual([
        method,
        url,
        [['entry-not-served', 'Bundle.entry[0].request']],
      ]);
    }
});
