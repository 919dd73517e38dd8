import { readFileSync } from 'node:fs';
import type { Consent } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyShipped } from '../../src/consent/index.ts';
import { regionShipped } from '../../src/visit/index.ts';
import { randomWorld } from '../consent/random-world.ts';
import { HIKARI, HOSPITAL, issuesOf, MINATO, PERSON_B, sandboxGateway } from '../gateway.ts';

const PATIENT = `Patient/${PERSON_B}`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const CLIENTS: { id: string; actor: string; organization: string; purpose: string }[] = JSON.parse(
  readFileSync('examples/sandbox/clients.json', 'utf8'),
);
const client = (id: string) => CLIENTS.find((one) => one.id === id) as (typeof CLIENTS)[number];
// The health centre watches over privacy, and nurses may break the glass.
const OFFICER = client('health-centre').organization;
const NURSES = client('nurse-station-asahi').organization;
const MINATO_RULE = { type: 'prohibit' as const, actor: [MINATO], purpose: ['HRESCH'] };
const gateway = await sandboxGateway({
  region: {
    ...regionShipped,
    policy: { ...policyShipped, privacyOfficers: [OFFICER], btgPrivileged: [NURSES], rules: [MINATO_RULE] },
  },
});
const { call, house } = gateway;

/** The parts of a Parameters by name: the value, or the parts of a part; several under one name as a list. */
function plain(parameters: any[]): any {
  const said: Record<string, any> = {};
  for (const { name, part, ...value } of parameters) {
    const one = part ? plain(part) : Object.values(value)[0];
    said[name] = name in said ? [said[name], one].flat() : one;
  }
  return said;
}

const explain = async (query: string, headers: Record<string, string> = {}, who = 'person-b') => {
  const { status, json } = await call(who, 'GET', `/fhir/${PATIENT}/$explain-access?${query}`, undefined, headers);
  expect(status, JSON.stringify(json)).toBe(200);
  return plain(json.parameter);
};
const decisionOf = (actor: string, purpose: string, resource: string) =>
  explain(`actor=${actor}&purpose=${purpose}&resource=${resource}`);

function consent(change: (consent: any) => void = () => {}): any {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  change(example);
  return example;
}
const record = async (change?: (consent: any) => void): Promise<string> => {
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent(change));
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};
const withdraw = (id: string) => call('hospital-ehr', 'POST', `/fhir/Consent/${id}/$withdraw`);

/** Every record that the person sees of themself. */
async function recordsOfPerson(): Promise<{ reference: string; categories: string[] }[]> {
  const { json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$everything?_count=100`);
  expect(json.link.some(({ relation }: any) => relation === 'next')).toBe(false);
  return json.entry
    .filter(({ search }: any) => search.mode === 'match')
    .map(({ resource }: any) => ({
      reference: `${resource.resourceType}/${resource.id}`,
      categories: (resource.meta?.security ?? [])
        .filter(({ system }: any) => system.endsWith('jp-chiiki-ikou-category'))
        .map(({ code }: any) => code),
    }));
}

/** Which of the records a client really gets. */
async function really(who: string, references: readonly string[]): Promise<string[]> {
  const got: string[] = [];
  for (let at = 0; at < references.length; at += 40) {
    const some = references.slice(at, at + 40);
    const entry = some.map((url) => ({ request: { method: 'GET', url } }));
    const { json } = await call(who, 'POST', '/fhir', { resourceType: 'Bundle', type: 'batch', entry });
    json.entry.forEach(({ response }: any, index: number) => {
      if (response.status.startsWith('200')) got.push(some[index] ?? '');
    });
  }
  return got;
}

let records: { reference: string; categories: string[] }[] = [];
/** A document, of which some parts can be withheld and others cannot. */
let document = '';
let condition = '';
let medication = '';
beforeAll(async () => {
  const summary = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Bundle', summary);
  expect(status, JSON.stringify(json)).toBe(201);
  document = `Bundle/${json.id}`;
  records = await recordsOfPerson();
  const id = await record();
  const shared = await really(
    'soudan-hikari',
    records.map(({ reference }) => reference),
  );
  await withdraw(id);
  const unshared = new Set(await really('soudan-hikari', shared));
  const of = (category: string, type: RegExp) =>
    records.find(
      ({ reference, categories }) =>
        shared.includes(reference) && !unshared.has(reference) && categories[0] === category && type.test(reference),
    )?.reference ?? '';
  condition = of('condition', /^Condition/);
  medication = of('medication', /^Medication/);
  expect([condition, medication]).not.toContain('');
  expect(records.length).toBeGreaterThan(10);
});

describe('who may ask', () => {
  test('everybody but the person and the privacy officer hears the answer of an unknown id', async () => {
    const ways: ((id: string) => [string, string, unknown?])[] = [
      (id) => ['GET', `/fhir/Patient/${id}/$explain-access`],
      (id) => ['GET', `/fhir/Patient/${id}/$explain-access?nonsense=1`],
      (id) => ['POST', `/fhir/Patient/${id}/$explain-access`, { resourceType: 'Parameters' }],
      (id) => ['GET', `/fhir/Patient/${id}/$explain-access?actor=${HIKARI}&purpose=COC&resource=Patient/${id}`],
    ];
    for (const who of ['hospital-ehr', 'soudan-hikari', 'person-c'])
      for (const way of ways) {
        const [known, unknown] = await Promise.all(
          [PERSON_B, UNKNOWN].map(async (id) => {
            const [method, path, body] = way(id);
            const { status, json } = await call(who, method, path, body);
            expect(status).toBe(404);
            return JSON.stringify(json).replaceAll(id, 'ID');
          }),
        );
        expect(known).toBe(unknown);
      }
  });

  test('the privacy officer may, and the person reads in the record of disclosures that they did', async () => {
    const told = await explain(`actor=${HIKARI}&purpose=COC&resource=${condition}`, {}, 'health-centre');
    expect([told.decision, told.reason]).toEqual(['DENY', 'DEFAULT_DENY']);
    // The officer learns of records by this, and sees none of them.
    expect((await call('health-centre', 'GET', `/fhir/${condition}`)).status).toBe(404);
    const { json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$disclosures`);
    const rows = json.parameter.map(({ part }: any) => plain(part));
    expect(rows.at(-1)).toMatchObject({
      ground: 'PRIVACY_OFFICER',
      groundText: 'プライバシー責任者の確認',
      item: { reference: expect.stringMatching(`^${PATIENT}/_history/`) },
    });
    const { status } = await call('health-centre', 'GET', `/fhir/Patient/${UNKNOWN}/$explain-access`);
    expect(status).toBe(404);
  });
});

describe('the decision about one record', () => {
  test('names reason, consent, version, path and words of the provision', async () => {
    const id = await record();
    expect(await decisionOf(HIKARI, 'COC', condition)).toEqual({
      decision: 'PERMIT',
      reason: 'CONSENT_PERMIT',
      text: 'あなたの同意があるので、見られます。',
      actor: { reference: HIKARI, display: '相談支援センターひかり' },
      purpose: 'COC',
      purposeText: '支援の調整',
      action: 'access',
      time: expect.stringMatching(/\+09:00$/),
      resource: { reference: condition },
      ground: {
        place: `Consent/${id}#provision`,
        consent: { reference: `Consent/${id}` },
        version: '1',
        date: '2026-11-01T10:00:00+09:00',
        text: '相談支援センターひかり へ、支援の調整のため、2026年11月1日から2027年10月31日まで、区分: 病状、処方・服薬、生活状況、サービス利用、本人の希望、クライシスプラン（秘密の度合い R）、見せてよいと決めています',
      },
    });
    const english = await explain(`actor=${HIKARI}&purpose=COC&resource=${condition}`, { 'Accept-Language': 'en' });
    expect([english.text, english.ground.text]).toEqual([
      'your consent allows it.',
      "to 相談支援センターひかり, for Coordination of care, from 2026-11-01 until 2027-10-31, categories: Condition: diagnosis, symptoms and course; Medication: prescriptions and how they are taken; Daily living; Use of welfare services; The person's wishes; Crisis plan (confidentiality R), may be shown",
    ]);
    const wrong = await decisionOf(HIKARI, 'HRESCH', condition);
    expect([wrong.decision, wrong.reason, wrong.ground]).toEqual(['DENY', 'NOT_COVERED', undefined]);
    const later = await explain(`actor=${HIKARI}&purpose=COC&resource=${condition}&time=2027-11-01`);
    expect([later.decision, later.reason, later.time]).toEqual([
      'DENY',
      'DEFAULT_DENY',
      '2027-11-01T00:00:00.000+09:00',
    ]);
    await withdraw(id);
    expect((await decisionOf(HIKARI, 'COC', condition)).reason).toBe('DEFAULT_DENY');
  });

  test('names the exception that closes, the rule that forbids, and what an emergency would open', async () => {
    const id = await record((c) => {
      c.provision.provision = [
        { type: 'deny', purpose: [{ code: 'HRESCH' }] },
        {
          type: 'deny',
          securityLabel: [
            { system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category', code: 'condition' },
          ],
        },
      ];
    });
    const closed = await decisionOf(HIKARI, 'COC', condition);
    expect([closed.reason, closed.ground.place]).toEqual(['CONSENT_DENY', `Consent/${id}#provision.provision[1]`]);
    expect(closed.ground.text).toBe(
      '相談支援センターひかり へ、支援の調整のため、2026年11月1日から2027年10月31日まで、区分: 病状、見せません',
    );
    const forbidden = await decisionOf(MINATO, 'HRESCH', condition);
    expect([forbidden.reason, forbidden.ground]).toEqual([
      'STATUTORY_PROHIBITION',
      {
        place: 'policy#rules[0]',
        text: '相談支援事業所みなと へ、研究のため、同意があっても見せません',
      },
    ]);
    const emergency = await decisionOf(client('nurse-station-asahi').actor, 'BTG', condition);
    expect([emergency.decision, emergency.reason]).toEqual(['PERMIT', 'BREAK_GLASS']);
    expect(emergency.obligation.map(({ code }: any) => code)).toEqual([
      'ALERT_PRIVACY_OFFICER',
      'NOTIFY_PATIENT',
      'REVIEW_72H',
    ]);
    expect((await decisionOf(HIKARI, 'BTG', condition)).reason).toBe('BTG_NOT_PRIVILEGED');
    expect((await decisionOf(HOSPITAL, 'TREAT', condition)).reason).toBe('OWN_RECORD');
    await withdraw(id);
  });

  test('what the person does not see themself is unknown here too, and so is what is about somebody else', async () => {
    const { json } = await call('person-c', 'GET', '/fhir/Condition');
    const foreign = `Condition/${json.entry[0].resource.id}`;
    for (const resource of [foreign, `Condition/${UNKNOWN}`]) {
      const path = `/fhir/${PATIENT}/$explain-access?actor=${HIKARI}&purpose=COC&resource=${resource}`;
      const { status, json: outcome } = await call('person-b', 'GET', path);
      expect([status, issuesOf(outcome)[0]?.code]).toEqual([404, 'not-found']);
    }
  });

  test('of a document is that about what it cannot be without', async () => {
    const { json } = await call('hospital-ehr', 'GET', '/fhir/Composition?type=18842-5');
    const composition = `Composition/${json.entry[0].resource.id}`;
    const { actor, purpose } = client('soudan-hikari');
    const admission = {
      system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category',
      code: 'admission-status',
    };
    // Its sections about the admission must be there; others are left out of what the office reads.
    for (const [change, told] of [
      [() => {}, ['DENY', 'NOT_COVERED']],
      [(one: any) => one.provision.securityLabel.push(admission), ['PERMIT', 'CONSENT_PERMIT']],
    ] as const) {
      const id = await record(change);
      for (const reference of [document, composition]) {
        const { decision, reason } = await decisionOf(actor, purpose, reference);
        expect([decision, reason], reference).toEqual(told);
        expect(await really('soudan-hikari', [reference])).toEqual(decision === 'PERMIT' ? [reference] : []);
      }
      await withdraw(id);
    }
  });

  test('of a record about others is that nothing of that is shown, where nothing is', async () => {
    const find = async (name: RegExp) => {
      const { json } = await call('hospital-ehr', 'GET', `/fhir/MedicationRequest?patient=${PATIENT}&_count=100`);
      const { resource } = json.entry.find((one: any) => name.test(JSON.stringify(one)));
      return `MedicationRequest/${resource.id}`;
    };
    const [pill, sleeping] = [await find(/オランザピン/), await find(/ブロチゾラム/)];
    const post = async (resource: any) => {
      const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${resource.resourceType}`, resource);
      expect(status, JSON.stringify(json)).toBe(201);
      return `${resource.resourceType}/${json.id}`;
    };
    const task = (focus: string) =>
      post({
        resourceType: 'Task',
        status: 'requested',
        intent: 'order',
        for: { reference: PATIENT },
        focus: { reference: focus },
      });
    const paper = await post({
      resourceType: 'Composition',
      status: 'final',
      type: { text: '報告' },
      title: '報告',
      date: '2026-11-01T09:00:00+09:00',
      subject: { reference: PATIENT },
      author: [{ reference: HOSPITAL }],
      section: [{ title: '薬', entry: [{ reference: sleeping }] }],
    });
    const [shown, hidden] = [await task(pill), await task(sleeping)];
    const further = await task(hidden);
    const { actor, purpose } = client('soudan-hikari');
    const id = await record();
    for (const [reference, told] of [
      [shown, ['PERMIT', 'CONSENT_PERMIT']],
      [hidden, ['DENY', 'ABOUT_HIDDEN']],
      // Of several things that are hidden together it tells of that too.
      [further, ['DENY', 'ABOUT_HIDDEN']],
      [paper, ['DENY', 'CONTENT_HIDDEN']],
    ] as const) {
      const { decision, reason, text } = await decisionOf(actor, purpose, reference);
      expect([decision, reason], reference).toEqual(told);
      expect(text).not.toBe('');
      expect(await really('soudan-hikari', [reference])).toEqual(decision === 'PERMIT' ? [reference] : []);
    }
    const { party } = await explain(`actor=${actor}&purpose=${purpose}`);
    const reasons = [party.cell].flat().flatMap(({ reason }: any) => reason);
    expect(reasons).toEqual(expect.arrayContaining(['ABOUT_HIDDEN', 'CONTENT_HIDDEN']));
    await withdraw(id);
    for (const reference of [further, hidden, shown, paper])
      expect((await call('hospital-ehr', 'DELETE', `/fhir/${reference}`)).status).toBeLessThan(300);
  });

  test('is a page too, with both languages, no script and nothing loaded', async () => {
    const id = await record();
    const path = `/fhir/${PATIENT}/$explain-access?actor=${HIKARI}&purpose=COC&resource=${medication}`;
    const page = await call('person-b', 'GET', path, undefined, { Accept: 'text/html' });
    const text = new TextDecoder().decode(page.bytes);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).toContain('<html lang="ja">');
    expect(text).toContain('<dt>理由</dt><dd>あなたの同意があるので、見られます。</dd>');
    expect(text).toContain(`Consent/${id}#provision`);
    expect(text).not.toMatch(/<script|<link|<img|javascript:/);
    const english = await call('person-b', 'GET', `${path}&_format=html`, undefined, { 'Accept-Language': 'en' });
    expect(new TextDecoder().decode(english.bytes)).toContain('<dd>your consent allows it.</dd>');
    await withdraw(id);
  });
});

test('what is not understood is refused with its place', async () => {
  const ask = async (query: string) => {
    const { status, json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$explain-access?${query}`);
    return [status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression];
  };
  expect(await ask('who=1')).toEqual([400, 'operation-parameter-unknown', 'http.who']);
  expect(await ask('actor=Organization/unknown')).toEqual([400, 'operation-value-invalid', 'http.actor']);
  expect(await ask(`actor=${HIKARI}&purpose=FUN`)).toEqual([400, 'operation-value-invalid', 'http.purpose']);
  expect(await ask(`resource=${condition}`)).toEqual([400, 'operation-parameter-needed', 'http.actor']);
  expect(await ask(`actor=${HIKARI}&resource=${condition}`)).toEqual([
    400,
    'operation-parameter-needed',
    'http.purpose',
  ]);
  expect(await ask('time=tomorrow')).toEqual([400, 'operation-value-invalid', 'http.time']);
  expect(await ask('action=steal')).toEqual([400, 'operation-value-invalid', 'http.action']);
});

describe('the table', () => {
  test('is refused before any work where there is too much to decide, and given where less is asked', async () => {
    const { id: _, ...one } = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
    const ids = await house.store.write(new Date(), async (writer) => {
      const made: string[] = [];
      for (let n = 0; n < 150; n += 1) made.push((await writer.insert({ resource: one, custodian: HOSPITAL })).id);
      return made;
    });
    const ask = (query: string) => call('person-b', 'GET', `/fhir/${PATIENT}/$explain-access${query}`);
    const { status, json } = await ask('');
    expect([status, issuesOf(json)[0]?.code]).toEqual([400, 'operation-too-large']);
    expect((await ask(`?actor=${HIKARI}&purpose=COC`)).status).toBe(200);
    await house.store.write(new Date(), async (writer) => {
      for (const id of ids) await writer.remove((await writer.lockOwn(HOSPITAL, 'Consent', id)) as never);
    });
  });

  test('counts by category and purpose what an actor could see, and all that the person sees', async () => {
    const id = await record();
    const { party, rule } = await explain(`actor=${HIKARI}`);
    const seen = await really(
      'soudan-hikari',
      records.map(({ reference }) => reference),
    );
    const all = await recordsOfPerson();
    for (const cell of party.cell.filter(({ purpose }: any) => purpose === 'COC')) {
      const code = cell.category.code;
      const within = all.filter(({ categories }) => (code ? categories.includes(code) : categories.length === 0));
      expect(cell.total, code).toBe(within.length);
      expect(cell.visible, code).toBe(within.filter(({ reference }) => seen.includes(reference)).length);
    }
    // For other purposes there is only what the office holds itself.
    const others = party.cell.filter(({ purpose, visible }: any) => purpose !== 'COC' && visible > 0);
    expect(others.filter(({ reason }: any) => ![reason].flat().includes('OWN_RECORD'))).toEqual([]);
    expect(party.holds).toBe(true);
    expect(party.ground.map?.(({ place }: any) => place) ?? [party.ground.place]).toContain(`Consent/${id}#provision`);
    expect(rule.text).toBe('相談支援事業所みなと へ、研究のため、同意があっても見せません');
    await withdraw(id);
  });

  test('without an actor tells of every holder, every recipient, and who may break the glass, and of nobody else', async () => {
    const id = await record();
    const { party } = await explain('');
    const names = party.map(({ actor }: any) => actor.reference).sort();
    const custodians = new Set<string>();
    for (const { reference } of records) {
      const { rows } = await gateway.database.query<{ custodian: string }>(
        'SELECT custodian FROM resource WHERE type = $1 AND id = $2 AND until_tx IS NULL',
        reference.split('/'),
      );
      if (rows[0]?.custodian.startsWith('Organization/')) custodians.add(rows[0].custodian);
    }
    expect(names).toEqual([...new Set([...custodians, HIKARI, NURSES])].sort());
    const nurses = party.find(({ actor }: any) => actor.reference === NURSES);
    const opened = nurses.cell.filter(({ purpose, visible }: any) => purpose === 'BTG' && visible > 0);
    expect(opened.length).toBeGreaterThan(3);
    const page = await call('person-b', 'GET', `/fhir/${PATIENT}/$explain-access?_format=html`);
    const text = new TextDecoder().decode(page.bytes);
    expect(text).toContain('<h2>相談支援センターひかり</h2>');
    expect(text).toContain('<th scope="row">病状</th>');
    expect(text).toContain('緊急開示の理由を書いたときに見られる数です');
    await withdraw(id);
  });
});

test('under random consents, what is explained is what every office really gets', async () => {
  const offices = ['soudan-hikari', 'soudan-minato', 'grouphome-sakura', 'nurse-station-asahi'].map(client);
  const references = [...records.map(({ reference }) => reference), document];
  const [first = '', second = ''] = references.filter((one) => one.startsWith('Observation/'));
  const real = (text: string) =>
    text
      .replace(/Organization\/o([1-4])/g, (_, n) => offices[Number(n) - 1]?.organization ?? '')
      .replace(/PractitionerRole\/r([1-3])/g, (_, n) => offices[Number(n) - 1]?.actor ?? '')
      .replace(/Patient\/[ab]/g, PATIENT)
      .replace(/Observation\/x1/g, first)
      .replace(/CarePlan\/x2/g, second);
  const outcomes = new Map<string, number>();
  for (let seed = 1_000_003, worlds = 0; worlds < 6; seed += 1_000_003) {
    const { consents } = randomWorld(seed, 0);
    if (consents.length === 0) continue;
    worlds += 1;
    // Beside a consent that does permit something: most random ones ask for labels that no record has.
    const made = [...consents.map((one) => JSON.parse(real(JSON.stringify(one))) as Consent), consent() as Consent];
    const ids = await house.store.write(new Date(), async (writer) => {
      const stored: string[] = [];
      for (const { id: _, ...one } of made)
        stored.push(
          (await writer.insert({ resource: { ...one, status: 'active' } as Consent, custodian: HOSPITAL })).id,
        );
      return stored;
    });
    for (const { id, actor, purpose } of offices) {
      const got = new Set(await really(id, references));
      const check = async (reference: string) => {
        const { decision, reason } = await decisionOf(actor, purpose, reference);
        outcomes.set(reason, (outcomes.get(reason) ?? 0) + 1);
        expect(decision, `${seed} ${id} ${reference} ${reason}`).toBe(got.has(reference) ? 'PERMIT' : 'DENY');
      };
      await Promise.all(references.map(check));
    }
    await house.store.write(new Date(), async (writer) => {
      for (const id of ids) {
        const current = await writer.lockOwn(HOSPITAL, 'Consent', id);
        if (current) await writer.remove(current);
      }
    });
  }
  expect([...outcomes.keys()].sort()).toEqual(
    expect.arrayContaining(['CONSENT_DENY', 'CONSENT_PERMIT', 'NOT_COVERED']),
  );
  expect(outcomes.get('CONSENT_PERMIT')).toBeGreaterThan(5);
}, 120_000);
