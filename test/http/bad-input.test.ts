import { readFileSync } from 'node:fs';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { auditEvents } from '../audit-events.ts';
import { HIKARI, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const hospital = await gateway.token('hospital-ehr');
const post = (path: string, type = 'application/fhir+json') =>
  supertest(gateway.url).post(path).set('Authorization', `Bearer ${hospital}`).set('Content-Type', type);

const example = (path: string): string => readFileSync(`examples/${path}`, 'utf8');
const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: '体重' },
  subject: { reference: `Patient/${PERSON_B}` },
};
const count = async (): Promise<number> =>
  Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM resource')).rows[0]?.n);

/** Every refusal says what and why in both languages, and stores nothing. */
async function refused(request: supertest.Test, status: number, code: string, expression?: string): Promise<string> {
  const before = await count();
  const response = await request;
  const json = JSON.parse(response.text);
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(json.resourceType).toBe('OperationOutcome');
  const issues = issuesOf(json);
  const found = issues.find((issue) => issue.code === code);
  expect(found, JSON.stringify(issues)).toBeDefined();
  if (expression !== undefined) expect(found?.expression).toBe(expression);
  for (const { ja, en } of issues) {
    expect(ja).toMatch(/[ぁ-んァ-ン一-龠]/);
    expect(en).toMatch(/[a-z]{2}/);
  }
  expect(await count()).toBe(before);
  return response.text;
}

describe('a body that cannot be read', () => {
  test('cut-off JSON is refused with line and column', async () => {
    const text = await refused(post('/fhir/Observation').send('{\n  "resourceType": "Observ'), 400, 'json-unreadable');
    expect(text).toContain('line 2');
  });

  test('a duplicate key is refused, since one of its values would be lost', async () => {
    await refused(
      post('/fhir/Observation').send('{"resourceType":"Observation","status":"final","status":"amended"}'),
      400,
      'json-duplicate-key',
    );
  });

  test('an empty body is refused', async () => {
    await refused(post('/fhir/Observation').send(''), 400, 'json-unreadable');
  });

  test('bytes that are not UTF-8 are refused with the place of the first', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"resourceType":"'),
      Buffer.from([0x91, 0xcc, 0x8f, 0x64]),
      Buffer.from('"}'),
    ]);
    const request = post('/fhir/Observation');
    request.write(bytes as never);
    const text = await refused(request as never, 400, 'encoding-broken');
    expect(text).toContain('18 バイト目');
  });

  test('another content type is refused', async () => {
    await refused(
      post('/fhir/Observation', 'text/csv').send('a,b'),
      415,
      'content-type-unsupported',
      'http.Content-Type',
    );
  });

  test('a body over the limit is refused, and the house goes on serving', async () => {
    await refused(
      post('/fhir/Observation').send(JSON.stringify({ ...observation, note: [{ text: 'あ'.repeat(200_000) }] })),
      413,
      'body-too-large',
    );
    expect((await supertest(gateway.url).get('/health')).status).toBe(200);
  });

  test('JSON that is no resource is refused', async () => {
    await refused(post('/fhir/Observation').send('[1, 2]'), 400, 'not-a-resource');
    await refused(post('/fhir/Observation').send('"text"'), 400, 'not-a-resource');
  });

  test('a body of another type than the route is refused', async () => {
    await refused(
      post('/fhir/Observation').send(JSON.stringify({ ...observation, resourceType: 'Condition' })),
      400,
      'body-type-differs',
    );
  });
});

describe('a resource that is not what it says', () => {
  test('an unknown field is refused at its place', async () => {
    const text = await refused(
      post('/fhir/Observation').send(JSON.stringify({ ...observation, wieght: 1 })),
      422,
      'element-unknown',
      'Observation',
    );
    expect(text).toContain('wieght');
  });

  test('a missing required element is refused', async () => {
    const { status: _, ...rest } = observation;
    await refused(post('/fhir/Observation').send(JSON.stringify(rest)), 422, 'cardinality-min');
  });

  test('a reference to nothing is refused like a reference to what may not be seen', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const body = (id: string) => JSON.stringify({ ...observation, subject: { reference: `Patient/${id}` } });
    const nothing = await refused(
      post('/fhir/Observation').send(body(unknown)),
      422,
      'reference-not-found',
      'Observation.subject.reference',
    );
    const office = await gateway.token('soudan-hikari');
    const hidden = await refused(
      post('/fhir/Observation').set('Authorization', `Bearer ${office}`).send(body(PERSON_B)),
      422,
      'reference-not-found',
    );
    expect(hidden.replaceAll(PERSON_B, unknown)).toBe(nothing);
  });

  const broken = JSON.parse(example('discharge-summary/good.json'));
  test('a transaction with one bad entry stores none of its good ones', async () => {
    const entry = (resource: object) => ({ resource, request: { method: 'POST', url: 'Observation' } });
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [entry(observation), entry({ ...observation, status: 'nonsense' })],
    };
    const text = await refused(post('/fhir').send(JSON.stringify(bundle)), 422, 'binding-required');
    expect(text).toContain('Bundle.entry[1].resource.status');
  });

  test('a transaction larger than the cap is refused', async () => {
    const entry = Array.from({ length: 51 }, () => ({
      resource: observation,
      request: { method: 'POST', url: 'Observation' },
    }));
    await refused(
      post('/fhir').send(JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })),
      413,
      'bundle-too-large',
      'Bundle.entry',
    );
  });

  for (const name of [
    'bad-unknown-field',
    'bad-reference-to-nowhere',
    'bad-patient-without-birth-date',
    'bad-both-cda-and-structured',
    'bad-composition-not-first',
    'bad-individual-number',
    'bad-code-outside-value-set',
  ]) {
    test(`the discharge summary ${name} is refused at the expected place`, async () => {
      const before = await count();
      const expected = JSON.parse(example(`discharge-summary/${name}.expected.json`));
      const response = await post('/fhir/Bundle').send(example(`discharge-summary/${name}.json`));
      expect(response.status).toBe(422);
      const places = issuesOf(JSON.parse(response.text)).map(({ expression }) => expression);
      for (const { expression } of expected.issues) expect(places).toContain(expression);
      expect(await count()).toBe(before);
    });
  }

  test('a document type in another code system is refused where it is written', async () => {
    const body = example('discharge-summary/bad-document-type-system.json');
    await refused(
      post('/fhir/Bundle').send(body),
      422,
      'pattern-differs',
      'Bundle.entry[0].resource.ofType(Composition).type',
    );
  });

  test('a good document is stored once: sent again it is no news, changed it is a conflict', async () => {
    const first = await post('/fhir/Bundle').send(JSON.stringify(broken));
    expect(first.status).toBe(201);
    const again = await post('/fhir/Bundle').send(JSON.stringify(broken));
    expect([again.status, again.headers['location']]).toEqual([200, first.headers['location']]);
    const changed = { ...broken, timestamp: '2026-11-01T00:00:00+09:00' };
    await refused(post('/fhir/Bundle').send(JSON.stringify(changed)), 409, 'document-exists', 'Bundle.identifier');
  });
});

describe('SS-MIX2 messages', () => {
  for (const [name, code] of [
    ['cut-off', 'ssmix2-patient-missing'],
    ['junk', 'hl7-unreadable'],
  ] as const) {
    test(`a ${name} message is refused, and nothing of it is stored`, async () => {
      const before = await count();
      const bytes =
        name === 'junk'
          ? Buffer.from([0xfb, 0xfc])
          : Buffer.from(
              'MSH|^~\\&|HIS|SEND|GW|RCV|20260401093012||ADT^A08^ADT_A01|1|P|2.5||||||~ISO IR87||ISO 2022-1994\rEVN||202604',
            );
      const request = post('/ssmix2', 'application/octet-stream');
      const response = await request.send(bytes as never);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      const [issue] = issuesOf(JSON.parse(response.text));
      expect(issue?.ja).toBeTruthy();
      expect(issue?.en).toBeTruthy();
      expect(code).toBeTruthy();
      expect(await count()).toBe(before);
    });
  }

  test('an office that is no hospital cannot send one', async () => {
    const office = await gateway.token('soudan-hikari');
    await refused(
      post('/ssmix2', 'application/octet-stream').set('Authorization', `Bearer ${office}`).send('MSH|'),
      403,
      'sender-not-a-hospital',
    );
  });
});

describe('asking for what is not there', () => {
  const get = (path: string) => supertest(gateway.url).get(path).set('Authorization', `Bearer ${hospital}`);

  test('unknown parameter, modifier and value are refused with what is valid', async () => {
    expect(
      await refused(get('/fhir/Observation?colour=red'), 400, 'search-parameter-unknown', 'http.colour'),
    ).toContain('subject');
    await refused(get('/fhir/Observation?code:like=x'), 400, 'search-modifier-unknown', 'http.code:like');
    await refused(get('/fhir/Observation?date=yesterday'), 400, 'search-value-invalid', 'http.date');
    await refused(get('/fhir/Observation?_count=many'), 400, 'search-value-invalid', 'http._count');
    await refused(get('/fhir/Observation?_cursor=abc'), 400, 'cursor-unknown', 'http._cursor');
  });

  test('an unknown type, route and method are refused', async () => {
    await refused(get('/fhir/Nonsense/1'), 404, 'type-not-served');
    await refused(get('/nowhere'), 404, 'route-unknown');
    await refused(
      supertest(gateway.url).lock(`/fhir/Patient/${PERSON_B}`).set('Authorization', `Bearer ${hospital}`),
      405,
      'method-not-allowed',
    );
  });

  test('without a token, with a false one and with none of the right kind the answer is the same 401', async () => {
    const answers = await Promise.all([
      supertest(gateway.url).get(`/fhir/Patient/${PERSON_B}`),
      supertest(gateway.url).get(`/fhir/Patient/${PERSON_B}`).set('Authorization', 'Bearer nonsense'),
      supertest(gateway.url).get(`/fhir/Patient/${PERSON_B}`).set('Authorization', 'Basic abc'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.headers['www-authenticate']).toContain('Bearer');
  });

  test('an id that the caller may not see and one that never was are answered alike, to the header', async () => {
    const office = await gateway.token('soudan-hikari');
    const ask = (id: string) =>
      supertest(gateway.url).get(`/fhir/Patient/${id}`).set('Authorization', `Bearer ${office}`);
    const unknown = '11111111-1111-4111-8111-111111111111';
    const [hidden, absent] = await Promise.all([ask(PERSON_B), ask(unknown)]);
    const shape = ({ status, headers, text }: supertest.Response, id: string) => {
      const { 'x-request-id': _, date: __, ...rest } = headers;
      return { status, rest, text: text.replaceAll(id, 'ID') };
    };
    expect(shape(hidden, PERSON_B)).toEqual(shape(absent, unknown));
  });
});

test('a fault of our own is a 500 with an id, and neither its cause nor data is told', async () => {
  await gateway.database.query(`ALTER TABLE index_string RENAME TO index_string_away`);
  const response = await supertest(gateway.url)
    .get('/fhir/Patient?name=%E4%BD%90%E8%97%A4')
    .set('Authorization', `Bearer ${hospital}`);
  await gateway.database.query(`ALTER TABLE index_string_away RENAME TO index_string`);
  expect(response.status).toBe(500);
  const [issue] = issuesOf(JSON.parse(response.text));
  expect(issue?.code).toBe('internal');
  expect(response.text).toContain(response.headers['x-request-id']);
  expect(response.text).not.toMatch(/index_string|佐藤|select|at \//i);
  const events = await auditEvents(gateway.database, response.headers['x-request-id']);
  expect(events.map(({ outcome }) => outcome)).toEqual(['8']);
});

test('when the audit cannot be written nothing is answered', async () => {
  await gateway.database.query('ALTER TABLE audit_batch RENAME TO audit_batch_away');
  const response = await supertest(gateway.url)
    .get(`/fhir/Patient/${PERSON_B}`)
    .set('Authorization', `Bearer ${hospital}`);
  const write = await post('/fhir/Observation').send(JSON.stringify(observation));
  await gateway.database.query('ALTER TABLE audit_batch_away RENAME TO audit_batch');
  expect(response.status).toBe(503);
  expect(response.text).not.toContain('佐藤');
  expect(write.status).toBeGreaterThanOrEqual(500);
  const { json } = await gateway.call(
    'hospital-ehr',
    'GET',
    `/fhir/Observation?patient=${PERSON_B}&code=%E4%BD%93%E9%87%8D&_summary=count`,
  );
  expect(json.total).toBe(0);
  expect(HIKARI).toContain('Organization/');
});

describe('what was thrown at the front door', () => {
  const get = (path: string) => supertest(gateway.url).get(path).set('Authorization', `Bearer ${hospital}`);

  test('a search of hundreds of conditions is refused before the database hears of it', async () => {
    await refused(get(`/fhir/Patient?${'name=x&'.repeat(40)}`), 400, 'search-too-large', 'http.name');
    await refused(get(`/fhir/Observation?code=${'a,'.repeat(400)}a`), 400, 'search-too-large', 'http.code');
    await refused(get('/fhir/Observation?_count=1&_count=2'), 400, 'search-value-invalid', 'http._count');
  });

  test('a transaction that is none, or whose entries are no objects, is refused at its place', async () => {
    const send = (bundle: object) => post('/fhir').send(JSON.stringify({ resourceType: 'Bundle', ...bundle }));
    await refused(send({ type: 'collection', entry: [] }), 422, 'bundle-not-a-transaction', 'Bundle.type');
    await refused(send({ type: 'transaction', entry: 5 }), 422, 'entry-malformed', 'Bundle.entry');
    await refused(send({ type: 'transaction', entry: [{}, null] }), 422, 'entry-malformed', 'Bundle.entry[1]');
    const basic = {
      resource: { resourceType: 'Library', status: 'draft', type: { text: 'x' } },
      request: { method: 'POST', url: 'Library' },
    };
    await refused(send({ type: 'transaction', entry: [basic] }), 404, 'type-not-served', 'Bundle.entry[0]');
  });

  test('a document of odd shape is refused as what it is', async () => {
    for (const odd of [
      { meta: { profile: 'x' } },
      { meta: { profile: {} } },
      { entry: 5 },
      { entry: [null] },
      { entry: [{ resource: { resourceType: 'Composition', type: { coding: [null] } } }] },
    ]) {
      const response = await post('/fhir/Bundle').send(
        JSON.stringify({ resourceType: 'Bundle', type: 'document', ...odd }),
      );
      expect(response.status, JSON.stringify(odd)).toBe(422);
    }
  });

  test('a reference that leads nowhere is refused', async () => {
    for (const reference of ['9999999', 'urn:uuid:zz', `Patient/${'x'.repeat(70)}`, 'patient/1']) {
      const response = await post('/fhir/Observation').send(JSON.stringify({ ...observation, subject: { reference } }));
      expect(
        [response.status, issuesOf(JSON.parse(response.text)).some(({ code }) => code.startsWith('reference'))],
        reference,
      ).toEqual([422, true]);
    }
  });

  test('another charset or content encoding is refused by its name', async () => {
    await refused(
      post('/fhir/Observation', 'application/json; charset=shift_jis').send('{}'),
      415,
      'charset-unsupported',
      'http.Content-Type',
    );
    await refused(
      post('/fhir/Observation').set('Content-Encoding', 'compress').send('{}'),
      415,
      'content-encoding-unsupported',
      'http.Content-Encoding',
    );
  });

  test('a method that is not served says which are', async () => {
    const response = await supertest(gateway.url)
      .lock(`/fhir/Patient/${PERSON_B}`)
      .set('Authorization', `Bearer ${hospital}`);
    expect(response.headers['allow']).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
  });

  test('what is no HTTP is answered in the same words', async () => {
    const { createConnection } = await import('node:net');
    const { hostname, port } = new URL(gateway.url);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = createConnection(Number(port), hostname, () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('http-unreadable');
  });

  test('a path that cannot be decoded is refused without a trace', async () => {
    const response = await supertest(gateway.url).get('/fhir/Patient/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(response.text).toContain('url-unreadable');
    expect(response.text).not.toMatch(/node_modules|at /);
  });

  test('the token endpoint takes POST only, and no other method is a fault', async () => {
    for (const method of ['get', 'put', 'delete', 'patch'] as const) {
      const { status } = await supertest(gateway.url)[method]('/oauth/token');
      expect(status, method).toBeGreaterThanOrEqual(400);
      expect(status, method).toBeLessThan(500);
    }
  });
});

test('tokens, refused tokens and what no route takes are in the audit too, before they are answered', async () => {
  const last = async () => {
    const event = (await auditEvents(gateway.database)).at(-1);
    return [event?.subtype?.[0]?.code, event?.outcome, event?.agent[0]?.who?.identifier?.value];
  };
  await gateway.token('city-a');
  expect(await last()).toEqual(['$token', '0', 'city-a']);
  const bad = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'nobody' });
  const refused = await supertest(gateway.url).post('/oauth/token').type('form').send(bad.toString());
  expect(refused.status).toBe(401);
  expect(await last()).toEqual(['$token', '4', undefined]);
  expect((await supertest(gateway.url).get('/nowhere')).status).toBe(404);
  expect(await last()).toEqual(['unknown', '4', undefined]);
});
