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
    'a permit for a purpose, and of an action, that no request names',
    (c) => {
      c.provision.purpose.push({ system: 'urn:local', code: 'COC' });
      c.provision.action = [{ coding: [{ code: 'access' }, { code: 'read' }] }];
    },
    'Consent.provision.action[0].coding[1]',
    'Consent.provision.purpose[1]',
  ],
  [
    'a permit of what no record is labelled, classed and coded by',
    (c) => {
      c.provision.securityLabel.push({ system: 'urn:local', code: 'secret' });
      c.provision.class = [{ code: 'Plan' }, { code: 'CarePlan' }];
      c.provision.code = [{ coding: [{ code: 'x' }] }];
    },
    'Consent.provision.securityLabel[8]',
    'Consent.provision.class[0]',
    'Consent.provision.code[0].coding[0]',
  ],
  ['nothing, of a consent that counts', () => {}],
])('who stores a consent hears of %s', async (_title, change, ...places) => {
  const [status, ...issues] = await warned(consent(change));
  expect([status, ...issues.map(({ expression }) => expression)]).toEqual([201, ...places]);
});

const LABEL = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const exception = (criteria: object) => (c: any) => {
  c.provision.provision = [{ type: 'deny', ...criteria }];
};
const refusal = (criteria: object) => (c: any) => {
  denying(c);
  Object.assign(c.provision, criteria);
};
const NESTED = 'Consent.provision.provision[0]';

test.each<[string, (c: any) => void, string, string]>([
  [
    'a category without its system',
    exception({ securityLabel: [{ code: 'medication' }] }),
    'label',
    `${NESTED}.securityLabel[0]`,
  ],
  [
    'a level without its system',
    refusal({ securityLabel: [{ code: 'N' }] }),
    'label',
    'Consent.provision.securityLabel[0]',
  ],
  [
    'one label that is none, beside one that is',
    refusal({
      securityLabel: [
        { system: LABEL, code: 'PSY' },
        { system: 'http://x', code: 'PSY' },
      ],
    }),
    'label',
    'Consent.provision.securityLabel[1]',
  ],
  [
    'a type of another system',
    refusal({ class: [{ system: 'http://x', code: 'Condition' }] }),
    'class',
    'Consent.provision.class[0]',
  ],
  [
    'a diagnosis without its system',
    exception({ code: [{ coding: [{ code: 'F25.1' }] }] }),
    'code',
    `${NESTED}.code[0].coding[0]`,
  ],
])('a refusal of %s would refuse nothing, so it is not stored', async (_title, change, why, place) => {
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent(change), PREFER);
  const [issue] = issuesOf(json);
  expect([status, issue?.code, issue?.expression]).toEqual([422, `consent-${why}-unmet`, place]);
});

test('who writes such a refusal is told in both languages how to write it', async () => {
  const { json } = await call(
    'hospital-ehr',
    'POST',
    '/fhir/Consent',
    consent(exception({ code: [{ coding: [{ code: 'F25.1' }] }] })),
  );
  expect(issuesOf(json)[0]).toEqual({
    code: 'consent-code-unmet',
    ja: '`Consent.provision.provision[0].code[0].coding[0]`: この拒否のコードには、コード体系（system）がないか、版（|）が付いているので、どの記録のコードにも当たらず、何も拒みません。記録にあるとおりのコード体系を、版を付けずに書いてください。',
    en: '`Consent.provision.provision[0].code[0].coding[0]`: the code has no system, or one with a version (`|`), and so equals that of no record: what is refused by it would still be shown; write the system as records carry it, without a version',
    expression: 'Consent.provision.provision[0].code[0].coding[0]',
  });
});
