import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const EMPTY_REASON = 'http://terminology.hl7.org/CodeSystem/list-empty-reason';
const ask = (who: string, path: string) => call(who, 'GET', `/fhir/${path}`);
const OFFICE = 'soudan-hikari';

/** The consent of the examples with the form of admission: without it the discharge summary stays hidden as a whole. */
const withAdmission = (consent: any) => consent.provision.securityLabel.push({ system: CATEGORY, code: 'admission-status' });
const withEverything = (consent: any) => {
  withAdmission(consent);
  delete consent.provision.provision;
  consent.provision.securityLabel.push(
    ...['family', 'test', 'risk'].map((code) => ({ system: CATEGORY, code })),
    { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ETHUD' },
  );
};

const summary = (number: string, change: (bundle: any) => void = () => {}): any => {
  const bundle = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  bundle.identifier.value = `1310000001^2026^${number}`;
  change(bundle);
  return bundle;
};
const send = async (bundle: any): Promise<string> => {
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Bundle', bundle);
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
};
const sectionsOf = (composition: any): any[] => composition.section[0].section;
const codeOf = (section: any): string => section.code.coding[0].code;

let document = '';
beforeAll(async () => {
  document = await send(summary('whole'));
});

test('1', async () => {
  const id = await consentFor(call, withAdmission);
  const { status, json } = await ask(OFFICE, `Bundle/${document}`);
  expect(status).toBe(200);
  console.log(JSON.stringify(json, null, 1));
  const { json: judged } = await call(OFFICE, 'POST', '/fhir/Bundle/$validate', json);
  console.log(JSON.stringify(judged.issue.map((i: any) => [i.severity, i.diagnostics, i.expression])));
  await withdraw(call, id);
});
