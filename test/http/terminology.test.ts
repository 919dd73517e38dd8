import { expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const GENDERS = 'http://hl7.org/fhir/ValueSet/administrative-gender';
const GENDER = 'http://hl7.org/fhir/administrative-gender';
const PROFESSION = 'https://kakehashi.example/fhir/CodeSystem/profession';
const get = (path: string, headers?: Record<string, string>) =>
  gateway.call('soudan-hikari', 'GET', `/fhir/${path}`, undefined, headers);
const post = (path: string, body: unknown) => gateway.call('soudan-hikari', 'POST', `/fhir/${path}`, body);
const value = (json: any, name: string): unknown =>
  Object.values(json.parameter.find((one: any) => one.name === name) ?? {})[1];
const codes = (json: any): string[] => json.expansion.contains.map(({ code }: any) => code);

test('a value set is expanded by GET, by POST, by its id, and when it is sent', async () => {
  const expected = ['male', 'female', 'other', 'unknown'];
  const byUrl = await get(`ValueSet/$expand?url=${GENDERS}`);
  expect(byUrl.status).toBe(200);
  expect(byUrl.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  expect(codes(byUrl.json)).toEqual(expected);
  expect(codes((await get('ValueSet/administrative-gender/$expand')).json)).toEqual(expected);
  const asked = { resourceType: 'Parameters', parameter: [{ name: 'url', valueUri: GENDERS }] };
  expect(codes((await post('ValueSet/$expand', asked)).json)).toEqual(expected);
  const sent = { resourceType: 'ValueSet', status: 'active', compose: { include: [{ system: GENDER }] } };
  expect(codes((await post('ValueSet/$expand?filter=ma', sent)).json)).toEqual(['male', 'female']);
  const both = { resourceType: 'Parameters', parameter: [{ name: 'count', valueInteger: 1 }] };
  expect(codes((await post('ValueSet/administrative-gender/$expand?offset=1', both)).json)).toEqual(['female']);
});

test('the language of the reader counts where none is named', async () => {
  const path = 'ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/languages&filter=ja';
  const display = async (query: string, language: string) =>
    (await get(`${path}${query}`, { 'Accept-Language': language })).json.expansion.contains[0].display;
  expect(await display('', 'ja-JP,ja;q=0.9')).toBe('日本語');
  expect(await display('', '*')).toBe('Japanese');
  expect(await display('&displayLanguage=fr', 'ja')).toBe('japonais');
});

test('codes are checked against sets and systems', async () => {
  const good = await get(`ValueSet/$validate-code?url=${GENDERS}&system=${GENDER}&code=female`);
  expect([value(good.json, 'result'), value(good.json, 'display')]).toEqual([true, 'Female']);
  const coding = { system: GENDER, code: 'femal' };
  const bad = await post('ValueSet/administrative-gender/$validate-code', {
    resourceType: 'Parameters',
    parameter: [{ name: 'coding', valueCoding: coding }],
  });
  expect(value(bad.json, 'result')).toBe(false);
  expect(value(bad.json, 'message')).toContain('コード「femal」は、コード体系');
  const inSystem = await get(`CodeSystem/$validate-code?url=${GENDER}&code=female&display=Femail`);
  expect(value(inSystem.json, 'result')).toBe(false);
  expect((await get('CodeSystem/administrative-gender/$validate-code?code=male')).json.parameter[0]).toEqual({
    name: 'result',
    valueBoolean: true,
  });
});

test('a code is looked up, compared and translated', async () => {
  const found = await get(`CodeSystem/$lookup?system=${PROFESSION}&code=PSW`);
  expect([200, 404]).toContain(found.status);
  const female = await get(`CodeSystem/$lookup?system=${GENDER}&code=female`);
  expect([value(female.json, 'name'), value(female.json, 'display')]).toEqual(['AdministrativeGender', 'Female']);
  const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const subsumes = await get(`CodeSystem/$subsumes?system=${act}&codeA=_ActEncounterCode&codeB=AMB`);
  expect(subsumes.json.parameter).toEqual([{ name: 'outcome', valueCode: 'subsumes' }]);
  const translated = await get(
    'ConceptMap/cm-contact-point-use-v3/$translate?system=http://hl7.org/fhir/contact-point-use&code=home',
  );
  expect(translated.json.parameter[1].part[1].valueCoding).toEqual({
    system: 'http://terminology.hl7.org/CodeSystem/v3-AddressUse',
    code: 'H',
  });
});

test.each([
  ['ValueSet/$expand', 400, 'parameter-wrong'],
  ['ValueSet/$expand?url=urn:nowhere', 404, 'definition-not-loaded'],
  ['ValueSet/nowhere/$expand', 404, 'not-found'],
  ['ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/condition-code', 422, 'set-not-listable'],
  ['ValueSet/$expand?url=x&colour=red', 400, 'parameter-wrong'],
  ['CodeSystem/$lookup?system=urn:nowhere&code=x', 404, 'definition-not-loaded'],
  [
    'ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/condition-code&system=http://snomed.info/sct&code=1',
    422,
    'code-uncheckable',
  ],
  ['ValueSet/nowhere', 404, 'not-found'],
  ['ValueSet?name=x', 400, 'search-parameter-unsupported'],
  ['ValueSet', 400, 'search-parameter-unsupported'],
])('GET %s is refused with %i %s', async (path, status, code) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  const [issue] = issuesOf(answer.json);
  expect(issue?.code).toBe(code);
  expect(issue?.ja).toMatch(/[ぁ-んァ-ン一-龠]/);
});

test('what is sent must be Parameters or what the operation takes, and be what it says', async () => {
  const patient = await post('ValueSet/$expand', { resourceType: 'Patient' });
  expect([patient.status, issuesOf(patient.json)[0]?.code]).toEqual([400, 'parameters-needed']);
  const list = await post('ValueSet/$expand', { resourceType: 'Parameters', parameter: { name: 'url' } });
  expect([list.status, issuesOf(list.json)[0]?.code]).toEqual([400, 'parameters-needed']);
  const broken = { resourceType: 'ValueSet', status: 'active', compose: { include: 'all' } };
  const refused = await post('ValueSet/$expand', broken);
  expect(refused.status).toBe(422);
  expect(issuesOf(refused.json)[0]?.expression).toMatch(/^Parameters\.parameter\[0\]\.resource\.compose/);
  const nulls = await post('ValueSet/$expand', { resourceType: 'Parameters', parameter: [null, 1, { resource: 5 }] });
  expect(nulls.status).toBeGreaterThanOrEqual(400);
  expect(nulls.status).toBeLessThan(500);
});

test('loaded definitions are read by id and found by their canonical, and cannot be changed', async () => {
  const read = await get('CodeSystem/administrative-gender');
  expect(read.status).toBe(200);
  expect(read.json).toMatchObject({ resourceType: 'CodeSystem', url: GENDER });
  expect(read.json.meta.tag).toContainEqual({
    system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
    code: 'SUBSETTED',
  });
  const found = await get(`ValueSet?url=${GENDERS}`);
  expect(found.json).toMatchObject({ type: 'searchset', total: 1, entry: [{ resource: { url: GENDERS } }] });
  for (const counted of ['_summary=count', '_count=0']) {
    const { json } = await get(`ValueSet?url=${GENDERS}&${counted}`);
    expect([json.total, json.entry]).toEqual([1, undefined]);
  }
  expect((await get(`ValueSet?url=${GENDERS}%7C9`)).json.total).toBe(0);
  expect((await get('StructureDefinition?_id=kakehashi-patient')).json.entry[0].fullUrl).toBe(
    `${gateway.url}/fhir/StructureDefinition/kakehashi-patient`,
  );
  const written = await gateway.call('hospital-ehr', 'POST', '/fhir/CodeSystem', { ...read.json, id: undefined });
  expect(written.status).toBe(404);
});

test('nothing is answered without a token, and what is asked is in the audit', async () => {
  const response = await fetch(`${gateway.url}/fhir/ValueSet/$expand?url=${GENDERS}`);
  expect(response.status).toBe(401);
  const count = async (): Promise<number> => {
    const { rows } = await gateway.database.query<{ n: string }>(
      "SELECT count(*) AS n FROM audit_record WHERE content LIKE '%$expand%'",
    );
    return Number(rows[0]?.n);
  };
  const before = await count();
  await get(`ValueSet/$expand?url=${GENDERS}&count=3`);
  expect(await count()).toBe(before + 1);
});

test('the statement of capabilities names the operations', async () => {
  const { json } = await get('metadata');
  const [rest] = json.rest;
  const types = rest.resource.map(({ type }: any) => type);
  expect(new Set(types).size).toBe(types.length);
  const operations = rest.resource.flatMap(({ type, operation = [] }: any) =>
    operation.map(({ name, definition }: any) => `${type}/$${name} ${definition}`),
  );
  for (const name of [
    'ValueSet/$expand',
    'ValueSet/$validate-code',
    'CodeSystem/$lookup',
    'CodeSystem/$validate-code',
    'CodeSystem/$subsumes',
    'ConceptMap/$translate',
  ]) {
    expect(operations).toContain(`${name} http://hl7.org/fhir/OperationDefinition/${name.replace('/$', '-')}`);
  }
});
