/** What criteria and mere numbers tell of somebody is a disclosure, whether the answer shows a record, is empty or refuses. */
import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const PATIENT = `Patient/${PERSON_B}`;
const office = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call('soudan-hikari', method, `/fhir${path}`, body, headers);
const basic = (more: object = {}) => ({
  resourceType: 'Basic',
  code: { text: '覚書' },
  subject: { reference: PATIENT },
  ...more,
});

async function disclosed(): Promise<AuditEvent[]> {
  const { json } = await gateway.call('person-b', 'GET', '/fhir/AuditEvent?subtype=disclose&_count=100');
  return ((json as Bundle).entry ?? []).map(({ resource }) => resource as AuditEvent);
}

/** The records that the person is told were disclosed by what the office does, one list for each disclosure. */
async function toldBy(act: () => Promise<unknown>): Promise<string[][]> {
  const known = new Set((await disclosed()).map(({ id }) => id));
  await act();
  const fresh = (await disclosed()).filter(({ id }) => !known.has(id));
  expect(fresh.map(({ outcome }) => outcome)).toEqual(fresh.map(() => '0'));
  return fresh.map(({ entity = [] }) =>
    entity.flatMap(({ what }) => what?.reference ?? []).filter((reference) => reference.includes('/_history/')),
  );
}

let condition = { code: '', version: '' };
let patient = '';
let own = '';
beforeAll(async () => {
  await consentFor(gateway.call);
  const { json } = await office('GET', `/Condition?patient=${PERSON_B}`);
  const { id, code, meta } = json.entry[0].resource;
  condition = { code: code.coding[0].code, version: `Condition/${id}/_history/${meta.versionId}` };
  const { json: person } = await office('GET', `/${PATIENT}`);
  patient = `${PATIENT}/_history/${person.meta.versionId}`;
  const made = await office('POST', '/Basic', basic());
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  own = made.json.id;
});

const alike = () => ({
  resourceType: 'Condition',
  subject: { reference: PATIENT },
  code: { coding: [{ code: condition.code }] },
});
const hasCondition = () => `_has:Condition:patient:code=${condition.code}`;
const SATO = `name=${encodeURIComponent('佐藤')}&birthdate=1971-06-15`;

describe('a mere number that names nobody', () => {
  const numbers = (): readonly [string, string[]][] => [
    [`Patient?${SATO}&${hasCondition()}&_summary=count`, [condition.version, patient]],
    [`Condition?code=${condition.code}&_summary=count`, [condition.version]],
    [`Condition?code=${condition.code}&_count=0`, [condition.version]],
    [`?_type=Condition&code=${condition.code}&_summary=count`, [condition.version]],
    [`Basic?_id=${own}&subject:Patient.birthdate=1971-06-15&_summary=count`, [patient]],
  ];

  test('is a disclosure of what it counts and of what a link leads through', async () => {
    for (const [path, references] of numbers()) {
      const [told, ...others] = await toldBy(async () => {
        const { status, json } = await office('GET', `/${path}`);
        expect([status, json.total, json.entry], path).toEqual([200, 1, undefined]);
      });
      expect([told?.sort(), others], path).toEqual([references, []]);
    }
  });

  test('is one in a batch too', async () => {
    const entry = numbers().map(([url]) => ({ request: { method: 'GET', url } }));
    const told = await toldBy(async () => {
      const { json } = await office('POST', '', { resourceType: 'Bundle', type: 'batch', entry });
      expect(json.entry.map(({ resource }: any) => resource.total)).toEqual(numbers().map(() => 1));
    });
    expect(told.map((one) => one.sort().join()).sort()).toEqual(
      numbers()
        .map(([, references]) => references.join())
        .sort(),
    );
  });

  test('is one of a whole record too', async () => {
    const [told, ...others] = await toldBy(async () => {
      const { status, json } = await office('GET', `/${PATIENT}/$everything?_type=Condition,Basic&_count=0`);
      expect([status, json.total, json.entry]).toEqual([200, 2, undefined]);
    });
    expect([told, others]).toEqual([[condition.version], []]);
  });

  test('is none where it is nought, or counts what the caller holds', async () => {
    const paths = ['/Condition?code=none&_summary=count', '/Basic?_summary=count'];
    expect(await toldBy(() => Promise.all(paths.map((path) => office('GET', path))))).toEqual([]);
  });

  test('is noted of what others hold also where the caller holds more than are noted', async () => {
    const request = { method: 'POST', url: 'Condition' };
    const entry = Array.from({ length: 50 }, () => ({ resource: alike(), request }));
    const made = await office('POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(made.status, JSON.stringify(made.json)).toBe(200);
    const told = await toldBy(async () => {
      const { json } = await office('GET', `/Condition?code=${condition.code}&_summary=count`);
      expect(json.total).toBe(51);
    });
    expect(told).toEqual([[condition.version]]);
    const undo = made.json.entry.map(({ response }: any) => ({
      request: { method: 'DELETE', url: `Condition/${response.location.split('/').at(-3)}` },
    }));
    const gone = await office('POST', '', { resourceType: 'Bundle', type: 'transaction', entry: undo });
    expect(gone.status).toBe(200);
  });
});

describe('criteria of a write', () => {
  const criteria = () => `_id=${own}&subject:Patient.${hasCondition()}`;
  const patch = [{ op: 'replace', path: '/code/text', value: '覚え書き' }];
  const JSON_PATCH = { 'Content-Type': 'application/json-patch+json' };

  const linking = (reference: string) => ({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        resource: basic({ extension: [{ url: 'https://example.jp/about', valueReference: { reference } }] }),
        request: { method: 'POST', url: 'Basic' },
      },
    ],
  });

  test('that lead through what another holds disclose it', async () => {
    const acts: readonly (readonly [number, () => ReturnType<typeof office>])[] = [
      [200, () => office('POST', '/Basic', basic(), { 'If-None-Exist': criteria() })],
      [200, () => office('PUT', `/Basic?${criteria()}`, basic())],
      [200, () => office('PATCH', `/Basic?${criteria()}`, patch, JSON_PATCH)],
      [412, () => office('PUT', `/Basic?${criteria()}`, basic(), { 'If-Match': 'W/"99"' })],
    ];
    for (const [status, act] of acts) {
      const [told, ...others] = await toldBy(async () => expect((await act()).status).toBe(status));
      expect([told?.sort(), others]).toEqual([[condition.version, patient], []]);
    }
  });

  test('that nothing meets disclose nothing', async () => {
    const none = `_id=${own}&subject:Patient._has:Condition:patient:code=none`;
    expect(await toldBy(async () => expect((await office('DELETE', `/Basic?${none}`)).status).toBe(204))).toEqual([]);
  });

  test('that are met by what another holds disclose it, though the write is refused', async () => {
    const put = () => office('PUT', `/Condition?code=${condition.code}&patient.birthdate=1971-06-15`, alike());
    const told = await toldBy(async () => {
      const { status, json } = await put();
      expect([status, issuesOf(json)[0]?.code]).toEqual([403, 'not-holder']);
    });
    expect(told.map((one) => one.sort())).toEqual([[condition.version, patient]]);
    const { json: shown } = await office('GET', `/${condition.version}`);
    const { id: _, meta: __, ...copy } = shown;
    const second = await gateway.call('hospital-ehr', 'POST', '/fhir/Condition', copy);
    expect(second.status).toBe(201);
    const version = `Condition/${second.json.id}/_history/1`;
    const linked = linking(`Condition?code=${condition.code}`);
    for (const [act, code, references] of [
      [put, 'conditional-several', [condition.version, version, patient]],
      [() => office('POST', '', linked), 'conditional-reference', [condition.version, version]],
    ] as const) {
      const [several, ...others] = await toldBy(async () => {
        const { status, json } = await act();
        expect([status, issuesOf(json)[0]?.code]).toEqual([412, code]);
      });
      expect([several?.sort(), others]).toEqual([[...references].sort(), []]);
    }
    expect((await gateway.call('hospital-ehr', 'DELETE', `/fhir/Condition/${second.json.id}`)).status).toBe(204);
  });

  test('are told of by a transaction, and by its refusal, which leaves nothing else behind', async () => {
    const resolved = await toldBy(async () => {
      const { status, json } = await office('POST', '', linking(`Condition?code=${condition.code}&patient=${PATIENT}`));
      expect(status, JSON.stringify(json)).toBe(200);
    });
    expect(resolved).toEqual([[condition.version]]);
    const count = async () => (await office('GET', '/Basic?_summary=count')).json.total;
    const before = await count();
    const faulty = linking(`Condition?code=${condition.code}&patient=${PATIENT}`);
    faulty.entry.push({ resource: basic({ code: undefined }), request: { method: 'POST', url: 'Basic' } });
    const refused = await toldBy(async () => expect((await office('POST', '', faulty)).status).toBe(422));
    expect([refused, await count()]).toEqual([[[condition.version]], before]);
  });

  test('that delete what they mean disclose what they led through', async () => {
    const [told, ...others] = await toldBy(async () =>
      expect((await office('DELETE', `/Basic?${criteria()}`)).status).toBe(204),
    );
    expect([told?.sort(), others]).toEqual([[condition.version, patient], []]);
  });
});

test('the labels of a type are told of what the caller holds alone', async () => {
  const securityIn = async (who: string, path: string) =>
    (await gateway.call(who, 'GET', path)).json.parameter[0].valueMeta.security;
  const told = await toldBy(async () => {
    expect(await securityIn('soudan-hikari', '/fhir/Condition/$meta')).toBeUndefined();
    expect(await securityIn('hospital-ehr', '/fhir/Condition/$meta')).toContainEqual(expect.anything());
  });
  expect(told).toEqual([]);
});
