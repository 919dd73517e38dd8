import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Answered, HIKARI, HOSPITAL, issuesOf, MINATO, PERSON_B, sandboxGateway, send } from '../gateway.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const PATIENT = `Patient/${PERSON_B}`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** The consent of the examples, in force around today. */
function consent(change: (consent: any) => void = () => {}): any {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  example.provision.period = { start: day(-30), end: day(300) };
  change(example);
  return example;
}

const record = async (change?: (consent: any) => void): Promise<string> => {
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent(change));
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};
const withdraw = (id: string, who = 'hospital-ehr') => call(who, 'POST', `/fhir/Consent/${id}/$withdraw`);
const total = ({ json }: Answered): number => json.total;
const ask = (who: string, path: string) => call(who, 'GET', path);

describe('what an office hears without a consent', () => {
  test('every way to ask about a hidden person is answered as about an unknown one', async () => {
    const ways: ((id: string) => [string, string, unknown?])[] = [
      (id) => ['GET', `/fhir/Patient/${id}`],
      (id) => ['GET', `/fhir/Patient/${id}/_history`],
      (id) => ['GET', `/fhir/Patient/${id}/_history/1`],
      (id) => ['GET', `/fhir/Patient?_id=${id}`],
      (id) => ['GET', `/fhir/Condition?patient=${id}`],
      (id) => ['GET', `/fhir/Condition?patient=${id}&_include=Condition:patient`],
      (id) => ['GET', `/fhir/Patient?_id=${id}&_revinclude=Condition:patient`],
      (id) => ['GET', `/fhir/Condition?subject:missing=false&patient=${id}`],
      (id) => ['GET', `/fhir/Condition?code:not=F20.0&patient=${id}`],
      (id) => ['GET', `/fhir/Patient/${id}/$disclosures`],
      (id) => ['POST', `/fhir/Patient/${id}/$draft-service-plan`],
      (id) => ['PUT', `/fhir/Patient/${id}`, { resourceType: 'Patient', id, birthDate: '1971-06-15' }],
      (id) => ['DELETE', `/fhir/Patient/${id}`],
      (id) => [
        'POST',
        '/fhir/Observation',
        { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: `Patient/${id}` } },
      ],
      (id) => [
        'POST',
        '/fhir/Consent',
        consent((c) => {
          c.patient.reference = `Patient/${id}`;
          c.performer = [{ reference: `Patient/${id}` }];
          c.organization = [{ reference: HIKARI }];
        }),
      ],
    ];
    for (const way of ways) {
      const [hidden, absent] = await Promise.all(
        [PERSON_B, UNKNOWN].map(async (id) => {
          const [method, path, body] = way(id);
          const { status, json } = await call('soudan-minato', method, path, body);
          return JSON.stringify([status, json]).replaceAll(id, 'ID');
        }),
      );
      expect(hidden, way('ID').join(' ')).toBe(absent);
    }
  });

  test('a search over everybody counts only what the office holds itself', async () => {
    expect(total(await ask('soudan-minato', '/fhir/Condition?_summary=count'))).toBe(0);
    expect(total(await ask('hospital-ehr', '/fhir/Condition?_summary=count'))).toBe(6);
  });

  test('the directory can be read by everybody', async () => {
    expect(total(await ask('soudan-minato', '/fhir/Organization?_summary=count'))).toBeGreaterThanOrEqual(7);
  });
});

describe('who may record a consent', () => {
  test('an office cannot give itself a permit, even for a person whom another consent shows it', async () => {
    const id = await record();
    const forged = consent((c) => {
      c.organization = [{ reference: HIKARI }];
    });
    const { status, json } = await call('soudan-hikari', 'POST', '/fhir/Consent', forged);
    expect([status, issuesOf(json)[0]?.code]).toEqual([403, 'consent-recorder']);
    await withdraw(id);
  });

  test('nor inside a transaction, nor as a part of a document', async () => {
    const id = await record();
    const forged = consent((c) => {
      c.organization = [{ reference: HIKARI }];
    });
    const entry = [{ resource: forged, request: { method: 'POST', url: 'Consent' } }];
    const transaction = await call('soudan-hikari', 'POST', '/fhir', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry,
    });
    expect([transaction.status, issuesOf(transaction.json)[0]?.code]).toEqual([403, 'consent-recorder']);
    const composition = {
      resourceType: 'Composition',
      status: 'final',
      type: { text: '文書' },
      title: '文書',
      date: '2026-11-01',
      subject: { reference: PATIENT },
      author: [{ reference: HIKARI }],
      section: [{ title: '同意', entry: [{ reference: 'urn:uuid:11111111-1111-4111-8111-111111111111' }] }],
    };
    const document = {
      resourceType: 'Bundle',
      type: 'document',
      timestamp: '2026-11-01T00:00:00+09:00',
      identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:22222222-2222-4222-8222-222222222222' },
      entry: [
        { fullUrl: 'urn:uuid:33333333-3333-4333-8333-333333333333', resource: composition },
        { fullUrl: 'urn:uuid:11111111-1111-4111-8111-111111111111', resource: forged },
      ],
    };
    const posted = await call('soudan-hikari', 'POST', '/fhir/Bundle', document);
    expect([posted.status, issuesOf(posted.json)[1]?.code]).toEqual([422, 'reference-unresolved']);
    await withdraw(id);
    expect(total(await ask('soudan-hikari', `/fhir/Condition?patient=${PERSON_B}`))).toBe(0);
  });

  test('the person cannot be impersonated: another person sees neither the record nor the consent', async () => {
    const id = await record();
    expect((await ask('person-c', `/fhir/Patient/${PERSON_B}`)).status).toBe(404);
    expect((await ask('person-c', `/fhir/Consent/${id}`)).status).toBe(404);
    const [other, nothing] = await Promise.all([withdraw(id, 'person-c'), withdraw(UNKNOWN, 'person-c')]);
    expect([other.status, other.json]).toEqual([nothing.status, nothing.json]);
    expect((await ask('person-b', `/fhir/Consent/${id}`)).status).toBe(200);
    await withdraw(id);
  });

  test('a consent that cannot be interpreted is refused at write', async () => {
    const { status, json } = await call(
      'hospital-ehr',
      'POST',
      '/fhir/Consent',
      consent((c) => {
        c.provision.provision[0].type = undefined;
      }),
    );
    expect(status).toBe(422);
    expect(issuesOf(json).length).toBeGreaterThan(0);
  });
});

describe('what a consent opens and a withdrawal closes', () => {
  test('only for the office and purpose that it names', async () => {
    const id = await record();
    const path = `/fhir/Condition?patient=${PERSON_B}`;
    expect(total(await ask('soudan-hikari', path))).toBe(1);
    for (const who of ['soudan-minato', 'grouphome-sakura', 'nurse-station-asahi', 'city-a', 'health-centre']) {
      expect(total(await ask(who, path)), who).toBe(0);
    }
    await withdraw(id);
  });

  test('a deny without actor outranks the permit', async () => {
    const permit = await record();
    const deny = await record((c) => {
      c.policyRule.coding[0].code = 'OPTOUT';
      c.provision = { period: c.provision.period };
    });
    expect((await ask('soudan-hikari', `/fhir/Patient/${PERSON_B}`)).status).toBe(404);
    await withdraw(deny);
    expect((await ask('soudan-hikari', `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
    await withdraw(permit);
  });

  test('an old version does not tell what the current one withholds', async () => {
    const id = await record();
    const draft = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: '暮らしの様子' },
      subject: { reference: PATIENT },
      effectiveDateTime: '2026-11-01',
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
      ],
      meta: {
        security: [{ system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category', code: 'living' }],
      },
    };
    const { json: stored } = await call('hospital-ehr', 'POST', '/fhir/Observation', draft);
    expect((await ask('soudan-hikari', `/fhir/Observation/${stored.id}`)).status).toBe(200);
    const stricter = {
      ...stored,
      meta: {
        ...stored.meta,
        security: [
          ...stored.meta.security,
          { system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category', code: 'finance' },
        ],
      },
    };
    expect((await call('hospital-ehr', 'PUT', `/fhir/Observation/${stored.id}`, stricter)).status).toBe(200);
    for (const path of [
      `/fhir/Observation/${stored.id}`,
      `/fhir/Observation/${stored.id}/_history/1`,
      `/fhir/Observation/${stored.id}/_history`,
    ]) {
      expect((await ask('soudan-hikari', path)).status, path).toBe(404);
    }
    await withdraw(id);
  });

  test('a withdrawal in one process acts on the very next request to another, 50 times over', async () => {
    const second = await gateway.second();
    const office = await gateway.token('soudan-hikari');
    const path = `/fhir/Patient/${PERSON_B}`;
    const there = () => send(second.url, office, { method: 'GET', path, body: undefined, headers: {} });
    for (let round = 0; round < 50; round += 1) {
      const id = await record();
      expect((await there()).status).toBe(200);
      expect((await withdraw(id, round % 2 === 0 ? 'person-b' : 'hospital-ehr')).status).toBe(200);
      expect((await there()).status).toBe(404);
    }
  });
});

describe('情報連携', () => {
  const message = () => JSON.parse(readFileSync('examples/journey/communication.json', 'utf8'));

  test('a message to an office that the consent does not name is not sent', async () => {
    const id = await record();
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Communication', {
      ...message(),
      recipient: [{ reference: HIKARI }, { reference: MINATO }],
    });
    expect([status, issuesOf(json).map(({ code, expression }) => [code, expression])]).toEqual([
      422,
      [['recipient-not-permitted', 'Communication.recipient[1]']],
    ]);
    await withdraw(id);
  });

  test('nor is one to anybody without a consent', async () => {
    const { status } = await call('hospital-ehr', 'POST', '/fhir/Communication', message());
    expect(status).toBe(422);
    expect(total(await ask('hospital-ehr', '/fhir/Communication?_summary=count'))).toBe(0);
  });
});

describe('the record of disclosures', () => {
  test('is for the person and the holder; another office hears of no such person', async () => {
    expect((await ask('person-b', `/fhir/Patient/${PERSON_B}/$disclosures`)).status).toBe(200);
    expect((await ask('hospital-ehr', `/fhir/Patient/${PERSON_B}/$disclosures`)).status).toBe(200);
    const id = await record();
    expect((await ask('soudan-hikari', `/fhir/Patient/${PERSON_B}/$disclosures`)).status).toBe(404);
    await withdraw(id);
  });
});

beforeAll(async () => {
  const { json } = await ask('hospital-ehr', `/fhir/Organization/${HOSPITAL.slice('Organization/'.length)}`);
  expect(json.name).toBe('A市民こころの病院');
});
