import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sandboxToken } from '../../src/cli/index.ts';
import { policyShipped } from '../../src/consent/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import { createResource } from '../../src/records/index.ts';
import { supersedeConsent } from '../../src/sharing/index.ts';
import { type Answer, regionShipped } from '../../src/visit/index.ts';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway, send } from '../gateway.ts';
import { visitOf } from '../visit/scoped-world.ts';

const NOON = '2026-07-20T12:00:00+09:00';
vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOON) });
afterAll(() => vi.useRealTimers());

const gateway = await sandboxGateway();
let house = gateway;
const NURSE = 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91';
const EXTENSION = 'https://kakehashi.example/fhir/StructureDefinition/verified-authority';

/** A token lives five minutes, and here the time leaps by days. */
async function call(who: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return send(house.url, await sandboxToken(house.url, who, house.runKeys()), { method, path, body, headers });
}
const at = (moment: string) => vi.setSystemTime(new Date(moment));

beforeEach(() => at(NOON));

async function store(resource: any, who = 'hospital-ehr'): Promise<string> {
  const answer = await call(who, 'POST', `/fhir/${resource.resourceType}`, resource);
  expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  return `${resource.resourceType}/${answer.json.id}`;
}

const patient = (birthDate: string) =>
  store({ resourceType: 'Patient', birthDate, gender: 'female', name: [{ text: '見本 花子', family: '見本' }] });

function relative(of: string, { kind, ...more }: { kind?: string; [more: string]: unknown } = {}): any {
  const authority = {
    url: EXTENSION,
    extension: [
      { url: 'kind', valueCode: kind },
      {
        url: 'document',
        valueIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0b9c0d2e-6a1f-4b7e-9c38-0a2f4e6d8b10' },
      },
      { url: 'verifiedBy', valueReference: { reference: NURSE } },
      { url: 'verifiedOn', valueDate: '2026-04-01' },
      { url: 'period', valuePeriod: { start: '2026-04-01', end: '2027-03-31' } },
    ],
  };
  return {
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: of },
    relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'GUARD' }] }],
    name: [{ text: '見本 太郎' }],
    ...(kind === undefined ? {} : { extension: [authority] }),
    ...more,
  };
}

const consent = (of: string, performer: string, more: object = {}) => {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  return {
    ...example,
    patient: { reference: of },
    performer: [{ reference: performer }],
    dateTime: NOON,
    provision: { ...example.provision, period: { start: '2026-07-01', end: '2027-06-30' } },
    ...more,
  };
};
const sees = async (who: string): Promise<boolean> =>
  (await call('soudan-hikari', 'GET', `/fhir/${who}`)).status === 200;

describe('a guardian of an adult', () => {
  test('consents within the period of the verified authority, to the last millisecond of its last day in Japan', async () => {
    const person = await patient('1960-01-01');
    const guardian = await store(relative(person, { kind: 'guardian-of-adult' }));
    await store(consent(person, guardian));
    expect(await sees(person)).toBe(true);
    at('2027-03-31T23:59:59.999+09:00');
    expect(await sees(person)).toBe(true);
    at('2027-04-01T00:00:00.000+09:00');
    expect(await sees(person)).toBe(false);
  });

  test('is none by a document whose number is blank: such a record is refused', async () => {
    const body = relative(await patient('1960-01-01'), { kind: 'guardian-of-adult' });
    body.extension[0].extension[1].valueIdentifier = { value: '\u200b' };
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/RelatedPerson', body);
    expect(status).toBe(422);
    const [issue] = issuesOf(json);
    expect([issue?.code, issue?.expression]).toEqual(['invariant-failed', 'RelatedPerson.extension[0]']);
    expect(issue?.ja).toMatch(/^規則 kk-auth-1 に反します：書類は参照か番号で示す/);
    expect(issue?.en).toMatch(/^the rule kk-auth-1 is broken: The document is given by a reference or a number/);
  });

  test('no longer does when the authority is taken away, at the very next request', async () => {
    const person = await patient('1960-01-01');
    const body = relative(person, { kind: 'guardian-of-adult' });
    const guardian = await store(body);
    await store(consent(person, guardian));
    expect(await sees(person)).toBe(true);
    const { extension: _, ...without } = body;
    const id = guardian.split('/')[1];
    expect((await call('hospital-ehr', 'PUT', `/fhir/${guardian}`, { ...without, id })).status).toBe(200);
    expect(await sees(person)).toBe(false);
    const { json } = await call('hospital-ehr', 'GET', `/fhir/Provenance?target=${guardian}`);
    expect(json.entry.map(({ resource }: any) => resource.activity.coding[0].code).toSorted()).toEqual([
      'amend',
      'verify-authority',
    ]);
    const verified = json.entry.find(({ resource }: any) => resource.activity.coding[0].code === 'verify-authority');
    expect(verified.resource).toMatchObject({
      target: [{ reference: `${guardian}/_history/1` }, { reference: person }],
      agent: [
        { who: { reference: NURSE }, onBehalfOf: { reference: HOSPITAL } },
        { type: { coding: [{ code: 'verifier' }] }, who: { reference: NURSE } },
      ],
      entity: [{ role: 'source', what: { identifier: { value: expect.stringContaining('urn:uuid:') } } }],
    });
  });

  test('is outranked by the refusal of the person', async () => {
    const person = await patient('1960-01-01');
    await store(consent(person, await store(relative(person, { kind: 'guardian-of-adult' }))));
    await store(
      consent(person, person, {
        policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }] },
        provision: { type: 'deny', period: { start: '2026-07-01' } },
      }),
    );
    expect(await sees(person)).toBe(false);
  });
});

describe('who has no authority', () => {
  test('a guardian by name alone, with whatever number: as who agreed to an admission for the person', async () => {
    const person = await patient('1960-01-01');
    const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1b9c0d2e-6a1f-4b7e-9c38-0a2f4e6d8b10' }];
    const family = await store(relative(person, { identifier }));
    await store(consent(person, family));
    expect(await sees(person)).toBe(false);
  });

  test('an office that is shown the person cannot make a proxy for them, by any door', async () => {
    const person = await patient('1960-01-01');
    await store(consent(person, person));
    expect(await sees(person)).toBe(true);
    const forged = relative(person, { kind: 'guardian-of-adult' });
    const entry = [{ resource: forged, request: { method: 'POST', url: 'RelatedPerson' } }];
    const doors: [string, string, unknown][] = [
      ['POST', '/fhir/RelatedPerson', forged],
      ['POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry }],
    ];
    for (const [method, path, body] of doors) {
      const { status, json } = await call('soudan-hikari', method, path, body);
      expect([status, issuesOf(json)[0]?.code]).toEqual([403, 'authority-verifier']);
      expect(issuesOf(json)[0]?.ja).toContain('本人の基本情報を保有する機関だけ');
    }
    const plain = await store(relative(person), 'soudan-hikari');
    const put = await call('soudan-hikari', 'PUT', `/fhir/${plain}`, { ...forged, id: plain.split('/')[1] });
    expect([put.status, issuesOf(put.json)[0]?.code]).toEqual([403, 'authority-verifier']);
    const patch = JSON.stringify([{ op: 'add', path: '/extension', value: forged.extension }]);
    const patched = await call('soudan-hikari', 'PATCH', `/fhir/${plain}`, patch, {
      'Content-Type': 'application/json-patch+json',
    });
    expect([patched.status, issuesOf(patched.json)[0]?.code]).toEqual([403, 'authority-verifier']);
  });

  test('nobody, by a record that does not say what was seen, by whom and when', async () => {
    const person = await patient('1960-01-01');
    for (const missing of ['kind', 'document', 'verifiedBy', 'verifiedOn', 'period']) {
      const body = relative(person, { kind: 'guardian-of-adult' });
      body.extension[0].extension = body.extension[0].extension.filter(({ url }: any) => url !== missing);
      const { status } = await call('hospital-ehr', 'POST', '/fhir/RelatedPerson', body);
      expect([missing, status]).toEqual([missing, 422]);
    }
  });
});

describe('minors', () => {
  test('a parent consents until the 18th birthday begins in Japan', async () => {
    const person = await patient('2008-08-01');
    const mother = await store(relative(person, { kind: 'parental' }));
    await store(consent(person, mother));
    at('2026-07-31T23:59:59.999+09:00');
    expect(await sees(person)).toBe(true);
    at('2026-08-01T00:00:00.000+09:00');
    expect(await sees(person)).toBe(false);
  });

  test('consent themselves from the 16th birthday on, and before it only with a parent; a refusal of theirs always counts', async () => {
    const person = await patient('2010-08-01');
    await store(consent(person, person));
    at('2026-07-31T23:59:59.999+09:00');
    expect(await sees(person)).toBe(false);
    at('2026-08-01T00:00:00.000+09:00');
    expect(await sees(person)).toBe(true);
    const younger = await patient('2012-01-01');
    const father = await store(relative(younger, { kind: 'parental' }));
    await store({ ...consent(younger, younger), performer: [{ reference: younger }, { reference: father }] });
    expect(await sees(younger)).toBe(true);
    await store(
      consent(younger, younger, {
        policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }] },
        provision: { type: 'deny', period: { start: '2026-07-01' } },
      }),
    );
    expect(await sees(younger)).toBe(false);
  });

  test('by the age that the region sets', async () => {
    house = await sandboxGateway({ region: { ...regionShipped, policy: { ...policyShipped, minorConsentAge: 15 } } });
    const person = await patient('2011-08-01');
    await store(consent(person, person));
    at('2026-07-31T23:59:59.999+09:00');
    expect(await sees(person)).toBe(false);
    at('2026-08-01T00:00:00.000+09:00');
    expect(await sees(person)).toBe(true);
    house = gateway;
  });
});

test('a child whose record was deleted is a child: neither does their own permit open, nor a refusal of a parent lapse', async () => {
  const child = await patient('2014-05-01');
  await store(consent(child, child));
  expect((await call('hospital-ehr', 'DELETE', `/fhir/${child}`)).status).toBe(204);
  const { house: inside } = gateway;
  const note: any = {
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
    ],
    code: { text: '様子' },
    subject: { reference: child },
  };
  const { id } = await inside.store.write(new Date(), (writer) =>
    writer.insert({ resource: note, custodian: HOSPITAL }),
  );
  const shown = async () => (await call('soudan-hikari', 'GET', `/fhir/Observation/${id}`)).status;
  expect(await shown()).toBe(404);
  at('2030-05-01T12:00:00+09:00');
  // Of the age of consent, but the consent is over by then.
  expect(await shown()).toBe(404);
});

test('a person records no consent in the name of a proxy, neither a new one nor one in place of another', async () => {
  const proxy = await store(relative(`Patient/${PERSON_B}`, { kind: 'guardian-of-adult' }));
  const person = `Patient/${PERSON_B}`;
  // An app by which the person may record consents.
  const visit = { ...visitOf('user/*.cruds', { who: 'person-b' }), now: new Date(NOON) };
  const told = (answer: Answer | Refusal) =>
    isRefusal(answer) ? [answer.status, answer.issues[0]?.code] : [answer.status];
  const record = (performer: string) => createResource(gateway.house, visit, consent(person, performer));
  expect(told(await record(proxy))).toEqual([422, 'consent-performer-other']);
  const own = (await record(person)) as Answer;
  expect(told(own)).toEqual([201]);
  const { id } = JSON.parse(String(own.body));
  const replace = (performer: string) => supersedeConsent(gateway.house, visit, id, consent(person, performer));
  expect(told(await replace(proxy))).toEqual([422, 'consent-performer-other']);
  expect(told(await replace(person))).toEqual([201]);
});
