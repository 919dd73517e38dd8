import { beforeAll, describe, expect, test } from 'vitest';
import { codeSystemUrl } from '../../src/fhir/index.ts';
import { issuesOf, PERSON_B, sandboxGateway, type TestGateway } from '../gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await sandboxGateway({
    rules: {
      Observation: { profiles: ['http://hl7.org/fhir/StructureDefinition/bodyweight'], onError: 'keep' },
    },
  });
}, 120_000);

const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' };
const PERSON = { reference: `Patient/${PERSON_B}` };
const condition = { resourceType: 'Condition', text, subject: PERSON, code: { text: '不眠' } };
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call('hospital-ehr', method, path, body, headers);
const codes = (json: any): string[] => issuesOf(json).map(({ code }) => code);
const problems = (json: any): string[] =>
  json.issue.filter(({ severity }: any) => severity === 'error').map((one: any) => one.details.coding[0].code);
const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });

async function stored(resource: object): Promise<any> {
  const { status, json } = await call('POST', `/fhir/${(resource as any).resourceType}`, resource);
  expect(status).toBe(201);
  return json;
}

describe('validating without storing', () => {
  test('a good resource is told to be good, in the body or in Parameters, and nothing is stored', async () => {
    const before = (await call('GET', '/fhir/Condition?_summary=count')).json.total;
    for (const body of [condition, parameters({ name: 'resource', resource: condition })]) {
      const { status, json } = await call('POST', '/fhir/Condition/$validate', body);
      expect([status, problems(json)]).toEqual([200, []]);
    }
    const created = await call('POST', '/fhir/Condition/$validate?mode=create', condition);
    expect([created.status, problems(created.json)]).toEqual([200, []]);
    expect((await call('GET', '/fhir/Condition?_summary=count')).json.total).toBe(before);
  });

  test('several profiles are all asked for, and one that is not loaded is a finding', async () => {
    const { json } = await call(
      'POST',
      '/fhir/Observation/$validate?profile=http://hl7.org/fhir/StructureDefinition/bodyheight&profile=https://example.jp/none',
      parameters(
        { name: 'resource', resource: { resourceType: 'Observation', text, status: 'final', code: { text: '体重' } } },
        { name: 'profile', valueUri: 'http://hl7.org/fhir/StructureDefinition/bodyweight' },
      ),
    );
    expect(codes(json)).toContain('profile-not-loaded');
    const told = JSON.stringify(json);
    expect(told).toContain('StructureDefinition/bodyheight');
    expect(told).toContain('StructureDefinition/bodyweight');
    expect(told).toContain('https://example.jp/none');
  });

  test('a type that is not stored here can be validated, and not be created', async () => {
    const library = { resourceType: 'Library', text, status: 'draft', type: { text: '覚書' } };
    expect(problems((await call('POST', '/fhir/Library/$validate', library)).json)).toEqual([]);
    const created = await call('POST', '/fhir/Library/$validate?mode=create', library);
    expect([created.status, problems(created.json)]).toEqual([200, ['type-not-served']]);
  });

  test('a question that cannot be understood is refused at its place', async () => {
    const ask = async (path: string, body: unknown) => {
      const { status, json } = await call('POST', path, body);
      return [status, ...issuesOf(json).map(({ code, expression }) => `${code} ${expression ?? ''}`.trim())];
    };
    const at = '/fhir/Condition/$validate';
    expect(await ask(`${at}?mode=upsert`, condition)).toEqual([400, 'mode-unknown mode']);
    expect(await ask(`${at}?mode=profile`, condition)).toEqual([400, 'profile-needed profile']);
    expect(await ask(`${at}?mode=update`, condition)).toEqual([400, 'mode-needs-instance mode']);
    expect(await ask(at, parameters())).toEqual([400, 'resource-needed resource']);
    expect(await ask(at, parameters({ name: 'colour', valueCode: 'red' }))).toEqual([
      400,
      'parameters-malformed Parameters.parameter[0]',
    ]);
    expect(await ask(at, { resourceType: 'Parameters', parameter: 5 })).toEqual([
      400,
      'parameters-malformed Parameters.parameter',
    ]);
    expect(await ask('/fhir/Goal/$validate', condition)).toEqual([400, 'body-type-differs resourceType']);
  });

  test('what is no JSON is refused with line and column', async () => {
    const { status, json } = await call('POST', '/fhir/Condition/$validate', '{\n  "resourceType": "Condition",,\n}');
    expect([status, codes(json)]).toEqual([400, ['json-unreadable']]);
    expect(json.issue[0].extension.slice(0, 2).map((one: any) => one.valueInteger)).toEqual([2, 31]);
  });
});

describe('validating what is stored', () => {
  test('its holder is told of it; to a stranger it is as absent as any other id', async () => {
    const { id } = await stored(condition);
    expect(problems((await call('GET', `/fhir/Condition/${id}/$validate`)).json)).toEqual([]);
    const absent = `/fhir/Condition/${id.replace(/^.{8}/, '00000000')}/$validate`;
    const hidden = await gateway.call('soudan-hikari', 'GET', `/fhir/Condition/${id}/$validate`);
    const missing = await gateway.call('soudan-hikari', 'GET', absent);
    expect([hidden.status, codes(hidden.json)]).toEqual([404, ['not-found']]);
    expect([missing.status, codes(missing.json)]).toEqual([404, ['not-found']]);
  });

  test('an update needs the id of what it changes, and may be refused by what it refers to', async () => {
    const { id } = await stored(condition);
    const at = `/fhir/Condition/${id}/$validate?mode=update`;
    expect(problems((await call('POST', at, { ...condition, id })).json)).toEqual([]);
    expect(problems((await call('POST', at, condition)).json)).toEqual(['id-differs']);
    expect(problems((await call('POST', at, { ...condition, id: 'other' })).json)).toEqual(['id-differs']);
    const nobody = { reference: 'Patient/00000000-2e1c-52dd-8a55-36decb1b8025' };
    expect(problems((await call('POST', at, { ...condition, id, subject: nobody })).json)).toEqual([
      'reference-not-found',
    ]);
  });

  test('what another organization holds may be read and not be changed or deleted', async () => {
    const shared = '/fhir/Organization/a644ea91-a130-53c8-a5ab-3e8626396054';
    const { json } = await gateway.call('soudan-hikari', 'GET', shared);
    const deleting = await gateway.call('soudan-hikari', 'GET', `${shared}/$validate?mode=delete`);
    expect(deleting.status).toBe(200);
    expect(problems(deleting.json)).toContain('not-holder');
    const changing = await gateway.call('soudan-hikari', 'POST', `${shared}/$validate?mode=update`, json);
    expect(problems(changing.json)).toContain('not-holder');
  });

  test('a record of one’s own may be deleted, a consent may not', async () => {
    const { id } = await stored(condition);
    expect(codes((await call('GET', `/fhir/Condition/${id}/$validate?mode=delete`)).json)).toEqual(['valid']);
    const found = await call('GET', '/fhir/Consent');
    const consent = found.json.entry?.[0]?.resource.id;
    if (consent === undefined) return expect(found.json.total).toBe(0);
    expect(problems((await call('GET', `/fhir/Consent/${consent}/$validate?mode=delete`)).json)).toContain(
      'consent-kept',
    );
  });
});

test('a batch answers each validation by itself, in order, beside other requests', async () => {
  const { id } = await stored(condition);
  const request = (url: string, method = 'POST') => ({ request: { method, url } });
  const { status, json } = await call('POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      { ...request('Condition/$validate'), resource: condition },
      { ...request('Condition/$validate?mode=create'), resource: { ...condition, subject: undefined } },
      request(`Condition/${id}/$validate?mode=delete`, 'GET'),
      request('Condition/nothing/$validate', 'GET'),
      { ...request('Condition'), resource: condition },
    ],
  });
  expect([status, json.type]).toEqual([200, 'batch-response']);
  expect(json.entry.map(({ response }: any) => response.status)).toEqual(['200', '200', '200', '404', '201']);
  expect(json.entry.slice(0, 3).map(({ resource }: any) => problems(resource))).toEqual([[], ['cardinality-min'], []]);
  expect(codes(json.entry[3].response.outcome)).toEqual(['not-found']);
});

describe('the language of an answer', () => {
  test.each([
    [{}, 'ja'],
    [{ 'Accept-Language': 'en-US, ja;q=0.5' }, 'en'],
    [{ 'Accept-Language': 'ja, en;q=0.5' }, 'ja'],
  ] as [Record<string, string>, string][])(
    '%j is answered in %s first, with the other beside it',
    async (headers, language) => {
      const other = language === 'ja' ? 'en' : 'ja';
      const validated = await call('POST', '/fhir/Condition/$validate', { ...condition, foo: 1 }, headers);
      const refused = await call('GET', '/fhir/Nothing/1', undefined, headers);
      const turnedAway = await call('LOCK', '/fhir/Condition/1', undefined, headers);
      for (const { json, headers: answered } of [validated, refused, turnedAway]) {
        const [issue] = json.issue;
        const isJapanese = (words: string) => /[ぁ-ん]/.test(words);
        expect(answered.get('content-language')).toBe(language);
        expect(answered.get('vary')).toContain('Accept-Language');
        expect(isJapanese(issue.details.text)).toBe(language === 'ja');
        expect(isJapanese(issue.diagnostics)).toBe(other === 'ja');
        const [lang, content] = issue.details._text.extension[0].extension;
        expect([lang.valueCode, isJapanese(content.valueString)]).toEqual([other, other === 'ja']);
      }
    },
  );

  test('what the gateway says is itself FHIR that passes its own validation', async () => {
    const { json } = await call('POST', '/fhir/Condition/$validate', { ...condition, foo: 1, gender: 'x' });
    const again = await call('POST', '/fhir/OperationOutcome/$validate', json);
    expect(problems(again.json)).toEqual([]);
    const told = again.json.issue.map(({ diagnostics }: any) => diagnostics).join();
    expect(told).not.toContain('issue-detail');
  });
});

describe('writing under a rule that keeps faulty resources', () => {
  const weight = {
    resourceType: 'Observation',
    text,
    status: 'final',
    subject: PERSON,
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
    effectiveDateTime: '2026-04-01',
    valueQuantity: { value: 60, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  };
  const note = { resourceType: 'Observation', text, status: 'final', subject: PERSON, code: { text: '食事' } };

  test('what only a profile asks is stored, told, and shown at $findings to whom the record is shown', async () => {
    const { status, json, headers } = await call('POST', '/fhir/Observation', note);
    expect(status).toBe(201);
    const findings = `/fhir/Observation/${json.id}/$findings`;
    expect(headers.get('link')).toBe(`<${gateway.url}${findings}>; rel="describedby"`);
    const shown = await call('GET', findings);
    expect(shown.status).toBe(200);
    expect(new Set(problems(shown.json))).toContain('cardinality-min');
    expect((await gateway.call('soudan-hikari', 'GET', findings)).status).toBe(404);
  });

  test('a mended version has no findings', async () => {
    const { json } = await call('POST', '/fhir/Observation', note);
    const mended = await call('PUT', `/fhir/Observation/${json.id}`, { ...weight, id: json.id });
    expect([mended.status, mended.headers.get('link')]).toEqual([200, null]);
    expect(codes((await call('GET', `/fhir/Observation/${json.id}/$findings`)).json)).toEqual(['valid']);
  });

  test.each([
    ['a wrong JSON type', { ...note, status: ['final'] }],
    ['an unknown element', { ...note, foo: 1 }],
    ['a missing element of R4 itself', { ...note, code: undefined }],
    ['a reference to nobody', { ...note, subject: { reference: 'Patient/00000000-2e1c-52dd-8a55-36decb1b8025' } }],
    ['a reference of the wrong kind', { ...note, subject: { reference: 'Goal/1' } }],
  ])('%s is refused all the same', async (_what, body) => {
    const { status } = await call('POST', '/fhir/Observation', body);
    expect(status).toBe(422);
  });

  test('who prefers to hear what there is to say is answered with it', async () => {
    const prefer = { Prefer: 'return=OperationOutcome' };
    const kept = await call('POST', '/fhir/Observation', note, prefer);
    expect([kept.status, kept.json.resourceType]).toEqual([201, 'OperationOutcome']);
    expect(codes(kept.json)).toContain('stored-with-findings');
    expect(kept.headers.get('content-language')).toBe('ja');
    const good = await call('POST', '/fhir/Condition', condition, { ...prefer, 'Accept-Language': 'en' });
    expect(good.json.issue.map((one: any) => one.details.coding[0].system)).toContain(codeSystemUrl('issue'));
    expect(problems(good.json)).toEqual([]);
    expect((await call('POST', '/fhir/Condition', condition)).json.resourceType).toBe('Condition');
  });
});
