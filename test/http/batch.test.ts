import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' };
const SYSTEM = 'https://example.jp/records';
const note = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  text,
  identifier: [{ system: SYSTEM, value }],
  code: { text: '覚書' },
  subject: { reference: `Patient/${PERSON_B}` },
  ...more,
});
const identifier = (value: string) => `identifier=${encodeURIComponent(`${SYSTEM}|${value}`)}`;
const batch = (entry: object[], who = 'hospital-ehr') =>
  gateway.call(who, 'POST', '/fhir', { resourceType: 'Bundle', type: 'batch', entry });
const ask = (method: string, url: string, resource?: object, more: object = {}) => ({
  request: { method, url, ...more },
  ...(resource === undefined ? {} : { resource }),
});
const patch = (operations: object[]) => ({
  resourceType: 'Binary',
  contentType: 'application/json-patch+json',
  data: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
const statuses = (json: any): string[] => json.entry.map(({ response }: any) => response.status);
const codes = (json: any): string[][] =>
  json.entry.map(({ response }: any) => issuesOf(response.outcome).map(({ code }) => code));
const audited = async (): Promise<number> =>
  Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM audit_record')).rows[0]?.n);

test('a batch does everything that a request can, each entry by itself', async () => {
  const made = (await batch([ask('POST', 'Basic', note('a')), ask('POST', 'Basic', note('b'))])).json;
  expect(statuses(made)).toEqual(['201', '201']);
  const [a, b] = made.entry.map(({ resource }: any) => resource.id);
  const { status, json } = await batch([
    ask('POST', 'Basic', note('a'), { ifNoneExist: identifier('a') }),
    ask('PUT', `Basic/${a}`, { ...note('a'), id: a, code: { text: '直した' } }, { ifMatch: 'W/"1"' }),
    ask('PUT', `Basic/${a}`, { ...note('a'), id: a }, { ifMatch: 'W/"1"' }),
    ask('PUT', `Basic?${identifier('c')}`, note('c')),
    ask('PATCH', `Basic/${a}`, patch([{ op: 'replace', path: '/code/text', value: '継ぎ' }])),
    ask('GET', `Basic/${a}`),
    ask('GET', `Basic/${a}/_history/1`),
    ask('GET', `Basic/${a}/_history`),
    ask('GET', `Basic?${identifier('a')}`),
    ask('POST', `Basic/_search?${identifier('b')}`),
    ask('DELETE', `Basic/${b}`),
    ask('GET', `Basic/${b}`),
    ask('DELETE', `Basic?${identifier('c')}`),
    ask('POST', 'Basic', { ...note('d'), code: undefined }),
    ask('POST', 'Basic/$validate', note('e')),
    ask('POST', 'Library', { resourceType: 'Library' }),
    ask('GET', 'Basic/x/y/z'),
    { resource: note('f') },
  ]);
  expect([status, json.type]).toEqual([200, 'batch-response']);
  expect(statuses(json)).toEqual([
    ...['200', '200', '412', '201', '200', '200', '200', '200', '200', '200'],
    ...['204', '410', '204', '422', '200', '404', '400', '400'],
  ]);
  expect(json.entry[0].response.location).toBe(made.entry[0].response.location);
  expect([json.entry[4].response.etag, json.entry[5].resource.code.text]).toEqual(['W/"3"', '継ぎ']);
  expect([json.entry[7].resource.total, json.entry[8].resource.total, json.entry[9].resource.total]).toEqual([3, 1, 1]);
  expect(codes(json).slice(15)).toEqual([['type-not-served'], ['entry-not-served'], ['entry-request-malformed']]);
});

test('an entry that asks by HEAD is answered with everything but what it asks for', async () => {
  const { id } = (await gateway.call('hospital-ehr', 'POST', '/fhir/Basic', note('head'))).json;
  const entry = [ask('HEAD', `Basic/${id}`), ask('GET', `Basic/${id}`), ask('HEAD', `Basic?_id=${id}`)];
  for (const type of ['batch', 'transaction']) {
    const { json } = await gateway.call('hospital-ehr', 'POST', '/fhir', { resourceType: 'Bundle', type, entry });
    const [head, read, search] = json.entry;
    expect([head, search]).toEqual([{ response: read.response }, { response: { status: '200' } }]);
    expect(head.response).toEqual({ status: '200', etag: 'W/"1"', lastModified: read.resource.meta.lastUpdated });
  }
  const absent = await batch([ask('HEAD', 'Basic/00000000-0000-4000-8000-000000000000')]);
  expect([statuses(absent.json), codes(absent.json)]).toEqual([['404'], [['not-found']]]);
});

test('what an entry may not do is refused in its place, and what is hidden is told like what is absent', async () => {
  const { id } = (await gateway.call('hospital-ehr', 'POST', '/fhir/Basic', note('hidden'))).json;
  const absent = '00000000-0000-4000-8000-000000000000';
  const of = (one: string) => [
    ask('GET', `Basic/${one}`),
    ask('PUT', `Basic/${one}`, { ...note('x', { subject: undefined }), id: one }),
    ask('PATCH', `Basic/${one}`, patch([{ op: 'remove', path: '/code' }])),
    ask('DELETE', `Basic/${one}`),
  ];
  const [hidden, none] = [await batch(of(id), 'soudan-minato'), await batch(of(absent), 'soudan-minato')];
  expect(statuses(hidden.json)).toEqual(['404', '404', '404', '404']);
  expect(JSON.stringify(hidden.json).replaceAll(id, absent)).toBe(JSON.stringify(none.json));
  const person = await batch([ask('POST', 'Basic', note('p')), ask('DELETE', `Basic/${id}`)], 'person-b');
  expect([statuses(person.json), codes(person.json)]).toEqual([
    ['403', '403'],
    [['scope-missing'], ['scope-missing']],
  ]);
  const consent = await batch([
    ask('DELETE', `Consent/${absent}`),
    ask('PUT', `Consent/${absent}`, { resourceType: 'Consent', id: absent }),
  ]);
  expect(codes(consent.json)).toEqual([['consent-kept'], ['if-match-needed']]);
});

test('the audit is read in a batch as it is alone, and in no transaction', async () => {
  const alone = await gateway.call('hospital-ehr', 'GET', '/fhir/AuditEvent?_count=1');
  const [event] = alone.json.entry.map(({ resource }: any) => resource);
  const entries = [ask('GET', `AuditEvent/${event.id}`), ask('GET', 'AuditEvent?_count=1'), ask('GET', 'AuditEvent/x')];
  const { json } = await batch(entries);
  expect(statuses(json)).toEqual(['200', '200', '404']);
  expect([json.entry[0].resource, json.entry[1].resource.type]).toEqual([event, 'searchset']);
  const stranger = await batch([ask('GET', `AuditEvent/${event.id}`)], 'soudan-minato');
  expect(statuses(stranger.json)).toEqual(['404']);
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [ask('GET', `AuditEvent/${event.id}`)] };
  const whole = await gateway.call('hospital-ehr', 'POST', '/fhir', bundle);
  expect([whole.status, issuesOf(whole.json)[0]?.code]).toEqual([404, 'type-not-served']);
});

test('a single resource is not searched', async () => {
  const { json } = await batch([ask('POST', `Patient/${PERSON_B}/_search`), ask('POST', 'Patient/_search')]);
  expect([statuses(json), codes(json)[0]]).toEqual([['400', '200'], ['entry-not-served']]);
});

test('each write and each refusal of a batch is in the audit', async () => {
  const before = await audited();
  const { json } = await batch([
    ask('POST', 'Basic', note('g')),
    ask('POST', 'Basic', note('h')),
    ask('GET', 'Basic/none'),
  ]);
  expect(statuses(json)).toEqual(['201', '201', '404']);
  expect(await audited()).toBeGreaterThanOrEqual(before + 4);
});

test('a plan is not told within a batch, where only resources have room', async () => {
  const { status, json } = await batch([ask('GET', 'Patient?_explain=true')], 'administrator');
  expect([status, statuses(json), codes(json)]).toEqual([200, ['400'], [['entry-not-served']]]);
});

test('what an entry holds of this server says where it rests', async () => {
  const [made] = (await batch([ask('POST', 'Basic', note('full-url'))])).json.entry;
  const { id } = made.resource;
  const rest = `${gateway.url}/fhir/Basic/${id}`;
  expect(made.fullUrl).toBe(rest);
  const { json } = await batch([
    ask('GET', `Basic/${id}`),
    ask('GET', `Basic/${id}/_history/1`),
    ask('GET', `Basic/${id}?_elements=code`),
    ask('POST', 'Basic', note('full-url'), { ifNoneExist: identifier('full-url') }),
    ask('PATCH', `Basic/${id}`, patch([{ op: 'replace', path: '/code/text', value: '継ぎ' }])),
    ask('GET', 'metadata'),
    ask('GET', `Basic?_id=${id}`),
    ask('GET', 'Basic/$meta'),
    ask('DELETE', `Basic?${identifier('nothing-has-it')}`),
  ]);
  expect(json.entry.map(({ fullUrl }: any) => fullUrl)).toEqual([...Array(5).fill(rest), ...Array(4).fill(undefined)]);
  const entry = [ask('GET', `Basic/${id}`), ask('PUT', `Basic/${id}`, { ...note('full-url'), id })];
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  const together = (await gateway.call('hospital-ehr', 'POST', '/fhir', bundle)).json;
  expect(together.entry.map(({ fullUrl, resource }: any) => [fullUrl, resource.id])).toEqual([
    [rest, id],
    [rest, id],
  ]);
});

test('an entry may ask for what the server can do', async () => {
  const { json } = await batch([ask('GET', 'metadata'), ask('HEAD', 'metadata'), ask('GET', 'metadata/x')]);
  const alone = await fetch(`${gateway.url}/fhir/metadata`);
  expect(json.entry[0]).toEqual({ resource: await alone.json(), response: { status: '200' } });
  expect(json.entry[1]).toEqual({ response: { status: '200' } });
  expect([statuses(json)[2], codes(json)[2]]).toEqual(['404', ['type-not-served']]);
});
