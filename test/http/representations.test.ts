import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway, type TestGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const PATIENT = `/fhir/Patient/${PERSON_B}`;
const JSON_TYPE = 'application/fhir+json; charset=utf-8';
const XML_TYPE = 'application/fhir+xml; charset=utf-8';
const NDJSON_TYPE = 'application/fhir+ndjson; charset=utf-8';
const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' };
const observation = {
  resourceType: 'Observation',
  text,
  contained: [
    { resourceType: 'Practitioner', id: 'who', name: [{ text: '測定者' }] },
    { resourceType: 'Device', id: 'with', deviceName: [{ name: '体重計', type: 'other' }] },
  ],
  status: 'final',
  code: { text: '体重' },
  subject: { reference: `Patient/${PERSON_B}` },
  effectiveDateTime: '2026-06-01',
  performer: [{ reference: '#who' }],
  valueQuantity: { value: 61.5, unit: 'kg' },
  note: [{ text: '朝食前' }],
  device: { reference: '#with' },
  component: [
    { code: { text: '左' }, valueString: 'a', dataAbsentReason: { text: 'b' }, interpretation: [{ text: 'c' }] },
  ],
};

let gateway: TestGateway;
let stored: any;
beforeAll(async () => {
  gateway = await sandboxGateway();
  const created = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', observation);
  expect(created.status, JSON.stringify(created.json)).toBe(201);
  stored = created.json;
  await consentFor(gateway.call);
}, 120_000);

const call = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
  gateway.call('hospital-ehr', method, path, body, headers);
const get = (path: string, headers?: Record<string, string>) => call('GET', path, headers);
const textOf = ({ bytes }: { bytes: Uint8Array }): string => new TextDecoder().decode(bytes);

async function refusal(path: string, headers?: Record<string, string>): Promise<[number, string, string | undefined]> {
  const { status, json } = await get(path, headers);
  const [issue] = issuesOf(json);
  expect(issue?.ja).toMatch(/[ぁ-ん]/);
  return [status, issue?.code ?? '', issue?.expression];
}

describe('the format of an answer', () => {
  test('it is that of `_format`, else the one that Accept wants most, else JSON', async () => {
    const asked: [string, string | undefined, string][] = [
      ['', 'application/fhir+xml', XML_TYPE],
      ['', 'text/xml;q=0.5, application/json;q=0.4', XML_TYPE],
      ['', 'application/json;q=0.5, application/xml;q=0.4', JSON_TYPE],
      ['', 'application/fhir+xml;fhirVersion=4.0', XML_TYPE],
      ['', '*/*', JSON_TYPE],
      ['', 'text/html, */*;q=0.1', JSON_TYPE],
      ['', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', JSON_TYPE],
      ['', 'image/png, application/fhir+xml;q=0.1', XML_TYPE],
      ['?_format=xml', 'application/fhir+json', XML_TYPE],
      ['?_format=text/xml', undefined, XML_TYPE],
      ['?_format=application/fhir%2Bxml', undefined, XML_TYPE],
      ['?_format=application/fhir+xml', undefined, XML_TYPE],
      ['?_format=json', 'application/fhir+xml', JSON_TYPE],
      ['?_format=text/json', 'image/png', JSON_TYPE],
      ['?_format=ndjson', undefined, NDJSON_TYPE],
      ['?_format=application/fhir%2Bxml;fhirVersion=4.0', undefined, XML_TYPE],
      ['?_format=application/fhir+xml;+fhirVersion=4.0.1', 'application/fhir+json;fhirVersion=3.0', XML_TYPE],
      ['', 'application/fhir+xml;fhirVersion=5.0, application/fhir+json;fhirVersion="4.0.1";q=0.1', JSON_TYPE],
    ];
    for (const [query, accept, expected] of asked) {
      const answered = await get(`${PATIENT}${query}`, accept === undefined ? {} : { Accept: accept });
      expect([answered.status, answered.headers.get('content-type')], `${query} ${accept}`).toEqual([200, expected]);
      expect(answered.headers.get('vary')).toBe(
        'Origin, Authorization, Accept, Accept-Encoding, Accept-Language, Prefer',
      );
    }
  });

  test('one that is not known, or that nobody serves, is refused before anything is done', async () => {
    expect(await refusal(`${PATIENT}?_format=yaml`)).toEqual([400, 'format-unsupported', 'http._format']);
    expect(await refusal(`${PATIENT}?_format=xml&_format=json`)).toEqual([400, 'format-unsupported', 'http._format']);
    expect(await refusal(PATIENT, { Accept: 'image/png' })).toEqual([406, 'not-acceptable', 'http.Accept']);
    expect(await refusal(PATIENT, { Accept: 'application/fhir+json;q=0' })).toEqual([
      406,
      'not-acceptable',
      'http.Accept',
    ]);
    expect(await refusal(PATIENT, { Accept: 'application/fhir+json;fhirVersion=3.0' })).toEqual([
      406,
      'not-acceptable',
      'http.Accept',
    ]);
    for (const version of ['3.0', '5.0', '4.3', '4.05', '4.0.x', 'R4']) {
      const format = `application/fhir%2Bjson;fhirVersion=${version}`;
      expect(await refusal(`${PATIENT}?_format=${format}`)).toEqual([406, 'not-acceptable', 'http._format']);
      const accepted = { Accept: `application/fhir+json;fhirVersion=${version}` };
      expect(await refusal(PATIENT, accepted)).toEqual([406, 'not-acceptable', 'http.Accept']);
    }
    const [told] = issuesOf((await get(`${PATIENT}?_format=xml;fhirVersion=3.0`)).json);
    expect(told?.en).toMatch(
      /^nothing that `_format` names \(`xml;fhirVersion=3.0`\) is served; served, in fhirVersion 4.0: /,
    );
    expect(await refusal(`${PATIENT}?_pretty=yes`)).toEqual([400, 'representation-invalid', 'http._pretty']);
    const count = async () => (await get('/fhir/Observation?_summary=count')).json.total;
    const before = await count();
    expect((await call('POST', '/fhir/Observation', { Accept: 'image/png' }, observation)).status).toBe(406);
    expect(await count()).toBe(before);
  });

  test('a form of an office has formats of its own, whatever Accept says', async () => {
    const ask = (method: string, path: string, headers = {}) =>
      gateway.call('soudan-hikari', method, path, undefined, headers);
    const drafted = await ask('POST', `${PATIENT}/$draft-service-plan`);
    const { id } = drafted.json.entry.find(({ resource }: any) => resource.resourceType === 'CarePlan').resource;
    const form = await ask('GET', `/fhir/CarePlan/${id}/$form?format=html`, { Accept: 'text/html' });
    expect([form.status, form.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  test('where nothing is asked the answer is what is stored, byte for byte, and `_pretty` indents it', async () => {
    const path = `/fhir/Observation/${stored.id}`;
    const plain = textOf(await get(path));
    expect(plain).toBe(JSON.stringify(stored));
    expect(textOf(await get(`${path}?_pretty=false`))).toBe(plain);
    expect(textOf(await get(`${path}?_pretty=true`))).toBe(JSON.stringify(stored, null, 2));
    expect(
      textOf(await get(`${path}?_format=xml&_pretty=true`))
        .split('\n')
        .slice(0, 3),
    ).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<Observation xmlns="http://hl7.org/fhir">',
      `  <id value="${stored.id}"/>`,
    ]);
  });

  test('a search as NDJSON gives one resource a line, and the way to the next page in a header', async () => {
    const page = (await get('/fhir/Observation?_count=2')).json;
    const lines = await get('/fhir/Observation?_count=2&_format=application/fhir%2Bndjson');
    expect(textOf(lines)).toBe(page.entry.map(({ resource }: any) => `${JSON.stringify(resource)}\n`).join(''));
    expect(lines.headers.get('link')).toMatch(/^<http:.*_cursor=.*>; rel="next"$/);
    const following = await fetch(lines.headers.get('link')?.slice(1).split('>')[0] ?? '', {
      headers: { Authorization: `Bearer ${await gateway.token('hospital-ehr')}` },
    });
    expect(following.headers.get('content-type')).toBe(NDJSON_TYPE);
  });
});

describe('a refusal', () => {
  test('it is told in the format that was asked for: without a token, without a route, for what is hidden', async () => {
    const asXml = { Accept: 'application/fhir+xml', 'Accept-Language': 'en' };
    const stranger = await fetch(`${gateway.url}${PATIENT}`, { headers: asXml });
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([401, XML_TYPE]);
    expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const told = await stranger.text();
    expect(told).toContain('<OperationOutcome xmlns="http://hl7.org/fhir">');
    expect(told).toContain('<code value="token-invalid"/>');
    const found: [number, string][] = [];
    const paths = ['/nowhere', '/fhir/Patient/none', '/fhir/Nobody/1', `${PATIENT}?_format=xml&_pretty=x`, '/fhir/%ff'];
    for (const path of paths) {
      const { status, headers, bytes } = await get(path, asXml);
      expect(headers.get('content-type'), path).toBe(XML_TYPE);
      found.push([status, /<coding>.*?<code value="([^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1] ?? '']);
    }
    expect(found).toEqual([
      [404, 'route-unknown'],
      [404, 'not-found'],
      [404, 'type-not-served'],
      [400, 'representation-invalid'],
      [400, 'url-unreadable'],
    ]);
    const broken = await call('POST', '/fhir/Observation', asXml, '{');
    expect([broken.status, broken.headers.get('content-type')]).toEqual([400, XML_TYPE]);
    expect(textOf(broken)).toContain('<code value="json-unreadable"/>');
  });

  test('what is hidden is answered in XML too exactly as what does not exist', async () => {
    const ask = async (id: string) => {
      const { status, bytes } = await gateway.call('soudan-minato', 'GET', `/fhir/Observation/${id}`, undefined, {
        Accept: 'application/fhir+xml',
        'If-None-Match': 'W/"1"',
      });
      return [status, new TextDecoder().decode(bytes).replaceAll(id, 'ID')];
    };
    const absent = await ask('00000000-0000-4000-8000-000000000000');
    expect(absent[0]).toBe(404);
    expect(await ask(stored.id)).toEqual(absent);
  });
});

describe('a part of a resource', () => {
  const path = () => `/fhir/Observation/${stored.id}`;
  const keys = (resource: any) => Object.keys(resource).toSorted();
  const always = ['id', 'meta', 'resourceType'];

  test('`_summary=true` keeps what R4 marks and what it requires, also inside, with contained ones that are referred to', async () => {
    const { json } = await get(`${path()}?_summary=true`);
    const kept = [
      ...always,
      'code',
      'component',
      'contained',
      'effectiveDateTime',
      'performer',
      'status',
      'subject',
      'valueQuantity',
    ];
    expect(keys(json)).toEqual(kept.toSorted());
    expect(json.contained).toEqual([observation.contained[0]]);
    expect(json.component).toEqual([{ code: { text: '左' }, valueString: 'a' }]);
    expect(json.meta).toEqual({ ...stored.meta, tag: [...(stored.meta.tag ?? []), SUBSETTED] });
  });

  test('is not stored as the whole, neither where it was read nor anew, alone, in a bundle or by a tag that is added', async () => {
    const refused = ({ status, json }: any) => [
      status,
      ...issuesOf(json).map(({ code, expression }) => [code, expression]),
    ];
    const told = [422, ['resource-subsetted', 'Observation.meta.tag']];
    const whole = await get(path());
    for (const query of ['_elements=status', '_summary=true', '_summary=text']) {
      const { json: part } = await get(`${path()}?${query}`);
      expect(refused(await call('PUT', path(), {}, part)), query).toEqual(told);
      expect(refused(await call('POST', '/fhir/Observation', {}, part)), query).toEqual(told);
      const entry = [{ resource: part, request: { method: 'PUT', url: `Observation/${stored.id}` } }];
      const batch = await call('POST', '/fhir', {}, { resourceType: 'Bundle', type: 'batch', entry });
      expect(refused({ status: 422, json: batch.json.entry[0].response.outcome }), query).toEqual(told);
      const transaction = await call('POST', '/fhir', {}, { resourceType: 'Bundle', type: 'transaction', entry });
      expect([transaction.status, issuesOf(transaction.json)[0]?.code]).toEqual([422, 'resource-subsetted']);
    }
    const parameter = [{ name: 'meta', valueMeta: { tag: [SUBSETTED] } }];
    const added = await call('POST', `${path()}/$meta-add`, {}, { resourceType: 'Parameters', parameter });
    expect(refused(added)).toEqual(told);
    expect(textOf(await get(path()))).toBe(textOf(whole));
    const document = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
    const { resource: part } = document.entry.find(({ resource }: any) => resource.resourceType === 'Condition');
    for (const one of [document, part]) {
      one.meta = { ...one.meta, tag: [SUBSETTED] };
      const sent = await call('POST', '/fhir/Bundle', {}, document);
      expect([sent.status, issuesOf(sent.json)[0]?.code]).toEqual([422, 'resource-subsetted']);
      delete one.meta.tag;
    }
    expect((await call('POST', '/fhir/Bundle', {}, document)).status).toBe(201);
  });

  test('`text`, `data` and `_elements` keep what their names say, and what is mandatory', async () => {
    const ask = async (query: string) => {
      const { status, json } = await get(`${path()}?${query}`);
      expect([status, json.meta.tag.at(-1)]).toEqual([200, SUBSETTED]);
      return keys(json);
    };
    expect(await ask('_summary=text')).toEqual([...always, 'code', 'status', 'text'].toSorted());
    expect(await ask('_summary=data')).toEqual(keys(stored).filter((key) => key !== 'text'));
    expect(await ask('_elements=note,value')).toEqual(
      [...always, 'code', 'note', 'status', 'valueQuantity'].toSorted(),
    );
    expect(await ask('_elements=value%5Bx%5D')).toEqual([...always, 'code', 'status', 'valueQuantity'].toSorted());
    expect(await ask('_elements=device&_elements=note')).toEqual(
      [...always, 'code', 'contained', 'device', 'note', 'status'].toSorted(),
    );
    expect(textOf(await get(`${path()}?_summary=false`))).toBe(JSON.stringify(stored));
  });

  test('each entry of a search, of a posted search and of a history is cut, the bundle and its paging stay', async () => {
    const whole = (await get('/fhir/Observation?_count=2')).json;
    const cut = (await get('/fhir/Observation?_count=2&_elements=subject')).json;
    expect(cut.total).toBe(whole.total);
    expect(cut.link.map(({ url }: any) => url).every((url: string) => url.includes('_elements=subject'))).toBe(true);
    expect(cut.entry.map(({ fullUrl, search }: any) => [fullUrl, search])).toEqual(
      whole.entry.map(({ fullUrl, search }: any) => [fullUrl, search]),
    );
    const some = [...always, 'code', 'status', 'subject'].toSorted();
    expect(cut.entry.map(({ resource }: any) => keys(resource))).toEqual([some, some]);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const posted = await call('POST', '/fhir/Observation/_search', form, `_id=${stored.id}&_summary=text&_format=xml`);
    expect(posted.headers.get('content-type')).toBe(XML_TYPE);
    expect(textOf(posted)).toContain('<code value="SUBSETTED"/>');
    expect(textOf(posted)).not.toContain('<note>');
    const history = (await get(`${path()}/_history?_summary=text`)).json;
    expect(history.entry.map(({ resource }: any) => keys(resource))).toEqual([
      [...always, 'code', 'status', 'text'].toSorted(),
    ]);
    expect(history.entry[0].response.etag).toBe('W/"1"');
  });

  test('what is asked for twice, or does not exist, is refused', async () => {
    expect(await refusal(`${path()}?_summary=true&_elements=note`)).toEqual([
      400,
      'representation-conflict',
      'http._elements',
    ]);
    expect(await refusal(`${path()}?_summary=most`)).toEqual([400, 'representation-invalid', 'http._summary']);
    expect(await refusal(`${path()}?_summary=count`)).toEqual([400, 'representation-invalid', 'http._summary']);
    expect(await refusal(`${path()}?_elements=name`)).toEqual([400, 'elements-unknown', 'http._elements']);
    expect(await refusal('/fhir/Observation?_elements=name')).toEqual([400, 'elements-unknown', 'http._elements']);
    expect((await get('/fhir/Observation?_include=Observation:subject&_elements=name&_count=1')).status).toBe(200);
  });

  test('a reference that is masked stays masked in every part and format', async () => {
    const ask = (query: string) => gateway.call('soudan-hikari', 'GET', `/fhir/${query}`);
    const bare = ({ json }: { json: any }) =>
      json.entry.map(({ resource: { meta: _m, text: _t, ...rest } }: any) => rest);
    const query = `MedicationRequest?patient=${PERSON_B}&_count=50`;
    const plain = await ask(query);
    expect(textOf(plain)).toContain('"valueCode":"masked"');
    expect(bare(await ask(`${query}&_summary=data`))).toEqual(bare(plain));
    const masks = (body: string) => body.split(/masked"/).length;
    expect(masks(textOf(await ask(`${query}&_format=xml`)))).toBe(masks(textOf(plain)));
  });
});

describe('the wire', () => {
  const request = async (method: 'options' | 'delete', path: string) =>
    supertest(gateway.url)
      [method](path)
      .set('Authorization', `Bearer ${await gateway.token('hospital-ehr')}`);

  test('an answer of a kilobyte and more is compressed for who takes gzip, and for nobody else', async () => {
    const token = await gateway.token('hospital-ehr');
    const raw = async (accept: string, path: string) => {
      const sent = supertest(gateway.url)
        .get(path)
        .set('Authorization', `Bearer ${token}`)
        .set('Accept-Encoding', accept);
      return (await sent).headers['content-encoding'];
    };
    expect(await raw('gzip, deflate', '/fhir/Observation?_count=20')).toBe('gzip');
    expect(await raw('identity', '/fhir/Observation?_count=20')).toBeUndefined();
    expect(await raw('gzip;q=0', '/fhir/Observation?_count=20')).toBeUndefined();
    expect(await raw('gzip', '/fhir/Observation?_summary=count')).toBeUndefined();
  });

  test('a compressed body is read, and its limit counts what it unfolds to', async () => {
    const zipped = (body: string) => new Uint8Array(gzipSync(body));
    const send = (body: Uint8Array) => call('POST', '/fhir/Observation', { 'Content-Encoding': 'gzip' }, body);
    expect((await send(zipped(JSON.stringify(observation)))).status).toBe(201);
    const bomb = zipped(JSON.stringify({ ...observation, note: [{ text: ' '.repeat(50_000_000) }] }));
    expect(bomb.length).toBeLessThan(300_000);
    const refused = await send(bomb);
    expect([refused.status, issuesOf(refused.json)[0]?.code]).toEqual([413, 'body-too-large']);
    const broken = await send(new Uint8Array([1, 2, 3]));
    expect([broken.status, issuesOf(broken.json)[0]?.code]).toEqual([400, 'body-unreadable']);
  });

  test('HEAD tells what GET would, its length included, and is in the audit as a reading', async () => {
    const events = async () =>
      Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM audit_record')).rows[0]?.n);
    for (const path of [
      PATIENT,
      `${PATIENT}?_format=xml`,
      `${PATIENT}/_history`,
      '/fhir/Observation?_count=3',
      '/fhir/metadata',
    ]) {
      const got = await get(path);
      const before = await events();
      const head = await call('HEAD', path);
      expect([head.status, head.bytes.length], path).toEqual([got.status, 0]);
      for (const name of ['content-type', 'etag', 'last-modified'])
        expect(head.headers.get(name), path).toBe(got.headers.get(name));
      if (path !== '/fhir/metadata') expect(await events()).toBe(before + 1);
    }
    const [whole, head] = [await identity('GET', PATIENT), await identity('HEAD', PATIENT)];
    expect(head).toBe(whole);
  });

  async function identity(method: string, path: string): Promise<string | null> {
    return (await call(method, path, { 'Accept-Encoding': 'identity' })).headers.get('content-length');
  }

  test('OPTIONS and a method that is not served both tell what is', async () => {
    const options = await request('options', PATIENT);
    expect([options.status, options.headers['allow'], options.text]).toEqual([
      204,
      'GET, HEAD, PUT, PATCH, DELETE, OPTIONS',
      '',
    ]);
    expect((await request('options', '/nowhere')).status).toBe(404);
    const health = await request('delete', '/health');
    expect([health.status, health.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('a version that the client has already', () => {
  test('it answers a reading only: a create that finds its resource there tells it', async () => {
    const identifier = [{ system: 'urn:x:scale', value: '1' }];
    const create = () =>
      call(
        'POST',
        '/fhir/Observation',
        { 'If-None-Exist': 'identifier=urn:x:scale|1', 'If-None-Match': 'W/"1"' },
        {
          ...observation,
          identifier,
        },
      );
    expect((await create()).status).toBe(201);
    const again = await create();
    expect([again.status, again.json.identifier]).toEqual([200, identifier]);
  });

  const path = () => `/fhir/Observation/${stored.id}`;

  test('it is not sent again, by its tag or by its time, and the asking is in the audit', async () => {
    const got = await get(path());
    const [tag, time] = [got.headers.get('etag') ?? '', got.headers.get('last-modified') ?? ''];
    expect(tag).toBe('W/"1"');
    const kept: Record<string, string>[] = [
      { 'If-None-Match': tag },
      { 'If-None-Match': '"1"' },
      { 'If-None-Match': 'W/"9", W/"1"' },
      { 'If-None-Match': '*' },
      { 'If-Modified-Since': time },
    ];
    for (const headers of kept) {
      const answered = await get(path(), headers);
      expect([answered.status, answered.bytes.length, answered.headers.get('etag')]).toEqual([304, 0, tag]);
    }
    const stale: Record<string, string>[] = [
      { 'If-None-Match': 'W/"2"' },
      { 'If-Modified-Since': new Date(Date.parse(time) - 1_000).toUTCString() },
      { 'If-None-Match': 'W/"2"', 'If-Modified-Since': time },
      { 'If-Modified-Since': 'yesterday' },
    ];
    for (const headers of stale) expect((await get(path(), headers)).status).toBe(200);
    expect((await get(`${path()}/_history/1`, { 'If-None-Match': tag })).status).toBe(304);
    const { headers } = await get(path(), { 'If-None-Match': tag });
    const { rows } = await gateway.database.query(`SELECT 1 FROM audit_record WHERE id = $1`, [
      headers.get('x-request-id'),
    ]);
    expect(rows).toHaveLength(1);
  });

  test('who may not see it learns nothing from its tag', async () => {
    const { status } = await gateway.call('soudan-minato', 'GET', path(), undefined, { 'If-None-Match': 'W/"1"' });
    expect(status).toBe(404);
  });
});

describe('what a write gives back', () => {
  test('all of it, nothing, or what there is to say of it, with its version in every case', async () => {
    const body = { ...observation, note: [{ text: '変更' }] };
    const ask = async (prefer: string, format = 'json') => {
      const answered = await call('POST', `/fhir/Observation?_format=${format}`, { Prefer: `return=${prefer}` }, body);
      const { status, headers } = answered;
      expect([status, headers.get('etag'), headers.get('last-modified') === null]).toEqual([201, 'W/"1"', false]);
      expect(headers.get('location')).toMatch(/\/_history\/1$/);
      return answered;
    };
    expect((await ask('representation')).json.resourceType).toBe('Observation');
    expect((await ask('minimal')).bytes).toHaveLength(0);
    expect((await ask('OperationOutcome')).json.resourceType).toBe('OperationOutcome');
    expect(textOf(await ask('representation', 'xml'))).toContain('<Observation xmlns=');
    expect(textOf(await ask('OperationOutcome', 'xml'))).toContain('<OperationOutcome xmlns=');
    const { json: current } = await ask('representation');
    const put = await call(
      'PUT',
      `/fhir/Observation/${current.id}`,
      { Prefer: 'return=minimal' },
      { ...body, id: current.id },
    );
    expect([put.status, put.bytes.length, put.headers.get('etag')]).toEqual([200, 0, 'W/"2"']);
  });

  test('a search or a validation is answered whatever is preferred of writes', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', Prefer: 'return=minimal' };
    expect((await call('POST', '/fhir/Observation/_search', form, `_id=${stored.id}`)).json.total).toBe(1);
    const checked = await call('POST', '/fhir/Observation/$validate', { Prefer: 'return=minimal' }, observation);
    expect(checked.json.resourceType).toBe('OperationOutcome');
  });
});
