import { describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway, send } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  gateway.call('hospital-ehr', method, path, body, headers);
const basic = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  identifier: [{ system: 'urn:h', value }],
  code: { text: value },
  ...more,
});
const sleep = (more: object) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: '睡眠' },
  subject: { reference: `Patient/${PERSON_B}` },
  ...more,
});
const codes = (json: any): string[] => issuesOf(json).map(({ code }) => code);

describe('the criteria of a conditional create', () => {
  test('are taken with the type or the whole URL before them, and mean the same', async () => {
    const made = await call('POST', '/fhir/Basic', basic('once'), { 'If-None-Exist': 'identifier=urn:h|once' });
    expect(made.status).toBe(201);
    for (const before of ['Basic?', `${gateway.url}/fhir/Basic?`]) {
      const criteria = `${before}identifier=urn:h|once`;
      const again = await call('POST', '/fhir/Basic', basic('once'), { 'If-None-Exist': criteria });
      expect([again.status, again.json.id]).toEqual([200, made.json.id]);
      const request = { method: 'POST', url: 'Basic', ifNoneExist: criteria };
      for (const type of ['batch', 'transaction']) {
        const bundle = { resourceType: 'Bundle', type, entry: [{ resource: basic('once'), request }] };
        const { json } = await call('POST', '/fhir', bundle);
        expect([json.entry[0].response.status, json.entry[0].resource.id]).toEqual(['200', made.json.id]);
      }
    }
    const other = await call('POST', '/fhir/Basic', basic('once'), { 'If-None-Exist': 'Flag?identifier=urn:h|once' });
    expect([other.status, codes(other.json)]).toEqual([400, ['search-parameter-unknown']]);
  });

  test('are one in a transaction, however they are written', async () => {
    const entry = ['identifier=urn:h|twice', 'Basic?identifier=urn:h|twice'].map((ifNoneExist) => ({
      resource: basic('twice'),
      request: { method: 'POST', url: 'Basic', ifNoneExist },
    }));
    const { status, json } = await call('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
    expect([status, codes(json)]).toEqual([400, ['entries-overlap']]);
  });
});

test('a write that names several versions, or any, is done when one of them is the present one', async () => {
  const { id } = (await call('POST', '/fhir/Basic', basic('versions'))).json;
  const put = (ifMatch: string) =>
    call('PUT', `/fhir/Basic/${id}`, basic('versions', { id }), { 'If-Match': ifMatch }).then(({ status }) => status);
  expect(await put('W/"7", W/"1"')).toBe(200);
  expect(await put('*')).toBe(200);
  expect(await put('W/"1", W/"2"')).toBe(412);
  expect(await put('"*"')).toBe(412);
  for (const odd of ['2', 'W/2', '"2', 'W/"2" "3"', '']) {
    const { status, json } = await call('PUT', `/fhir/Basic/${id}`, basic('versions', { id }), { 'If-Match': odd });
    expect([odd, status, codes(json)]).toEqual([odd, 400, ['version-tag-unreadable']]);
  }
});

test('a search is posted without a body where its URL says everything', async () => {
  const { status, json } = await call('POST', '/fhir/Basic/_search?identifier=urn:h|once', undefined);
  expect([status, json.total]).toEqual([200, 1]);
});

test('a path is the same with a slash at its end: what is served there is told, and nothing is unknown', async () => {
  for (const [path, allowed] of [
    ['/fhir', 'POST, GET, HEAD, OPTIONS'],
    ['/fhir/Basic', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ] as const)
    for (const asked of [path, `${path}/`]) {
      const options = await send(gateway.url, '', { method: 'OPTIONS', path: asked, body: undefined, headers: {} });
      expect([options.status, options.headers.get('allow')]).toEqual([204, allowed]);
      const lock = await send(gateway.url, '', { method: 'LOCK', path: asked, body: undefined, headers: {} });
      expect([lock.status, lock.headers.get('allow')]).toEqual([405, allowed]);
    }
});

test('what a path spells out is no id: it takes the methods that are served there, and no other', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  for (const [path, allowed, others] of [
    ['/fhir/metadata', 'GET, HEAD, OPTIONS', ['PUT', 'POST', 'PATCH', 'DELETE']],
    ['/fhir/metadata/', 'GET, HEAD, OPTIONS', ['PUT']],
    ['/fhir/openapi.json', 'GET, HEAD, OPTIONS', ['PUT', 'DELETE']],
    ['/fhir/.well-known/smart-configuration', 'GET, HEAD, OPTIONS', ['PUT', 'DELETE']],
    [`/fhir/Basic/${id}/$meta-add`, 'POST, OPTIONS', ['GET', 'HEAD', 'DELETE']],
    [`/fhir/Patient/${id}/$meta-add`, 'POST, OPTIONS', ['GET', 'HEAD', 'PUT']],
    ['/fhir/Basic/$meta', 'GET, HEAD, POST, OPTIONS', ['PUT', 'DELETE']],
    ['/fhir/Patient/$match', 'POST, OPTIONS', ['GET', 'PUT']],
    ['/fhir/_history', 'GET, HEAD, OPTIONS', ['POST', 'PUT']],
    ['/fhir/Basic/_search', 'POST, OPTIONS', ['GET', 'PUT', 'DELETE']],
    [`/fhir/Basic/${id}/_history`, 'GET, HEAD, OPTIONS', ['POST', 'DELETE']],
  ] as const) {
    const options = await send(gateway.url, '', { method: 'OPTIONS', path, body: undefined, headers: {} });
    expect([path, options.status, options.headers.get('allow')]).toEqual([path, 204, allowed]);
    for (const method of others) {
      const { status, headers, json } = await call(method, path, method === 'PUT' ? {} : undefined);
      const told = method === 'HEAD' ? [] : ['method-not-allowed'];
      expect([method, path, status, headers.get('allow'), codes(json)]).toEqual([method, path, 405, allowed, told]);
    }
  }
  // Of an operation that nobody serves nothing is known but that.
  expect((await call('GET', '/fhir/Basic/$nonsense')).status).toBe(404);
});

test('a time whose plus was not percent-encoded means what it can only mean', async () => {
  const effectiveDateTime = '2016-12-31T23:59:58Z';
  const { id } = (await call('POST', '/fhir/Observation', sleep({ effectiveDateTime }))).json;
  const find = async (date: string) => {
    const { status, json } = await call('GET', `/fhir/Observation?date=${date}`);
    return status === 200 ? json.entry.map(({ resource }: any) => resource.id) : [status, ...codes(json)];
  };
  expect(await find('2017-01-01T08:59:58+09:00')).toEqual([id]);
  expect(await find('2017-01-01T08:59:58%2B09:00')).toEqual([id]);
  expect(await find('2017-01-01 08:59')).toEqual([400, 'search-value-invalid']);
});

test('a blank text is refused, and does not find everybody who has a name', async () => {
  const asked = (query: string) => call('GET', `/fhir/${query}&_summary=count`);
  for (const query of [
    'Patient?name=%20',
    'Patient?name:contains=%E3%80%80',
    'Patient?name=%20,x',
    'Basic?code:text=%20',
  ]) {
    const { status, json } = await asked(query);
    expect([query, status, codes(json)]).toEqual([query, 400, ['search-value-invalid']]);
  }
  expect((await asked('Patient?name:exact=%20')).json.total).toBe(0);
});

test('a body of another version of FHIR is refused by its version, and one of R4 is taken', async () => {
  const post = (version: string) =>
    call('POST', '/fhir/Basic', basic('version'), { 'Content-Type': `application/fhir+json; fhirVersion=${version}` });
  const { status, json } = await post('3.0');
  expect([status, issuesOf(json)[0]?.en]).toEqual([
    415,
    'the content type `application/fhir+json; fhirVersion=3.0` is not accepted; send application/fhir+json; fhirVersion=4.0',
  ]);
  for (const version of ['4.05', '5.0', '"3.0"', 'R4']) expect((await post(version)).status).toBe(415);
  for (const version of ['4.0', '4.0.1', '"4.0"']) expect((await post(version)).status).toBe(201);
});

test('a leap second is taken, kept as it is written, and found as the second after it', async () => {
  const leap = '2016-12-31T23:59:60Z';
  const made = await call('POST', '/fhir/Observation', sleep({ effectiveDateTime: leap, issued: leap }));
  expect([made.status, codes(made.json), made.json.effectiveDateTime]).toEqual([201, [], leap]);
  const found = async (query: string) => {
    const { status, json } = await call('GET', `/fhir/Observation?_id=${made.json.id}&${query}`);
    return [status, json.total];
  };
  for (const date of [
    leap,
    '2017-01-01T00:00:00Z',
    '2017-01-01T08:59:60%2B09:00',
    '2017-01-01',
    'gt2016',
    'lt2017-01-02',
  ])
    expect([date, await found(`date=${date}`)]).toEqual([date, [200, 1]]);
  for (const date of ['2016', '2016-12-31', '2017-01-01T00:00:01Z'])
    expect(await found(`date=${date}`)).toEqual([200, 0]);
  expect((await call('GET', `/fhir/Observation?_id=${made.json.id}&date=2016-12-31T23:59:61Z`)).status).toBe(400);
  expect((await call('GET', `/fhir/Observation/${made.json.id}/_history?_since=${leap}`)).json.total).toBe(1);
  const over = (start: string, end: string) =>
    call('POST', '/fhir/Observation', sleep({ effectivePeriod: { start, end } }));
  for (const [start, end, status] of [
    ['2016-12-31T23:00:00Z', leap, 201],
    [leap, '2017-01-01T00:00:00Z', 201],
    [leap, '2016-12-31T23:00:00Z', 422],
  ] as const)
    expect([start, end, (await over(start, end)).status]).toEqual([start, end, status]);
  const wrong = await call('POST', '/fhir/Observation', sleep({ effectiveDateTime: '2016-12-31T23:59:61Z' }));
  expect([wrong.status, codes(wrong.json)[0]]).toEqual([422, 'primitive-format']);
});

test('a FHIRPath Patch deletes and replaces the extension that its function names', async () => {
  const [kept, changed] = ['https://example.jp/kept', 'https://example.jp/changed'];
  const extension = [
    { url: kept, valueString: '一' },
    { url: changed, valueString: '二' },
  ];
  const { id } = (await call('POST', '/fhir/Basic', basic('extended', { extension }))).json;
  const patch = async (...part: object[]) => {
    const body = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
    return (await call('PATCH', `/fhir/Basic/${id}`, body)).json.extension;
  };
  const path = { name: 'path', valueString: `Basic.extension('${changed}').value` };
  const value = { name: 'value', valueString: '三' };
  expect(await patch({ name: 'type', valueCode: 'replace' }, path, value)).toEqual([
    { url: kept, valueString: '一' },
    { url: changed, valueString: '三' },
  ]);
  const whole = { name: 'path', valueString: `Basic.extension('${changed}')` };
  expect(await patch({ name: 'type', valueCode: 'delete' }, whole)).toEqual([{ url: kept, valueString: '一' }]);
});
