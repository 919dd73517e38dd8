import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const send = (type: 'batch' | 'transaction', entry?: object[]) =>
  gateway.call('hospital-ehr', 'POST', '/fhir', {
    resourceType: 'Bundle',
    type,
    ...(entry === undefined ? {} : { entry }),
  });
const basic = (value: string) => ({ resourceType: 'Basic', code: { text: value } });
const make = (value: string, fullUrl?: string) => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource: basic(value),
  request: { method: 'POST', url: 'Basic' },
});
const ask = (url: string) => ({ request: { method: 'GET', url } });
const codes = (outcome: any): string[] => issuesOf(outcome).map(({ code }) => code);

test('a bundle without entries is answered by one without entries, for FHIR knows no empty list', async () => {
  for (const type of ['batch', 'transaction'] as const)
    for (const entry of [[], undefined])
      expect((await send(type, entry)).json).toEqual({ resourceType: 'Bundle', type: `${type}-response` });
});

test('an entry tells when it was stored to the millisecond, as the resource in it does', async () => {
  const made = await send('transaction', [make('一'), make('二')]);
  const id = made.json.entry[0].resource.id;
  const read = await send('batch', [ask(`Basic/${id}`), ask(`Basic/${id}/_history/1`)]);
  const changed = await send('batch', [
    { resource: { ...basic('三'), id }, request: { method: 'PUT', url: `Basic/${id}` } },
  ]);
  const entries = [made, read, changed].flatMap(({ json }) => json.entry);
  expect(entries).toHaveLength(5);
  for (const { resource, response } of entries) expect(response.lastModified).toBe(resource.meta.lastUpdated);
});

test('an operation that a batch does not serve is refused, and never answered as if nothing had been found', async () => {
  const { json } = await send('batch', [
    ask(`Patient/${PERSON_B}/$everything`),
    ask('Observation/$lastn?category=laboratory'),
    ask('$meta'),
    ask(`Patient/${PERSON_B}/Nothing`),
    ask(`Patient/${PERSON_B}/Observation?_summary=count`),
  ]);
  const refused = json.entry.slice(0, 4).map(({ response }: any) => [response.status, ...codes(response.outcome)]);
  expect(refused).toEqual([
    ['400', 'entry-not-served'],
    ['400', 'entry-not-served'],
    ['400', 'entry-not-served'],
    ['404', 'type-not-served'],
  ]);
  expect(json.entry[4].resource.total).toBe(5);
});

test('two entries of a transaction with one fullUrl are refused, since what refers to it could mean either', async () => {
  const name = 'urn:uuid:0f0c1a34-0b9e-4bd4-8dc1-7b8ff3d6a0aa';
  const { status, json } = await send('transaction', [make('一', name), make('二', name)]);
  expect([status, issuesOf(json)[0]]).toEqual([
    400,
    {
      code: 'entries-overlap',
      ja: `fullUrl「${name}」の項目が二つあります。項目ごとに別のものにしてください。`,
      en: `two entries have the fullUrl \`${name}\`; give each one of its own`,
      expression: 'Bundle.entry[1].fullUrl',
    },
  ]);
});
