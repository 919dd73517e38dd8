/** What a launch says is open, held against the records as whoever announces it may read them. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B } from '../gateway.ts';
import { OTHER_PERSON, smartHouse } from './house.ts';

const STAY = '48fa7cf2-1da7-5a4b-9aab-ce12d61b49b3';
const PLAN = 'CarePlan/ef29a56b-cef8-5ad8-90f7-8582fc8574e5';
const PLACE = '/fhirContext/0/reference';
const NOBODY = '00000000-0000-4000-8000-000000000000';

const house = await smartHouse();
const open = (reference: string) => ({ fhirContext: [{ reference }] });

/** A backend that may announce launches, and its way to do so. */
async function launcher(id: string, registered: { organization: string; scopes: readonly string[] }) {
  const client = await house.gateway.auth.registerClient({
    ...registered,
    id,
    name: id,
    kind: 'backend',
    authentication: 'client_secret_basic',
    actor: registered.organization,
    purpose: 'TREAT',
    launcher: true,
  });
  const secret = 'secret' in client ? client.secret : '';
  const taken = await fetch(`${house.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: registered.scopes.join(' ') }),
  });
  const { access_token } = (await taken.json()) as { access_token: string };
  return async (said: object) => {
    const response = await fetch(`${house.url}/oauth/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ client: 'public-app', ...said }),
    });
    const json = (await response.json()) as object;
    return { status: response.status, issues: issuesOf(json) };
  };
}

const ward = await launcher('ward', { organization: HOSPITAL, scopes: ['system/*.rs'] });
const office = await launcher('office', { organization: HIKARI, scopes: ['system/*.rs'] });
const desk = await launcher('desk', { organization: HOSPITAL, scopes: ['system/Patient.rs'] });

const placesOf = async (announce: typeof ward, said: object) => {
  const { status, issues } = await announce(said);
  return [status, ...issues.map(({ code, expression }) => `${code} ${expression}`)];
};

test('what is there, and of the person, is taken', async () => {
  const practitioner = 'Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54';
  for (const said of [
    {},
    { patient: PERSON_B },
    { patient: PERSON_B, encounter: STAY, ...open(PLAN) },
    // Nobody's in particular.
    open(practitioner),
    // A definition is no record.
    open('Questionnaire/applicant-daily-life'),
    { patient: PERSON_B, fhirContext: [{ reference: practitioner }, { reference: PLAN }, { reference: HOSPITAL }] },
  ])
    expect([said, await placesOf(ward, said)]).toEqual([said, [201]]);
});

test.each([
  ['a person who is not there', { patient: NOBODY }, 'launch-record /patient'],
  ['an id that nothing can have', { patient: 'x' }, 'launch-record /patient'],
  ['a stay that is not there', { patient: PERSON_B, encounter: NOBODY }, 'launch-record /encounter'],
  ['the stay of another', { patient: OTHER_PERSON, encounter: STAY }, 'launch-person /encounter'],
  ['the plan of another', { patient: OTHER_PERSON, ...open(PLAN) }, `launch-person ${PLACE}`],
  ['a stay without its person', { encounter: STAY }, 'launch-person /encounter'],
  ['a plan without its person', open(PLAN), `launch-person ${PLACE}`],
  ['an unknown type', { patient: PERSON_B, ...open('Banana/x') }, `launch-invalid ${PLACE}`],
  ['a questionnaire that is not loaded', open('Questionnaire/none'), `launch-record ${PLACE}`],
])('%s is refused at its place', async (_, said, fault) => {
  expect(await placesOf(ward, said)).toEqual([422, fault]);
});

test('each fault is told, with its reason and in both languages', async () => {
  const said = {
    patient: OTHER_PERSON,
    encounter: STAY,
    fhirContext: [{ reference: 'Banana/x' }, { reference: PLAN }],
  };
  const { status, issues } = await ward(said);
  expect([status, ...issues]).toEqual([
    422,
    {
      code: 'launch-person',
      ja: `「Encounter/${STAY}」は、対象の方「Patient/${OTHER_PERSON}」の記録ではありません。`,
      en: `\`Encounter/${STAY}\` is no record of \`Patient/${OTHER_PERSON}\`, whom the launch is about`,
      expression: '/encounter',
    },
    {
      code: 'launch-invalid',
      ja: '「Banana」という種類は扱っていません。',
      en: 'the type `Banana` is not served',
      expression: PLACE,
    },
    expect.objectContaining({ code: 'launch-person', expression: '/fhirContext/1/reference' }),
  ]);
  expect((await ward({ encounter: STAY })).issues).toEqual([
    {
      code: 'launch-person',
      ja: `「Encounter/${STAY}」は特定の方の記録です。その方の id を patient に書いてください。`,
      en: `\`Encounter/${STAY}\` is a record of one person: name them in \`patient\``,
      expression: '/encounter',
    },
  ]);
});

test('who may not read a record is told the same whether it is there or not', async () => {
  const answerTo = async (announce: typeof ward, patient: string, encounter: string) =>
    JSON.parse(
      JSON.stringify(await announce({ patient, encounter }))
        .replaceAll(patient, 'P')
        .replaceAll(encounter, 'E'),
    );
  // Nobody consented to the office; the desk has no scope for stays.
  const hidden = await answerTo(office, PERSON_B, STAY);
  expect(hidden).toEqual(await answerTo(office, randomUUID(), randomUUID()));
  expect(hidden.issues.map(({ en }: { en: string }) => en)).toEqual([
    '`Patient/P` is not among the records that this client may read',
    '`Encounter/E` is not among the records that this client may read',
  ]);
  const unread = await answerTo(desk, PERSON_B, STAY);
  expect(unread).toEqual(await answerTo(desk, PERSON_B, randomUUID()));
  expect(unread).toEqual(await answerTo(desk, OTHER_PERSON, STAY));
  expect(await placesOf(desk, { patient: PERSON_B })).toEqual([201]);
});

test('the audit keeps whom a launch named, and why it was refused', async () => {
  const patient = randomUUID();
  for (const said of [{ patient }, { encounter: patient }]) await office(said);
  for (const said of [{ patient: PERSON_B }, {}]) await ward(said);
  const records = await auditRecords(house.database, '$launch');
  const [refused, success] = [{ outcome: 'refused', reason: 'launch-record' }, { outcome: 'success' }];
  expect(records.slice(-4).map(({ outcome, reason, patients }) => ({ outcome, reason, patients }))).toEqual([
    { ...refused, patients: [`Patient/${patient}`] },
    { ...refused, patients: [] },
    { ...success, patients: [`Patient/${PERSON_B}`] },
    { ...success, patients: [] },
  ]);
});
