import { readFileSync } from 'node:fs';
import type { Consent } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isConsentTotal, policyShipped } from '../../src/consent/index.ts';
import { exampleRegion, issuesOf, MINATO, PERSON_B, sandboxGateway } from '../gateway.ts';
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
      words: `相談支援事業所みなとに、病状、薬、暮らしの様子、使っているサービス、本人の希望、クライシスプランを見せます（目的: 支援の調整、期間: ${day(-5)}〜${day(20)}）。`,
      wordsEnglish: `相談支援事業所みなと may see condition, medication, daily living, services, wishes, crisis plan (for coordination of care, from ${day(-5)} until ${day(20)}).`,
    });
  }
  expect((await said('soudan-minato')).consents).toEqual([]);
  expect((await said('soudan-hikari')).consents).toEqual([]);
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
