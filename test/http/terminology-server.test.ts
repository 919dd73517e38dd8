import { beforeEach, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { json, localServer, parameters } from '../terminology/a-server.ts';

const local = await localServer();
const gateway = await sandboxGateway({
  terminology: { url: local.url, timeoutMs: 300, cacheMax: 100, cacheSeconds: 60 },
});
beforeEach(() => {
  local.asked.length = 0;
});
const observation = (code: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://snomed.info/sct', code, display: '体重' }] },
  subject: { reference: `Patient/${PERSON_B}` },
});
const post = (path: string, body: unknown) => gateway.call('hospital-ehr', 'POST', `/fhir/${path}`, body);
const say = (result: boolean) => local.answer((_, response) => json(response, 200, parameters(result)));

test('a code that the terminology server does not know is refused, and one that it knows is stored', async () => {
  say(false);
  const refused = await post('Observation', observation('1001'));
  expect(refused.status).toBe(422);
  expect(issuesOf(refused.json).map(({ code }) => code)).toContain('code-unknown');
  say(true);
  expect((await post('Observation', observation('1002'))).status).toBe(201);
  expect(local.asked.map(({ text }) => text).join()).not.toMatch(/体重|Patient/);
});

test('the answer to $validate is completed by the server, and each code is asked once', async () => {
  say(false);
  const codes = async () =>
    issuesOf((await post('Observation/$validate', observation('1003'))).json).map(({ code }) => code);
  expect(await codes()).toContain('code-unknown');
  expect(await codes()).toContain('code-unknown');
  expect(local.asked).toHaveLength(1);
});

test('a change and a transaction are held to the server too', async () => {
  say(true);
  const stored = (await post('Observation', observation('1004'))).json;
  const change = (code: string) =>
    gateway.call('hospital-ehr', 'PUT', `/fhir/Observation/${stored.id}`, { ...observation(code), id: stored.id });
  expect((await change('1005')).status).toBe(200);
  say(false);
  expect((await change('1008')).status).toBe(422);
  const entry = [{ resource: observation('1009'), request: { method: 'POST', url: 'Observation' } }];
  const refused = await gateway.call('hospital-ehr', 'POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry,
  });
  expect(refused.status).toBe(422);
  expect(issuesOf(refused.json).map(({ code }) => code)).toContain('code-unknown');
});

test('an operation asks the server for what is not loaded', async () => {
  say(true);
  const query = 'url=http://hl7.org/fhir/ValueSet/condition-code&system=http://snomed.info/sct&code=1006';
  const { status, json: answer } = await gateway.call('hospital-ehr', 'GET', `/fhir/ValueSet/$validate-code?${query}`);
  expect([status, answer.parameter[0]]).toEqual([200, { name: 'result', valueBoolean: true }]);
});

test('while the server is silent nothing is refused for it', async () => {
  local.answer(() => {});
  expect((await post('Observation', observation('1007'))).status).toBe(201);
});
