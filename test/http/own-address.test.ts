/** A reference by the address of the house leads into the house like one without: it is masked, found, checked and followed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call, url } = gateway;
const BASE = `${url}/fhir`;
const PATIENT = `Patient/${PERSON_B}`;
const ABSENT = '00000000-0000-4000-8000-000000000000';

const hospital = (method: string, path: string, body?: object | string, headers?: Record<string, string>) =>
  call('hospital-ehr', method, path, body, headers);
const observed = (more: object) => ({
  resourceType: 'Observation',
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }] },
  status: 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
  ],
  code: { text: '様子' },
  subject: { reference: `${BASE}/${PATIENT}` },
  ...more,
});

let hidden = '';
beforeAll(async () => {
  await consentFor(call);
  const { json } = await hospital('POST', '/fhir/Condition', {
    resourceType: 'Condition',
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }] },
    subject: { reference: PATIENT },
    code: { text: 'x' },
  });
  hidden = `Condition/${json.id}`;
  expect((await call('soudan-hikari', 'GET', `/fhir/${hidden}`)).status).toBe(404);
});

describe('a record that names its person by the address of the house', () => {
  test.each(['create', 'batch', 'transaction'])('is kept by a %s in the form of all others, and found', async (way) => {
    const resource = observed({});
    const entry = {
      fullUrl: 'urn:uuid:1e8c1b58-4ef5-4e79-9d3d-9ab4a5a0a1f1',
      resource,
      request: { method: 'POST', url: 'Observation' },
    };
    const made =
      way === 'create'
        ? (await hospital('POST', '/fhir/Observation', resource)).json
        : (await hospital('POST', '/fhir', { resourceType: 'Bundle', type: way, entry: [entry] })).json.entry[0]
            .resource;
    expect(made.subject).toEqual({ reference: PATIENT });
    for (const query of [
      `Observation?_id=${made.id}&subject=${BASE}/${PATIENT}`,
      `Observation?_id=${made.id}&patient=${PERSON_B}`,
      `Observation?_id=${made.id}&subject:Patient._id=${PERSON_B}`,
      `${PATIENT}/Observation?_id=${made.id}`,
    ])
      expect([query, (await hospital('GET', `/fhir/${query}`)).json.total]).toEqual([query, 1]);
    const { json: missing } = await hospital('GET', `/fhir/Observation?_id=${made.id}&patient:missing=true`);
    expect(missing.total).toBe(0);
    for (const who of ['person-b', 'soudan-hikari'])
      expect([who, (await call(who, 'GET', `/fhir/Observation/${made.id}`)).status]).toEqual([who, 200]);
  });

  test('is kept so by an update and by both patches', async () => {
    const { json } = await hospital('POST', '/fhir/Observation', observed({ subject: { reference: PATIENT } }));
    const path = `/fhir/Observation/${json.id}`;
    const put = await hospital('PUT', path, { ...json, subject: { reference: `${BASE}/${PATIENT}` } });
    const focus = { reference: `${BASE}/${hidden}` };
    const patched = await hospital('PATCH', path, JSON.stringify([{ op: 'add', path: '/focus', value: [focus] }]), {
      'Content-Type': 'application/json-patch+json',
    });
    const again = await hospital(
      'PATCH',
      path,
      JSON.stringify([{ op: 'replace', path: '/focus/0/reference', value: `${BASE}/${PATIENT}` }]),
      { 'Content-Type': 'application/json-patch+json' },
    );
    expect(
      [put, patched, again].map(({ status, json: made }) => [status, made.subject?.reference, made.focus]),
    ).toEqual([
      [200, PATIENT, undefined],
      [200, PATIENT, [{ reference: hidden }]],
      [200, PATIENT, [{ reference: PATIENT }]],
    ]);
  });
});

test('what it says of a hidden record is masked from who may not see that', async () => {
  const focus = [{ reference: `${BASE}/${hidden}`, display: '伏せられた病名' }];
  const { json } = await hospital('POST', '/fhir/Observation', observed({ focus }));
  const seen = await call('soudan-hikari', 'GET', `/fhir/Observation/${json.id}`);
  expect(seen.status).toBe(200);
  expect(JSON.stringify(seen.json)).not.toContain(hidden);
  expect(JSON.stringify(seen.json)).not.toContain('伏せられた病名');
  expect(seen.json.focus[0].extension[0].valueCode).toBe('masked');
  for (const target of [`${BASE}/${hidden}`, hidden])
    expect((await call('soudan-hikari', 'GET', `/fhir/Observation?focus=${target}`)).json.total).toBe(0);
});

test.each([
  ['Patient', ABSENT, 'reference-not-found'],
  ['Patient', `${ABSENT}#part`, 'reference-malformed'],
  ['Patient', 'a%2Fb', 'reference-malformed'],
])('%s/%s of the house that is not there is refused', async (type, id, code) => {
  const { status, json } = await hospital(
    'POST',
    '/fhir/Observation',
    observed({ subject: { reference: `${BASE}/${type}/${id}` } }),
  );
  expect([status, issuesOf(json)[0]?.code]).toEqual([422, code]);
});

test('in a transaction it means the entry of that fullUrl, and criteria are asked behind it', async () => {
  const value = crypto.randomUUID();
  const person = {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:s', value }],
    name: [{ text: '見本 太郎' }],
    gender: 'male',
    birthDate: '1980-01-01',
  };
  const fullUrl = `${BASE}/Patient/${ABSENT}`;
  const entry = [
    { fullUrl, resource: person, request: { method: 'POST', url: 'Patient' } },
    { resource: observed({ subject: { reference: fullUrl } }), request: { method: 'POST', url: 'Observation' } },
  ];
  const { status, json } = await hospital('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
  expect(status, JSON.stringify(json)).toBe(200);
  const [made, about] = json.entry.map(({ resource }: any) => resource);
  expect(about.subject.reference).toBe(`Patient/${made.id}`);
  const resource = observed({ subject: { reference: `${BASE}/Patient?identifier=urn:s|${value}` } });
  const later = await hospital('POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource, request: { method: 'POST', url: 'Observation' } }],
  });
  expect(later.json.entry?.[0].resource.subject.reference).toBe(`Patient/${made.id}`);
});

test('what lies elsewhere stays as it is written', async () => {
  const reference = 'https://other.example/fhir/Device/1';
  const { status, json } = await hospital('POST', '/fhir/Observation', observed({ device: { reference } }));
  expect([status, json.device]).toEqual([201, { reference }]);
});
