import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { type Permit, policyShipped } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import type { ConsentDefect } from '../../src/visit/house.ts';
import { permitFrom } from '../../src/visit/visit-permit.ts';
import { auditEvents } from '../audit-events.ts';
import { HIKARI, HOSPITAL, issuesOf, MINATO, PERSON_B, sandboxGateway } from '../gateway.ts';

const onDefect = vi.fn<(defect: ConsentDefect) => void>();
const { call, house, database } = await sandboxGateway({ onDefect });
const PATIENT = `Patient/${PERSON_B}`;
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const NOW = new Date('2026-05-10T01:00:00.000Z');

/** The consent of the examples, in force around today. */
function consent(change: (consent: any) => void = () => {}): any {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  example.provision.period = { start: '2026-01-01', end: '2099-12-31' };
  change(example);
  return example;
}

/** Puts a consent into the store past every check, as a restored backup of another version would; gives its name. */
async function put(resource: any): Promise<string> {
  const stored = await house.store.write(NOW, (writer) => writer.insert({ resource, custodian: HOSPITAL }));
  return `Consent/${stored.id}`;
}
const SIGNED = {
  resourceType: 'Parameters',
  parameter: [{ name: 'source', valueReference: { identifier: { system: 'urn:forms', value: '1' } } }],
};
const withdraw = async (name: string) =>
  expect((await call('hospital-ehr', 'POST', `/fhir/${name}/$withdraw`, SIGNED)).status).toBe(200);

afterEach(() => onDefect.mockClear());

test('a consent that cannot be understood is refused at write, each fault at its place in both languages', async () => {
  const { status, json } = await call(
    'hospital-ehr',
    'POST',
    '/fhir/Consent',
    consent(({ performer, provision }) => {
      performer[0].reference = `${PATIENT}/_history/1`;
      provision.provision = [{ type: 'deny' }, { purpose: [{ system: ACT_REASON, code: 'HRESCH' }] }];
    }),
  );
  expect(status).toBe(422);
  expect(issuesOf(json).filter(({ code }) => code.startsWith('consent-'))).toEqual([
    {
      code: 'consent-person-unplain',
      ja: '`Consent.performer[0].reference`: 本人と同意者は、版のない参照（Patient/…）で書いてください。',
      en: '`Consent.performer[0].reference`: name the person and who consents by plain references without a version, such as `Patient/…`',
      expression: 'Consent.performer[0].reference',
    },
    {
      code: 'consent-type-absent',
      ja: '`Consent.provision.provision[1].type`: 入れ子の条項に、許可か拒否かが書かれていません。`permit` か `deny` を書いてください。',
      en: '`Consent.provision.provision[1].type`: a nested provision does not say whether it permits or denies; write `permit` or `deny`',
      expression: 'Consent.provision.provision[1].type',
    },
  ]);
});

test('an uninterpretable consent found in the store closes all about its person, and the log tells which and why', async () => {
  const readable = await put(consent());
  const seen = () => call('soudan-hikari', 'GET', `/fhir/Patient/${PERSON_B}`);
  expect((await seen()).status).toBe(200);
  const faulty = await put(
    consent(({ provision }) => {
      provision.actor[0].reference = { reference: MINATO };
      provision.provision = [{ purpose: [{ code: 'HRESCH' }], id: '佐藤健一' }];
    }),
  );
  expect((await seen()).status).toBe(404);
  expect((await seen()).status).toBe(404);
  expect(onDefect.mock.calls).toEqual([
    [
      {
        consent: `${faulty}/_history/1`,
        faults: [{ code: 'consent-type-absent', place: 'Consent.provision.provision[0].type' }],
      },
    ],
  ]);
  await withdraw(faulty);
  expect((await seen()).status).toBe(200);
  await withdraw(readable);
});

/** What an office that may break the glass is shown of the person's own record by a policy. */
async function shown(purpose: string, policy: Partial<typeof policyShipped>): Promise<boolean> {
  const everything = { name: '*', reach: '*' } as const;
  const permit = await permitFrom(
    { ...house, policy: { ...policyShipped, btgPrivileged: [HIKARI], ...policy } },
    {
      actor: HIKARI,
      purpose,
      reason: '急変',
      action: 'access',
      now: new Date(),
      reach: everything,
      referable: everything,
      own: [],
    },
  );
  if (isRefusal(permit)) throw new Error(permit.issues[0]?.en);
  const [row] = await house.store.readMany(permit as Permit, [PATIENT]);
  return row !== undefined;
}

test('break-glass does not open a person with an uninterpretable consent, whomever that names', async () => {
  expect(await shown('BTG', {})).toBe(true);
  const faulty = await put(
    consent(({ provision }) => {
      provision.actor[0].reference = { reference: MINATO };
      provision.provision = [{}];
    }),
  );
  expect(await shown('BTG', {})).toBe(false);
  await withdraw(faulty);
  expect(await shown('BTG', {})).toBe(true);
});

test('a consent that names others only still ends what a policy permits in silence', async () => {
  expect(await shown('TREAT', { default: 'permit' })).toBe(true);
  expect(await shown('TREAT', { default: 'treat-only' })).toBe(true);
  const others = await put(
    consent(({ provision }) => {
      provision.actor[0].reference = { reference: MINATO };
    }),
  );
  expect(await shown('TREAT', { default: 'permit' })).toBe(false);
  expect(await shown('COC', { default: 'treat-only' })).toBe(false);
  expect(await shown('ETREAT', { default: 'permit', onNotCovered: 'default' })).toBe(true);
  await withdraw(others);
});

test.each([
  ['no purpose', ' ', 'consent-purpose-absent', 'NO_PURPOSE'],
  ['several purposes', 'TREAT COC', 'consent-purpose-ambiguous', 'PURPOSE_AMBIGUOUS'],
])('a request with %s is refused, and the audit has the reason', async (_title, purpose, code, reason) => {
  const client = `SELECT purpose FROM auth_client WHERE id = 'soudan-hikari'`;
  const [{ purpose: before } = { purpose: '' }] = (await database.query<{ purpose: string }>(client)).rows;
  const set = (to: string) => database.query(`UPDATE auth_client SET purpose = $1 WHERE id = 'soudan-hikari'`, [to]);
  await set(purpose);
  const { status, json } = await call('soudan-hikari', 'GET', `/fhir/Patient/${PERSON_B}`);
  await set(before);
  expect([status, issuesOf(json).map((issue) => issue.code)]).toEqual([403, [code]]);
  const event = (await auditEvents(database)).at(-1);
  expect([event?.outcome, event?.outcomeDesc]).toEqual(['4', reason]);
});
