/** What refers to many at once, among resources that are found by many values. */
import { beforeAll, expect, test } from 'vitest';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const { call, house } = gateway;
const SYSTEM = 'https://example.jp/codes';
const PANELS = 100;
/** With so many values under `code` each row is compared with many. */
const CODINGS = 60;
const MEMBERS = 600;

const observation = (category: string, codings: number, more: object = {}): any => ({
  resourceType: 'Observation',
  status: 'final',
  category: [{ coding: [{ system: SYSTEM, code: category }] }],
  code: { coding: Array.from({ length: codings }, (_, at) => ({ system: SYSTEM, code: `c${at}` })) },
  subject: { reference: `Patient/${PERSON_B}` },
  ...more,
});

const nameOf = ({ resourceType, id }: any): string => `${resourceType}/${id}`;
const names = (json: any, mode: string): string[] =>
  json.entry.flatMap(({ search, resource }: any) => (search.mode === mode ? [nameOf(resource)] : [])).toSorted();

/** Of each panel those that it refers to, and those that refer to it. */
const panels: string[] = [];
const derived: string[] = [];

beforeAll(async () => {
  await house.store.write(new Date(), async (writer) => {
    const store = async (resource: any): Promise<string> => {
      const { type, id } = await writer.insert({ resource, custodian: HOSPITAL });
      return `${type}/${id}`;
    };
    for (let at = 0; at < PANELS; at += 1) panels.push(await store(observation('panel', 1)));
    for (let at = 0; at < MEMBERS; at += 1) {
      const from = at % 3 === 0 ? { derivedFrom: [{ reference: panels[at % PANELS] }] } : {};
      const name = await store(observation('member', CODINGS, from));
      if (at % 3 === 0) derived.push(name);
    }
  });
}, 120_000);

test('`_revinclude=*` brings all that refers to a full page, within the time of a search', async () => {
  for (const follow of ['*', 'Observation:derived-from', 'Observation:*']) {
    const { status, json } = await call(
      'hospital-ehr',
      'GET',
      `/fhir/Observation?category=panel&_count=${PANELS}&_revinclude=${follow}`,
    );
    expect(status, JSON.stringify(json.issue)).toBe(200);
    expect(names(json, 'match')).toEqual(panels.toSorted());
    expect(names(json, 'include'), follow).toEqual(derived.toSorted());
  }
  const hidden = await call('soudan-minato', 'GET', `/fhir/Observation?category=panel&_revinclude=*`);
  expect([hidden.status, hidden.json.total]).toEqual([200, 0]);
});

test('a resource that the index would hold too many values of is refused, alone and in a bundle, and one of fewer is stored', async () => {
  const large = observation('large', 0, {
    code: { coding: Array.from({ length: 7_000 }, (_, n) => ({ code: `${n}` })) },
  });
  const told = [['index-too-large', 'Observation']];
  const said = (json: any) => issuesOf(json).map(({ code, expression }) => [code, expression]);
  const created = await call('hospital-ehr', 'POST', '/fhir/Observation', large);
  expect([created.status, said(created.json)]).toEqual([422, told]);
  const entry = [{ resource: large, request: { method: 'POST', url: 'Observation' } }];
  const bundled = await call('hospital-ehr', 'POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
  expect([bundled.status, said(bundled.json)[0]?.[0]]).toEqual([422, 'index-too-large']);
  const small = { ...large, code: { coding: large.code.coding.slice(0, 3_000) } };
  expect((await call('hospital-ehr', 'POST', '/fhir/Observation', small)).status).toBe(201);
});
