import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
const TAG = { system: 'https://example.jp/tags', code: 'seen' };
const meta = (valueMeta: object) => ({ resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] });
const returned = ({ json }: { json: any }) => json.parameter[0].valueMeta;

test('profiles, tags and labels are read, added and taken away, and labels of the rules stay', async () => {
  const { json } = await call('POST', '/fhir/Flag', {
    resourceType: 'Flag',
    status: 'active',
    code: { text: '注意' },
    subject: { reference: `Patient/${PERSON_B}` },
  });
  const path = `/fhir/Flag/${json.id}`;
  expect(returned(await call('GET', `${path}/$meta`))).toEqual(json.meta);
  const added = await call('POST', `${path}/$meta-add`, meta({ tag: [TAG] }));
  expect([added.status, returned(added).tag, returned(added).versionId]).toEqual([200, [TAG], '2']);
  expect(returned(await call('GET', '/fhir/Flag/$meta')).tag).toEqual([TAG]);
  expect(returned(await call('GET', '/fhir/$meta')).tag).toContainEqual(TAG);
  const taken = await call('POST', `${path}/$meta-delete`, meta({ tag: [TAG], security: json.meta.security }));
  expect(returned(taken).tag).toBeUndefined();
  expect(returned(taken).security).toEqual(json.meta.security);
  for (const where of ['', '/Flag', `/Flag/${json.id}`])
    expect((await call('POST', `/fhir${where}/$meta`)).json).toEqual((await call('GET', `/fhir${where}/$meta`)).json);
  const wrong = await call('POST', `${path}/$meta-add`, { resourceType: 'Parameters', parameter: [] });
  expect([wrong.status, issuesOf(wrong.json)[0]?.code]).toEqual([400, 'meta-needed']);
  for (const given of [
    { tag: [null] },
    { tag: [TAG, 'seen'] },
    { tag: [[TAG]] },
    { tag: TAG },
    { tag: null },
    { security: [7] },
    { profile: [null] },
    { profile: [{}] },
    [],
  ])
    for (const operation of ['$meta-add', '$meta-delete']) {
      const { status, json: told } = await call('POST', `${path}/${operation}`, meta(given));
      expect([status, issuesOf(told)[0]?.code], JSON.stringify(given)).toEqual([400, 'meta-needed']);
    }
  expect(returned(await call('GET', `${path}/$meta`)).versionId).toBe('3');
  for (const operation of ['$meta-add', '$meta-delete']) {
    const stranger = await gateway.call('soudan-hikari', 'POST', `${path}/${operation}`, meta({ tag: [TAG] }));
    expect(stranger.status).toBe(404);
  }
  expect((await gateway.call('soudan-hikari', 'GET', `${path}/$meta`)).status).toBe(404);
});
