import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventsOf } from '../../src/audit/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { auditEvents, auditRecords } from '../audit-events.ts';
import { HOSPITAL, PERSON_B } from '../gateway.ts';
import { formOf } from './browser.ts';
import {
  ask,
  askToken,
  authorizeUrl,
  CALLBACK,
  connect,
  pkce,
  provenBy,
  provenIn,
  refresh,
  smartHouse,
  walkThrough,
} from './house.ts';

const house = await smartHouse();
const { worker, coordinator, person } = house;
const LAUNCH = 'openid fhirUser launch/patient offline_access';
const choosing = { patient: { patient: PERSON_B } };

test('14, 15, 17–19, 22, 25, 98: an app is connected to one person, and reads them', async () => {
  const { status, body, headers, end } = await connect(house, {
    account: worker,
    scope: `${LAUNCH} patient/*.rs`,
    answers: choosing,
  });
  const answer = new URL(end.url).searchParams;
  expect([answer.get('state'), answer.get('error'), answer.get('iss')]).toEqual([
    'state-of-the-app',
    null,
    `${house.url}/oauth`,
  ]);
  expect(status).toBe(200);
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[\w-]{43}$/),
    refresh_token: expect.stringMatching(/^[\w-]{43}$/),
    id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: `${LAUNCH} patient/*.rs`,
    patient: PERSON_B,
    __purpose_of_use: 'TREAT',
  });
  const read = await ask(house, body['access_token'], `/fhir/Patient/${body['patient']}`);
  expect([read.status, read.json.id]).toEqual([200, PERSON_B]);
});

test('98: a patient/ scope asks for the person also where launch/patient was not requested', async () => {
  const { body } = await connect(house, { account: worker, scope: 'patient/Patient.rs', answers: choosing });
  expect([body['scope'], body['patient'], body['id_token'], body['refresh_token']]).toEqual([
    'patient/Patient.rs',
    PERSON_B,
    undefined,
    undefined,
  ]);
});

test('a person who signs in for themselves is asked neither for a role nor for whose records', async () => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { scope: 'patient/*.rs', challenge: pkce().challenge }));
  const consent = await walkThrough(browser, first, { account: person, until: 'consent' });
  expect(formOf(consent).values.get('step')).toBe('consent');
  expect(consent.html).toContain('<dt>対象の方</dt><dd>佐藤 健一');
  const { body } = await connect(house, { account: person, scope: 'patient/*.rs' });
  expect([body['patient'], body['__purpose_of_use']]).toEqual([PERSON_B, 'PATRQT']);
});

test('14: a form means the same as a link', async () => {
  const { verifier, challenge } = pkce();
  const link = new URL(authorizeUrl(house, { scope: 'patient/Patient.rs', challenge }));
  const posted = await fetch(`${house.url}/oauth/authorize`, {
    method: 'POST',
    body: link.searchParams,
    redirect: 'manual',
  });
  expect(posted.status).toBe(303);
  const location = new URL(posted.headers.get('location') ?? '', house.url);
  expect(Object.fromEntries(location.searchParams)).toEqual(Object.fromEntries(link.searchParams));
  const browser = house.browser();
  const end = await walkThrough(browser, await browser.open(location.href), { account: worker, answers: choosing });
  const code = new URL(end.url).searchParams.get('code') ?? '';
  const granted = await askToken(house, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    client_id: 'public-app',
    code_verifier: verifier,
  });
  expect(granted.status).toBe(200);
});

test('16: an app proves itself by nothing, by its secret, or by a signed assertion', async () => {
  for (const client of ['public-app', 'secret-app', 'key-app'] as const) {
    const { status } = await connect(house, { client, account: worker, scope: 'patient/*.rs', answers: choosing });
    expect([client, status]).toEqual([client, 200]);
  }
  const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK, code_verifier: 'y'.repeat(43) };
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`secret-app:${secret}`).toString('base64')}`,
  });
  const wrong = await askToken(house, form, basic('wrong'));
  const named = await askToken(house, { ...form, client_id: 'secret-app' });
  const digest = await askToken(house, form, basic((await secretDigest()) ?? ''));
  for (const answer of [wrong, named, digest]) {
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
  }
});

const secretDigest = async (): Promise<string | undefined> => {
  const { rows } = await house.database.query<{ digest: string }>(
    `SELECT secret_digest AS digest FROM auth_client WHERE id = 'secret-app'`,
  );
  return rows[0]?.digest;
};

test('20, 27, 99: what was requested comes back as it was written, in either version', async () => {
  for (const scope of [
    'patient/*.read patient/Observation.write',
    'user/*.* launch/patient',
    'user/Patient.rs openid',
  ]) {
    const { body } = await connect(house, { account: worker, scope, answers: choosing });
    expect(body['scope'].split(' ').sort()).toEqual(scope.split(' ').sort());
  }
});

test('unknown scopes, those of a backend and those that the client is not registered for are left out', async () => {
  const scope = 'patient/Patient.rs system/*.rs patient/Patient.zz nonsense user/SearchParameter.u';
  const { body } = await connect(house, { account: worker, scope, answers: choosing });
  expect(body['scope']).toBe('patient/Patient.rs');
  const browser = house.browser();
  const end = await browser.open(authorizeUrl(house, { scope: 'system/*.rs', challenge: pkce().challenge }));
  expect(new URL(end.url).searchParams.get('error')).toBe('invalid_scope');
});

test('of a hundred scopes with a search fifty are granted: each is asked of every row', async () => {
  const tags = Array.from({ length: 100 }, (_, index) => `patient/Observation.rs?_tag=t|${index}`);
  const { body } = await connect(house, { account: worker, scope: tags.join(' '), answers: choosing });
  expect(body['scope'].split(' ')).toEqual(tags.slice(0, 50));
  // Also to an app that is registered for each of them; what has no search is not among the fifty.
  const app = { id: 'tag-app', name: '検査ノート', kind: 'app', authentication: 'none', redirectUris: [CALLBACK] };
  const scopes = [...tags, 'patient/Patient.rs', 'fhirUser'];
  expect(isRefusal(await house.gateway.auth.registerClient({ ...app, scopes }))).toBe(false);
  const { verifier, challenge } = pkce();
  const browser = house.browser();
  const scope = [...scopes, 'openid'].join(' ');
  const first = await browser.open(authorizeUrl(house, { client: 'tag-app', scope, challenge }));
  const end = await walkThrough(browser, first, { account: worker, answers: choosing });
  const granted = await askToken(house, {
    grant_type: 'authorization_code',
    code: new URL(end.url).searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    client_id: 'tag-app',
    code_verifier: verifier,
  });
  expect(granted.body['scope'].split(' ')).toEqual(['fhirUser', ...tags.slice(0, 50), 'patient/Patient.rs']);
});

test('a person is found by name, also one whose birth date is not known; what cannot be searched by finds nobody', async () => {
  const url = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
  const patient = {
    resourceType: 'Patient',
    gender: 'unknown',
    name: [{ text: '無名 花子' }],
    _birthDate: { extension: [{ url, valueCode: 'unknown' }] },
  };
  const made = await house.call('hospital-ehr', 'POST', '/fhir/Patient', patient);
  expect([made.status, made.json.issue]).toEqual([201, undefined]);
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { scope: 'patient/*.rs', challenge: pkce().challenge }));
  const picker = await walkThrough(browser, first, { account: worker, until: 'patient' });
  const found = await browser.submit(picker, { find: 'true', search: '無名' });
  expect([found.html.includes('<span>無名 花子</span>'), found.html.includes(PERSON_B)]).toEqual([true, false]);
  const nobody = await browser.submit(found, { find: 'true', search: ',' });
  expect([nobody.status, nobody.html.includes('見つかりません。')]).toEqual([200, true]);
  // One person is found by a list of two of whom one is nobody, and that is no id.
  for (const patient of [undefined, `${PERSON_B},`, `${PERSON_B},nobody`]) {
    const none = await browser.submit(picker, { patient });
    expect([patient, none.status, none.html.includes('一人を選んでください。')]).toEqual([patient, 400, true]);
  }
});

test('35: what the person unticks is not granted, and the rest is', async () => {
  const scope = 'patient/Patient.rs patient/Condition.rs offline_access patient/Observation.rs';
  const { body } = await connect(house, {
    account: worker,
    scope,
    answers: { ...choosing, consent: { scope: ['patient/Patient.rs', 'patient/Observation.rs'] } },
  });
  expect([body['scope'], body['refresh_token']]).toEqual(['patient/Patient.rs patient/Observation.rs', undefined]);
});

test('nothing ticked is no answer: the page says so, and asks again', async () => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, scope: 'patient/*.rs' }));
  const page = await walkThrough(browser, first, {
    account: worker,
    answers: { ...choosing, consent: { scope: undefined } },
  });
  expect([page.status, page.html.includes('少なくとも一つは許可してください。')]).toEqual([400, true]);
});

test.each([
  ['ja', 'サインイン中の人'],
  ['en', 'Signed in'],
])('whoever decides sees in %s who is signed in, also where it was somebody before them', async (language, label) => {
  const browser = house.browser(language);
  for (const until of ['consent', undefined]) {
    const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, scope: 'user/Patient.rs' }));
    if (until === undefined) expect(first.html).not.toContain('name="password"');
    const page = await walkThrough(browser, first, { account: coordinator, until: 'consent' });
    expect(page.html).toContain(`<dt>${label}</dt><dd>青木 光</dd>`);
  }
});

test('a person who does not allow it sends the app away with access_denied, and the audit keeps it', async () => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, scope: 'patient/*.rs' }));
  const end = await walkThrough(browser, first, {
    account: worker,
    answers: { ...choosing, consent: { cancel: 'true' } },
  });
  const answer = new URL(end.url).searchParams;
  expect([answer.get('error'), answer.get('state'), answer.get('code')]).toEqual([
    'access_denied',
    'state-of-the-app',
    null,
  ]);
  const event = (await auditEvents(house.database, '"$grant"')).at(-1);
  expect([event?.outcome, event?.outcomeDesc]).toEqual(['4', 'access_denied']);
});

test.each(['query', 'fragment'])(
  'a request that is refused is kept as refused, also where the app is answered by %s',
  async (response_mode) => {
    const asking = { challenge: pkce().challenge, more: { aud: 'https://other.example/fhir', response_mode } };
    await house.browser().open(authorizeUrl(house, asking));
    const record = (await auditRecords(house.database, '"$authorize"')).at(-1);
    expect([record?.outcome, record?.client?.id]).toEqual(['refused', 'public-app']);
  },
);

test.each([
  ['sign-in', null],
  ['role', 'worker'],
])('who turns back at the page %s is kept in the audit as far as they are known', async (step, who) => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, scope: 'patient/*.rs' }));
  const end = await walkThrough(browser, first, { account: worker, answers: { [step]: { cancel: 'true' } } });
  expect(new URL(end.url).searchParams.get('error')).toBe('access_denied');
  const record = (await auditRecords(house.database, '"$grant"')).at(-1);
  expect([record?.outcome, record?.reason, record?.user ?? null]).toEqual([
    'refused',
    'access_denied',
    who === null ? null : worker.id,
  ]);
});

test('38–45: the identity token is signed, aimed at the app, and says who signed in', async () => {
  const nonce = 'n-0S6_WzA2Mj';
  const { body } = await connect(house, {
    account: worker,
    scope: 'openid fhirUser profile user/Practitioner.rs',
    more: { nonce },
  });
  const [head = '', payload = '', signature = ''] = String(body['id_token']).split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const discovered = await fetch(`${house.url}/oauth/.well-known/openid-configuration`);
  const discovery = (await discovered.json()) as Record<string, any>;
  expect(discovered.headers.get('content-type')).toMatch(/^application\/json/);
  expect(discovery).toMatchObject({
    issuer: `${house.url}/oauth`,
    authorization_endpoint: `${house.url}/oauth/authorize`,
    token_endpoint: `${house.url}/oauth/token`,
    jwks_uri: `${house.url}/oauth/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['amr', 'auth_time', 'sub', 'fhirUser', 'name', 'sid', 'iss'],
  });
  expect(discovery['scopes_supported']).toEqual([
    ...['openid', 'fhirUser', 'profile', 'launch', 'launch/patient', 'launch/encounter'],
    ...['offline_access', 'online_access'],
  ]);
  const { keys } = (await (await fetch(discovery['jwks_uri'])).json()) as { keys: Record<string, string>[] };
  const key = keys.find(({ kid }) => kid === header.kid) ?? {};
  expect([header.alg, key['kty'], 'd' in key]).toEqual(['RS256', 'RSA', false]);
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  expect(isSigned).toBe(true);
  const now = Math.floor(Date.now() / 1000);
  expect(claims).toMatchObject({
    iss: `${house.url}/oauth`,
    aud: 'public-app',
    sub: worker.id,
    nonce,
    name: '木村 恵',
    fhirUser: `${house.url}/fhir/Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54`,
    amr: ['pwd', 'otp'],
    auth_time: now,
  });
  expect([claims.exp > now, claims.iat <= now]).toEqual([true, true]);
  const read = await ask(house, body['access_token'], new URL(claims.fhirUser).pathname);
  expect([read.status, read.json.resourceType]).toEqual([200, 'Practitioner']);
});

test.each([
  ['openid', []],
  ['openid fhirUser', ['fhirUser']],
  ['openid profile', ['name']],
])('38–45: of who signed in %s tells no more than was asked', async (scope, told) => {
  const { body } = await connect(house, { account: worker, scope: `${scope} user/Practitioner.rs` });
  const claims = JSON.parse(Buffer.from(String(body['id_token']).split('.')[1] ?? '', 'base64url').toString());
  const always = ['amr', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'sub'];
  expect(Object.keys(claims).sort()).toEqual([...always, ...told].sort());
});

test('46–51: a refresh keeps the context, rotates the token, and never widens', async () => {
  for (const client of ['public-app', 'secret-app', 'key-app'] as const) {
    const scope = `${LAUNCH} patient/Patient.rs patient/Observation.rs`;
    const { body } = await connect(house, { client, account: worker, scope, answers: choosing });
    const again = await refresh(house, client, body['refresh_token']);
    expect([again.status, again.headers.get('cache-control'), again.headers.get('pragma')]).toEqual([
      200,
      'no-store',
      'no-cache',
    ]);
    expect([again.body['scope'], again.body['patient'], again.body['expires_in']]).toEqual([scope, PERSON_B, 3600]);
    expect(again.body['refresh_token']).not.toBe(body['refresh_token']);
    expect((await ask(house, again.body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
    const same = await refresh(house, client, again.body['refresh_token'], scope);
    expect([same.status, same.body['scope']]).toEqual([200, scope]);
    const narrower = await refresh(house, client, same.body['refresh_token'], 'patient/Patient.rs');
    expect([narrower.status, narrower.body['scope']]).toEqual([200, 'patient/Patient.rs']);
    const wider = await refresh(house, client, narrower.body['refresh_token'], 'patient/*.cruds');
    expect([wider.status, wider.body['error']]).toEqual([400, 'invalid_scope']);
  }
});

test('50: a refresh token used twice ends everything that came from it', async () => {
  const { body } = await connect(house, { account: worker, scope: `${LAUNCH} patient/*.rs`, answers: choosing });
  const again = await refresh(house, 'public-app', body['refresh_token']);
  const replayed = await refresh(house, 'public-app', body['refresh_token']);
  expect([replayed.status, replayed.body['error']]).toEqual([400, 'invalid_grant']);
  expect((await ask(house, again.body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
  expect((await refresh(house, 'public-app', again.body['refresh_token'])).status).toBe(400);
  expect((await refresh(house, 'secret-app', 'never-given')).body['error']).toBe('invalid_grant');
});

test('95: a refresh token is of use to its own client only', async () => {
  const { body } = await connect(house, {
    client: 'secret-app',
    account: worker,
    scope: `${LAUNCH} patient/*.rs`,
    answers: choosing,
  });
  const form = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] };
  const unnamed = await askToken(house, form);
  expect(unnamed.status).toBe(400);
  const other = await askToken(house, { ...form, ...provenIn(house, 'key-app') });
  expect([other.status, other.body['error']]).toEqual([400, 'invalid_grant']);
  expect((await askToken(house, form, provenBy(house, 'secret-app'))).status).toBe(200);
});

test('95: the refresh token of an app that proves nothing names it to nobody else, and for nothing else', async () => {
  const { body } = await connect(house, { account: coordinator, scope: 'offline_access user/Patient.rs' });
  const form = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] };
  const answers = [
    await askToken(house, form, provenBy(house, 'secret-app')),
    await askToken(house, { ...form, ...provenIn(house, 'key-app') }),
  ];
  expect(answers.map((one) => [one.status, one.body['error']])).toEqual([
    [400, 'invalid_grant'],
    [400, 'invalid_grant'],
  ]);
  const code = { code: 'x', redirect_uri: CALLBACK, code_verifier: 'a'.repeat(43) };
  const unnamed = await askToken(house, { ...form, ...code, grant_type: 'authorization_code' });
  expect([unnamed.status, unnamed.body]).toEqual([
    400,
    { error: 'invalid_request', error_description: 'no client authentication mechanism provided' },
  ]);
});

test('who decides at the sign-out to stay is still signed in, and hears so', async () => {
  const browser = house.browser();
  const { body } = await connect(house, { browser, account: coordinator, scope: 'user/Patient.rs' });
  const page = await browser.open(`${house.url}/oauth/session/end`);
  const stayed = await browser.submit(page);
  expect([stayed.status, stayed.html.includes('サインインしたままです')]).toEqual([200, true]);
  expect(stayed.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await ask(house, body['access_token'], '/fhir/Patient')).status).toBe(200);
});

test('an app that names itself and an address at the sign-out sees the same page, and nobody is led there', async () => {
  const browser = house.browser();
  const { body } = await connect(house, { browser, account: coordinator, scope: 'openid user/Patient.rs' });
  const asked = { id_token_hint: body['id_token'], post_logout_redirect_uri: CALLBACK, client_id: 'secret-app' };
  const page = await browser.open(`${house.url}/oauth/session/end?${new URLSearchParams(asked)}`);
  expect([page.status, page.html.includes('サインアウトしますか')]).toEqual([200, true]);
  const done = await browser.submit(page, { logout: 'yes' });
  expect([done.status, done.html.includes('サインアウトしました')]).toEqual([200, true]);
  expect((await ask(house, body['access_token'], '/fhir/Patient')).status).toBe(401);
});

test('a sign-out that an app asks for by a form is the same', async () => {
  const browser = house.browser();
  const { body, end } = await connect(house, { browser, account: coordinator, scope: 'openid user/Patient.rs' });
  const app = { ...end, html: `<form action="${house.url}/oauth/session/end"></form>` };
  const page = await browser.submit(app, { id_token_hint: body['id_token'], post_logout_redirect_uri: CALLBACK });
  expect([page.status, page.html.includes('サインアウトしますか')]).toEqual([200, true]);
  expect(page.url).toContain('/oauth/session/end?id_token_hint=');
  await browser.submit(page, { logout: 'yes' });
  expect((await ask(house, body['access_token'], '/fhir/Patient')).status).toBe(401);
});

test.each(['login', 'consent', 'login consent'])(
  'an app that asks for the prompt %s may stay connected',
  async (prompt) => {
    const scope = 'offline_access user/Patient.rs';
    const { body } = await connect(house, { account: coordinator, scope, more: { prompt } });
    expect((await refresh(house, 'public-app', body['refresh_token'])).status).toBe(200);
  },
);

test('the audit says who signed in, in which role and for what, at the grant and at each request', async () => {
  const { body } = await connect(house, { account: worker, scope: 'patient/*.rs', answers: choosing });
  await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`);
  const events = (await auditRecords(house.database))
    .slice(-12)
    .toReversed()
    .map((record) => eventsOf(record)[0]);
  const codes = events.map((event) => event?.subtype?.[0]?.code);
  expect(codes.slice(0, 3)).toEqual(['read', '$token', '$authorize']);
  expect(codes).toContain('$sign-in');
  for (const event of [events[0], events.find((one) => one?.subtype?.[0]?.code === '$grant')]) {
    const told = event?.agent.flatMap(({ who }) => [who?.reference, who?.identifier?.value].filter(Boolean));
    expect(told).toEqual(['public-app', 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91', worker.id, HOSPITAL]);
    expect(event?.purposeOfEvent?.[0]?.coding?.[0]?.code).toBe('TREAT');
  }
  expect((await auditRecords(house.database, '"$grant"')).at(-1)).toMatchObject({
    interaction: '$grant',
    outcome: 'success',
    method: 'POST',
    url: '/oauth/interaction',
    patients: [`Patient/${PERSON_B}`],
  });
});
