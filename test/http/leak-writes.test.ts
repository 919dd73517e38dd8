/** What writing, paging and relabelling tell of what is hidden: nothing (consent design §3). */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
import { HOSPITAL, issuesOf, send } from '../gateway.ts';
import { ABSENT, ANNA, HIDDEN, leakWorld, READER, relabel, SHOWN } from './leak-world.ts';

const world = await leakWorld();
await world.hide();

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  world.call(READER, method, `/fhir/${path}`, body, headers);
const observation = {
  resourceType: 'Observation',
  status: 'final',
  identifier: [{ system: 'urn:mine', value: '1' }],
  code: { text: '観察' },
  subject: { reference: ANNA },
};

test('a conditional create that only something hidden would meet creates', async () => {
  const person = {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:patients', value: '77' }],
    name: [{ text: '知らない人' }],
    gender: 'unknown',
    birthDate: '1966-06-06',
  };
  const { status, headers } = await call('POST', 'Patient', person, { 'If-None-Exist': 'identifier=urn:patients|77' });
  expect(status).toBe(201);
  expect(headers.get('location')).toMatch(/\/Patient\/[0-9a-f-]{36}\/_history\/1$/);
});

test('a record about what is hidden is refused in the words for what is about something that nobody knows', async () => {
  const words = async (type: string, id: string) => {
    const target = { reference: `${type}/${id}` };
    const agent = [{ who: { reference: ANNA } }];
    const posted = { resourceType: 'Provenance', target: [target], recorded: '2026-05-02T01:00:00Z', agent };
    const { status, json } = await call('POST', 'Provenance', posted);
    return { status, issues: JSON.stringify(issuesOf(json)).replaceAll(id, 'id') };
  };
  for (const [type, id] of [
    ['Condition', HIDDEN.condition],
    ['Task', HIDDEN.task],
    ['Task', HIDDEN.taskAboutTask],
  ] as const) {
    const told = await words(type, id);
    expect(told.status).toBe(422);
    expect(told).toEqual(await words(type, ABSENT));
  }
});

test('that it was refused is in the audit with the reason of what it is about', async () => {
  const { status, headers } = await call('GET', `Task/${HIDDEN.task}`);
  expect(status).toBe(404);
  // A denial is recorded once the answer has been given.
  const denied = async () => {
    for (let look = 0; look < 200; look += 1) {
      const records = await auditRecords(world.database, headers.get('x-request-id') ?? '');
      const found = records.find((record) => record.denied !== undefined)?.denied;
      if (found) return found;
      await wait(25);
    }
    return undefined;
  };
  expect(await denied()).toEqual({
    reference: `Task/${HIDDEN.task}/_history/1`,
    patients: [ANNA],
    reason: 'CONSENT_DENY',
  });
});

test('a task is made where only one that is about something hidden would meet the criteria', async () => {
  const task = { resourceType: 'Task', status: 'requested', intent: 'order', for: { reference: ANNA } };
  const { status } = await call('POST', 'Task', task, {
    'If-None-Exist': `identifier=urn:tasks|${HIDDEN.task.slice(-4)}`,
  });
  expect(status).toBe(201);
});

test('a conditional update means what is seen, also where something hidden meets the criteria too', async () => {
  const made = await call('POST', 'Observation', observation);
  const criteria = 'Observation?code:text=観察&status=final';
  const changed = await call('PUT', encodeURI(criteria), { ...observation, status: 'amended' });
  expect([made.status, changed.status, changed.json.id]).toEqual([201, 200, made.json.id]);
  const { status } = await call('DELETE', 'Observation?identifier=urn:mine|1');
  expect(status).toBe(204);
});

test('an update of a hidden id is refused in the words for an id that nobody has', async () => {
  const words = async (id: string) => {
    const { status, json } = await call('PUT', `Group/${id}`, {
      resourceType: 'Group',
      id,
      type: 'person',
      actual: true,
    });
    return { status, issues: issuesOf(json).map((issue) => JSON.stringify(issue).replaceAll(id, 'id')) };
  };
  expect(await words('00000000-0000-4000-8000-000000005004')).toEqual(
    await words('00000000-0000-4000-8000-000000005999'),
  );
});

const circle = (id: string) => ({ resourceType: 'Group', id, type: 'person', actual: true });
const bundle = (type: string, id: string, headers: Record<string, string> = {}) => ({
  resourceType: 'Bundle',
  type,
  entry: [{ resource: circle(id), request: { method: 'PUT', url: `Group/${id}`, ...headers } }],
});
const patch = [{ op: 'replace', path: '/actual', value: false }];
const PATCHING = { 'Content-Type': 'application/json-patch+json' };

test.each<[string, number, (id: string) => ReturnType<typeof call>]>([
  ['a PUT with If-Match', 404, (id) => call('PUT', `Group/${id}`, circle(id), { 'If-Match': 'W/"1"' })],
  ['a PUT with If-None-Match', 404, (id) => call('PUT', `Group/${id}`, circle(id), { 'If-None-Match': '*' })],
  ['a PATCH', 404, (id) => call('PATCH', `Group/${id}`, patch, PATCHING)],
  ['a DELETE', 404, (id) => call('DELETE', `Group/${id}`)],
  ['a DELETE with If-Match', 404, (id) => call('DELETE', `Group/${id}`, undefined, { 'If-Match': 'W/"1"' })],
  ['a conditional PUT', 404, (id) => call('PUT', `Group?_id=${id}`, circle(id))],
  ['a conditional PATCH', 404, (id) => call('PATCH', `Group?_id=${id}`, patch, PATCHING)],
  ['a conditional DELETE', 204, (id) => call('DELETE', `Group?_id=${id}`)],
  ['an entry of a batch', 200, (id) => call('POST', '', bundle('batch', id))],
  ['an entry of a batch with ifMatch', 200, (id) => call('POST', '', bundle('batch', id, { ifMatch: 'W/"1"' }))],
  ['an entry of a batch with ifNoneMatch', 200, (id) => call('POST', '', bundle('batch', id, { ifNoneMatch: '*' }))],
  ['an entry of a transaction', 404, (id) => call('POST', '', bundle('transaction', id))],
  ['an entry of it with ifNoneMatch', 404, (id) => call('POST', '', bundle('transaction', id, { ifNoneMatch: '*' }))],
])('%s tells of a hidden id what it tells of one that nobody has', async (_, expected, act) => {
  const told = async (id: string) => {
    const { status, bytes, headers } = await act(id);
    const text = new TextDecoder().decode(bytes).replaceAll(id, 'id');
    return { status, text, etag: headers.get('etag'), location: headers.get('location') };
  };
  const [hidden, absent] = ['5004', '5999'].map((end) => `00000000-0000-4000-8000-00000000${end}`) as [string, string];
  const answer = await told(hidden);
  expect(answer.status, answer.text).toBe(expected);
  expect(answer).toEqual(await told(absent));
  expect((await world.call('hospital-ehr', 'GET', `/fhir/Group/${hidden}`)).json.meta.versionId).toBe('1');
});

test('where clients may choose ids, an update that names a version makes nothing, whether or not the id is taken', async () => {
  const choosing = await world.second({ writing: { updateCreate: true, conditionalDelete: 'single' } });
  const told = async (id: string) => {
    const [body, headers] = [circle(id), { 'If-Match': 'W/"1"' }];
    const bearer = await world.token(READER);
    const answer = await send(choosing.url, bearer, { method: 'PUT', path: `/fhir/Group/${id}`, body, headers });
    return { status: answer.status, text: new TextDecoder().decode(answer.bytes).replaceAll(id, 'id') };
  };
  const hidden = await told('00000000-0000-4000-8000-000000005004');
  expect(hidden.status).toBe(404);
  expect(hidden).toEqual(await told('00000000-0000-4000-8000-000000005999'));
});

test('a cursor of somebody else is a cursor that nobody knows', async () => {
  const { json } = await world.call('hospital-ehr', 'GET', '/fhir/Observation?_count=1');
  const next = json.link.find(({ relation }: any) => relation === 'next').url.replace(world.url, '');
  const foreign = await world.call(READER, 'GET', next);
  const unknown = await world.call(READER, 'GET', '/fhir/Observation?_count=1&_cursor=AAAA');
  expect(foreign.status).toBe(400);
  expect(foreign.bytes).toEqual(unknown.bytes);
});

test('no page is short or empty because something between its records is hidden', async () => {
  const sizes: number[] = [];
  for (let next = '/fhir/Observation?_count=2&_sort=-date'; next !== ''; ) {
    const { json } = await world.call(READER, 'GET', next);
    sizes.push(json.entry.length);
    next = json.link.find(({ relation }: any) => relation === 'next')?.url.replace(world.url, '') ?? '';
  }
  expect(sizes.slice(0, -1)).toEqual(sizes.slice(1).map(() => 2));
  expect(sizes.at(-1)).toBeGreaterThan(0);
});

test('a stricter label covers the versions that were open before', async () => {
  const paths = ['', '/_history', '/_history/1'].map((path) => `Observation/${SHOWN.relabelled}${path}`);
  const before = await Promise.all(paths.map((path) => call('GET', path)));
  expect(before.map(({ status }) => status)).toEqual([200, 200, 200]);
  await relabel(world);
  const after = await Promise.all(paths.map((path) => call('GET', path)));
  expect(after.map(({ status }) => status)).toEqual([404, 404, 404]);
  const { json } = await call('GET', 'Observation/_history');
  expect(JSON.stringify(json)).not.toContain(SHOWN.relabelled);
});

test('a version that is not shown does not tell when it took the place of one that is', async () => {
  const made = await world.call('hospital-ehr', 'POST', '/fhir/Observation', {
    ...observation,
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }] },
  });
  const [open, id] = [made.json, made.json.id];
  const sensitive = [
    ...open.meta.security,
    { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SUD' },
  ];
  for (const [day, security] of [
    ['2030-01-02', sensitive],
    ['2030-01-03', open.meta.security],
  ] as const)
    await world.house.store.write(new Date(`${day}T00:00:00Z`), async (writer) => {
      const current = await writer.lockOwn(HOSPITAL, 'Observation', id);
      await writer.replace(current as never, { resource: { ...open, meta: { security } }, custodian: HOSPITAL });
    });
  const versionsAt = async (day: string, who = READER): Promise<string[]> => {
    const { json } = await world.call(who, 'GET', `/fhir/Observation/${id}/_history?_at=${day}T12:00:00Z`);
    return (json.entry ?? []).map(({ resource }: any) => resource.meta.versionId);
  };
  expect(await versionsAt('2030-01-02', 'hospital-ehr')).toEqual(['2']);
  expect(await versionsAt('2030-01-02')).toEqual(['1']);
  expect(await versionsAt('2030-01-03')).toEqual(['3']);
});

test.each(['$export', 'Patient/$export', '$graphql', 'Subscription', 'Subscription/1', 'Binary', 'Binary/1'])(
  '%s is not there for anybody, in the same words whatever is stored',
  async (path) => {
    const words = async (who: string) => {
      const { status, json } = await world.call(who, 'GET', `/fhir/${path}`);
      return { status, issues: issuesOf(json) };
    };
    const told = await words(READER);
    expect(told.status).toBe(404);
    expect(await words('hospital-ehr')).toEqual(told);
  },
);
