import { randomUUID } from 'node:crypto';
import type { OperationOutcome } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { auditEvents } from '../audit-events.ts';
import { PERSON_B } from '../gateway.ts';
import { consentFor } from '../http/partly-consented.ts';
import type { Page } from './browser.ts';
import { APP, ask, authorizeUrl, CALLBACK, codeOf, connect, pkce, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse();
const { worker, coordinator, person } = house;
const { auth } = house.gateway;

const openTo = async (until: string, asking: { scope: string; more?: Record<string, string>; client?: string }) => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, ...asking }));
  return { browser, page: await walkThrough(browser, first, { account: worker, until }) };
};

test('no person makes an app an administrator, whatever the app is registered for and asks', async () => {
  const greedy = {
    kind: 'app',
    id: 'greedy-app',
    name: '何でも',
    authentication: 'none',
    redirectUris: [CALLBACK],
    origins: [APP],
  };
  const client = await auth.registerClient({ ...greedy, scopes: ['user/SearchParameter.cruds', 'patient/*.rs'] });
  expect(isRefusal(client) && client.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['scope-system', '/scopes/0'],
  ]);
  // As it could have been registered before that was refused.
  await auth.registerClient({ ...greedy, scopes: ['patient/*.rs'] });
  await house.database.query(
    `UPDATE auth_client SET scopes = '{user/SearchParameter.cruds,patient/*.rs}' WHERE id = 'greedy-app'`,
  );
  const { verifier, challenge } = pkce();
  const browser = house.browser();
  const scope = 'patient/*.rs user/SearchParameter.cruds';
  const first = await browser.open(authorizeUrl(house, { client: 'greedy-app', scope, challenge }));
  const end = await walkThrough(browser, first, { account: person });
  const response = await fetch(`${house.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(end.url).searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      client_id: 'greedy-app',
      code_verifier: verifier,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  expect((await ask(house, token, `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
  for (const path of ['/admin/users', '/admin/clients', '/admin/keys', '/fhir/$index-progress'])
    expect([path, (await ask(house, token, path)).status]).toEqual([path, 403]);
});

test('a launch stays for whom and about whom it was, also where somebody takes their time', async () => {
  const scope = 'launch patient/*.rs';
  const begin = async () => {
    const launch = await auth.announceLaunch({ client: 'public-app', patient: PERSON_B, user: coordinator.id });
    if (isRefusal(launch)) throw new Error(launch.issues[0]?.en);
    return openTo('sign-in', { scope, more: { launch: launch.launch } });
  };
  const slow = await begin();
  house.passSeconds(400);
  await auth.sweep();
  const refused = await walkThrough(slow.browser, slow.page, { account: worker });
  expect([refused.status, refused.html.includes('別の人のための起動です')]).toEqual([403, true]);
  // Without the launch there is nothing to go on with.
  const lost = await begin();
  await house.database.query('DELETE FROM auth_launch');
  const gone = await walkThrough(lost.browser, lost.page, { account: worker });
  expect([gone.status, gone.html.includes('この手続きは終わっています')]).toEqual([400, true]);
});

/** A person who was added a moment ago, with a browser in which their first password was given. */
async function newcomer() {
  const login = `new-${randomUUID()}`;
  const added = await auth.people.addUser({
    login,
    name: '新任',
    fhirUser: 'Practitioner/e3ce2619-57a8-537f-be22-6a16bff7b4b9',
    roles: [],
  });
  if (isRefusal(added)) throw new Error('not added');
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge }));
  const page = await browser.submit(first, { login, password: added.oneTimePassword, code: '' });
  expect(page.html).toContain('name="step" value="enrol"');
  return { id: added.user.id, login, browser, page };
}

const isSignIn = ({ html }: Page) => html.includes('name="step" value="sign-in"');

test('a first sign-in left open in a browser is worth nothing once its person finished theirs elsewhere', async () => {
  const { id, browser, page } = await newcomer();
  const enrolment = await auth.people.enrolTotp(id);
  if (isRefusal(enrolment)) throw new Error('not enrolled');
  const account = { id, login: '', password: '', secret: enrolment.secret };
  await auth.people.confirmTotp(id, codeOf(account));
  await auth.people.changePassword(id, 'a password of my own');
  const after = await browser.submit(page, { code: '000000' });
  expect(isSignIn(after)).toBe(true);
});

test('a reset by an administrator ends a sign-in that is on its way', async () => {
  for (const reset of ['resetPassword', 'resetSecondFactor', 'disableUser'] as const) {
    const { id, browser, page } = await newcomer();
    await auth.people[reset](id);
    const after = await browser.submit(page, { code: '000000' });
    expect([after.status, after.html.includes('この手続きは終わっています')]).toEqual([400, true]);
  }
});

test('66: what is narrowed stays narrow, also where the app asked for the whole once more', async () => {
  const laboratory = 'category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
  const part = `patient/Observation.rs?${laboratory}`;
  const vital = part.replace('laboratory', 'vital-signs');
  const wider =
    'patient/Observation.rs patient/Observation.read user/Observation.rs patient/*.rs patient/Observation.cr';
  // What adds nothing of the whole stays beside the part: another part, another act, another type.
  const beside = [vital, 'patient/Observation.c', 'patient/Patient.rs'];
  const scope = [wider, ...beside].join(' ');
  const { body } = await connect(house, {
    account: person,
    scope,
    answers: { consent: { narrow: part } },
  });
  expect(body['scope'].split(' ')).toEqual([part, ...beside]);
});

test('a scope that says no parts, or is one, is not offered in parts', async () => {
  const browser = house.browser();
  const part = 'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
  const offers = async (scope: string) => {
    const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, scope }));
    const page = await walkThrough(browser, first, { account: person, until: 'consent' });
    expect(page.html).toContain('name="scope"');
    return page.html.includes('name="narrow"');
  };
  expect(await offers('patient/Observation.rs')).toBe(true);
  expect(await offers(`patient/Observation.read ${part}`)).toBe(false);
});

test('a launch of which nothing is understood is refused as such', async () => {
  await house.database.query(`UPDATE auth_client SET launcher = true WHERE id = 'hospital-ehr'`);
  const token = await house.token('hospital-ehr');
  const announce = (body: string) =>
    fetch(`${house.url}/oauth/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    });
  for (const body of [
    'null',
    '[]',
    '{"client":"public-app","patient":["\\u0000"]}',
    '{"client":"x","patient":"\\u0000"}',
  ])
    expect([body, (await announce(body)).status]).toEqual([body, 422]);
  for (const body of ['', '{', `"${'x'.repeat(20_000)}"`]) {
    const response = await announce(body);
    const { resourceType, issue } = (await response.json()) as OperationOutcome;
    expect([response.status, resourceType, issue[0]?.code, issue[0]?.expression]).toEqual([
      400,
      'OperationOutcome',
      'structure',
      ['/'],
    ]);
  }
});

test("an app withdraws a person's consent only where the person allowed it to change consents", async () => {
  const id = await consentFor(house.call);
  const withdraw = async (scope: string) => {
    const { body } = await connect(house, { account: person, scope });
    const response = await fetch(`${house.url}/fhir/Consent/${id}/$withdraw`, {
      method: 'POST',
      headers: { authorization: `Bearer ${body['access_token']}` },
    });
    return response.status;
  };
  expect(await withdraw('patient/Patient.r patient/Consent.rs')).toBe(403);
  expect(await withdraw('patient/Observation.rs patient/Consent.u?status=inactive')).toBe(404);
  expect(await withdraw('patient/Consent.u')).toBe(200);
});

test('what is refused at the doors of launch and introspection, and a launch of another, are in the audit', async () => {
  const before = (await auditEvents(house.database)).length;
  const bearer = { authorization: `Bearer ${await house.token('watch-nobody').catch(() => 'none')}` };
  await fetch(`${house.url}/oauth/launch`, { method: 'POST', headers: bearer });
  await fetch(`${house.url}/oauth/token/introspection`, {
    method: 'POST',
    headers: bearer,
    body: new URLSearchParams({ token: 'x' }),
  });
  const launch = await auth.announceLaunch({ client: 'public-app', patient: PERSON_B, user: coordinator.id });
  if (isRefusal(launch)) throw new Error(launch.issues[0]?.en);
  await openTo('consent', { scope: 'launch patient/*.rs', more: { launch: launch.launch } });
  const told = (await auditEvents(house.database))
    .slice(before)
    .map(({ subtype, outcome, outcomeDesc }) => [subtype?.[0]?.code, outcome, outcomeDesc].join(' '));
  expect(told).toContain('$launch 4 token unknown, revoked or expired');
  expect(told).toContain('$introspect 4 token unknown, revoked or expired');
  expect(told).toContain('$grant 4 launched-by-another');
});

test('nobody introspects by the mere name of an app that cannot prove itself', async () => {
  await house.database.query(`UPDATE auth_client SET introspection = true WHERE id = 'public-app'`);
  const { body } = await connect(house, { account: person, scope: 'patient/Patient.rs' });
  const response = await fetch(`${house.url}/oauth/token/introspection`, {
    method: 'POST',
    body: new URLSearchParams({ token: body['access_token'], client_id: 'public-app' }),
  });
  expect(await response.json()).toEqual({ active: false });
});

test('who accounts for disclosures by a token for one type names no records of another', async () => {
  await consentFor(house.call);
  const read = await connect(house, {
    account: coordinator,
    scope: 'patient/*.rs',
    answers: { patient: { patient: PERSON_B } },
  });
  for (const type of ['CarePlan', 'Patient']) await ask(house, read.body['access_token'], `/fhir/${type}`);
  const namedTo = async (scope: string) => {
    const answers = { patient: { patient: PERSON_B } };
    const { body } = await connect(house, { account: worker, scope, answers });
    const { status, bytes } = await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}/$disclosures`);
    const text = new TextDecoder().decode(bytes);
    return [status, text.includes('"CarePlan/'), text.includes('"Patient/')];
  };
  expect(await namedTo('user/*.rs')).toEqual([200, true, true]);
  expect(await namedTo('user/Patient.rs')).toEqual([200, false, true]);
});
