import { describe, expect, test } from 'vitest';
import { type Answered, issuesOf, sandboxGateway, send } from '../gateway.ts';

const gateway = await sandboxGateway();
const choosing = await gateway.second({ writing: { updateCreate: true, conditionalDelete: 'single' } });
const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  send(choosing.url, await gateway.token('hospital-ehr'), { method, path, body, headers });
const basic = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  identifier: [{ system: 'urn:t', value }],
  code: { text: value },
  ...more,
});
const put = (value: string, more: object, headers?: Record<string, string>) =>
  call('PUT', `/fhir/Basic?identifier=urn:t|${value}`, basic(value, more), headers);
const codes = ({ status, json }: Answered) => [status, ...issuesOf(json).map(({ code }) => code)];
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

describe('an update by criteria that nothing meets, of a resource with an id, where clients choose ids', () => {
  test('makes it under that id, and its next version from then on', async () => {
    const made = await put('chosen', { id: id(1) });
    expect([made.status, made.json.id, made.headers.get('location')]).toEqual([
      201,
      id(1),
      `${gateway.url}/fhir/Basic/${id(1)}/_history/1`,
    ]);
    const next = await put('chosen', { id: id(1), language: 'ja' });
    expect([next.status, next.json.id, next.json.meta.versionId]).toEqual([200, id(1), '2']);
    expect(codes(await put('chosen', { id: id(2) }))).toEqual([400, 'id-differs']);
  });

  test('is not known where the id is taken or was, or a version is named', async () => {
    const { json: taken } = await gateway.call('hospital-ehr', 'POST', '/fhir/Basic', basic('taken'));
    expect(codes(await put('free', { id: taken.id }))).toEqual([404, 'not-found']);
    await call('DELETE', `/fhir/Basic/${taken.id}`);
    expect(codes(await put('free', { id: taken.id }))).toEqual([404, 'not-found']);
    expect(codes(await put('free', { id: id(3) }, { 'If-Match': 'W/"1"' }))).toEqual([404, 'not-found']);
    expect((await call('GET', `/fhir/Basic/${id(3)}`)).status).toBe(404);
  });

  test('does so in a batch and in a transaction, where others refer to it', async () => {
    const entry = (n: number) => [
      { resource: basic(`in-${n}`, { id: id(n) }), request: { method: 'PUT', url: `Basic?identifier=urn:t|in-${n}` } },
      {
        resource: basic(`to-${n}`, { subject: { reference: `Basic/${id(n)}` } }),
        request: { method: 'POST', url: 'Basic' },
      },
    ];
    for (const [n, type] of [
      [4, 'batch'],
      [5, 'transaction'],
    ] as const) {
      const { json } = await call('POST', '/fhir', { resourceType: 'Bundle', type, entry: entry(n) });
      expect(json.entry.map(({ response, resource }: any) => [response.status, resource.subject])).toEqual([
        ['201', undefined],
        ['201', { reference: `Basic/${id(n)}` }],
      ]);
      expect((await call('GET', `/fhir/Basic/${id(n)}`)).status).toBe(200);
    }
    const twice = [
      ...entry(6).slice(0, 1),
      { resource: basic('x', { id: id(6) }), request: { method: 'PUT', url: `Basic/${id(6)}` } },
    ];
    const both = await call('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: twice });
    expect([codes(both), (await call('GET', `/fhir/Basic/${id(6)}`)).status]).toEqual([[400, 'entries-overlap'], 404]);
  });
});

test('an id that is no UUID is refused with what an id is, in every way of asking for it', async () => {
  for (const odd of ['chosen-1', '00000000-0000-4000-8000-00000000000A']) {
    const refusal = {
      code: 'id-not-uuid',
      ja: `この拠点の id は UUID（小文字）です。「${odd}」を使うことはできません。id は UUID にし、元の番号は identifier に書いてください。`,
      en: `the ids of this house are UUIDs in lower case, and \`${odd}\` is none; choose a UUID, and put an id of your own into \`identifier\``,
      expression: 'Basic.id',
    };
    const alone = await call('PUT', `/fhir/Basic/${odd}`, basic(odd, { id: odd }));
    expect([alone.status, issuesOf(alone.json)]).toEqual([422, [refusal]]);
    const met = await put(odd, { id: odd });
    expect([met.status, issuesOf(met.json)]).toEqual([422, [refusal]]);
    const entry = [{ resource: basic(odd, { id: odd }), request: { method: 'PUT', url: `Basic/${odd}` } }];
    const batch = await call('POST', '/fhir', { resourceType: 'Bundle', type: 'batch', entry });
    const [{ response }] = batch.json.entry;
    expect([response.status, issuesOf(response.outcome)]).toEqual(['422', [refusal]]);
    const whole = await call('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
    const place = 'Bundle.entry[0].resource.id';
    expect([whole.status, issuesOf(whole.json)]).toEqual([422, [{ ...refusal, expression: place }]]);
    const named = await call('PUT', `/fhir/Basic/${odd}`, basic(odd, { id: odd }), { 'If-Match': 'W/"1"' });
    expect(codes(named)).toEqual([404, 'not-found']);
    const where = await gateway.call('hospital-ehr', 'PUT', `/fhir/Basic/${odd}`, basic(odd, { id: odd }));
    expect(codes(where)).toEqual([404, 'not-found']);
  }
});

test('where the house chooses ids it is not known, and nothing is made', async () => {
  const path = '/fhir/Basic?identifier=urn:t|never';
  const answer = await gateway.call('hospital-ehr', 'PUT', path, basic('never', { id: id(7) }));
  expect(codes(answer)).toEqual([404, 'not-found']);
  expect((await gateway.call('hospital-ehr', 'GET', path)).json.total).toBe(0);
});
