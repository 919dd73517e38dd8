import { expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
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

const person = { resourceType: 'Patient', name: [{ text: '佐藤 健一' }], birthDate: '1971-06-15' };
const expanded = {
  resourceType: 'Parameters',
  parameter: [{ name: 'url', valueUri: 'http://hl7.org/fhir/ValueSet/administrative-gender' }],
};
const OPERATIONS: readonly [method: 'GET' | 'POST', url: string, resource?: object][] = [
  ['GET', `Patient/${PERSON_B}/$everything?_count=200`],
  ['POST', `Patient/${PERSON_B}/$everything?_count=200`, { resourceType: 'Parameters' }],
  ['GET', `Observation/$lastn?patient=${PERSON_B}&category=laboratory,exam`],
  ['GET', 'Observation/$lastn'],
  ['POST', 'Patient/$match', person],
  ['GET', '$meta'],
  ['GET', 'Patient/$meta'],
  ['GET', `Patient/${PERSON_B}/$meta`],
  ['GET', `Patient/${PERSON_B}/$consent-status`],
  ['GET', `Patient/${PERSON_B}/$findings`],
  ['GET', 'ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender'],
  ['POST', 'ValueSet/$expand', expanded],
  ['GET', 'CodeSystem/administrative-gender/$lookup?code=female'],
  ['GET', 'CarePlan/00000000-0000-4000-8000-000000000000/$pathway'],
];

test.each(['hospital-ehr', 'soudan-minato'])(
  'an operation that stores nothing is answered in a batch of %s as it is alone, and leaves as much in the audit',
  async (who) => {
    const language = { 'Accept-Language': 'ja' };
    const recorded = () => auditRecords(gateway.database);
    const shownBy = (records: Awaited<ReturnType<typeof recorded>>) =>
      records
        .filter(({ outcome, interaction }) => outcome === 'success' && !['$token', 'batch'].includes(interaction))
        .map(({ interaction, shown }) => [interaction, shown.flatMap(({ references }) => references).toSorted()]);
    const refusedBy = (records: Awaited<ReturnType<typeof recorded>>) =>
      new Set(records.filter(({ outcome }) => outcome === 'refused').map(({ reason }) => reason));
    const start = await recorded();
    const alone = [];
    for (const [method, url, resource] of OPERATIONS)
      alone.push(await gateway.call(who, method, `/fhir/${url}`, resource, language));
    const middle = await recorded();
    const entry = OPERATIONS.map(([method, url, resource]) => ({ resource, request: { method, url } }));
    const batch = { resourceType: 'Bundle', type: 'batch', entry };
    const { status, json } = await gateway.call(who, 'POST', '/fhir', batch, language);
    expect([status, json.entry.length]).toEqual([200, OPERATIONS.length]);
    for (const [i, { resource, response }] of json.entry.entries()) {
      const { status: own, json: wanted } = alone[i] ?? { status: 0, json: undefined };
      expect([OPERATIONS[i]?.[1], response.status]).toEqual([OPERATIONS[i]?.[1], String(own)]);
      // Each expansion is another, of another moment.
      for (const one of [resource, wanted]) if (one?.expansion) one.expansion.identifier = one.expansion.timestamp = '';
      expect(resource ?? response.outcome).toEqual(wanted);
    }
    const [apart, together] = [middle.slice(start.length), (await recorded()).slice(middle.length)];
    expect(shownBy(together)).toEqual(shownBy(apart));
    expect(shownBy(together).length).toBeGreaterThan(5);
    expect(refusedBy(together)).toEqual(refusedBy(apart));
  },
);

test('an operation on what is hidden is told in a batch like one on what is absent', async () => {
  const absent = '00000000-0000-4000-8000-00000000abcd';
  const of = async (id: string) => {
    const entry = ['$everything', '$meta', '$consent-status', '$findings'].map((name) => ask(`Patient/${id}/${name}`));
    const { json } = await gateway.call('soudan-minato', 'POST', '/fhir', {
      resourceType: 'Bundle',
      type: 'batch',
      entry,
    });
    return JSON.stringify(json).replaceAll(id, 'ID');
  };
  expect(await of(PERSON_B)).toBe(await of(absent));
});

test('an operation that a bundle does not serve is refused, and never answered as if nothing had been found', async () => {
  const posted = (url: string) => ({ resource: { resourceType: 'Parameters' }, request: { method: 'POST', url } });
  const { json } = await send('batch', [
    ask(`Patient/${PERSON_B}/$disclosures`),
    ask('Composition/x/$document?persist=true'),
    ask(`Patient/${PERSON_B}/$nothing`),
    posted(`Patient/${PERSON_B}/$meta-add`),
    posted(`Patient/${PERSON_B}/$stop-sharing`),
    posted(`Patient/${PERSON_B}/$draft-service-plan`),
    ask(`Patient/${PERSON_B}/Nothing`),
    ask(`Patient/${PERSON_B}/Observation?_summary=count`),
  ]);
  const refused = json.entry.slice(0, 7).map(({ response }: any) => [response.status, ...codes(response.outcome)]);
  expect(refused).toEqual([
    ...Array.from({ length: 6 }, () => ['400', 'entry-not-served']),
    ['404', 'type-not-served'],
  ]);
  expect(json.entry[7].resource.total).toBe(5);
  for (const url of [`Patient/${PERSON_B}/$everything`, '$meta', 'Observation/$lastn?category=laboratory']) {
    const whole = await send('transaction', [make('四'), ask(url)]);
    expect([url, whole.status, codes(whole.json)]).toEqual([url, 400, ['entry-not-served']]);
  }
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
