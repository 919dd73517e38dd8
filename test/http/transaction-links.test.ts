import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
const transaction = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });
const entry = (method: string, url: string, resource: object, more: object = {}) => ({
  resource,
  ...more,
  request: { method, url },
});
const statuses = (json: any): string[] => json.entry.map(({ response }: any) => response.status);
const basic = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  identifier: [{ system: 'urn:t', value }],
  code: { text: value },
  ...more,
});
const about = (value: string, reference: string) => basic(value, { subject: { reference } });
const send = (...entries: object[]) => call('POST', '/fhir', transaction(...entries));
const count = async (query: string): Promise<number> => (await call('GET', `/fhir/${query}&_summary=count`)).json.total;
const codeAndPlace = ({ status, json }: { status: number; json: any }) => [
  status,
  issuesOf(json)[0]?.code,
  issuesOf(json)[0]?.expression,
];

let kept = '';
beforeAll(async () => {
  kept = (await call('POST', '/fhir/Basic', basic('kept'))).json.id;
});

describe('links to what is updated by criteria', () => {
  const urn = (n: number) => `urn:uuid:44444444-4444-4444-8444-44444444444${n}`;

  test('lead to what is made when nothing meets them, and to what is there when one does', async () => {
    const once = (value: string) =>
      send(
        entry('POST', 'Basic', about(value, urn(1))),
        entry('PUT', 'Basic?identifier=urn:t|linked-update', basic('linked-update'), { fullUrl: urn(1) }),
      );
    const first = await once('first-link');
    expect(statuses(first.json)).toEqual(['201', '201']);
    const target = `Basic/${first.json.entry[1].resource.id}`;
    expect(first.json.entry[0].resource.subject.reference).toBe(target);
    const second = await once('second-link');
    expect(statuses(second.json)).toEqual(['201', '200']);
    expect(second.json.entry[0].resource.subject.reference).toBe(target);
    expect((await call('GET', `/fhir/Basic?identifier=urn:t|second-link&subject=${target}`)).json.total).toBe(1);
  });

  test('lead from one update to another, whichever comes first, and from what a patch puts in', async () => {
    const patch = {
      resourceType: 'Binary',
      contentType: 'application/json-patch+json',
      data: Buffer.from(JSON.stringify([{ op: 'add', path: '/subject', value: { reference: urn(3) } }])).toString(
        'base64',
      ),
    };
    const { status, json } = await send(
      entry('PUT', 'Basic?identifier=urn:t|ring-a', about('ring-a', urn(3)), { fullUrl: urn(2) }),
      entry('PUT', 'Basic?identifier=urn:t|ring-b', about('ring-b', urn(2)), { fullUrl: urn(3) }),
      entry('PATCH', `Basic/${kept}`, patch),
    );
    expect([status, issuesOf(json)]).toEqual([200, []]);
    const [a, b, patched] = json.entry.map(({ resource }: any) => resource);
    expect(a.subject.reference).toBe(`Basic/${b.id}`);
    expect(b.subject.reference).toBe(`Basic/${a.id}`);
    expect(patched.subject.reference).toBe(`Basic/${b.id}`);
  });

  test('are not given where two entries mean one resource, or where an entry makes what another one means', async () => {
    await call('POST', '/fhir/Basic', basic('twice-meant'));
    const { id } = (await call('GET', '/fhir/Basic?identifier=urn:t|twice-meant')).json.entry[0].resource;
    const byBoth = await send(
      entry('PUT', `Basic/${id}`, { ...basic('twice-meant'), id }),
      entry('PUT', 'Basic?identifier=urn:t|twice-meant', basic('twice-meant')),
    );
    expect(codeAndPlace(byBoth)).toEqual([400, 'entries-overlap', 'Bundle.entry[1]']);
    const madeAndMeant = await send(
      entry('POST', 'Basic', basic('made-and-meant')),
      entry('PUT', 'Basic?identifier=urn:t|made-and-meant', basic('made-and-meant')),
    );
    expect(codeAndPlace(madeAndMeant)).toEqual([412, 'conditional-several', 'Bundle.entry[1]']);
    expect(await count('Basic?identifier=urn:t|made-and-meant')).toBe(0);
  });
});

describe('references by criteria', () => {
  const place = 'Bundle.entry[0].resource.subject.reference';

  test('are met by what the same transaction makes or changes', async () => {
    const { status, json } = await send(
      entry('POST', 'Basic', about('to-made', 'Basic?identifier=urn:t|coming')),
      entry('POST', 'Basic', about('to-put', 'Basic?identifier=urn:t|coming-put')),
      entry('POST', 'Basic', basic('coming')),
      entry('PUT', 'Basic?identifier=urn:t|coming-put', basic('coming-put')),
      entry('PUT', `Basic/${kept}`, { ...basic('kept-anew'), id: kept }),
      entry('POST', 'Basic', about('to-changed', 'Basic?identifier=urn:t|kept-anew')),
    );
    expect([status, issuesOf(json)]).toEqual([200, []]);
    const [toMade, toPut, made, put, , toChanged] = json.entry.map(({ resource }: any) => resource);
    expect(toMade.subject.reference).toBe(`Basic/${made.id}`);
    expect(toPut.subject.reference).toBe(`Basic/${put.id}`);
    expect(toChanged.subject.reference).toBe(`Basic/${kept}`);
  });

  test('are not met by what the same transaction changes so that it meets them no more', async () => {
    const { id } = (await call('POST', '/fhir/Basic', basic('met-before'))).json;
    const gone = await send(
      entry('POST', 'Basic', about('to-before', 'Basic?identifier=urn:t|met-before')),
      entry('PUT', `Basic/${id}`, { ...basic('met-after'), id }),
    );
    expect(codeAndPlace(gone)).toEqual([412, 'conditional-reference', place]);
  });

  test('are met once where what they meant is patched', async () => {
    const { id } = (await call('POST', '/fhir/Basic', basic('patched'))).json;
    const patch = [{ op: 'add', path: '/code/text', value: '直した' }];
    const data = Buffer.from(JSON.stringify(patch)).toString('base64');
    const { status, json } = await send(
      entry('POST', 'Basic', about('to-patched', 'Basic?identifier=urn:t|patched')),
      entry('PATCH', `Basic/${id}`, {
        resourceType: 'Binary',
        contentType: 'Application/json-patch+json; charset=utf-8',
        data,
      }),
    );
    expect(status).toBe(200);
    expect(json.entry[0].resource.subject.reference).toBe(`Basic/${id}`);
  });

  test('that two of the same transaction meet, or one of it and one that is there, are refused', async () => {
    const twins = await send(
      entry('POST', 'Basic', about('to-twins', 'Basic?identifier=urn:t|twin')),
      entry('POST', 'Basic', basic('twin')),
      entry('POST', 'Basic', basic('twin')),
    );
    expect(codeAndPlace(twins)).toEqual([412, 'conditional-reference', place]);
    await call('POST', '/fhir/Basic', basic('elder'));
    const again = await send(
      entry('POST', 'Basic', about('to-elder', 'Basic?identifier=urn:t|elder')),
      entry('POST', 'Basic', basic('elder')),
    );
    expect(codeAndPlace(again)).toEqual([412, 'conditional-reference', place]);
    expect(await count('Basic?identifier=urn:t|twin,urn:t|elder')).toBe(1);
  });
});

test('where clients choose ids, what is created may refer to what the same transaction puts', async () => {
  const second = await gateway.second({ writing: { updateCreate: true, conditionalDelete: 'single' } });
  const id = '55555555-5555-4555-8555-555555555555';
  const token = await gateway.token('hospital-ehr');
  const response = await fetch(`${second.url}/fhir`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(
      transaction(
        entry('POST', 'Basic', about('to-chosen', `Basic/${id}`)),
        entry('PUT', `Basic/${id}`, { ...basic('chosen'), id }),
      ),
    ),
  });
  const json: any = await response.json();
  expect([response.status, statuses(json)]).toEqual([200, ['201', '201']]);
  expect(json.entry[0].resource.subject.reference).toBe(`Basic/${id}`);
});

test('a message that is put is not sent about what its recipient may not see, though the same transaction makes that', async () => {
  const example = (name: string) => JSON.parse(readFileSync(`examples/journey/${name}.json`, 'utf8'));
  expect((await call('POST', '/fhir/Consent', example('consent'))).status).toBe(201);
  const urn = 'urn:uuid:66666666-6666-4666-8666-666666666666';
  const identifier = [{ system: 'urn:t', value: 'message' }];
  const observation = (more: object) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: '暮らしの様子' },
    subject: { reference: `Patient/${PERSON_B}` },
    ...more,
  });
  const sent = (more: object) =>
    send(
      entry('POST', 'Observation', observation(more), { fullUrl: urn }),
      entry('PUT', 'Communication?identifier=urn:t|message', {
        ...example('communication'),
        identifier,
        about: [{ reference: urn }],
      }),
    );
  const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SUD' }];
  const hidden = await sent({ meta: { security } });
  expect(codeAndPlace(hidden)).toEqual([422, 'recipient-not-permitted', 'Bundle.entry[1].resource.recipient[0]']);
  expect(await count('Observation?code:text=暮らしの様子')).toBe(0);
});
