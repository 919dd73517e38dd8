/** What `_include` brings: the version that a reference names, and else what is there now. */
import { beforeAll, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const { call } = await sandboxGateway();
const asked = (method: string, path: string, body?: object) => call('hospital-ehr', method, `/fhir/${path}`, body);

const observation = (status: string, more: object = {}) => ({
  resourceType: 'Observation',
  status,
  code: { text: '体重' },
  subject: { reference: `Patient/${PERSON_B}` },
  ...more,
});
const report = (...results: string[]) => ({
  resourceType: 'DiagnosticReport',
  status: 'final',
  code: { text: '報告' },
  subject: { reference: `Patient/${PERSON_B}` },
  result: results.map((reference) => ({ reference })),
});
const made = async (body: { resourceType: string }): Promise<string> => {
  const { status, json } = await asked('POST', body.resourceType, body);
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};
const included = async (id: string, more = ''): Promise<string[]> => {
  const { json } = await asked('GET', `DiagnosticReport?_id=${id}&_include=DiagnosticReport:result${more}`);
  const found = json.entry.filter(({ search }: any) => search.mode === 'include');
  return found.map(({ resource: { id: one, meta, status } }: any) => `${one}/${meta.versionId} ${status}`).toSorted();
};

let changed = '';
let dropped = '';

beforeAll(async () => {
  changed = await made(observation('preliminary'));
  await asked('PUT', `Observation/${changed}`, { ...observation('final'), id: changed });
  dropped = await made(observation('final'));
  await asked('DELETE', `Observation/${dropped}`);
  expect((await asked('PUT', `Observation/${dropped}`, { ...observation('amended'), id: dropped })).status).toBe(201);
});

test('a reference to a version brings that version, and one without the current one; both where both are named', async () => {
  const [first, now] = [`${changed}/1 preliminary`, `${changed}/2 final`];
  expect(await included(await made(report(`Observation/${changed}/_history/1`)))).toEqual([first]);
  expect(await included(await made(report(`Observation/${changed}`)))).toEqual([now]);
  expect(await included(await made(report(`Observation/${changed}/_history/2`, `Observation/${changed}`)))).toEqual([
    now,
  ]);
  const both = report(`Observation/${changed}`, `Observation/${changed}/_history/1`);
  expect(await included(await made(both))).toEqual([first, now]);
});

test('a version that there is not, or that is the mark of a deletion, brings nothing', async () => {
  const named = ['1', '2', '3', '9', 'x'].map((version) => `Observation/${dropped}/_history/${version}`);
  expect(await included(await made(report(...named)))).toEqual([`${dropped}/1 final`, `${dropped}/3 amended`]);
});

test('what a version refers to is followed on', async () => {
  const part = await made(observation('registered'));
  const whole = await made(observation('preliminary', { hasMember: [{ reference: `Observation/${part}` }] }));
  await asked('PUT', `Observation/${whole}`, { ...observation('final'), id: whole });
  const id = await made(report(`Observation/${whole}/_history/1`));
  const more = '&_include:iterate=Observation:has-member';
  expect(await included(id, more)).toEqual([`${part}/1 registered`, `${whole}/1 preliminary`].toSorted());
});

test('what a page shows as it was is not brought again as it is now', async () => {
  const code = { coding: [{ system: 'urn:pages', code: 'p' }] };
  const ids: string[] = [];
  for (const hasMember of [undefined, undefined]) ids.push(await made(observation('final', { code, hasMember })));
  const member = { reference: `Observation/${ids[1]}` };
  ids.push(await made(observation('final', { code, hasMember: [member] })));
  const first = await asked(
    'GET',
    'Observation?code=urn:pages|p&_sort=_lastUpdated&_count=1&_include=Observation:has-member',
  );
  await asked('PUT', `Observation/${ids[1]}`, { ...observation('amended', { code }), id: ids[1] });
  const next = first.json.link.find(({ relation }: any) => relation === 'next').url.split('/fhir/')[1];
  const { json } = await asked('GET', next.replace('_count=1', '_count=2'));
  const shown = json.entry.map(({ search, resource }: any) => [search.mode, resource.id, resource.meta.versionId]);
  expect(shown).toEqual([
    ['match', ids[1], '1'],
    ['match', ids[2], '1'],
  ]);
});

test('what is looked for in every type costs as much as what is followed again and again', async () => {
  const stars = Array.from({ length: 21 }, () => '_revinclude=*').join('&');
  const { status, json } = await asked('GET', `Patient?${stars}`);
  expect([status, issuesOf(json)[0]?.code]).toEqual([400, 'search-too-costly']);
});
