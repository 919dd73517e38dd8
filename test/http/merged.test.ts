/** Two records of one person that a merge has linked: the person keeps what is theirs, and others see of it what they saw. */
import { beforeAll, expect, test } from 'vitest';
import { HIKARI, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const { call } = await sandboxGateway();
const PATH = `/fhir/Patient/${PERSON_B}`;
const ask = (who: string, path: string) => call(who, 'GET', path);
let other = '';

beforeAll(async () => {
  const { json } = await call('hospital-ehr', 'POST', '/fhir/Patient', {
    resourceType: 'Patient',
    active: false,
    birthDate: '1970-01-01',
    gender: 'male',
    name: [{ text: '見本 花子', family: '見本' }],
  });
  other = `Patient/${json.id}`;
  await consentFor(call);
  const { json: known } = await ask('hospital-ehr', PATH);
  const link = [{ other: { reference: other }, type: 'replaces' }];
  expect((await call('hospital-ehr', 'PUT', PATH, { ...known, link })).status).toBe(200);
});

test('the person reads their record, and stops sharing it', async () => {
  for (const path of ['', '/_history', '/$disclosures', '/$explain-access', '/$consent-status'])
    expect([path, (await ask('person-b', `${PATH}${path}`)).status]).toEqual([path, 200]);
  const shown = await ask('person-b', PATH);
  expect(JSON.stringify(shown.json.link)).not.toContain(other);
});

test('whoever saw the person still does, without the other record', async () => {
  const shown = await ask('soudan-hikari', PATH);
  expect([shown.status, shown.json.link[0].type]).toEqual([200, 'replaces']);
  expect(JSON.stringify(shown.json)).not.toContain(other);
  expect((await ask('soudan-hikari', `/fhir/${other}`)).status).toBe(404);
  expect((await ask('soudan-hikari', `/fhir/Patient?link=${other}`)).json.total).toBe(0);
  expect((await ask('hospital-ehr', `/fhir/Patient?link=${other}`)).json.total).toBe(1);
  const stopped = await call('person-b', 'POST', `${PATH}/$stop-sharing?organization=${HIKARI}`);
  expect(stopped.status).toBe(201);
  expect((await ask('soudan-hikari', PATH)).status).toBe(404);
});
