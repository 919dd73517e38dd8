import { beforeAll, expect, test } from 'vitest';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call, database } = gateway;
const codes = (resource: any): string => resource.meta.security.map(({ code }: any) => code).join(' ');
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: '記録' },
  subject: { reference: `Patient/${PERSON_B}` },
};
const social = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
];

beforeAll(async () => {
  await consentFor(call);
});

test('labels follow what a patch makes of a resource, since what comes back from the client is no word of its own', async () => {
  const { json } = await call('hospital-ehr', 'POST', '/fhir/Observation', observation);
  expect(codes(json)).toBe('N PSY test');
  const path = `/fhir/Observation/${json.id}`;
  const patch = [{ op: 'add', path: '/category', value: social }];
  const headers = { 'Content-Type': 'application/json-patch+json', 'If-Match': 'W/"1"' };
  const patched = await call('hospital-ehr', 'PATCH', path, JSON.stringify(patch), headers);
  expect([patched.status, codes(patched.json)]).toEqual([200, 'N PSY living']);
  // A label that the client adds is one, and stays when the client leaves the others out.
  const restricted = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' };
  const { category: _, ...bare } = patched.json;
  const sent = { ...bare, meta: { security: [restricted] } };
  const put = await call('hospital-ehr', 'PUT', path, sent, { 'If-Match': 'W/"2"' });
  expect([put.status, codes(put.json)]).toEqual([200, 'R PSY test']);
});

test('what other rules labelled does not exist for others until the house has labelled it anew', async () => {
  const created = await call('hospital-ehr', 'POST', '/fhir/Observation', { ...observation, category: social });
  const { id } = created.json;
  const office = () => call('soudan-hikari', 'GET', `/fhir/Observation/${id}`);
  expect((await office()).status).toBe(200);

  const { rows } = await database.query<{ value: string }>(`SELECT value FROM house WHERE name = 'label-rules'`);
  await database.query(`UPDATE house SET value = 'of another process' WHERE name = 'label-rules'`);
  await database.query(`UPDATE resource SET labelled = 'older' WHERE id = $1`, [id]);
  const hidden = await office();
  const unknown = await call('soudan-hikari', 'GET', '/fhir/Observation/00000000-0000-4000-8000-000000000000');
  expect([hidden.status, hidden.json.issue[0].details.coding]).toEqual([404, unknown.json.issue[0].details.coding]);
  expect((await call('soudan-hikari', 'GET', `/fhir/Observation?_id=${id}`)).json.total).toBe(0);
  expect((await call('hospital-ehr', 'GET', `/fhir/Observation/${id}`)).status).toBe(200);
  const progress = async () => {
    const { json } = await call('administrator', 'GET', '/fhir/$index-progress');
    const labels = json.parameter.find(({ name }: any) => name === 'labels');
    return labels.part.map((part: any) => part.valueInteger ?? part.valueBoolean);
  };
  const [wanted] = await progress();
  expect(await progress()).toEqual([wanted, wanted - 1, false]);

  await database.query(`UPDATE house SET value = $1 WHERE name = 'label-rules'`, [rows[0]?.value]);
  await until(async () => (await office()).status === 200);
  expect((await office()).json).toEqual(created.json);
  expect(await progress()).toEqual([wanted, wanted, true]);
});
