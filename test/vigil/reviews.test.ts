import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
import { issuesOf, PERSON_B } from '../gateway.ts';
import { addAccount, connect } from '../smart/house.ts';
import { DOCTOR, EMERGENCY, emergencyHouse, OFFICER, partsOf, REASON } from './emergency.ts';

const alarms: unknown[] = [];
const house = await emergencyHouse({ vigil: { onAlarm: (alarm) => void alarms.push(alarm) } });
const { ask, reviews, call } = house;
const PATIENT = `Patient/${PERSON_B}`;
const OTHER = '09196b5b-863e-59cc-9be5-3adcba5293b4';
const EVERYBODY = [OTHER, 'db22ddaf-13bf-5a6b-91af-1b984bd09928', PERSON_B].map((id) => `Patient/${id}`);
const HOUR_MS = 3_600_000;
const notices = async (who = 'person-b') =>
  partsOf((await call(who, 'GET', `/fhir/${PATIENT}/$break-glass-notices`)).json);
const step = () => house.house.vigil.step(new Date());
const rows = async () => {
  const { rows: found } = await house.database.query(
    'SELECT patient, requests FROM break_glass_review ORDER BY opened, patient',
  );
  return found;
};

describe('an emergency about one person', () => {
  let opened = 0;
  let token = '';

  test('without the glass broken the doctor is told nothing, and nobody is alarmed', async () => {
    expect((await ask(await house.treat(), `/fhir/${PATIENT}`)).status).toBe(404);
    expect(await rows()).toEqual([]);
  });

  test('opens one review, due in 72 hours, that says who looked, at whom, why and at what', async () => {
    token = await house.breakGlass();
    opened = Date.now();
    expect((await ask(token, `/fhir/${PATIENT}`)).status).toBe(200);
    expect((await ask(token, `/fhir/CarePlan?patient=${PERSON_B}&category=crisis-plan`)).json.total).toBe(1);
    expect((await ask(token, `/fhir/Condition?patient=${PERSON_B}`)).json.total).toBe(2);
    const [review, ...more] = await reviews();
    expect(more).toEqual([]);
    expect(review).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'open',
      patient: PATIENT,
      opened: new Date(opened).toISOString(),
      openedJapan: expect.any(String),
      latest: new Date(opened).toISOString(),
      due: new Date(opened + 72 * HOUR_MS).toISOString(),
      requests: 3,
      organization: EMERGENCY,
      role: DOCTOR,
      client: '服薬ノート',
      reason: REASON,
      category: ['condition', 'crisis-plan', 'service'],
    });
  });

  test('tells the person at once, in the notices and in the record of disclosures', async () => {
    const [notice, ...more] = await notices();
    expect(more).toEqual([]);
    expect([notice?.['status'], notice?.['reason'], notice?.['role']]).toEqual(['open', REASON, DOCTOR]);
    const { json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$disclosures`);
    const told = partsOf(json, 'disclosure').filter(({ purpose }) => purpose === 'BTG');
    expect(told.map((row) => row['review'])).toEqual(['open', 'open', 'open']);
  });

  test('alarms the privacy officer once', async () => {
    await step();
    await step();
    const [review] = await reviews();
    expect(alarms).toEqual([{ kind: 'opened', id: review?.['id'], due: new Date(opened + 72 * HOUR_MS) }]);
  });

  test('is told to nobody else: not to who looked, nor to an organization that holds the record, nor to another person', async () => {
    const again = await house.breakGlass();
    expect(issuesOf((await ask(again, '/fhir/$break-glass-reviews')).json)[0]?.code).toBe('privacy-officer-only');
    expect(issuesOf((await call('hospital-ehr', 'GET', '/fhir/$break-glass-reviews')).json)[0]?.code).toBe(
      'privacy-officer-only',
    );
    for (const who of ['hospital-ehr', 'person-c', 'privacy-officer', 'soudan-hikari'])
      expect((await call(who, 'GET', `/fhir/${PATIENT}/$break-glass-notices`)).status).toBe(404);
    expect((await ask(again, `/fhir/${PATIENT}/$break-glass-notices`)).status).toBe(404);
  });

  test('raises the alarm once more when nobody reviewed it in time', async () => {
    alarms.length = 0;
    house.passSeconds(72 * 3_600 + 1);
    await step();
    await step();
    const [review] = await reviews('?status=overdue');
    expect(alarms).toEqual([{ kind: 'overdue', id: review?.['id'], due: new Date(opened + 72 * HOUR_MS) }]);
  });

  test('is decided once, with a reason, and the person is told the result but not the note', async () => {
    const [open] = await reviews('?status=overdue');
    const decide = (parameters: Record<string, string>, who = 'privacy-officer') =>
      call(who, 'POST', '/fhir/$review-break-glass', {
        resourceType: 'Parameters',
        parameter: Object.entries(parameters).map(([name, valueString]) => ({ name, valueString })),
      });
    const whole = { review: open?.['id'], outcome: 'justified', note: '搬送記録と合っている' };
    const faults = [
      await decide({ ...whole, note: ' ' }),
      await decide({ ...whole, note: '\u200b\u3164…' }),
      await decide({ review: whole.review, outcome: 'justified' }),
      await decide({ ...whole, outcome: 'fine' }),
      await decide({ ...whole, review: '00000000-0000-4000-8000-000000000000' }),
      await decide(whole, 'hospital-ehr'),
    ];
    expect(faults.map(({ status, json }) => [status, issuesOf(json)[0]?.code])).toEqual([
      [400, 'operation-value-invalid'],
      [400, 'operation-value-invalid'],
      [400, 'operation-parameter-needed'],
      [400, 'operation-value-invalid'],
      [404, 'review-not-open'],
      [403, 'privacy-officer-only'],
    ]);
    const { status, json } = await decide(whole);
    const [review] = partsOf(json);
    expect([status, review?.['status'], review?.['outcome'], review?.['note'], review?.['reviewer']]).toEqual([
      200,
      'done',
      'justified',
      whole.note,
      OFFICER,
    ]);
    expect((await decide(whole)).status).toBe(404);
    expect(await reviews('?status=overdue')).toEqual([]);
    expect((await reviews('?status=done')).map(({ id }) => id)).toEqual([whole.review]);
    const [notice] = await notices();
    expect([notice?.['status'], notice?.['outcome'], notice?.['note']]).toEqual(['done', 'justified', undefined]);
    const told = partsOf((await call('person-b', 'GET', `/fhir/${PATIENT}/$disclosures`)).json, 'disclosure');
    expect(told.filter(({ purpose }) => purpose === 'BTG').map((row) => row['review'])).toEqual(
      Array(3).fill('justified'),
    );
    const held = partsOf((await call('hospital-ehr', 'GET', `/fhir/${PATIENT}/$disclosures`)).json, 'disclosure');
    expect(held.filter(({ purpose }) => purpose === 'BTG').map((row) => row['review'])).toEqual(
      Array(3).fill(undefined),
    );
    const audited = (await auditRecords(house.database, '"$review-break-glass"')).filter(({ patients }) =>
      patients.includes(PATIENT),
    );
    expect(audited.map(({ outcome, actor }) => [outcome, actor])).toEqual([['success', OFFICER]]);
  });
});

describe('whose reviews follow', () => {
  test('of many requests at once in one emergency comes one review, and none is lost', async () => {
    const token = await house.breakGlass();
    await Promise.all(Array.from({ length: 12 }, () => ask(token, `/fhir/Patient/${OTHER}`)));
    expect((await rows()).filter(({ patient }) => patient === `Patient/${OTHER}`)).toEqual([
      { patient: `Patient/${OTHER}`, requests: 12 },
    ]);
    await ask(await house.breakGlass(), `/fhir/Patient/${OTHER}`);
    expect((await rows()).filter(({ patient }) => patient === `Patient/${OTHER}`).length).toBe(2);
  });

  test('each person of a search has one of their own, and so has each whom an entry of a bundle shows', async () => {
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    expect((await ask(await house.breakGlass(), '/fhir/Patient')).json.total).toBe(3);
    expect((await rows()).length).toBe(3);
    for (const type of ['batch', 'transaction']) {
      await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
      const entry = [PATIENT, `Patient/${OTHER}`].map((url) => ({ request: { method: 'GET', url } }));
      const bundle = { resourceType: 'Bundle', type, entry };
      const { status, json } = await ask(await house.breakGlass(), '/fhir', 'POST', bundle);
      expect([status, json.entry.map(({ response }: any) => response.status)]).toEqual([200, ['200', '200']]);
      expect([type, (await rows()).map(({ patient }) => patient)]).toEqual([
        type,
        [`Patient/${OTHER}`, PATIENT].sort(),
      ]);
    }
  });

  test('who is told a mere number has looked at whom it counts, at nobody by name where it is nought', async () => {
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    const token = await house.breakGlass();
    expect((await ask(token, `/fhir/Condition?patient=${OTHER}&_summary=count`)).json.total).toBe(2);
    expect((await ask(token, '/fhir/Condition?code=none&_summary=count')).json.total).toBe(0);
    expect((await rows()).map(({ patient }) => patient).sort()).toEqual(['', `Patient/${OTHER}`]);
    expect((await ask(token, '/fhir/Condition?_summary=count')).json.total).toBe(6);
    expect((await rows()).map(({ patient }) => patient).sort()).toEqual(['', ...EVERYBODY]);
  });

  test('who is told that nothing happened, or deletes nothing by criteria, has looked too', async () => {
    const token = await house.breakGlass();
    const nobody = [{ patient: '', requests: 1 }];
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    expect((await ask(token, '/fhir/Condition/_history?_since=2100-01-01T00:00:00Z')).json.total).toBe(0);
    expect(await rows()).toEqual(nobody);
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    const criteria = `patient=${PERSON_B}&code=none`;
    expect((await ask(token, `/fhir/Condition?${criteria}`, 'DELETE')).status).toBe(204);
    expect(await rows()).toHaveLength(1);
  });

  test('a document needs one when any of its parts does, also where the person lets the doctor see the first', async () => {
    const document = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
    const posted = await call('hospital-ehr', 'POST', '/fhir/Bundle', document);
    expect(posted.status, JSON.stringify(posted.json)).toBe(201);
    const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
    consent.provision = {
      type: 'permit',
      period: { start: '2026-01-01', end: '2036-01-01' },
      actor: [{ ...consent.provision.actor[0], reference: { reference: EMERGENCY } }],
      purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'BTG' }],
      class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Composition' }],
      // What is about family members needs their own consent.
      provision: [
        {
          type: 'deny',
          securityLabel: [
            { system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category', code: 'family' },
          ],
        },
      ],
    };
    expect((await call('hospital-ehr', 'POST', '/fhir/Consent', consent)).status).toBe(201);
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    const token = await house.breakGlass();
    expect((await ask(token, `/fhir/Composition?patient=${PERSON_B}`)).json.total).toBe(1);
    expect(await rows()).toEqual([]);
    const id = posted.headers.get('Location')?.split('/Bundle/')[1]?.split('/')[0];
    expect((await ask(token, `/fhir/Bundle/${id}`)).status).toBe(200);
    expect(await rows()).toEqual([{ patient: PATIENT, requests: 1 }]);
  });

  test('what everybody may see needs none, nor does what the doctor asks in the usual way', async () => {
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    const token = await house.breakGlass();
    expect((await ask(token, '/fhir/Organization')).status).toBe(200);
    expect((await ask(await house.treat(), `/fhir/Condition?patient=${OTHER}`)).json.total).toBe(0);
    expect(await rows()).toEqual([]);
  });
});

describe('who broke the glass', () => {
  const COMMITTEE = 'Organization/d040e66d-4273-53de-851c-bb7ccfee6ec4';
  const decide = (id: unknown, asked: (body: unknown) => Promise<any>) =>
    asked({
      resourceType: 'Parameters',
      parameter: Object.entries({ review: id, outcome: 'justified', note: '問題なし' }).map(([name, valueString]) => ({
        name,
        valueString,
      })),
    });

  test('never closes the review, neither by another sign-in nor by a client that they may stand behind', async () => {
    await house.database.query('TRUNCATE break_glass_review, break_glass_look, break_glass_alarm');
    const people = house.gateway.auth.people;
    const officer = { actor: OFFICER, organization: COMMITTEE, purposes: ['HCOMPL'], name: '個人情報保護委員' };
    expect((await ask(await house.breakGlass(), `/fhir/${PATIENT}`)).status).toBe(200);
    const [{ id } = { id: '' }] = await reviews();
    const twin = await addAccount(house, {
      login: 'mori-2',
      name: '森 直人',
      fhirUser: 'Practitioner/b35d12a7-c70c-5f95-93c8-49c386b7fa49',
      roles: [officer],
    });
    const other = await addAccount(house, {
      login: 'kato',
      name: '加藤 明',
      fhirUser: 'Practitioner/e3ce2619-57a8-537f-be22-6a16bff7b4b9',
      roles: [officer],
    });
    const tokenOf = async (account: typeof twin): Promise<string> => {
      const user = await people.findUser(account.id);
      const answers = { role: { role: `${user?.roles[0]?.id} HCOMPL` } };
      return (await connect(house, { account, scope: 'user/*.cruds', answers })).body['access_token'] ?? '';
    };
    const [mine, theirs] = [await tokenOf(twin), await tokenOf(other)];
    const reviewsOf = async (token: string) => partsOf((await ask(token, '/fhir/$break-glass-reviews')).json);
    expect(await reviewsOf(mine)).toEqual([]);
    expect((await reviewsOf(theirs)).map((one) => one['id'])).toEqual([id]);
    const closing = (token: string) => decide(id, (body) => ask(token, '/fhir/$review-break-glass', 'POST', body));
    expect((await closing(mine)).status).toBe(404);
    // Once the doctor has a role in the committee, its client may be the doctor.
    await people.addRole(house.doctor.id, officer);
    expect(await reviews()).toEqual([]);
    const byClient = await decide(id, (body) => call('privacy-officer', 'POST', '/fhir/$review-break-glass', body));
    expect([byClient.status, issuesOf(byClient.json)[0]?.code]).toEqual([404, 'review-not-open']);
    expect((await closing(theirs)).status).toBe(200);
  });
});
