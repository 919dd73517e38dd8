import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
const PATIENT = `Patient/${PERSON_B}`;
const get = (url: string, more: object = {}) => ({ request: { method: 'GET', url, ...more } });
const send = (type: 'batch' | 'transaction', ...entry: object[]) =>
  call('POST', '/fhir', { resourceType: 'Bundle', type, entry });
const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

const READINGS = [
  `${PATIENT}?_elements=name`,
  `${PATIENT}?_summary=text`,
  `${PATIENT}/_history/1?_elements=name`,
  'Observation?_elements=status&_count=2',
  `${PATIENT}/Observation?_summary=true&_count=2`,
  `${PATIENT}/_history?_elements=name`,
  'Observation?_summary=count',
];
/** What pages and snapshots are named by differs from one asking to the next. */
const withoutLinks = ({ link: _, ...rest }: any) => rest;

test.each(['batch', 'transaction'] as const)(
  'a reading in a %s shows the part that it asks for, as it does alone',
  async (type) => {
    const { status, json } = await send(type, ...READINGS.map((url) => get(url)));
    expect(status).toBe(200);
    for (const [index, url] of READINGS.entries()) {
      const alone = await call('GET', `/fhir/${url}`);
      expect(alone.status, url).toBe(200);
      expect(withoutLinks(json.entry[index].resource), url).toEqual(withoutLinks(alone.json));
    }
    const [named] = json.entry;
    expect(named.resource.meta.tag).toEqual([SUBSETTED]);
    expect(named.resource.birthDate).toBeUndefined();
  },
);

test('an operation in a batch takes what it does alone, and no more', async () => {
  const part = `${PATIENT}/$everything?_elements=status`;
  const shown = await send('batch', get(part));
  const { json: whole } = await call('GET', `/fhir/${part}`);
  expect(whole.entry[0].resource.meta.tag).toEqual([SUBSETTED]);
  expect(withoutLinks(shown.json.entry[0].resource)).toEqual(withoutLinks(whole));
  const url = `${PATIENT}/$everything?_revision=1`;
  const { json } = await send('batch', get(url));
  const alone = await call('GET', `/fhir/${url}`);
  const { status, outcome } = json.entry[0].response;
  expect([status, issuesOf(outcome)[0]?.code]).toEqual(['400', 'operation-parameter-unknown']);
  expect([alone.status, issuesOf(alone.json)[0]?.code]).toEqual([400, 'operation-parameter-unknown']);
});

test('elements that there are not, and a summary that is none, are refused at their entry', async () => {
  const { json } = await send('batch', get(`${PATIENT}?_elements=shoe`), get(`${PATIENT}?_summary=brief`));
  const told = json.entry.map(({ response }: any) => [response.status, issuesOf(response.outcome)[0]?.code]);
  expect(told).toEqual([
    ['400', 'elements-unknown'],
    ['400', 'representation-invalid'],
  ]);
  const whole = await send('transaction', get(`${PATIENT}?_elements=shoe`));
  expect([whole.status, issuesOf(whole.json)[0]?.code, issuesOf(whole.json)[0]?.expression]).toEqual([
    400,
    'elements-unknown',
    'Bundle.entry[0]',
  ]);
});

test('what the client has already is answered by 304 and without it; what is newer, and what is written, is not', async () => {
  const { headers } = await call('GET', `/fhir/${PATIENT}`);
  const since = new Date(headers.get('last-modified') ?? '');
  const later = new Date(since.getTime() + 60_000).toISOString();
  const earlier = new Date(since.getTime() - 60_000).toISOString();
  for (const type of ['batch', 'transaction'] as const) {
    const { json } = await send(
      type,
      get(PATIENT, { ifNoneMatch: 'W/"1"' }),
      get(PATIENT, { ifModifiedSince: later }),
      get(PATIENT, { ifNoneMatch: 'W/"2"' }),
      get(PATIENT, { ifModifiedSince: earlier }),
      get('Patient?_count=1', { ifNoneMatch: '*' }),
    );
    expect(json.entry.map(({ response, resource }: any) => [response.status, resource === undefined])).toEqual([
      ['304', true],
      ['304', true],
      ['200', false],
      ['200', false],
      ['200', false],
    ]);
  }
  const odd = await send('batch', get(PATIENT, { ifModifiedSince: 5 }));
  expect(odd.json.entry[0].response.status).toBe('400');
});

test('what is hidden is answered as what is unknown, whatever the client claims to have', async () => {
  const asked = [get(PATIENT, { ifNoneMatch: '*' }), get(`${PATIENT}?_elements=name`)];
  const { json } = await gateway.call('soudan-hikari', 'POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'batch',
    entry: asked,
  });
  expect(json.entry.map(({ response }: any) => response.status)).toEqual(['404', '404']);
});
