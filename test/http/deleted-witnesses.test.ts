/** What is deleted still tells what a refusal means by it, and a person speaks for themself when their record is gone. */
import { beforeAll, expect, test } from 'vitest';
import { HIKARI, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

const { call } = await sandboxGateway();
const PATIENT = { reference: `Patient/${PERSON_B}` };
const post = async (resource: any, who = 'hospital-ehr'): Promise<string> => {
  const { status, json } = await call(who, 'POST', `/fhir/${resource.resourceType}`, resource);
  expect(status, JSON.stringify(json)).toBe(201);
  return `${resource.resourceType}/${json.id}`;
};
const statusOf = async (who: string, path: string) => (await call(who, 'GET', `/fhir/${path}`)).status;

let consent = '';
beforeAll(async () => {
  consent = await consentFor(call);
});

test('a refusal of all that belongs to a stay goes on when the stay is deleted', async () => {
  const coding = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' };
  const illness = (text: string) => post({ resourceType: 'Condition', subject: PATIENT, code: { text } });
  const [told, refused] = [await illness('発熱'), await illness('骨折')];
  const stay = await post({
    resourceType: 'Encounter',
    status: 'finished',
    class: coding,
    subject: PATIENT,
    diagnosis: [{ condition: { reference: refused } }],
  });
  await withdraw(call, consent);
  consent = await consentFor(call, ({ provision }) => {
    const data = [{ meaning: 'related', reference: { reference: stay } }];
    provision.provision.push({ type: 'deny', data });
  });
  const shown = () => Promise.all([told, refused].map((path) => statusOf('soudan-hikari', path)));
  expect(await shown()).toEqual([200, 404]);
  expect((await call('hospital-ehr', 'DELETE', `/fhir/${stay}`)).status).toBe(204);
  expect(await shown()).toEqual([200, 404]);
});

test('a person whose record was deleted is told what was shown of them, and stops it', async () => {
  const condition = await post({ resourceType: 'Condition', subject: PATIENT, code: { text: '不眠' } });
  expect(await statusOf('soudan-hikari', condition)).toBe(200);
  expect((await call('hospital-ehr', 'DELETE', `/fhir/Patient/${PERSON_B}`)).status).toBe(204);
  const disclosed = await call('person-b', 'GET', `/fhir/Patient/${PERSON_B}/$disclosures`);
  expect(disclosed.status).toBe(200);
  expect(JSON.stringify(disclosed.json)).toContain(condition);
  const stopped = await call('person-b', 'POST', `/fhir/Patient/${PERSON_B}/$stop-sharing?organization=${HIKARI}`);
  expect(stopped.status, JSON.stringify(stopped.json)).toBe(201);
  expect(await statusOf('soudan-hikari', condition)).toBe(404);
});
