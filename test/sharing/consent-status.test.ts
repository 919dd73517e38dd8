import { readFileSync } from 'node:fs';
import type { Consent } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { isConsentTotal, policyShipped } from '../../src/consent/index.ts';
import { consentWords } from '../../src/sharing/consent-words.ts';
import { exampleRegion, HOSPITAL, issuesOf, MINATO, PERSON_B, sandboxGateway } from '../gateway.ts';
import { partsOf } from '../vigil/emergency.ts';

const gateway = await sandboxGateway({ region: exampleRegion() });
const { call } = gateway;
const STATUS = `/fhir/Patient/${PERSON_B}/$consent-status`;
const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const record = async (change: (consent: any) => void = () => {}): Promise<string> => {
  const consent = structuredClone(example);
  consent.provision.period = { start: day(-30), end: day(300) };
  change(consent);
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent);
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};
const said = async (who: string) => {
  const { status, json } = await call(who, 'GET', STATUS);
  const value = (name: string) => {
    const found = json?.parameter?.find((one: any) => one.name === name) ?? {};
    return found.valueBoolean ?? found.valueString;
  };
  return { status, total: value('total'), text: value('text'), consents: partsOf(json, 'consent') };
};
const PARTLY = 'この方の情報の一部は同意の範囲外です';

test('before any consent the holder hears the sentence, and who may not see the person hears of nobody', async () => {
  expect(await said('hospital-ehr')).toEqual({ status: 200, total: false, text: PARTLY, consents: [] });
  const [hidden, absent] = await Promise.all(
    [PERSON_B, '00000000-0000-4000-8000-000000000000'].map(async (id) => {
      const { status, json } = await call('soudan-minato', 'GET', `/fhir/Patient/${id}/$consent-status`);
      return JSON.stringify([status, json]).replaceAll(id, 'ID');
    }),
  );
  expect(hidden).toBe(absent);
  expect(issuesOf((await call('privacy-officer', 'GET', STATUS)).json)[0]?.code).toBe('not-found');
});

test('the words are the same for who sees all of the record and for who sees a part, and tell no consent', async () => {
  await record();
  const { json: whole } = await call('hospital-ehr', 'GET', STATUS);
  const { json: part } = await call('soudan-hikari', 'GET', STATUS);
  const words = (json: any) => json.parameter.filter(({ name }: any) => name !== 'consent');
  expect(words(part)).toEqual(words(whole));
  expect(part.parameter.map(({ name }: any) => name)).toEqual(['total', 'text', 'textEnglish']);
});

test('the person, who recorded them and the privacy officer are told each consent, in plain words', async () => {
  const id = await record((consent) => {
    consent.provision.actor[0].reference.reference = MINATO;
    consent.provision.period = { start: day(-5), end: day(20) };
    consent.provision.provision = [];
    delete consent.provision.provision;
  });
  const old = await record((consent) => {
    consent.provision.period = { start: day(-40), end: day(-5) };
  });
  const ended = await record();
  await call('person-b', 'POST', `/fhir/Consent/${ended}/$withdraw`);
  for (const who of ['person-b', 'hospital-ehr', 'privacy-officer']) {
    const { consents } = await said(who);
    const state = new Map(consents.map((one) => [one['reference'], one['state']]));
    expect([who, state.size, state.get(`Consent/${id}`), state.get(`Consent/${old}`)]).toEqual([
      who,
      4,
      'ends-soon',
      'expired',
    ]);
    expect(['ended', 'withdrawn']).toContain(state.get(`Consent/${ended}`));
    expect(consents.find(({ reference }) => reference === `Consent/${id}`)).toMatchObject({
      recipient: MINATO,
      effect: 'permit',
      stateText: 'まもなく終わります',
      category: ['condition', 'medication', 'living', 'service', 'wish', 'crisis-plan'],
      purpose: 'COC',
      words: `相談支援事業所みなとに、病状、薬、暮らしの様子、使っているサービス、本人の希望、クライシスプラン（秘密の度合い R）を見せます（目的: 支援の調整、期間: ${day(-5)}〜${day(20)}）。`,
      wordsEnglish: `相談支援事業所みなと may see condition, medication, daily living, services, wishes, crisis plan (confidentiality R) (for coordination of care, from ${day(-5)} until ${day(20)}).`,
    });
  }
  expect((await said('soudan-minato')).consents).toEqual([]);
  expect((await said('soudan-hikari')).consents).toEqual([]);
});

describe('what a consent is about is told as it stands', () => {
  const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
  const CONF = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
  const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const family = { system: CATEGORY, code: 'family' };
  const type = { system: 'http://hl7.org/fhir/resource-types', code: 'Condition' };
  const to = (reference: string, code: string) => ({ role: { coding: [{ code }] }, reference: { reference } });
  const told = async (provision: object) => {
    const id = await record((consent) => {
      delete consent.sourceReference;
      consent.policyRule.coding[0].code = 'OPTOUT';
      consent.provision = { type: 'deny', period: { start: '2026-01-01' }, actor: [to(MINATO, 'IRCP')], ...provision };
    });
    const { consents } = await said('hospital-ehr');
    const found = consents.find(({ reference }) => reference === `Consent/${id}`);
    const [ja, en] = [found?.['words'], found?.['wordsEnglish']].map((words) => String(words));
    expect([ja, en]).toEqual([
      expect.stringMatching(/（目的: どの目的でも、期間: 2026-01-01〜）。$/),
      expect.stringMatching(/ \(for any purpose, from 2026-01-01 until …\)\.$/),
    ]);
    return [ja?.replace(/（目的: [^）]*）。$/, ''), en?.replace(/ \(for [^)]*\)\.$/, '')];
  };
  const OFFICE = '相談支援事業所みなと';

  test.each<[string, object, string, string]>([
    ['everything', {}, `${OFFICE}に、すべての情報を見せません`, `${OFFICE} may see nothing`],
    ['everything, to anybody', { actor: undefined }, 'だれにも、すべての情報を見せません', 'Nobody may see anything'],
    [
      'one kind of record',
      { class: [type] },
      `${OFFICE}に、一部の情報（記録の種類: Condition）を見せません`,
      `${OFFICE} may not see some information (kinds of record: Condition)`,
    ],
    [
      'one kind of record, to anybody',
      { class: [type], actor: undefined },
      'だれにも、一部の情報（記録の種類: Condition）を見せません',
      'Nobody may see some information (kinds of record: Condition)',
    ],
    [
      'a content',
      { code: [{ coding: [{ system: 'urn:codes', code: 'x', display: '体重' }] }] },
      `${OFFICE}に、一部の情報（内容: 体重）を見せません`,
      `${OFFICE} may not see some information (contents: 体重)`,
    ],
    [
      'a time',
      { dataPeriod: { end: '2025-12-31' } },
      `${OFFICE}に、一部の情報（2025年12月31日までのことを書いた記録）を見せません`,
      `${OFFICE} may not see some information (records about the time until 2025-12-31)`,
    ],
    [
      'a sensitivity',
      { securityLabel: [{ system: ACT, code: 'PSY' }] },
      `${OFFICE}に、一部の情報（区分: 精神科の情報）を見せません`,
      `${OFFICE} may not see some information (categories: psychiatric information)`,
    ],
    ['a category', { securityLabel: [family] }, `${OFFICE}に、家族のことを見せません`, `${OFFICE} may not see family`],
    [
      'a category, and of all that is psychiatric',
      { securityLabel: [family, { system: ACT, code: 'PSY' }] },
      `${OFFICE}に、家族のこと、一部の情報（区分: 精神科の情報）を見せません`,
      `${OFFICE} may not see family, some information (categories: psychiatric information)`,
    ],
    [
      'a category of one kind of record',
      { securityLabel: [family], class: [type] },
      `${OFFICE}に、家族のこと（記録の種類: Condition）を見せません`,
      `${OFFICE} may not see family (kinds of record: Condition)`,
    ],
    [
      'a category, and what is of a level',
      { securityLabel: [family, { system: CONF, code: 'V' }] },
      `${OFFICE}に、家族のこと、一部の情報（秘密の度合い V）を見せません`,
      `${OFFICE} may not see family, some information (confidentiality V)`,
    ],
    [
      'what one organization holds',
      { actor: [to(MINATO, 'IRCP'), to(HOSPITAL, 'CST')] },
      `${OFFICE}に、一部の情報（持っている機関: A市民こころの病院）を見せません`,
      `${OFFICE} may not see some information (held by: A市民こころの病院)`,
    ],
  ])('a refusal of %s', async (_title, provision, ja, en) => {
    expect(await told(provision)).toEqual([ja, en]);
  });

  test('everything is what a permit says that nothing narrows', () => {
    const permit = (provision: Consent['provision']) => consentWords({ ...example, provision }, new Map());
    expect(permit({ type: 'permit' })).toEqual({
      ja: 'だれにでも、すべての情報を見せます（目的: どの目的でも）。',
      en: 'Anybody may see everything (for any purpose).',
    });
    expect(permit({ type: 'permit', securityLabel: [{ system: ACT, code: 'GDIS' }] })).toEqual({
      ja: 'だれにでも、一部の情報（区分: GDIS）を見せます（目的: どの目的でも）。',
      en: 'Anybody may see some information (categories: GDIS) (for any purpose).',
    });
  });
});

test('only a consent without any condition, and no denial beside it, is total', () => {
  const at = Date.parse('2026-11-02T00:00:00Z');
  const patient = `Patient/${PERSON_B}`;
  const base: Consent = {
    ...example,
    id: 'c',
    policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
    provision: { type: 'permit' },
  };
  const total = (...consents: Consent[]) =>
    isConsentTotal(consents, patient, { patients: {}, policy: policyShipped }, at);
  const deny = { ...base, provision: { type: 'deny' as const, actor: example.provision.actor } };
  const { provision: _none, ...plain } = base;
  const rows: [string, boolean, boolean][] = [
    ['everything to everybody', total(base), true],
    ['by the policy rule alone', total(plain), true],
    ['nothing recorded', total(), false],
    ['one recipient', total({ ...base, provision: { type: 'permit', actor: example.provision.actor } }), false],
    ['an exception', total({ ...base, provision: { type: 'permit', provision: [{ type: 'deny' }] } }), false],
    ['a denial beside it', total(base, deny), false],
    ['one that is over', total({ ...base, provision: { type: 'permit', period: { end: '2026-10-31' } } }), false],
    ['pending', total({ ...base, status: 'proposed' }), false],
    ['by a proxy whom nothing proves', total({ ...base, performer: [{ reference: 'RelatedPerson/x' }] }), false],
    ['of somebody else', total({ ...base, patient: { reference: 'Patient/x' } }), false],
    ['what cannot be read', total(base, { ...base, provision: { type: 'permit', provision: [{}] } }), false],
  ];
  expect(rows.filter(([, found, expected]) => found !== expected)).toEqual([]);
});
