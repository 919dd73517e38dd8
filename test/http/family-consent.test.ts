import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const { call } = await sandboxGateway();
const PATIENT = `Patient/${PERSON_B}`;
const SISTER = 'RelatedPerson/bb1fb3d4-a600-5772-aa40-8b16405fc4b7';
const BROTHER = 'RelatedPerson/9caa9d3a-eee8-5875-bf4b-7229556263c8';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const FORM = { system: 'https://kakehashi.example/fhir/IdSystem/consent-form-number', value: '2026-0132' };
const PLACE = 'Consent.provision';
const EXCEPTION = 'Consent.provision.provision[0]';

const named = (member: string, evidence: object) => ({
  url: 'https://kakehashi.example/fhir/StructureDefinition/family-consent',
  extension: [
    { url: 'member', valueReference: { reference: member } },
    { url: 'evidence', ...evidence },
  ],
});

/** What opens the records about one member, as an exception to the rest. */
const opening = (member: string, ...extension: object[]) => ({
  type: 'permit',
  ...(extension.length > 0 ? { extension } : {}),
  securityLabel: [
    { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
    { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' },
    { system: CATEGORY, code: 'family' },
  ],
  data: [{ meaning: 'dependents', reference: { reference: member } }],
});

/** The consent of the examples. */
function consent(change: (consent: any) => void = () => {}): any {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  example.provision.period = { start: day(-30), end: day(300) };
  change(example);
  return example;
}
const post = (body: unknown) => call('hospital-ehr', 'POST', '/fhir/Consent', body);
const withdraw = (id: string) => call('hospital-ehr', 'POST', `/fhir/Consent/${id}/$withdraw`);
/** The members of whom the office sees the record. */
const family = async (): Promise<string[]> =>
  ((await call('soudan-hikari', 'GET', `/fhir/RelatedPerson?patient=${PERSON_B}`)).json.entry ?? []).map(
    ({ resource }: any) => `RelatedPerson/${resource.id}`,
  );
const faultsOf = ({ status, json }: any) => [
  status,
  ...issuesOf(json).map(({ code, expression }) => [code, expression]),
];

test('a consent that opens information about family is refused without their own, with its place in both languages', async () => {
  const answer = await post(consent((c) => c.provision.securityLabel.push({ system: CATEGORY, code: 'family' })));
  expect(faultsOf(answer)).toEqual([422, ['family-consent-needed', PLACE]]);
  expect(issuesOf(answer.json)[0]?.ja).toContain('家族本人の書面の同意');
  expect(issuesOf(answer.json)[0]?.en).toContain("the family member's own written consent");
});

test('so is one that lists no category, which opens everything, until an exception denies family', async () => {
  const all = (c: any) => {
    delete c.provision.securityLabel;
    delete c.provision.provision;
  };
  expect(faultsOf(await post(consent(all)))).toEqual([422, ['family-consent-needed', PLACE]]);
  const shut = consent((c) => {
    all(c);
    c.provision.provision = [{ type: 'deny', securityLabel: [{ system: CATEGORY, code: 'family' }] }];
  });
  const { status, json } = await post(shut);
  expect(status).toBe(201);
  expect(await family()).toEqual([]);
  await withdraw(json.id);
});

test('with the form that the family member signed it opens what is about them', async () => {
  const { status, json } = await post(
    consent((c) => {
      c.provision.provision = [opening(SISTER, named(SISTER, { valueIdentifier: FORM }))];
    }),
  );
  expect(status, JSON.stringify(json)).toBe(201);
  expect(await family()).toEqual([SISTER]);
  await withdraw(json.id);
  expect(await family()).toEqual([]);
});

test('a consent of the family member is evidence while it is theirs and in force, and opens nothing by itself', async () => {
  const theirs = await post(
    consent((c) => {
      c.performer = [{ reference: SISTER }];
      c.provision.provision = [opening(SISTER, named(SISTER, { valueIdentifier: FORM }))];
    }),
  );
  expect(theirs.status, JSON.stringify(theirs.json)).toBe(201);
  expect(await family()).toEqual([]);
  const reference = { valueReference: { reference: `Consent/${theirs.json.id}` } };
  const persons = (member: string) =>
    consent((c) => {
      c.provision.provision = [opening(member, named(member, reference))];
    });
  expect(faultsOf(await post(persons(BROTHER)))).toEqual([422, ['family-consent-needed', EXCEPTION]]);
  const { status, json } = await post(persons(SISTER));
  expect(status).toBe(201);
  expect(await family()).toEqual([SISTER]);
  // Her word holds for what it opened: nothing is left of that at the very next request.
  await withdraw(theirs.json.id);
  expect(await family()).toEqual([]);
  await withdraw(json.id);
  expect(faultsOf(await post(persons(SISTER)))).toEqual([422, ['family-consent-needed', EXCEPTION]]);
});

test.each<[string, (theirs: any) => void]>([
  [
    'refuses',
    (c) => {
      delete c.sourceReference;
      c.policyRule.coding[0].code = 'OPTOUT';
      c.provision = { type: 'deny', period: c.provision.period };
    },
  ],
  [
    'refuses but for an exception',
    (c) => {
      c.policyRule.coding[0].code = 'OPTOUT';
      c.provision = { ...c.provision, type: 'deny' };
    },
  ],
  ['has ended', (c) => (c.provision.period = { start: '2020-01-01', end: '2021-12-31' })],
  ['is about somebody else', (c) => (c.patient.reference = 'Patient/09196b5b-863e-59cc-9be5-3adcba5293b4')],
])('a consent of the family member that %s is no evidence', async (_, change) => {
  const theirs = await post(
    consent((c) => {
      c.performer = [{ reference: SISTER }];
      c.provision.provision = [opening(SISTER, named(SISTER, { valueIdentifier: FORM }))];
      change(c);
    }),
  );
  expect(theirs.status, JSON.stringify(theirs.json)).toBe(201);
  const reference = { valueReference: { reference: `Consent/${theirs.json.id}` } };
  const answer = await post(
    consent((c) => {
      c.provision.provision = [opening(SISTER, named(SISTER, reference))];
    }),
  );
  expect(faultsOf(answer)).toEqual([422, ['family-consent-needed', EXCEPTION]]);
  const signed = { name: 'source', valueReference: { identifier: FORM } };
  await call('hospital-ehr', 'POST', `/fhir/Consent/${theirs.json.id}/$withdraw`, {
    resourceType: 'Parameters',
    parameter: [signed],
  });
});

test('a pending consent may still wait for it, and is not activated without it', async () => {
  const pending = await post(
    consent((c) => {
      c.status = 'proposed';
      c.provision.provision = [opening(SISTER)];
    }),
  );
  expect(pending.status).toBe(201);
  const activated = await call('hospital-ehr', 'POST', `/fhir/Consent/${pending.json.id}/$activate`);
  expect(faultsOf(activated)).toEqual([422, ['family-consent-needed', EXCEPTION]]);
  expect(PATIENT).toBe(pending.json.patient.reference);
  await withdraw(pending.json.id);
});

test('the consent of one member opens nothing about another: what is opened is named', async () => {
  const form = named(SISTER, { valueIdentifier: FORM });
  const limits: [string, (exception: any) => void][] = [
    ['by nothing', (e) => delete e.data],
    ['to another member', (e) => (e.data[0].reference.reference = BROTHER)],
    ['to all that the office wrote', (e) => (e.data[0].meaning = 'authoredby')],
    ['to what is around her', (e) => (e.data[0].meaning = 'related')],
    [
      'to whatever refers to the person',
      (e) => e.data.push({ meaning: 'dependents', reference: { reference: PATIENT } }),
    ],
  ];
  for (const [limit, change] of limits) {
    const exception = opening(SISTER, form);
    change(exception);
    const answer = await post(
      consent((c) => {
        c.provision.provision = [exception];
      }),
    );
    expect([limit, ...faultsOf(answer)]).toEqual([limit, 422, ['family-consent-needed', EXCEPTION]]);
    expect(issuesOf(answer.json)[0]?.ja).toContain('data で限ってください');
  }
});

test.each<[string, object]>([
  ['words alone', { valueReference: { display: '口頭' } }],
  ['a number that is blank', { valueIdentifier: { system: 'urn:forms', value: '\u200b' } }],
  ['a number that is not there', { valueIdentifier: { system: 'urn:forms' } }],
  ['a consent elsewhere', { valueReference: { reference: 'https://other.example/fhir/Consent/1' } }],
])('%s is no evidence of a family member', async (_, evidence) => {
  const answer = await post(
    consent((c) => {
      c.provision.provision = [opening(SISTER, named(SISTER, evidence))];
    }),
  );
  expect(answer.status).toBe(422);
  expect(issuesOf(answer.json).map(({ code }) => code)).toContain('family-consent-needed');
});

test('the Patient is not opened by one member: the contacts in it are of several', async () => {
  const evidence = named(SISTER, { valueIdentifier: FORM });
  const answer = await post(
    consent((c) => {
      const data = [{ meaning: 'instance', reference: { reference: PATIENT } }];
      c.provision.provision = [{ ...opening(SISTER, evidence), data }];
    }),
  );
  expect(faultsOf(answer)).toEqual([422, ['family-consent-needed', EXCEPTION]]);
});
