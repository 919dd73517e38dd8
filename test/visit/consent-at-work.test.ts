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
const SIGNED = { name: 'source', valueReference: { identifier: { system: 'urn:forms', value: '1' } } };
const withdraw = (id: string, who = 'hospital-ehr') =>
  call(who, 'POST', `/fhir/Consent/${id}/$withdraw`, { resourceType: 'Parameters', parameter: [SIGNED] });
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
      (id) => ['GET', `/fhir/Patient/${id}/$everything`],
      (id) => ['POST', `/fhir/Patient/${id}/$everything`, { resourceType: 'Parameters' }],
      (id) => ['GET', `/fhir/Observation/$lastn?patient=${id}&category=exam`],
      (id) => ['GET', `/fhir/Patient/${id}/$disclosures`],
      (id) => ['POST', `/fhir/Patient/${id}/$draft-service-plan`],
      (id) => ['PUT', `/fhir/Patient/${id}`, { resourceType: 'Patient', id, birthDate: '1971-06-15' }],
      (id) => ['DELETE', `/fhir/Patient/${id}`],
      (id) => ['GET', `/fhir/Patient/${id}/$validate`],
      (id) => ['GET', `/fhir/Patient/${id}/$findings`],
      ...['create', 'update', 'delete'].map((mode) => (id: string): [string, string, unknown] => [
        'POST',
        `/fhir/Patient/${id}/$validate?mode=${mode}`,
        { resourceType: 'Patient', id, birthDate: '1971-06-15' },
      ]),
      (id) => [
        'POST',
        '/fhir/Observation/$validate?mode=create',
        { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: `Patient/${id}` } },
      ],
      (id) => [
        'POST',
        '/fhir',
        {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [
            { request: { method: 'GET', url: `Patient/${id}/$validate` } },
            { request: { method: 'POST', url: `Patient/${id}/$validate?mode=delete` } },
          ],
        },
      ],
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
    expect([posted.status, issuesOf(posted.json)[0]?.code]).toEqual([422, 'reference-unresolved']);
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

  test('nor is one about what its recipient may not see', async () => {
    const id = await record();
    const category = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SUD' }] };
    const observation = (security: object[]) => ({
      resourceType: 'Observation',
      meta: { security },
      status: 'final',
      code: { text: '暮らしの様子' },
      subject: { reference: PATIENT },
    });
    const made = await call('hospital-ehr', 'POST', '/fhir/Observation', observation(category.coding));
    const about = [{ reference: `Observation/${made.json.id}` }];
    const sent = (more: object) => call('hospital-ehr', 'POST', '/fhir/Communication', { ...message(), ...more });
    const { status, json } = await sent({ about });
    expect([status, issuesOf(json).map(({ code }) => code)]).toEqual([422, ['recipient-not-permitted']]);
    const other = await sent({ about: [{ reference: PATIENT }] });
    expect(other.status).toBe(201);
    await withdraw(id);
    for (const { resourceType, id: own } of [other.json, made.json])
      expect((await call('hospital-ehr', 'DELETE', `/fhir/${resourceType}/${own}`)).status).toBe(204);
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

describe('what was tried against the permit', () => {
  const observation = (change: object = {}) => ({
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
    ],
    code: { text: '暮らしの様子' },
    subject: { reference: PATIENT },
    effectiveDateTime: '2026-11-01',
    ...change,
  });

  test('a withdrawn consent cannot be brought back by an old copy of it', async () => {
    const id = await record();
    const { json: copy } = await ask('hospital-ehr', `/fhir/Consent/${id}`);
    await withdraw(id, 'person-b');
    for (const version of ['W/"1"', 'W/"2"']) {
      const { status } = await call('hospital-ehr', 'PUT', `/fhir/Consent/${id}`, copy, { 'If-Match': version });
      expect(status).toBe(version === 'W/"1"' ? 412 : 409);
    }
    expect((await call('hospital-ehr', 'PUT', `/fhir/Consent/${id}`, copy)).status).toBe(428);
    expect((await call('hospital-ehr', 'DELETE', `/fhir/Consent/${id}`)).status).toBe(403);
    expect((await ask('soudan-hikari', `/fhir/Patient/${PERSON_B}`)).status).toBe(404);
  });

  test('five withdrawals at once all succeed, and make one version', async () => {
    const id = await record();
    const answers = await Promise.all(Array.from({ length: 5 }, () => withdraw(id, 'person-b')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await ask('hospital-ehr', `/fhir/Consent/${id}`)).json.meta.versionId).toBe('2');
  });

  test('forty changes at once by the holder are all stored, one after another', async () => {
    const { json } = await call('hospital-ehr', 'POST', '/fhir/Observation', observation());
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        call('hospital-ehr', 'PUT', `/fhir/Observation/${json.id}`, { ...json, note: [{ text: `${n}` }] }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await ask('hospital-ehr', `/fhir/Observation/${json.id}`)).json.meta.versionId).toBe('41');
  });

  test('a document stays hidden when the part that hid it is changed later', async () => {
    const id = await record((c) => {
      delete c.provision.provision;
    });
    const posted = await call(
      'hospital-ehr',
      'POST',
      '/fhir/Bundle',
      readFileSync('examples/discharge-summary/good.json', 'utf8'),
    );
    expect(posted.status).toBe(201);
    const path = `/fhir/Bundle/${posted.json.id}`;
    expect((await ask('soudan-hikari', path)).status).toBe(404);
    const { json: found } = await ask('hospital-ehr', `/fhir/Condition?patient=${PERSON_B}&_count=100`);
    for (const { resource } of found.entry.filter(({ resource: r }: any) => r.code.text.startsWith('アルコール'))) {
      const harmless = {
        resourceType: 'Condition',
        id: resource.id,
        subject: resource.subject,
        code: { text: '便秘' },
        clinicalStatus: resource.clinicalStatus,
      };
      expect((await call('hospital-ehr', 'PUT', `/fhir/Condition/${resource.id}`, harmless)).status).toBe(200);
    }
    expect((await ask('soudan-hikari', path)).status).toBe(404);
    await withdraw(id);
  });

  test('what is contained is told under its own labels, and never about another person', async () => {
    const id = await record();
    const plan = (subject?: string) => ({
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject: { reference: PATIENT },
      ...(subject === undefined
        ? {}
        : {
            contained: [{ resourceType: 'RiskAssessment', id: 'r', status: 'final', subject: { reference: subject } }],
            supportingInfo: [{ reference: '#r' }],
          }),
    });
    const seen = async (body: object) => {
      const { status, json } = await call('hospital-ehr', 'POST', '/fhir/CarePlan', body);
      expect(status, JSON.stringify(json)).toBe(201);
      return (await ask('soudan-hikari', `/fhir/CarePlan/${json.id}`)).status;
    };
    expect(await seen(plan())).toBe(200);
    expect(await seen(plan(PATIENT))).toBe(404);
    const other = plan('Patient/09196b5b-863e-59cc-9be5-3adcba5293b4');
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/CarePlan', other);
    expect([status, issuesOf(json)[0]?.code]).toEqual([422, 'contained-about-another']);
    await withdraw(id);
  });

  test('a reference to what is hidden is masked in the answer, and found by no search', async () => {
    const id = await record();
    const { json: seen } = await ask('soudan-hikari', `/fhir/MedicationRequest?patient=${PERSON_B}`);
    const { json: whole } = await ask('hospital-ehr', `/fhir/MedicationRequest?patient=${PERSON_B}`);
    const encounters = whole.entry.flatMap(({ resource }: any) => resource.encounter?.reference ?? []);
    expect(encounters.length).toBeGreaterThan(0);
    expect(JSON.stringify(seen)).not.toContain('Encounter/');
    expect(JSON.stringify(seen)).toContain('masked');
    expect(total(await ask('soudan-hikari', `/fhir/MedicationRequest?encounter=${encounters[0]}`))).toBe(0);
    expect(total(await ask('hospital-ehr', `/fhir/MedicationRequest?encounter=${encounters[0]}`))).toBeGreaterThan(0);
    await withdraw(id);
  });

  test('the id of what is hidden stands in no narrative that a transaction linked to it', async () => {
    const id = await record();
    const stay = 'urn:uuid:0f0c1a34-0b9e-4bd4-8dc1-7b8ff3d6c001';
    const div = `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${stay}">入院</a>中の記録</div>`;
    const encounter = {
      resourceType: 'Encounter',
      meta: {
        security: [{ system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category', code: 'finance' }],
      },
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject: { reference: PATIENT },
    };
    const entry = [
      { fullUrl: stay, resource: encounter, request: { method: 'POST', url: 'Encounter' } },
      ...[{ encounter: { reference: stay } }, {}].map((more) => ({
        resource: { ...observation(), ...more, text: { status: 'generated', div } },
        request: { method: 'POST', url: 'Observation' },
      })),
    ];
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry,
    });
    expect([status, issuesOf(json)]).toEqual([200, []]);
    const [hidden, beside, alone] = json.entry.map(({ resource }: any) => resource);
    expect(beside.text.div).toContain(`<a href="Encounter/${hidden.id}">`);
    expect(alone.text.div).toBe(div);
    expect((await ask('soudan-hikari', `/fhir/Encounter/${hidden.id}`)).status).toBe(404);
    for (const one of [beside, alone]) {
      const seen = await ask('soudan-hikari', `/fhir/Observation/${one.id}`);
      expect([seen.status, JSON.stringify(seen.json).includes(hidden.id)]).toEqual([200, false]);
    }
    const words = `/fhir/Observation?_content=${hidden.id}`;
    expect([total(await ask('hospital-ehr', words)), total(await ask('soudan-hikari', words))]).toEqual([1, 0]);
    await withdraw(id);
  });

  test('what was deleted is gone for others as if it had never been, with its history', async () => {
    const id = await record();
    const { json } = await call('hospital-ehr', 'POST', '/fhir/Observation', observation());
    expect((await ask('soudan-hikari', `/fhir/Observation/${json.id}`)).status).toBe(200);
    expect((await call('hospital-ehr', 'DELETE', `/fhir/Observation/${json.id}`)).status).toBe(204);
    expect((await ask('hospital-ehr', `/fhir/Observation/${json.id}`)).status).toBe(410);
    const ways: [string, string, unknown?][] = [
      ['GET', ''],
      ['GET', '/_history'],
      ['GET', '/_history/1'],
      ['DELETE', ''],
      ['PUT', '', { ...json }],
    ];
    for (const [method, end, body] of ways) {
      expect(
        (await call('soudan-hikari', method, `/fhir/Observation/${json.id}${end}`, body)).status,
        method + end,
      ).toBe(404);
    }
    await withdraw(id);
  });

  test('an organization that was deleted makes no answer of others a fault', async () => {
    const id = await record();
    const { json } = await call('soudan-hikari', 'POST', '/fhir/Organization', {
      resourceType: 'Organization',
      name: '消える事業所',
    });
    expect((await call('soudan-hikari', 'DELETE', `/fhir/Organization/${json.id}`)).status).toBe(204);
    expect((await ask('person-b', `/fhir/Patient/${PERSON_B}/$disclosures`)).status).toBe(200);
    await withdraw(id);
  });

  test('a refusal that names a version of the person is refused, not stored and ignored', async () => {
    const { status, json } = await call(
      'hospital-ehr',
      'POST',
      '/fhir/Consent',
      consent((c) => {
        c.patient.reference = `${PATIENT}/_history/1`;
      }),
    );
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression]).toEqual([
      422,
      'consent-person-unplain',
      'Consent.patient.reference',
    ]);
  });

  test('a place that a hospital writes down is not public', async () => {
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Location', {
      resourceType: 'Location',
      name: '佐藤健一 自宅',
    });
    expect(status).toBe(201);
    expect((await ask('soudan-minato', `/fhir/Location/${json.id}`)).status).toBe(404);
    expect(total(await ask('soudan-minato', '/fhir/Location?_summary=count'))).toBe(0);
  });

  test('a consent is not shown to the offices that it is not about, nor to those that it names', async () => {
    const id = await record();
    expect((await ask('soudan-hikari', `/fhir/Consent/${id}`)).status).toBe(404);
    await withdraw(id);
  });

  test('a refused message is in the audit with the person whom it was about', async () => {
    const message = JSON.parse(readFileSync('examples/journey/communication.json', 'utf8'));
    const { headers } = await call('hospital-ehr', 'POST', '/fhir/Communication', {
      ...message,
      recipient: [{ reference: MINATO }],
    });
    const { rows } = await gateway.database.query<{ content: string }>(
      'SELECT content FROM audit_batch WHERE first_id = $1 AND named @> ARRAY[$2]',
      [headers.get('x-request-id'), PATIENT],
    );
    expect(JSON.parse(rows[0]?.content ?? '{}').reason).toBe('recipient-not-permitted');
  });
});
