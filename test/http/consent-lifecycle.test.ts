import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answered, HOSPITAL, issuesOf, PERSON_B, sandboxGateway, send } from '../gateway.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const PATIENT = `Patient/${PERSON_B}`;
const NURSE = 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const FORM = {
  identifier: { system: 'https://kakehashi.example/fhir/IdSystem/consent-form-number', value: '2026-0131' },
};
const OBSERVATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const EXTENSION = 'https://kakehashi.example/fhir/StructureDefinition';

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** The consent of the examples, in force around today. */
function consent(change: (consent: any) => void = () => {}): any {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  example.provision.period = { start: day(-30), end: day(300) };
  change(example);
  return example;
}

const ask = (who: string, path: string) => call(who, 'GET', path);
const post = (who: string, path: string, body?: unknown) => call(who, 'POST', path, body);
const codesOf = ({ status, json }: Answered) => [
  status,
  ...json.issue.filter(({ severity }: any) => severity === 'error').map(({ details }: any) => details.coding[0].code),
];
/** Whatever a test left in force. */
afterEach(async () => {
  const { json } = await ask('hospital-ehr', '/fhir/Consent?status=active,proposed&_count=100');
  for (const { resource } of json.entry ?? []) await withdraw(resource.id, signed);
});
const sees = async (): Promise<boolean> => (await ask('soudan-hikari', `/fhir/Patient/${PERSON_B}`)).status === 200;
const withdraw = (id: string, body?: unknown) => post('hospital-ehr', `/fhir/Consent/${id}/$withdraw`, body);
const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const signed = parameters({ name: 'source', valueReference: FORM });
const provenances = async (id: string, who = 'hospital-ehr'): Promise<any[]> => {
  const { json } = await ask(who, `/fhir/Provenance?target=Consent/${id}&_sort=_lastUpdated`);
  return (json.entry ?? []).map(({ resource }: any) => resource);
};
const actsOf = (found: any[]) => found.map(({ activity }) => activity.coding[0].code).toSorted();

async function record(change?: (consent: any) => void): Promise<string> {
  const answer = await post('hospital-ehr', '/fhir/Consent', consent(change));
  expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  return answer.json.id;
}

const pending = (change: (consent: any) => void = () => {}) =>
  record((c) => {
    c.status = 'proposed';
    delete c.sourceReference;
    change(c);
  });

test('no consent is kept from the person who gave it', async () => {
  const NOPAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' };
  const hidden = consent((c) => {
    c.meta = { security: [NOPAT] };
  });
  expect(codesOf(await post('hospital-ehr', '/fhir/Consent', hidden))).toContain('consent-withheld');
  hidden.meta.security = [{ code: 'NOPAT' }];
  expect(codesOf(await post('hospital-ehr', '/fhir/Consent', hidden))).toContain('consent-withheld');
  const id = await record();
  const meta = parameters({ name: 'meta', valueMeta: { security: [NOPAT] } });
  const added = await call('hospital-ehr', 'POST', `/fhir/Consent/${id}/$meta-add`, meta, { 'If-Match': 'W/"1"' });
  expect(codesOf(added)).toContain('consent-withheld');
  expect((await ask('person-b', `/fhir/Consent/${id}`)).status).toBe(200);
});

describe('the evidence of a consent', () => {
  test('an active permit without any is refused, with its place and what to do in both languages', async () => {
    const { status, json } = await post(
      'hospital-ehr',
      '/fhir/Consent',
      consent((c) => {
        delete c.sourceReference;
      }),
    );
    expect(status).toBe(422);
    const [issue] = issuesOf(json).filter(({ code }) => code === 'invariant-failed');
    expect(issue?.expression).toBe('Consent');
    expect(issue?.ja).toContain('署名された同意書');
    expect(issue?.en).toContain('a signed form, an electronic signature, or a verification with a witness');
  });

  test.each<[string, (c: any) => void, boolean]>([
    ['the number of a signed form', () => {}, true],
    [
      'a copy of the form',
      (c) => {
        delete c.sourceReference;
        c.sourceAttachment = { contentType: 'application/pdf', title: '同意書 2026-0131', data: 'JVBERi0=' };
      },
      true,
    ],
    [
      'an electronic signature',
      (c) => {
        delete c.sourceReference;
        c.extension = [
          {
            url: `${EXTENSION}/consent-signature`,
            valueSignature: {
              type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.7' }],
              when: '2026-11-01T10:00:00+09:00',
              who: { reference: PATIENT },
            },
          },
        ];
      },
      true,
    ],
    [
      'a witness of what was said',
      (c) => {
        delete c.sourceReference;
        c.verification = [
          {
            extension: [{ url: `${EXTENSION}/consent-witness`, valueReference: { reference: NURSE } }],
            verified: true,
            verificationDate: '2026-11-01T10:00:00+09:00',
          },
        ];
      },
      true,
    ],
    [
      'a verification that nobody witnessed',
      (c) => {
        delete c.sourceReference;
        c.verification = [{ verified: true, verificationDate: '2026-11-01T10:00:00+09:00' }];
      },
      false,
    ],
    [
      'a form that nobody could find',
      (c) => {
        c.sourceReference = { display: '同意書' };
      },
      false,
    ],
    [
      'a form whose number is a blank',
      (c) => {
        c.sourceReference = { identifier: { value: ' ' } };
      },
      false,
    ],
    [
      'nothing, where an exception alone permits',
      (c) => {
        delete c.sourceReference;
        c.policyRule.coding[0].code = 'OPTOUT';
        c.provision.type = 'deny';
        c.provision.provision[0].type = 'permit';
      },
      false,
    ],
    [
      'nothing, for a refusal',
      (c) => {
        delete c.sourceReference;
        c.policyRule.coding[0].code = 'OPTOUT';
        c.provision = { type: 'deny', period: c.provision.period };
      },
      true,
    ],
  ])('%s', async (_, change, isTaken) => {
    const answer = await post('hospital-ehr', '/fhir/Consent', consent(change));
    expect(answer.status, JSON.stringify(answer.json)).toBe(isTaken ? 201 : 422);
    if (isTaken) await withdraw(answer.json.id, signed);
  });

  test('a patch cannot take it away from a consent that counts', async () => {
    const id = await record();
    const patch = JSON.stringify([{ op: 'remove', path: '/sourceReference' }]);
    const answer = await call('hospital-ehr', 'PATCH', `/fhir/Consent/${id}`, patch, {
      'Content-Type': 'application/json-patch+json',
      'If-Match': 'W/"1"',
    });
    expect(codesOf(answer)).toEqual([409, 'consent-supersede-instead']);
    await withdraw(id);
  });
});

const SUPERSEDE = [409, 'consent-supersede-instead'];
const revise = (id: string, copy: any, version = 1) =>
  call('hospital-ehr', 'PUT', `/fhir/Consent/${id}`, copy, { 'If-Match': `W/"${version}"` });

test('a consent that turned out not to be given is not made to count again, by no change of what was verified', async () => {
  const refuted = { verified: false, verificationDate: '2026-11-01' };
  const id = await record((c) => {
    c.verification = [refuted];
  });
  expect(await sees()).toBe(false);
  for (const change of [
    { op: 'replace', path: '/verification/0/verified', value: true },
    { op: 'remove', path: '/verification' },
    { op: 'add', path: '/verification/-', value: { verified: true, verificationDate: '2026-11-02' } },
    { op: 'replace', path: '/verification/0/verificationDate', value: '2020-11-01' },
  ]) {
    const answer = await call('hospital-ehr', 'PATCH', `/fhir/Consent/${id}`, JSON.stringify([change]), {
      'Content-Type': 'application/json-patch+json',
      'If-Match': 'W/"1"',
    });
    expect(codesOf(answer)).toEqual(SUPERSEDE);
    expect(issuesOf(answer.json)[0]?.expression).toBe('Consent.verification');
  }
  expect(await sees()).toBe(false);
});

test('that a consent turned out not to be given is added to it, and closes what it opened', async () => {
  const id = await record();
  expect(await sees()).toBe(true);
  const { json } = await ask('hospital-ehr', `/fhir/Consent/${id}`);
  const refuted = { verified: false, verificationDate: '2026-11-01' };
  const { status } = await revise(id, { ...json, verification: [...(json.verification ?? []), refuted] });
  expect([status, await sees()]).toEqual([200, false]);
});

test('a refusal is not rewritten into a permission, nor by whom it was given or on what evidence', async () => {
  const id = await record();
  const { json } = await call('hospital-ehr', 'GET', `/fhir/Consent/${id}`);
  for (const change of [
    { provision: { ...json.provision, type: 'deny' } },
    { performer: [] },
    { policyRule: { coding: [{ ...json.policyRule.coding[0], code: 'OPTOUT' }] } },
  ]) {
    const copy = { ...json, ...change };
    const put = await call('hospital-ehr', 'PUT', `/fhir/Consent/${id}`, copy, { 'If-Match': 'W/"1"' });
    expect(codesOf(put)).toEqual([409, 'consent-supersede-instead']);
  }
  expect(codesOf(await revise(id, { ...json, scope: { ...json.scope, text: '連携' } }))).toEqual(SUPERSEDE);
  expect(codesOf(await revise(id, { ...json, extension: [{ url: 'urn:x', valueString: 'x' }] }))).toEqual(SUPERSEDE);
  const noted = { ...json, category: [...json.category, { text: '窓口で' }] };
  expect((await call('hospital-ehr', 'PUT', `/fhir/Consent/${id}`, noted, { 'If-Match': 'W/"1"' })).status).toBe(200);
  await withdraw(id);
});

describe('where a consent came from', () => {
  test('is written by the gateway alone, and stays', async () => {
    const id = await record();
    const [origin] = await provenances(id);
    const { id: own, meta: _, ...copy } = origin as any;
    expect(codesOf(await call('hospital-ehr', 'DELETE', `/fhir/Provenance/${own}`))).toEqual([
      403,
      'provenance-of-consent',
    ]);
    expect(codesOf(await call('hospital-ehr', 'POST', '/fhir/Provenance', copy))).toEqual([
      403,
      'provenance-of-consent',
    ]);
    expect(codesOf(await call('hospital-ehr', 'PUT', `/fhir/Provenance/${own}`, origin))).toEqual([
      403,
      'provenance-of-consent',
    ]);
    expect(await provenances(id)).toHaveLength(1);
    await withdraw(id);
  });

  test('is kept with it: who recorded it for which organization, who gave it, on what form', async () => {
    const id = await record();
    const found = await provenances(id);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      target: [{ reference: `Consent/${id}/_history/1` }, { reference: PATIENT }],
      activity: { coding: [{ code: 'record' }] },
      agent: [
        { type: { coding: [{ code: 'enterer' }] }, who: { reference: NURSE }, onBehalfOf: { reference: HOSPITAL } },
        { type: { coding: [{ code: 'attester' }] }, who: { reference: PATIENT } },
      ],
      entity: [{ role: 'source', what: FORM }],
    });
    const checked = await post('hospital-ehr', `/fhir/Provenance/$validate`, found[0]);
    expect(codesOf(checked)).toEqual([200]);
    await withdraw(id);
  });

  test('is read by the person and by who recorded it, not by the office that the consent names', async () => {
    const id = await record();
    const [{ id: provenance }] = await provenances(id);
    const status = async (who: string) => (await ask(who, `/fhir/Provenance/${provenance}`)).status;
    expect(await Promise.all(['hospital-ehr', 'person-b', 'soudan-hikari', 'person-c'].map(status))).toEqual([
      200, 200, 404, 404,
    ]);
    await withdraw(id);
  });

  test('is kept for one within a transaction too, and nothing is kept of what is refused', async () => {
    const bundle = (...resources: any[]) => ({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: resources.map((resource) => ({ resource, request: { method: 'POST', url: 'Consent' } })),
    });
    const count = async () => (await ask('hospital-ehr', '/fhir/Provenance?_summary=count')).json.total;
    const before = await count();
    const refused = await post(
      'hospital-ehr',
      '/fhir',
      bundle(
        consent(),
        consent((c) => delete c.sourceReference),
      ),
    );
    expect(refused.status).toBe(422);
    expect(await count()).toBe(before);
    const { status, json } = await post('hospital-ehr', '/fhir', bundle(consent()));
    expect(status).toBe(200);
    const id = json.entry[0].response.location.split('/Consent/')[1].split('/')[0];
    expect(actsOf(await provenances(id))).toEqual(['record']);
    await withdraw(id);
  });
});

describe('a pending consent', () => {
  test('shows nothing until it is activated, with evidence', async () => {
    const id = await pending();
    expect(await sees()).toBe(false);
    const without = await post('hospital-ehr', `/fhir/Consent/${id}/$activate`);
    expect(codesOf(without)).toEqual([422, 'invariant-failed']);
    expect(await sees()).toBe(false);
    const activated = await post(
      'hospital-ehr',
      `/fhir/Consent/${id}/$activate`,
      parameters(
        { name: 'source', valueReference: FORM },
        { name: 'dateTime', valueDateTime: '2026-11-20T10:00:00+09:00' },
      ),
    );
    expect([activated.status, activated.json.status, activated.json.sourceReference, activated.json.dateTime]).toEqual([
      200,
      'active',
      FORM,
      '2026-11-20T10:00:00+09:00',
    ]);
    expect(await sees()).toBe(true);
    expect(actsOf(await provenances(id))).toEqual(['activate', 'record']);
    const again = await post('hospital-ehr', `/fhir/Consent/${id}/$activate`);
    expect(codesOf(again)).toEqual([409, 'consent-not-pending']);
    await withdraw(id);
    const ended = await post('hospital-ehr', `/fhir/Consent/${id}/$activate`, parameters());
    expect(codesOf(ended)).toEqual([409, 'consent-ended']);
    expect(await sees()).toBe(false);
  });

  test('is activated by signature or witness just as well', async () => {
    const said = [
      {
        name: 'signature',
        valueIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:5b9c0d2e-6a1f-4b7e-9c38-0a2f4e6d8b10' },
      },
      { name: 'witness', valueReference: { reference: NURSE } },
    ];
    for (const one of said) {
      const id = await pending();
      const { status, json } = await post('hospital-ehr', `/fhir/Consent/${id}/$activate`, parameters(one));
      expect([status, json.status], JSON.stringify(json)).toEqual([200, 'active']);
      await withdraw(id);
    }
  });

  test('is activated by nobody but who recorded it', async () => {
    const id = await pending();
    for (const who of ['soudan-hikari', 'person-c']) {
      const body = parameters({ name: 'source', valueReference: FORM });
      const hidden = await post(who, `/fhir/Consent/${id}/$activate`, body);
      const unknown = await post(who, '/fhir/Consent/00000000-0000-4000-8000-000000000000/$activate', body);
      expect(hidden.status).toBe(unknown.status);
      expect(hidden.status).toBeGreaterThanOrEqual(403);
    }
    expect((await ask('hospital-ehr', `/fhir/Consent/${id}`)).json.status).toBe('proposed');
    await withdraw(id);
  });

  test('what cannot be read of an act is refused with its place', async () => {
    const id = await pending();
    const wrong: [object, string, string][] = [
      [{ name: 'source', valueString: '紙' }, 'operation-value-invalid', 'Parameters.parameter[0]'],
      [{ name: 'signature', valueSignature: 5 }, 'operation-value-invalid', 'Parameters.parameter[0]'],
      [{ name: 'paper', valueString: '紙' }, 'operation-parameter-unknown', 'http.paper'],
    ];
    for (const [parameter, code, place] of wrong) {
      const { status, json } = await post('hospital-ehr', `/fhir/Consent/${id}/$activate`, parameters(parameter));
      expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression]).toEqual([400, code, place]);
    }
    await withdraw(id);
  });

  test('a refusal counts at once, without evidence; one that is only rejected counts for nothing', async () => {
    const permit = await record();
    const deny = (status: string) => (c: any) => {
      delete c.sourceReference;
      c.status = status;
      c.policyRule.coding[0].code = 'OPTOUT';
      c.provision = { type: 'deny', period: c.provision.period };
    };
    await record(deny('rejected'));
    expect(await sees()).toBe(true);
    const refusal = await record(deny('active'));
    expect(await sees()).toBe(false);
    await withdraw(refusal, signed);
    expect(await sees()).toBe(true);
    await withdraw(permit);
  });
});

describe('superseding', () => {
  /** Its categories are these, beside the person's own record. */
  const of =
    (...categories: string[]) =>
    (c: any) => {
      c.provision.securityLabel = c.provision.securityLabel
        .filter(({ system }: any) => system !== CATEGORY)
        .concat(categories.map((code) => ({ system: CATEGORY, code })));
      delete c.provision.provision;
    };
  const supersede = (id: string, next: any, who = 'hospital-ehr') => post(who, `/fhir/Consent/${id}/$supersede`, next);

  test('ends the old one and makes the new one count, with one Provenance that names both', async () => {
    const old = await record(of('condition'));
    const { status, json, headers } = await supersede(
      old,
      parameters({ name: 'consent', resource: consent(of('wish')) }, { name: 'reason', valueString: '範囲を狭める' }),
    );
    expect([status, json.status]).toEqual([201, 'active']);
    expect(headers.get('location')).toBe(`${gateway.url}/fhir/Consent/${json.id}/_history/1`);
    expect((await ask('hospital-ehr', `/fhir/Consent/${old}`)).json.status).toBe('inactive');
    const found = await provenances(json.id);
    expect(found).toHaveLength(1);
    expect(found[0].target.map(({ reference }: any) => reference)).toEqual([
      `Consent/${json.id}/_history/1`,
      `Consent/${old}/_history/2`,
      PATIENT,
    ]);
    expect(found[0]).toMatchObject({
      activity: { coding: [{ code: 'supersede' }] },
      reason: [{ text: '範囲を狭める' }],
      entity: [{ role: 'source' }, { role: 'revision', what: { reference: `Consent/${old}/_history/1` } }],
    });
    expect((await provenances(old)).map(({ id }) => id)).toContain(found[0].id);
    await withdraw(json.id);
  });

  test('what was superseded never comes back', async () => {
    const old = await record();
    const { json: copy } = await ask('hospital-ehr', `/fhir/Consent/${old}`);
    const { json: next } = await supersede(old, consent());
    const put = await call('hospital-ehr', 'PUT', `/fhir/Consent/${old}`, copy, { 'If-Match': 'W/"2"' });
    expect(codesOf(put)).toEqual([409, 'consent-ended']);
    expect(codesOf(await supersede(old, consent()))).toEqual([409, 'consent-ended']);
    await withdraw(next.id);
    expect(await sees()).toBe(false);
  });

  test('is no withdrawal: who takes the old one back is told that another counts', async () => {
    const old = await record();
    const { json: next } = await supersede(old, consent());
    for (const who of ['hospital-ehr', 'person-b'])
      expect(codesOf(await post(who, `/fhir/Consent/${old}/$withdraw`))).toEqual([409, 'consent-superseded']);
    expect(await sees()).toBe(true);
    expect((await post('person-b', `/fhir/Consent/${next.id}/$withdraw`)).status).toBe(200);
    expect(await sees()).toBe(false);
    expect((await post('person-b', `/fhir/Consent/${next.id}/$withdraw`)).status).toBe(200);
  });

  test('and activating act on the version that is named', async () => {
    const id = await pending();
    const put = { ...(await ask('hospital-ehr', `/fhir/Consent/${id}`)).json, language: 'ja' };
    expect((await call('hospital-ehr', 'PUT', `/fhir/Consent/${id}`, put, { 'If-Match': 'W/"1"' })).status).toBe(200);
    const act = (kind: string, body: unknown, version: number) =>
      call('hospital-ehr', 'POST', `/fhir/Consent/${id}/${kind}`, body, { 'If-Match': `W/"${version}"` });
    expect(codesOf(await act('$activate', signed, 1))).toEqual([412, 'version-conflict']);
    expect(await sees()).toBe(false);
    expect((await act('$activate', signed, 2)).status).toBe(200);
    expect(codesOf(await act('$supersede', consent(), 2))).toEqual([412, 'version-conflict']);
    expect((await act('$supersede', consent(), 3)).status).toBe(201);
  });

  test('leaves the old one as it was where the new one may not stand for it', async () => {
    const old = await record();
    const other = 'Patient/09196b5b-863e-59cc-9be5-3adcba5293b4';
    const refused: [any, unknown[]][] = [
      [consent((c) => delete c.sourceReference), [422, 'invariant-failed']],
      [consent((c) => (c.status = 'proposed')), [422, 'consent-stands-for-none']],
      [
        consent((c) => {
          c.patient.reference = other;
          c.performer = [{ reference: other }];
        }),
        [422, 'consent-stands-for-none'],
      ],
      [{ resourceType: 'Patient' }, [400, 'operation-parameter-unreadable']],
      [parameters(), [400, 'body-type-differs']],
    ];
    for (const [next, answer] of refused) expect(codesOf(await supersede(old, next))).toEqual(answer);
    expect((await ask('hospital-ehr', `/fhir/Consent/${old}`)).json.meta.versionId).toBe('1');
    expect(await sees()).toBe(true);
    await withdraw(old);
  });

  test('two at once leave one in force', async () => {
    const old = await record();
    const answers = await Promise.all([supersede(old, consent()), supersede(old, consent())]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const { json } = await ask('hospital-ehr', `/fhir/Consent?patient=${PERSON_B}&status=active&_summary=count`);
    expect(json.total).toBe(1);
    const [made] = answers.filter(({ status }) => status === 201);
    await withdraw(made?.json.id);
  });

  test('is one moment for every process: under load nobody sees both in force, or neither', async () => {
    const second = await gateway.second();
    const office = await gateway.token('soudan-hikari');
    const labels: Record<string, string> = {};
    for (const code of ['living', 'finance', 'wish']) {
      const { json } = await post('hospital-ehr', '/fhir/Observation', {
        resourceType: 'Observation',
        status: 'final',
        code: { text: '暮らしの様子' },
        category: [{ coding: [{ system: OBSERVATION_CATEGORY, code: 'social-history' }] }],
        subject: { reference: PATIENT },
        effectiveDateTime: '2026-11-01',
        meta: { security: [{ system: CATEGORY, code }] },
      });
      labels[json.id] = code;
    }
    const ids = Object.keys(labels).join(',');
    const seenBy = async (url: string): Promise<string> => {
      const path = `/fhir/Observation?_id=${ids}`;
      const { json } = await send(url, office, { method: 'GET', path, body: undefined, headers: {} });
      return (json.entry ?? [])
        .map(({ resource }: any) => labels[resource.id])
        .toSorted()
        .join('+');
    };
    let id = await record(of('living', 'finance'));
    expect(await seenBy(second.url)).toBe('finance+living');
    let ended = false;
    const seen = new Map<string, number>();
    const read = async (url: string) => {
      while (!ended) {
        const what = await seenBy(url);
        seen.set(what, (seen.get(what) ?? 0) + 1);
      }
    };
    const readers = [second.url, second.url, second.url, gateway.url].map(read);
    for (let round = 0; round < 30; round += 1) {
      const next = round % 2 === 0 ? of('living', 'wish') : of('living', 'finance');
      const { status, json } = await supersede(id, consent(next));
      expect(status).toBe(201);
      id = json.id;
      expect(await seenBy(second.url)).toBe(round % 2 === 0 ? 'living+wish' : 'finance+living');
    }
    ended = true;
    await Promise.all(readers);
    expect([...seen.keys()].toSorted()).toEqual(['finance+living', 'living+wish']);
    await withdraw(id);
  });
});

describe('a withdrawal', () => {
  test('asks for no reason; one that is given is kept with the request in the Provenance', async () => {
    const id = await record();
    const answer = await withdraw(
      id,
      parameters(
        { name: 'reason', valueString: '転居のため' },
        { name: 'source', valueReference: { display: '撤回の申し出' } },
      ),
    );
    expect([answer.status, answer.json.status]).toEqual([200, 'inactive']);
    const found = (await provenances(id)).find(({ activity }) => activity.coding[0].code === 'withdraw');
    expect(found).toMatchObject({
      target: [{ reference: `Consent/${id}/_history/2` }, { reference: PATIENT }],
      reason: [{ text: '転居のため' }],
      entity: [{ role: 'source', what: { display: '撤回の申し出' } }],
    });
  });

  test('by the person in person says so', async () => {
    const id = await record();
    expect((await post('person-b', `/fhir/Consent/${id}/$withdraw`)).status).toBe(200);
    const found = (await provenances(id, 'person-b')).find(({ activity }) => activity.coding[0].code === 'withdraw');
    expect(found.agent[0]).toEqual({
      type: { coding: [{ system: expect.any(String), code: 'enterer' }] },
      who: { reference: PATIENT },
    });
    expect(await provenances(id)).toHaveLength(2);
  });
});

describe('what the person refused', () => {
  const denying = (c: any) => {
    delete c.sourceReference;
    c.policyRule.coding[0].code = 'OPTOUT';
    c.provision = { type: 'deny', period: c.provision.period };
  };
  const statusOf = async (id: string) => (await ask('hospital-ehr', `/fhir/Consent/${id}`)).json.status;
  const guardian = async (more: object = {}): Promise<string> => {
    const authority = [
      { url: 'kind', valueCode: 'guardian-of-adult' },
      { url: 'document', valueIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3.4' } },
      { url: 'verifiedBy', valueReference: { reference: NURSE } },
      { url: 'verifiedOn', valueDate: day(-30) },
      { url: 'period', valuePeriod: { start: day(-30), end: day(300) } },
    ];
    const { status, json } = await post('hospital-ehr', '/fhir/RelatedPerson', {
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: PATIENT },
      name: [{ text: '見本 太郎' }],
      extension: [{ url: `${EXTENSION}/verified-authority`, extension: authority }],
      ...more,
    });
    expect(status, JSON.stringify(json)).toBe(201);
    return `RelatedPerson/${json.id}`;
  };
  const supersede = (id: string, next: any) => post('hospital-ehr', `/fhir/Consent/${id}/$supersede`, next);

  test('is not withdrawn by who recorded it on their word alone', async () => {
    await record();
    const id = await record(denying);
    for (const body of [
      undefined,
      parameters({ name: 'reason', valueString: '本人が電話で' }),
      parameters({ name: 'source', valueReference: { display: '申し出' } }),
      parameters({
        name: 'signature',
        valueSignature: {
          type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.7' }],
          when: '2026-11-01T10:00:00+09:00',
          who: { reference: NURSE },
        },
      }),
    ])
      expect(codesOf(await withdraw(id, body))).toEqual([422, 'refusal-evidence-needed']);
    const [issue] = issuesOf((await withdraw(id)).json);
    expect(issue?.ja).toContain('本人の申し出の証拠を示してください');
    expect(issue?.en).toContain('a signed form (`source`), an electronic signature (`signature`), or a witness');
    expect([await statusOf(id), await sees()]).toEqual(['active', false]);
    const answer = await withdraw(id, parameters({ name: 'witness', valueReference: { reference: NURSE } }));
    expect([answer.status, await sees()]).toEqual([200, true]);
    const told = (await provenances(id)).find(({ activity }) => activity.coding[0].code === 'withdraw');
    expect(told.agent.at(-1)).toMatchObject({ type: { coding: [{ code: 'verifier' }] }, who: { reference: NURSE } });
  });

  test.each<[string, string, object, number, string, string]>([
    [
      'a form that is not there',
      'source',
      { valueReference: { reference: 'DocumentReference/nope' } },
      422,
      'reference-not-found',
      'Consent.sourceReference.reference',
    ],
    [
      'a reference to nothing',
      'source',
      { valueReference: { reference: '' } },
      422,
      'primitive-format',
      'Consent.source.ofType(Reference).reference',
    ],
    [
      'a reference that is none',
      'source',
      { valueReference: { reference: 'x' } },
      422,
      'reference-malformed',
      'Consent.sourceReference.reference',
    ],
    [
      'a reference of another type',
      'source',
      { valueReference: { reference: 5 } },
      422,
      'type-wrong',
      'Consent.source.ofType(Reference).reference',
    ],
    [
      'a person for a form',
      'source',
      { valueReference: { reference: PATIENT } },
      422,
      'reference-target',
      'Consent.source.ofType(Reference)',
    ],
    [
      'a form number of a blank',
      'source',
      { valueReference: { identifier: { value: ' ' } } },
      422,
      'refusal-evidence-needed',
      'Consent',
    ],
    [
      'an invisible form number',
      'source',
      { valueReference: { identifier: { value: '\u200b' } } },
      422,
      'refusal-evidence-needed',
      'Consent',
    ],
    [
      'an empty form number',
      'source',
      { valueReference: { identifier: { value: '' } } },
      422,
      'primitive-format',
      'Consent.source.ofType(Reference).identifier.value',
    ],
    ['no reference', 'source', { valueReference: 5 }, 400, 'operation-value-invalid', 'Parameters.parameter[0]'],
    [
      'a copy whose title is a number',
      'source',
      { valueAttachment: { contentType: 'application/pdf', title: 5, data: 'JVBERi0=' } },
      422,
      'type-wrong',
      'Consent.source.ofType(Attachment).title',
    ],
    [
      'a copy that is not base64',
      'source',
      { valueAttachment: { contentType: 'application/pdf', title: '申出書', data: '%%%' } },
      422,
      'primitive-format',
      'Consent.source.ofType(Attachment).data',
    ],
    [
      'a copy with a blank title',
      'source',
      { valueAttachment: { contentType: 'application/pdf', title: ' ', data: 'JVBERi0=' } },
      422,
      'refusal-evidence-needed',
      'Consent',
    ],
    [
      'a signature number of nothing',
      'signature',
      { valueIdentifier: {} },
      422,
      'json-empty',
      'Consent.extension[0].value.ofType(Identifier)',
    ],
    [
      'a signature number that is none',
      'signature',
      { valueIdentifier: 5 },
      400,
      'operation-value-invalid',
      'Parameters.parameter[0]',
    ],
    [
      'null for a signature number',
      'signature',
      { valueIdentifier: null },
      400,
      'operation-value-invalid',
      'Parameters.parameter[0]',
    ],
    [
      'a signature without a time',
      'signature',
      { valueSignature: { who: { reference: PATIENT } } },
      422,
      'cardinality-min',
      'Consent.extension[0].value.ofType(Signature)',
    ],
    [
      'a witness who is not there',
      'witness',
      { valueReference: { reference: 'Practitioner/nope' } },
      422,
      'reference-not-found',
      'Consent.verification[0].extension[0].valueReference.reference',
    ],
    [
      'gibberish for a witness',
      'witness',
      { valueReference: { reference: 'gibberish' } },
      422,
      'reference-malformed',
      'Consent.verification[0].extension[0].valueReference.reference',
    ],
    [
      'a witness that is nowhere in it',
      'witness',
      { valueReference: { reference: '#x' } },
      422,
      'invariant-failed',
      'Consent.verification[0].extension[0].value.ofType(Reference)',
    ],
    [
      'the person as their own witness',
      'witness',
      { valueReference: { reference: PATIENT } },
      422,
      'reference-target',
      'Consent.verification[0].extension[0].value.ofType(Reference)',
    ],
    [
      'a reason that is a number',
      'reason',
      { valueString: 5 },
      400,
      'operation-value-invalid',
      'Parameters.parameter[0]',
    ],
  ])('is not withdrawn on %s, which is refused at its place', async (_title, name, value, status, code, place) => {
    const id = await record(denying);
    const answer = await withdraw(id, parameters({ name, ...value }));
    const [issue] = issuesOf(answer.json);
    expect([answer.status, issue?.code, issue?.expression]).toEqual([status, code, place]);
    expect(await statusOf(id)).toBe('active');
  });

  test('is not withdrawn on evidence of two forms at once, of which one would be left out', async () => {
    const id = await record(denying);
    const copy = { contentType: 'application/pdf', title: '申出書', data: 'JVBERi0=' };
    const both = parameters({ name: 'source', valueReference: FORM }, { name: 'source', valueAttachment: copy });
    expect(codesOf(await withdraw(id, both))).toEqual([400, 'operation-value-invalid']);
    expect((await withdraw(id, parameters({ name: 'source', valueAttachment: copy }))).status).toBe(200);
  });

  test('is withdrawn by the person without any', async () => {
    const id = await record(denying);
    expect((await post('person-b', `/fhir/Consent/${id}/$withdraw`)).status).toBe(200);
  });

  test('as an exception that outranks what is permitted elsewhere is not either; what closes needs nothing', async () => {
    const [one, other] = [await record(), await record()];
    expect(codesOf(await withdraw(one))).toEqual([422, 'refusal-evidence-needed']);
    expect((await withdraw(one, signed)).status).toBe(200);
    expect((await withdraw(other)).status).toBe(200);
  });

  test.each(['inactive', 'entered-in-error', 'rejected', 'proposed'])(
    'does not become %s by an update',
    async (status) => {
      const id = await record(denying);
      const { json } = await ask('hospital-ehr', `/fhir/Consent/${id}`);
      const put = await call(
        'hospital-ehr',
        'PUT',
        `/fhir/Consent/${id}`,
        { ...json, status },
        { 'If-Match': 'W/"1"' },
      );
      expect(codesOf(put)).toEqual([409, 'consent-withdraw-instead']);
      const patch = JSON.stringify([{ op: 'replace', path: '/status', value: status }]);
      const patched = await call('hospital-ehr', 'PATCH', `/fhir/Consent/${id}`, patch, {
        'Content-Type': 'application/json-patch+json',
        'If-Match': 'W/"1"',
      });
      expect(codesOf(patched)).toEqual([409, 'consent-withdraw-instead']);
      expect(await statusOf(id)).toBe('active');
    },
  );

  test('does not give way to the permit of a guardian, however well verified, nor to anything without evidence', async () => {
    const id = await record(denying);
    const proxy = await guardian();
    const byProxy = consent((c) => {
      c.performer = [{ reference: proxy }];
    });
    expect(codesOf(await supersede(id, byProxy))).toEqual([422, 'refusal-of-the-person']);
    const narrower = consent((c) => {
      denying(c);
      c.provision.actor = [{ ...consent().provision.actor[0], reference: { reference: HOSPITAL } }];
    });
    expect(codesOf(await supersede(id, narrower))).toEqual([422, 'refusal-evidence-needed']);
    expect([await statusOf(id), await sees()]).toEqual(['active', false]);
    const unfindable = consent((c) => {
      c.sourceReference = { identifier: { value: ' ' } };
    });
    expect(codesOf(await supersede(id, unfindable))).toEqual([422, 'invariant-failed']);
    expect((await supersede(id, consent())).status).toBe(201);
    expect(await sees()).toBe(true);
  });

  test('what a guardian refused gives way to a guardian whose authority was verified, and to no other', async () => {
    const proxy = await guardian();
    const by = (reference: string) => (c: any) => {
      c.performer = [{ reference }];
    };
    const id = await record((c) => {
      denying(c);
      by(proxy)(c);
    });
    const unverified = await guardian({ extension: undefined });
    expect(codesOf(await supersede(id, consent(by(unverified))))).toEqual([422, 'refusal-of-the-person']);
    expect((await supersede(id, consent(by(proxy)))).status).toBe(201);
  });

  test('what a guardian refused is ended by the person alone from the age of consent on, not before', async () => {
    const proxy = await guardian();
    const id = await record((c) => {
      denying(c);
      c.performer = [{ reference: proxy }];
    });
    const born = async (birthDate: string) => {
      const path = `/fhir/Patient/${PERSON_B}`;
      const { json } = await call('hospital-ehr', 'GET', path);
      const headers = { 'If-Match': `W/"${json.meta.versionId}"` };
      expect((await call('hospital-ehr', 'PUT', path, { ...json, birthDate }, headers)).status).toBe(200);
      return json.birthDate as string;
    };
    const end = () => call('person-b', 'POST', `/fhir/Consent/${id}/$withdraw`, { resourceType: 'Parameters' });
    const before = await born(day(-15 * 365));
    expect(codesOf(await end())).toEqual([422, 'refusal-by-a-proxy']);
    expect(await statusOf(id)).toBe('active');
    await born(before);
    expect((await end()).status).toBe(200);
    expect(await statusOf(id)).toBe('inactive');
  });
});

describe('the end of a period', () => {
  test('the recorder finds what ends within so many days, and nothing that has ended or stays', async () => {
    const until = (end: string) => (c: any) => {
      c.provision.period.end = end;
    };
    const soon = await record(until(day(20)));
    const later = await record(until(day(90)));
    const past = await record(until(day(-2)));
    const { json } = await ask(
      'hospital-ehr',
      `/fhir/Consent?status=active&period=ge${day(0)}&period=eb${day(30)}&_count=100`,
    );
    expect(json.entry.map(({ resource }: any) => resource.id)).toEqual([soon]);
    expect((await ask('soudan-hikari', `/fhir/Consent?status=active&period=eb${day(30)}`)).json.total).toBe(0);
    for (const id of [soon, later, past]) await withdraw(id, signed);
  });
});
