import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { auditRecords } from '../audit-events.ts';
import { PERSON_B } from '../gateway.ts';
import {
  type Account,
  ask,
  authorizeUrl,
  CALLBACK,
  connect,
  LAUNCH_URL,
  OTHER_PERSON,
  pkce,
  smartHouse,
  walkThrough,
} from './house.ts';

const house = await smartHouse();
const { auth } = house.gateway;
const { worker, coordinator } = house;
const SCOPE = 'openid fhirUser launch patient/*.rs';
const STAY = '48fa7cf2-1da7-5a4b-9aab-ce12d61b49b3';
const PLAN = {
  reference: 'CarePlan/ef29a56b-cef8-5ad8-90f7-8582fc8574e5',
  role: 'https://kakehashi.example/fhir/role/pathway',
};

/** A launch as the hospital's system announces it. */
async function announce(more: object = {}) {
  const launch = await auth.announceLaunch({ client: 'public-app', patient: PERSON_B, ...more });
  if (isRefusal(launch)) throw new Error(launch.issues[0]?.en);
  return launch;
}

const launched = async (account: Account, more: object = {}, scope = SCOPE) => {
  const { launch } = await announce(more);
  return connect(house, { account, scope, more: { launch } });
};

test('13: the browser is sent to the launch URL that was registered, with iss and launch', async () => {
  const { url, launch, expiresAt } = await announce();
  const opened = new URL(url);
  expect(`${opened.origin}${opened.pathname}`).toBe(LAUNCH_URL);
  expect([opened.searchParams.get('iss'), opened.searchParams.get('launch')]).toEqual([`${house.url}/fhir`, launch]);
  expect(launch).toMatch(/^[\w-]{43}$/);
  expect(expiresAt.getTime() - Date.now()).toBe(300_000);
});

test('21, 26, 97, 101: what is open at the launch comes with the token, after a refresh, and at introspection', async () => {
  const context = {
    encounter: STAY,
    intent: 'review-pathway',
    fhirContext: [PLAN],
    need_patient_banner: false,
    smart_style_url: 'https://hospital.example/style.json',
  };
  const { body } = await launched(worker, context, `${SCOPE} launch/encounter offline_access`);
  const spoken = { ...context, patient: PERSON_B, __purpose_of_use: 'TREAT' };
  expect(body).toMatchObject(spoken);
  expect(await house.introspect(body['access_token'])).toMatchObject({ active: true, ...spoken });
  expect(await house.introspect(body['refresh_token'])).toMatchObject({ active: true, ...spoken });
});

test('a launch says whose records: the person is not asked, and the picker is not shown', async () => {
  const { launch } = await announce();
  const browser = house.browser();
  const first = await browser.open(
    authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge, more: { launch } }),
  );
  const page = await walkThrough(browser, first, { account: worker, until: 'consent' });
  expect(page.html).toContain('<dt>対象の方</dt><dd>佐藤 健一');
});

test('a handle opens one authorization, for its own app, for five minutes', async () => {
  const { launch } = await announce();
  const begin = async (more: Record<string, string>, client?: 'key-app') => {
    const asking = client === undefined ? {} : { client, redirectUri: 'https://server-app.example/callback' };
    const page = await house
      .browser()
      .open(authorizeUrl(house, { ...asking, scope: SCOPE, challenge: pkce().challenge, more }));
    return [page.status, new URL(page.url).searchParams.get('error')];
  };
  expect(await begin({ launch }, 'key-app')).toEqual([302, 'invalid_request']);
  expect(await begin({ launch })).toEqual([200, null]);
  expect(await begin({ launch })).toEqual([302, 'invalid_request']);
  expect(await begin({ launch: 'never-announced' })).toEqual([302, 'invalid_request']);
  expect(await begin({})).toEqual([302, 'invalid_request']);
  const late = await announce();
  house.passSeconds(301);
  expect(await begin({ launch: late.launch })).toEqual([302, 'invalid_request']);
});

test('a launch of an app that was removed opens nothing for one that is registered later under its name', async () => {
  const app = { id: 'short-lived', name: '短命', kind: 'app', authentication: 'none', redirectUris: [CALLBACK] };
  const register = () => auth.registerClient({ ...app, launchUrl: LAUNCH_URL, scopes: ['launch', 'patient/*.rs'] });
  const begin = async (launch: string) => {
    const asking = { client: 'short-lived', scope: 'launch patient/*.rs', challenge: pkce().challenge };
    const page = await house.browser().open(authorizeUrl(house, { ...asking, more: { launch } }));
    return [page.status, new URL(page.url).searchParams.get('error')];
  };
  await register();
  const { launch: before } = await announce({ client: 'short-lived' });
  expect(await auth.removeClient('short-lived')).toBe(true);
  await register();
  const { launch: after } = await announce({ client: 'short-lived' });
  expect([await begin(before), await begin(after)]).toEqual([
    [302, 'invalid_request'],
    [200, null],
  ]);
});

test('a launch for one user cannot be finished by another', async () => {
  const { launch } = await announce({ user: worker.id });
  const browser = house.browser();
  const first = await browser.open(
    authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge, more: { launch } }),
  );
  const page = await walkThrough(browser, first, { account: coordinator });
  expect([page.status, page.html.includes('別の人のための起動です')]).toEqual([403, true]);
  const told = async () =>
    (await auditRecords(house.database, 'launched-by-another')).map(({ user, patients }) => ({ user, patients }));
  const opened = { user: coordinator.id, patients: [`Patient/${PERSON_B}`] };
  expect(await told()).toEqual([opened]);
  const { launch: bare } = await announce({ user: worker.id, patient: undefined });
  const again = await browser.open(
    authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge, more: { launch: bare } }),
  );
  expect([again.status, again.html.includes('別の人のための起動です')]).toEqual([403, true]);
  expect(await told()).toEqual([opened, { ...opened, patients: [] }]);
});

test('two launches in one browser are for two people: the second neither reuses nor ends the first', async () => {
  for (const client of ['public-app', 'secret-app'] as const) {
    const browser = house.browser();
    const scope = 'launch online_access patient/Patient.rs';
    const first = await announce({ client });
    const one = await connect(house, { browser, client, account: worker, scope, more: { launch: first.launch } });
    const second = await announce({ client, patient: OTHER_PERSON });
    const two = await connect(house, { browser, client, account: worker, scope, more: { launch: second.launch } });
    expect([one.body['patient'], two.body['patient']]).toEqual([PERSON_B, OTHER_PERSON]);
    expect((await ask(house, one.body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
    expect((await house.introspect(one.body['access_token']))['active']).toBe(true);
  }
});

test('what is said of a launch is checked, each fault at its place', async () => {
  const refusal = await auth.announceLaunch({
    client: 'public-app',
    patient: 'Patient/x',
    fhirContext: [{ reference: `Patient/${PERSON_B}` }, { reference: 'CarePlan/x', role: '' }],
    surprise: 1,
  });
  if (!isRefusal(refusal)) throw new Error('the launch was taken');
  expect(refusal.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['launch-invalid', '/surprise'],
    ['launch-invalid', '/patient'],
    ['launch-invalid', '/fhirContext/0/reference'],
    ['launch-invalid', '/fhirContext/1/role'],
  ]);
  expect(refusal.status).toBe(422);
  expect(refusal.issues[0]).toEqual({
    severity: 'error',
    type: 'invalid',
    code: 'launch-invalid',
    ja: '起動の内容の「/surprise」が正しくありません: 「surprise」という項目はありません（取り除くか、次のどれかにしてください: user、encounter、intent、need_patient_banner、smart_style_url）。',
    en: '`/surprise` of the launch: `surprise` is not known here; leave it out, or write one of: `user`, `encounter`, `intent`, `need_patient_banner`, `smart_style_url`',
    expression: '/surprise',
  });
  for (const client of ['key-app', 'hospital-ehr', 'nobody', 'a'.repeat(64)]) {
    const none = await auth.announceLaunch({ client });
    expect(none).toMatchObject({
      status: 422,
      issues: [{ severity: 'error', type: 'invalid', code: 'launch-client', expression: '/client' }],
    });
  }
  for (const said of [null, [], 'public-app']) {
    const none = await auth.announceLaunch(said);
    expect(none).toMatchObject({ status: 422, issues: [{ code: 'launch-invalid', expression: '/' }] });
  }
});

const among = (value: object) => [...Array(19).fill(PLAN), value];
test.each([
  ['/client', { client: '' }],
  ['/client', { client: 'a\0b' }],
  ['/client', { client: '\ud800' }],
  ['/client', { client: 'a'.repeat(65) }],
  ['/client', { client: 7 }],
  ['/', { client: undefined }],
  ['/user', { user: '' }],
  ['/user', { user: 'a'.repeat(65) }],
  ['/user', { user: 7 }],
  ['/patient', { patient: '' }],
  ['/patient', { patient: 'a b' }],
  ['/patient', { patient: 'a'.repeat(65) }],
  ['/patient', { patient: 7 }],
  ['/encounter', { encounter: 'Encounter/x' }],
  ['/intent', { intent: 'a\nb' }],
  ['/intent', { intent: 'あ'.repeat(201) }],
  ['/intent', { intent: 7 }],
  ['/need_patient_banner', { need_patient_banner: 'true' }],
  ['/smart_style_url', { smart_style_url: 'javascript:https://h.example/' }],
  ['/smart_style_url', { smart_style_url: 'https://' }],
  ['/smart_style_url', { smart_style_url: 'https://h.example/a b' }],
  ['/smart_style_url', { smart_style_url: `https://${'a'.repeat(1_993)}` }],
  ['/smart_style_url', { smart_style_url: 7 }],
  ['/fhirContext', { fhirContext: PLAN }],
  ['/fhirContext', { fhirContext: [...among(PLAN), PLAN] }],
  ['/fhirContext/19/reference', { fhirContext: among({ reference: 'Encounter/x' }) }],
  ['/fhirContext/19/reference', { fhirContext: among({ reference: 'https://h.example/CarePlan/x' }) }],
  ['/fhirContext/19/reference', { fhirContext: among({ reference: 'CarePlan/x/y' }) }],
  ['/fhirContext/19/reference', { fhirContext: among({ reference: `CarePlan/${'a'.repeat(65)}` }) }],
  ['/fhirContext/19/role', { fhirContext: among({ ...PLAN, role: 'javascript:urn:x' }) }],
  ['/fhirContext/19/role', { fhirContext: among({ ...PLAN, role: 'urn:' }) }],
  ['/fhirContext/19/reference', { fhirContext: among({ reference: 'CarePlan/' }) }],
  ['/fhirContext/19/reference', { fhirContext: among({ reference: 7 }) }],
  ['/fhirContext/19/role', { fhirContext: among({ ...PLAN, role: 'urn:x y' }) }],
  ['/fhirContext/19/role', { fhirContext: among({ ...PLAN, role: `urn:${'a'.repeat(497)}` }) }],
  ['/fhirContext/19/role', { fhirContext: among({ ...PLAN, role: 7 }) }],
  ['/fhirContext/19', { fhirContext: [...Array(19).fill(PLAN), PLAN.reference] }],
  ['/fhirContext/19/type', { fhirContext: among({ ...PLAN, type: 'CarePlan' }) }],
  ['/fhirContext/19', { fhirContext: among({ role: PLAN.role }) }],
])('a launch is refused with %s for %j', async (place, said) => {
  const refusal = await auth.announceLaunch({ client: 'public-app', ...said });
  expect(isRefusal(refusal) && refusal.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['launch-invalid', place],
  ]);
});

test('a launch is announced over HTTP by a registered launcher, and by nobody else', async () => {
  const announceAs = async (who: string, client = 'public-app') => {
    const response = await fetch(`${house.url}/oauth/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await house.token(who)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ client, patient: PERSON_B }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    return [response.status, body, response.headers.get('www-authenticate')] as const;
  };
  expect(await announceAs('hospital-ehr')).toEqual([
    403,
    { error: 'insufficient_scope' },
    'Bearer error="insufficient_scope"',
  ]);
  await house.database.query(`UPDATE auth_client SET launcher = true WHERE id = 'hospital-ehr'`);
  const [status, body] = await announceAs('hospital-ehr');
  expect([status, new URL(String(body['url'])).searchParams.get('launch')]).toEqual([201, body['launch']]);
  expect((await announceAs('hospital-ehr', 'nobody'))[0]).toBe(422);
  const nobody = await fetch(`${house.url}/oauth/launch`, { method: 'POST' });
  expect(nobody.status).toBe(401);
  const records = (await auditRecords(house.database, '"$launch"')).map((one) => [
    one.outcome,
    one.reason,
    one.client?.id,
    one.purpose,
    one.patients,
  ]);
  // Of what is not understood nothing is believed either.
  expect(records).toEqual([
    ['refused', 'insufficient_scope', 'hospital-ehr', 'TREAT', []],
    ['success', undefined, 'hospital-ehr', 'TREAT', [`Patient/${PERSON_B}`]],
    ['refused', 'launch-client', 'hospital-ehr', 'TREAT', []],
    ['refused', 'no token', undefined, undefined, []],
  ]);
});
