import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const { call } = await sandboxGateway();
const PATIENT = `Patient/${PERSON_B}`;
const PREFER = { Prefer: 'return=OperationOutcome' };

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

function consent(change: (consent: any) => void = () => {}): any {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  example.provision.period = { start: day(-30), end: day(300) };
  change(example);
  return example;
}

const denying = (c: any) => {
  delete c.sourceReference;
  c.policyRule.coding[0].code = 'OPTOUT';
  c.provision = { type: 'deny', period: { start: day(-30) } };
};

/** What is said of parts that count for nothing, when a consent is stored. */
async function warned(body: any): Promise<[number, ...any[]]> {
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', body, PREFER);
  return [status, ...issuesOf(json).filter(({ code }) => code === 'consent-idle')];
}

test('who stores a refusal by a relative whose authority nobody verified hears that it counts for nothing', async () => {
  const { json: relative } = await call('hospital-ehr', 'POST', '/fhir/RelatedPerson', {
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: PATIENT },
    name: [{ text: '見本 太郎' }],
  });
  const body = consent((c) => {
    denying(c);
    c.performer = [{ reference: `RelatedPerson/${relative.id}` }];
  });
  expect(await warned(body)).toEqual([
    201,
    {
      code: 'consent-idle',
      ja: '`Consent.performer`: この同意は本人のものでも、権限を確かめた代理人のものでもないので、許可も拒否も効きません。本人を同意者にするか、代理人の権限を確かめて記録してください。',
      en: "`Consent.performer`: the consent is neither the person's nor that of a proxy of verified authority, so neither its permits nor its refusals count; name the person, or record the proxy's authority first",
      expression: 'Consent.performer',
    },
  ]);
});

test.each<[string, (c: any) => void, ...string[]]>([
  [
    'a permit that is over',
    (c) => {
      c.provision.period = { start: day(-60), end: day(-30) };
    },
    'Consent.provision.period',
  ],
  [
    'a permit to an author',
    (c) => {
      c.provision.actor[0].role.coding[0].code = 'AUT';
    },
    'Consent.provision.actor[0].role',
  ],
  [
    'a refusal for a purpose that no request names',
    (c) => {
      denying(c);
      c.provision.purpose = [{ system: 'urn:local', code: 'COC' }];
    },
    'Consent.provision.purpose[0].system',
  ],
  ['nothing, of a consent that counts', () => {}],
])('who stores a consent hears of %s', async (_title, change, ...places) => {
  const [status, ...issues] = await warned(consent(change));
  expect([status, ...issues.map(({ expression }) => expression)]).toEqual([201, ...places]);
});
