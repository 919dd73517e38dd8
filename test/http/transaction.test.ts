import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  gateway.call('hospital-ehr', method, path, body, headers);
const office = (method: string, path: string, body?: unknown) => gateway.call('soudan-hikari', method, path, body);
const transaction = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });
const entry = (method: string, url: string, resource?: object, more: object = {}, request: object = {}) => ({
  ...(resource === undefined ? {} : { resource }),
  ...more,
  request: { method, url, ...request },
});
const statuses = (json: any): string[] => json.entry.map(({ response }: any) => response.status);
const basic = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  identifier: [{ system: 'urn:t', value }],
  code: { text: value },
  ...more,
});
const count = async (query: string): Promise<number> => (await call('GET', `/fhir/${query}&_summary=count`)).json.total;

let kept = '';
beforeAll(async () => {
  kept = (await call('POST', '/fhir/Basic', basic('kept'))).json.id;
});

test('every kind of request goes together, in R4’s order, and is answered in the order in which it was sent', async () => {
  const gone = (await call('POST', '/fhir/Basic', basic('gone'))).json.id;
  const { status, json } = await call(
    'POST',
    '/fhir',
    transaction(
      entry('GET', 'Basic?identifier=urn:t|made&_total=none'),
      entry('PUT', `Basic/${kept}`, { ...basic('kept'), id: kept, code: { text: '変えた' } }),
      entry('POST', 'Basic', basic('made')),
      entry('DELETE', `Basic/${gone}`),
      entry('PATCH', 'Basic?identifier=urn:t|patched', {
        resourceType: 'Binary',
        contentType: 'application/json-patch+json',
        data: Buffer.from('[{"op":"replace","path":"/code/text","value":"直した"}]').toString('base64'),
      }),
    ),
  );
  // Nothing meets the criteria of the patch, so nothing of it all is done.
  expect([status, issuesOf(json)[0]?.code]).toEqual([404, 'not-found']);
  expect(await count('Basic?identifier=urn:t|made')).toBe(0);
  expect((await call('GET', `/fhir/Basic/${gone}`)).status).toBe(200);

  await call('POST', '/fhir/Basic', basic('patched'));
  const done = await call(
    'POST',
    '/fhir',
    transaction(
      entry('GET', 'Basic?identifier=urn:t|made'),
      entry('PUT', `Basic/${kept}`, { ...basic('kept'), id: kept, code: { text: '変えた' } }),
      entry('POST', 'Basic', basic('made')),
      entry('DELETE', `Basic/${gone}`),
      entry('PATCH', 'Basic?identifier=urn:t|patched', {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'operation',
            part: [
              { name: 'type', valueCode: 'replace' },
              { name: 'path', valueString: 'Basic.code.text' },
              { name: 'value', valueString: '直した' },
            ],
          },
        ],
      }),
    ),
  );
  expect(done.status).toBe(200);
  expect(statuses(done.json)).toEqual(['200', '200', '201', '204', '200']);
  expect(done.json.entry[0].resource.total).toBe(1);
  expect(done.json.entry[1].response.etag).toBe('W/"2"');
  expect(done.json.entry[4].resource.code.text).toBe('直した');
  expect((await call('GET', `/fhir/Basic/${gone}`)).status).toBe(410);
});

describe('references', () => {
  test('by urn:uuid, by id and by criteria lead to what was stored, anywhere in a resource', async () => {
    const urn = 'urn:uuid:11111111-1111-4111-8111-111111111111';
    const { status, json } = await call(
      'POST',
      '/fhir',
      transaction(
        entry('POST', 'Location', { resourceType: 'Location', name: '病棟', status: 'active' }, { fullUrl: urn }),
        entry('POST', 'Encounter', {
          resourceType: 'Encounter',
          id: 'stay',
          status: 'planned',
          class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
          subject: { reference: `Patient?_id=${PERSON_B}` },
          location: [{ location: { reference: urn } }],
        }),
        entry('POST', 'Basic', {
          ...basic('linked'),
          extension: [{ url: 'https://example.jp/stay', valueReference: { reference: 'Encounter/stay' } }],
          subject: { reference: `Patient/${PERSON_B}` },
        }),
      ),
    );
    expect([status, issuesOf(json)]).toEqual([200, []]);
    const [location, encounter, linked] = json.entry.map(({ resource }: any) => resource);
    expect(encounter.subject.reference).toBe(`Patient/${PERSON_B}`);
    expect(encounter.location[0].location.reference).toBe(`Location/${location.id}`);
    expect(linked.extension[0].valueReference.reference).toBe(`Encounter/${encounter.id}`);
  });

  test('by criteria that several meet, or nobody, or nobody whom the caller may see, are refused at their place', async () => {
    const flag = (reference: string) => ({
      resourceType: 'Flag',
      status: 'active',
      code: { text: '注意' },
      subject: { reference },
    });
    const refused = async (who: typeof call | typeof office, reference: string) => {
      const { status, json } = await who('POST', '/fhir', transaction(entry('POST', 'Flag', flag(reference))));
      return [status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression];
    };
    const place = 'Bundle.entry[0].resource.subject.reference';
    expect(await refused(call, 'Patient?gender=male,female')).toEqual([412, 'conditional-reference', place]);
    expect(await refused(call, 'Patient?identifier=urn:nobody|1')).toEqual([412, 'conditional-reference', place]);
    expect(await refused(office, `Patient?_id=${PERSON_B}`)).toEqual([412, 'conditional-reference', place]);
  });
});

test('a create that is there already is answered with it, and others refer to it', async () => {
  const once = () =>
    transaction(
      entry(
        'POST',
        'Basic',
        basic('once'),
        { fullUrl: 'urn:uuid:22222222-2222-4222-8222-222222222222' },
        {
          ifNoneExist: 'identifier=urn:t|once',
        },
      ),
      entry('POST', 'Basic', {
        ...basic('beside'),
        extension: [
          {
            url: 'https://example.jp/x',
            valueReference: { reference: 'urn:uuid:22222222-2222-4222-8222-222222222222' },
          },
        ],
      }),
    );
  const first = await call('POST', '/fhir', once());
  const second = await call('POST', '/fhir', once());
  expect([statuses(first.json), statuses(second.json)]).toEqual([
    ['201', '201'],
    ['200', '201'],
  ]);
  const { id } = first.json.entry[0].resource;
  expect(second.json.entry[1].resource.extension[0].valueReference.reference).toBe(`Basic/${id}`);
  expect(await count('Basic?identifier=urn:t|once')).toBe(1);
});

test.each([
  [
    'two entries about one resource',
    () => [entry('DELETE', `Basic/${kept}`), entry('PUT', `Basic/${kept}`, { ...basic('kept'), id: kept })],
    400,
    'entries-overlap',
    'Bundle.entry[1]',
  ],
  [
    'two creates under the same condition',
    () => ['a', 'b'].map((value) => entry('POST', 'Basic', basic(value), {}, { ifNoneExist: 'identifier=urn:t|same' })),
    400,
    'entries-overlap',
    'Bundle.entry[1]',
  ],
  [
    'a document among others',
    () => [entry('POST', 'Bundle', { resourceType: 'Bundle', type: 'document' })],
    422,
    'entry-not-served',
    'Bundle.entry[0].resource',
  ],
  [
    'an entry without a request',
    () => [{ resource: basic('x') }],
    400,
    'entry-request-malformed',
    'Bundle.entry[0].request.method',
  ],
  [
    'a request elsewhere',
    () => [entry('GET', 'https://elsewhere.example/fhir/Basic/1')],
    400,
    'entry-request-malformed',
    'Bundle.entry[0].request.url',
  ],
  [
    'a create without a resource',
    () => [entry('POST', 'Basic')],
    400,
    'entry-request-malformed',
    'Bundle.entry[0].resource',
  ],
  [
    'a fault in one of two creates',
    () => [entry('POST', 'Basic', basic('ok')), entry('POST', 'Basic', { resourceType: 'Basic' })],
    422,
    'cardinality-min',
    'Bundle.entry[1].resource',
  ],
  ['a consent that would be deleted', () => [entry('DELETE', 'Consent/1')], 403, 'consent-kept', 'Bundle.entry[0]'],
])('%s is refused at its place, and nothing is stored', async (_, entries, status, code, expression) => {
  const before = await count('Basic?_lastUpdated=ge2000');
  const answer = await call('POST', '/fhir', transaction(...entries()));
  const [issue] = issuesOf(answer.json);
  expect([answer.status, issue?.code, issue?.expression]).toEqual([status, code, expression]);
  expect(await count('Basic?_lastUpdated=ge2000')).toBe(before);
});

test('what another holds is neither changed nor confirmed', async () => {
  for (const [one, status] of [
    [entry('PUT', `Basic/${kept}`, { ...basic('kept'), id: kept }), 404],
    [entry('DELETE', `Basic/${kept}`), 404],
    [
      entry('PUT', 'Basic/33333333-3333-4333-8333-333333333333', {
        ...basic('x'),
        id: '33333333-3333-4333-8333-333333333333',
      }),
      404,
    ],
  ] as const) {
    const answer = await office('POST', '/fhir', transaction(one));
    expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([status, 'not-found']);
  }
  expect((await call('GET', `/fhir/Basic/${kept}`)).status).toBe(200);
});

describe('a link in a narrative', () => {
  const PATIENT = 'urn:uuid:0f0c1a34-0b9e-4bd4-8dc1-7b8ff3d6b001';
  const NOTE = 'urn:uuid:0f0c1a34-0b9e-4bd4-8dc1-7b8ff3d6b002';
  const OTHER = 'urn:uuid:0f0c1a34-0b9e-4bd4-8dc1-7b8ff3d6b003';
  const div = (inner: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;
  const linking = (person: string, note: string, other: string) =>
    div(
      `<p title="a &gt; href='${PATIENT}'">${PATIENT} <a title='&lt;a href="' href="${person}">氏名</a> <a href="${note}">記録</a>` +
        `<img alt="href='${PATIENT}'" src="${person}"/><a href="https://example.jp/${PATIENT}">外</a> <a href="${other}">ほか</a></p>`,
    );

  test('leads to what the resource refers to, and all else stays as it was sent', async () => {
    const note = basic('linking', {
      text: { status: 'generated', div: linking(PATIENT, NOTE, OTHER) },
      subject: { reference: PATIENT },
      extension: [
        { url: 'https://example.jp/uri', valueUri: PATIENT },
        { url: 'https://example.jp/canonical', valueCanonical: PATIENT },
        { url: 'https://example.jp/string', valueString: PATIENT },
        { url: 'https://example.jp/note', valueReference: { reference: NOTE } },
      ],
    });
    const { status, json } = await call(
      'POST',
      '/fhir',
      transaction(
        entry('POST', 'Basic', note, { fullUrl: 'urn:uuid:0f0c1a34-0b9e-4bd4-8dc1-7b8ff3d6b004' }),
        entry('POST', 'Basic', basic('linked'), { fullUrl: NOTE }),
        entry('POST', 'Basic', basic('unmentioned'), { fullUrl: OTHER }),
        entry(
          'POST',
          'Patient',
          { resourceType: 'Patient', name: [{ text: '山田 花' }], gender: 'female', birthDate: '1960-01-01' },
          { fullUrl: PATIENT },
        ),
      ),
    );
    expect([status, issuesOf(json)]).toEqual([200, []]);
    const [stored, linked, , person] = json.entry.map(({ resource }: any) => resource);
    const [to, about] = [`Basic/${linked.id}`, `Patient/${person.id}`];
    expect(stored.subject.reference).toBe(about);
    expect(stored.text.div).toBe(linking(about, to, OTHER));
    expect(
      stored.extension.map(({ valueReference, url: _, ...value }: any) => valueReference?.reference ?? value),
    ).toEqual([{ valueUri: PATIENT }, { valueCanonical: PATIENT }, { valueString: PATIENT }, to]);
  });
});
