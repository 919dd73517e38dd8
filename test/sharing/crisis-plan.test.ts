import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
import { HIKARI, issuesOf, PERSON_B } from '../gateway.ts';
import { emergencyHouse, partsOf } from '../vigil/emergency.ts';

const house = await emergencyHouse();
const { call } = house;
const PATIENT = `Patient/${PERSON_B}`;
const HIKARI_ROLE = 'PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const security = [
  { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' },
  { system: CATEGORY, code: 'crisis-plan' },
];
const make = async (resource: any): Promise<string> => {
  const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${resource.resourceType}`, resource);
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};
const team = await make({
  resourceType: 'CareTeam',
  meta: { security },
  status: 'suspended',
  category: [{ coding: [{ system: 'http://loinc.org', code: 'LA27975-4' }] }],
  name: '佐藤さんの危機のときのチーム',
  subject: { reference: PATIENT },
  participant: [{ member: { reference: HIKARI_ROLE } }],
});
const planned = (more: object = {}) => ({
  resourceType: 'CarePlan',
  meta: { security },
  status: 'active',
  intent: 'plan',
  category: [{ coding: [{ system: 'https://kakehashi.example/fhir/CodeSystem/careplan-kind', code: 'crisis-plan' }] }],
  subject: { reference: PATIENT },
  author: { reference: 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91' },
  careTeam: [{ reference: 'CareTeam/d35260a4-5b2e-5c44-8a79-ebfccb2f5e24' }, { reference: `CareTeam/${team}` }],
  ...more,
});
const plan = await make(planned());

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** Both offices may see the person and the plan; of the medication the crisis team alone. */
const consentTo = (reference: string, change: (provision: any) => void) => {
  const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  consent.provision = {
    type: 'permit',
    actor: [{ ...consent.provision.actor[0], reference: { reference } }],
    purpose: consent.provision.purpose,
    period: { start: day(-1), end: day(300) },
  };
  // What is about family members needs their own consent.
  const family = { system: 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category', code: 'family' };
  consent.provision.provision = [{ type: 'deny', securityLabel: [family] }];
  change(consent.provision);
  return make(consent);
};
for (const office of [HIKARI, 'Organization/57b6d2e7-c408-5a14-b3f2-2dbbaabc6e01'])
  await consentTo(office, (provision) => {
    provision.class = ['CarePlan', 'Patient'].map((code) => ({ system: 'http://hl7.org/fhir/resource-types', code }));
  });
const crisisConsent = await consentTo(`CareTeam/${team}`, (provision) => {
  provision.class = [
    { system: 'http://hl7.org/fhir/resource-types', code: 'MedicationRequest' },
    { system: 'http://hl7.org/fhir/resource-types', code: 'Communication' },
  ];
});

const medication = async (who = 'soudan-hikari') =>
  (await call(who, 'GET', `/fhir/MedicationRequest?patient=${PERSON_B}`)).json.total;
const activate = (who: string, reason = '眠れない日が続き、電話がつながらない', id = plan) =>
  call(who, 'POST', `/fhir/CarePlan/${id}/$activate-crisis-plan`, {
    resourceType: 'Parameters',
    parameter: [{ name: 'reason', valueString: reason }],
  });
const deactivate = (who: string) =>
  call(who, 'POST', `/fhir/CarePlan/${plan}/$deactivate-crisis-plan`, { resourceType: 'Parameters' });

test('before, the team sees nothing of what is for a crisis', async () => {
  expect(await medication()).toBe(0);
});

test('only who is of the plan activates it, with a reason; who may not see it hears of no plan', async () => {
  const usual = await make(planned({ category: [{ text: '別の計画' }] }));
  const teamless = await make(planned({ careTeam: [{ reference: 'CareTeam/d35260a4-5b2e-5c44-8a79-ebfccb2f5e24' }] }));
  const refused = [
    await activate('soudan-minato'),
    await activate('city-a'),
    await activate('soudan-hikari', ' '),
    await activate('soudan-hikari', '\u200b\u3164…'),
    await activate('soudan-hikari', 'x', usual),
    await activate('soudan-hikari', 'x', teamless),
    await deactivate('soudan-hikari'),
  ];
  expect(refused.map(({ status, json }) => [status, issuesOf(json)[0]?.code])).toEqual([
    [403, 'not-of-the-plan'],
    [404, 'not-found'],
    [400, 'operation-value-invalid'],
    [400, 'operation-value-invalid'],
    [422, 'not-a-crisis-plan'],
    [422, 'crisis-team-missing'],
    [409, 'crisis-plan-not-active'],
  ]);
  expect(await medication()).toBe(0);
});

test('an activation acts on the next request, in every process, for the team alone, and the person is told', async () => {
  const second = await house.second();
  const { status, json } = await activate('soudan-hikari');
  expect(status, JSON.stringify(json)).toBe(200);
  const [activation] = partsOf(json, 'activation');
  expect(Date.parse(activation?.['end']) - Date.parse(activation?.['start'])).toBe(72 * 3_600_000);
  expect(await medication()).toBe(2);
  expect(await medication('soudan-minato')).toBe(0);
  const elsewhere = await fetch(`${second.url}/fhir/MedicationRequest?patient=${PERSON_B}`, {
    headers: { authorization: `Bearer ${await house.token('soudan-hikari')}` },
  });
  expect(((await elsewhere.json()) as any).total).toBe(2);
  const told = partsOf((await call('person-b', 'GET', `/fhir/${PATIENT}/$disclosures`)).json, 'disclosure');
  expect(
    told.some(({ ground, consent }) => ground === 'CONSENT_PERMIT' && consent === `Consent/${crisisConsent}`),
  ).toBe(true);
  for (const who of ['person-b', 'soudan-hikari']) {
    const { json: notices } = await call(who, 'GET', `/fhir/Communication?based-on=CarePlan/${plan}`);
    expect([who, notices.entry?.map(({ resource }: any) => resource.payload[0].contentString)]).toEqual([
      who,
      [expect.stringMatching(/^クライシスプランが発動されました.*眠れない日が続き/)],
    ]);
  }
  const [record] = await auditRecords(house.database, '"$activate-crisis-plan"').then((all) =>
    all.filter(({ outcome }) => outcome === 'success'),
  );
  expect([record?.patients, record?.purposeReason]).toEqual([[PATIENT], '眠れない日が続き、電話がつながらない']);
});

test('it can be ended at once, and ends by itself', async () => {
  expect((await deactivate('soudan-hikari')).status).toBe(200);
  expect(await medication()).toBe(0);
  expect((await activate('hospital-ehr')).status).toBe(200);
  expect(await medication()).toBe(2);
  house.passSeconds(72 * 3_600 - 5);
  expect(await medication()).toBe(2);
  house.passSeconds(10);
  expect(await medication()).toBe(0);
  expect(issuesOf((await deactivate('soudan-hikari')).json)[0]?.code).toBe('crisis-plan-not-active');
});

test('no write of the team puts it in force, lengthens or widens it, or makes a usual team of it', async () => {
  const current = async () => (await call('hospital-ehr', 'GET', `/fhir/CareTeam/${team}`)).json;
  const put = async (change: object) => {
    const { meta: _, ...body } = await current();
    const { status, json } = await call('hospital-ehr', 'PUT', `/fhir/CareTeam/${team}`, { ...body, ...change });
    return [status, issuesOf(json).find(({ code }) => code === 'crisis-team-by-plan')?.code];
  };
  const refused = [422, 'crisis-team-by-plan'];
  const minato = { member: { reference: 'Organization/57b6d2e7-c408-5a14-b3f2-2dbbaabc6e01' } };
  const usual = [{ coding: [{ system: 'http://loinc.org', code: 'LA28865-6' }] }];
  const attempts = [
    { status: 'active', period: undefined },
    { status: 'active', period: { end: day(5) } },
    { status: 'active', period: { start: day(3), end: day(5) } },
    { category: usual },
    { category: undefined, status: 'active' },
  ];
  for (const attempt of attempts) expect([attempt, await put(attempt)]).toEqual([attempt, refused]);
  const { meta: _known, ...known } = await current();
  const { category: _usual, ...usualTeam } = known;
  expect((await call('hospital-ehr', 'DELETE', `/fhir/CareTeam/${team}`)).status).toBe(204);
  const brought = await call('hospital-ehr', 'PUT', `/fhir/CareTeam/${team}`, { ...usualTeam, status: 'active' });
  expect([brought.status, issuesOf(brought.json)[0]?.code]).toEqual(refused);
  expect((await call('hospital-ehr', 'PUT', `/fhir/CareTeam/${team}`, known)).status).toBe(201);
  const { json: patched } = await call(
    'hospital-ehr',
    'PATCH',
    `/fhir/CareTeam/${team}`,
    JSON.stringify([{ op: 'replace', path: '/period/end', value: day(9) }]),
    { 'Content-Type': 'application/json-patch+json' },
  );
  expect(issuesOf(patched)[0]?.code).toBe('crisis-team-by-plan');
  const { id: _, meta: __, ...copy } = await current();
  const created = await call('hospital-ehr', 'POST', '/fhir/CareTeam', {
    ...copy,
    status: 'active',
    period: undefined,
  });
  expect([created.status, issuesOf(created.json)[0]?.code]).toEqual(refused);
  expect(await medication()).toBe(0);

  expect((await activate('hospital-ehr')).status).toBe(200);
  const { participant, period } = await current();
  expect(await put({ participant: [...participant, minato] })).toEqual(refused);
  expect(await put({ period: { ...period, end: day(30) } })).toEqual(refused);
  expect(await put({ name: '呼び名' })).toEqual([200, undefined]);
  expect([await medication(), await medication('soudan-minato')]).toEqual([2, 0]);
  expect(await put({ status: 'inactive' })).toEqual([200, undefined]);
  expect(await medication()).toBe(0);
  expect(await put({ participant: [...participant, minato] })).toEqual([200, undefined]);
});

test('an activation is ended also when its plan is no longer in force', async () => {
  expect((await activate('hospital-ehr')).status).toBe(200);
  const { json } = await call('hospital-ehr', 'GET', `/fhir/CarePlan/${plan}`);
  const put = (status: string, version: number) =>
    call('hospital-ehr', 'PUT', `/fhir/CarePlan/${plan}`, { ...json, status }, { 'If-Match': `W/"${version}"` });
  const version = Number(json.meta.versionId);
  expect((await put('revoked', version)).status).toBe(200);
  expect(issuesOf((await activate('hospital-ehr')).json)[0]?.code).toBe('not-a-crisis-plan');
  expect((await deactivate('soudan-hikari')).status).toBe(200);
  expect(await medication()).toBe(0);
  expect((await put('active', version + 1)).status).toBe(200);
});
