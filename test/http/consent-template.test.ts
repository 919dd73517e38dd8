import { describe, expect, test } from 'vitest';
import { type ConsentMatrix, readConsentMatrix } from '../../src/consent/index.ts';
import { regionShipped } from '../../src/visit/index.ts';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const PATIENT = `Patient/${PERSON_B}`;
const SISTER = 'RelatedPerson/bb1fb3d4-a600-5772-aa40-8b16405fc4b7';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const path = (query: string, id = PERSON_B) => `/fhir/Patient/${id}/$consent-template?${query}`;
const template = (query: string, who = 'hospital-ehr') => call(who, 'GET', path(query));
const FORM = `recipient=${HIKARI}&kind=consultation`;
const CATEGORIES = regionShipped.matrix.cells
  .filter(({ kind }) => kind === 'consultation')
  .map(({ category }) => category);
const categoriesIn = ({ securityLabel }: any): string[] =>
  securityLabel.filter(({ system }: any) => system.endsWith('jp-chiiki-ikou-category')).map(({ code }: any) => code);

test('the form for a consultation office is a pending Consent in plain words, which opens what it says once it is signed', async () => {
  const { status, json } = await template(FORM);
  expect(status, JSON.stringify(json)).toBe(200);
  expect(json).toMatchObject({
    resourceType: 'Consent',
    status: 'proposed',
    patient: { reference: PATIENT },
    organization: [{ reference: HOSPITAL }],
    policyRule: { coding: [{ code: 'OPTIN' }] },
    provision: { purpose: [{ code: 'COC' }], actor: [{ reference: { reference: HIKARI } }] },
  });
  expect(categoriesIn(json.provision)).toEqual([
    'medication',
    'living',
    'service',
    'finance',
    'housing',
    'crisis-plan',
    'wish',
  ]);
  expect(json.text.div).toContain('<li>病状（◎要約 ○詳細）</li>');
  expect(json.text.div).toContain('危機のときだけ見せる情報');
  const stored = await call('hospital-ehr', 'POST', '/fhir/Consent', json);
  expect(stored.status, JSON.stringify(stored.json)).toBe(201);
  const conditions = async () => (await call('soudan-hikari', 'GET', `/fhir/Condition?patient=${PERSON_B}`)).json.total;
  expect(await conditions()).toBe(0);
  const activated = await call('hospital-ehr', 'POST', `/fhir/Consent/${stored.json.id}/$activate`, {
    resourceType: 'Parameters',
    parameter: [{ name: 'source', valueReference: { identifier: { value: '2026-0133' } } }],
  });
  expect(activated.status, JSON.stringify(activated.json)).toBe(200);
  expect(await conditions()).toBe(1);
  expect((await call('soudan-hikari', 'GET', `/fhir/RelatedPerson?patient=${PERSON_B}`)).json.total).toBe(0);
  await call('hospital-ehr', 'POST', `/fhir/Consent/${stored.json.id}/$withdraw`);
});

test('by POST it is the same', async () => {
  const parameter = [
    { name: 'recipient', valueString: HIKARI },
    { name: 'kind', valueCode: 'consultation' },
  ];
  const posted = await call('hospital-ehr', 'POST', `/fhir/Patient/${PERSON_B}/$consent-template`, {
    resourceType: 'Parameters',
    parameter,
  });
  const { json } = await template(FORM);
  expect({ ...posted.json, dateTime: '' }).toEqual({ ...json, dateTime: '' });
});

test('what is ticked besides is listed, with the family members who consent', async () => {
  const { json } = await template(`${FORM}&extra=test-free&extra=admission-status`).then(async (odd) => {
    expect(issuesOf(odd.json)).toMatchObject([
      {
        expression: 'http.extra',
        ja: `「test-free」: この書式に、この区分はありません。次のどれかを書いてください: ${CATEGORIES.join('、')}。`,
        en: `\`test-free\`: the form has no such category: it must be one of: ${CATEGORIES.map((code) => `\`${code}\``).join(', ')}`,
      },
    ]);
    return template(`${FORM}&extra=condition,admission-status&extra=family&member=${SISTER}`);
  });
  expect(categoriesIn(json.provision)).toContain('admission-status');
  expect(categoriesIn(json.provision)).toContain('condition');
  expect(json.provision.provision.at(-1).data).toEqual([{ meaning: 'dependents', reference: { reference: SISTER } }]);
});

test.each([
  ['test', '検査を福祉へ伝えることを求める決まりはなく', 'No rule asks for tests outside medical care'],
  ['family', '家族自身の書面の同意が要る', 'their own written consent is needed'],
])('what no form may hold is refused with the reason: %s', async (extra, ja, en) => {
  const { status, json } = await template(`${FORM}&extra=${extra}`);
  const [issue] = issuesOf(json);
  expect([status, issue?.code, issue?.expression]).toEqual([422, 'consent-template-refused', 'http.extra']);
  expect([issue?.ja.startsWith(`「${extra}」: `), issue?.en.startsWith(`\`${extra}\`: `)]).toEqual([true, true]);
  expect(issue?.ja).toContain(ja);
  expect(issue?.en).toContain(en);
});

describe('a refusal', () => {
  test('of everybody is one deny without an actor, and counts as soon as it is active', async () => {
    const { json } = await template('decision=deny');
    expect(json.policyRule.coding[0].code).toBe('OPTOUT');
    expect(json.provision).toEqual({ type: 'deny', period: { start: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) } });
    expect(json.text.div).toContain('だれにも、何も見せない。');
    const { status } = await call('hospital-ehr', 'POST', '/fhir/Consent', { ...json, status: 'active' });
    expect(status).toBe(201);
  });

  test('of one recipient names it', async () => {
    const { json } = await template(`decision=deny&recipient=${HIKARI}`);
    expect(json.provision.actor[0].reference.reference).toBe(HIKARI);
  });
});

describe('who asks', () => {
  test('hears of a hidden person what they hear of an unknown one', async () => {
    const [hidden, absent] = await Promise.all(
      [PERSON_B, UNKNOWN].map(async (id) => {
        const { status, json } = await call('soudan-minato', 'GET', path(FORM, id));
        return JSON.stringify([status, json]).replaceAll(id, 'ID');
      }),
    );
    expect(hidden).toBe(absent);
    expect(hidden).toContain('404');
  });

  test('may name nobody whom they cannot see, or who is not there', async () => {
    const ofAnother = 'RelatedPerson/ccf80615-42a5-564e-a40c-83e4f1c16250';
    const asked = (recipient: string) => template(`recipient=${recipient}&kind=family&extra=living`, 'person-b');
    const [hidden, absent] = await Promise.all([asked(ofAnother), asked(`RelatedPerson/${UNKNOWN}`)]);
    expect(issuesOf(hidden.json)[0]).toMatchObject({ code: 'operation-value-invalid', expression: 'http.recipient' });
    expect(JSON.stringify(hidden.json).replaceAll(ofAnother.slice(-36), 'ID')).toBe(
      JSON.stringify(absent.json).replaceAll(UNKNOWN, 'ID'),
    );
    expect((await template(`recipient=${SISTER}&kind=family&extra=living`, 'person-b')).status).toBe(200);
  });

  test.each([
    ['', 'operation-parameter-needed', 'http.recipient'],
    [`recipient=${HIKARI}`, 'operation-parameter-needed', 'http.kind'],
    [`${FORM}&decision=maybe`, 'operation-value-invalid', 'http.decision'],
    ['recipient=Hikari&kind=consultation', 'operation-value-invalid', 'http.recipient'],
    [`${FORM}&kind=peer`, 'operation-value-invalid', 'http.kind'],
    [`${FORM}&colour=red`, 'operation-parameter-unknown', 'http.colour'],
  ])('is told what is missing or wrong: %s', async (query, code, expression) => {
    const { status, json } = await template(query);
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression]).toEqual([400, code, expression]);
  });
});

test('a region decides its own cells', async () => {
  const row = {
    category: 'finance',
    kind: 'consultation',
    mark: '○',
    why: { ja: '希望した人だけ。', en: 'Only who asks for it.' },
    legalReview: 'approved',
  };
  const matrix = readConsentMatrix({ cells: [row] }, regionShipped.matrix) as ConsentMatrix;
  const regional = await sandboxGateway({ region: { ...regionShipped, matrix } });
  const { json } = await regional.call('hospital-ehr', 'GET', path(FORM));
  expect(categoriesIn(json.provision)).not.toContain('finance');
});
