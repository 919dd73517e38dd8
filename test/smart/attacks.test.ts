import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { clientAssertion } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, startGateway } from '../../src/http/index.ts';
import { forgeJwt, pemOf } from '../auth/forge-jwt.ts';
import { PERSON_B } from '../gateway.ts';
import { basicOf, codeForm, connect, redirectOf, refresh, STANDALONE, statusOf, walk } from './flows.ts';
import {
  APP,
  askToken,
  authorizeUrl,
  CALLBACK,
  codeOf,
  type Granted,
  OTHER_PERSON,
  pkce,
  SECRET_APP,
  smartHouse,
  walkThrough,
} from './house.ts';

const house = await smartHouse();
const { worker, coordinator } = house;
/** A browser in which the social worker has signed in once. */
const browser = house.browser();
const errorOf = ({ status, body }: { status: number; body: Record<string, any> }) => `${status} ${body['error']}`;

test('105: a code that is used twice ends everything that was issued from it', async () => {
  const walked = await walk(house, { browser, account: worker });
  const granted = await askToken(house, codeForm(walked));
  expect([granted.status, await statusOf(house, granted.body['access_token'])]).toEqual([200, 200]);
  expect(errorOf(await askToken(house, codeForm(walked)))).toBe('400 invalid_grant');
  expect(await statusOf(house, granted.body['access_token'])).toBe(401);
  expect(errorOf(await refresh(house, granted.body['refresh_token']))).toBe('400 invalid_grant');
});

test('a refresh token that was stolen and used after its owner ends everything that came of it', async () => {
  const first = (await connect(house, { browser, account: worker })).body;
  const second = (await refresh(house, first['refresh_token'])).body;
  expect(second['refresh_token']).not.toBe(first['refresh_token']);
  expect(errorOf(await refresh(house, first['refresh_token']))).toBe('400 invalid_grant');
  expect(errorOf(await refresh(house, second['refresh_token']))).toBe('400 invalid_grant');
  for (const { access_token: token } of [first, second]) expect(await statusOf(house, token)).toBe(401);
});

const assertionOf = (jti: string = randomUUID()) =>
  clientAssertion({
    clientId: 'key-app',
    tokenUrl: `${house.url}/oauth/token`,
    privateKey: house.key.privateJwk,
    kid: String(house.key.privateJwk['kid']),
    alg: 'ES384',
    now: new Date(),
    jti,
  });
const byKey = (client_assertion: string) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion,
});

test('91: an assertion that was overheard redeems no second code', async () => {
  const assertion = byKey(assertionOf());
  const one = await walk(house, { browser, account: worker, client: 'key-app' });
  const two = await walk(house, { browser, account: worker, client: 'key-app' });
  expect((await askToken(house, { ...codeForm(one, 'key-app'), ...assertion })).status).toBe(200);
  expect(errorOf(await askToken(house, { ...codeForm(two, 'key-app'), ...assertion }))).toBe('401 invalid_client');
  expect((await askToken(house, { ...codeForm(two, 'key-app'), ...byKey(assertionOf()) })).status).toBe(200);
});

test('an app that speaks to two servers can tell whose answer it got', async () => {
  const { answer } = await walk(house, { browser, account: worker });
  expect(answer.get('iss')).toBe(`${house.url}/oauth`);
  const refused = await walk(house, { browser, account: worker, answers: { role: { cancel: 'true' } } });
  expect([refused.answer.get('error'), refused.answer.get('iss')]).toEqual(['access_denied', `${house.url}/oauth`]);
});

test.each([
  `${CALLBACK}/more`,
  `${CALLBACK}/`,
  `${CALLBACK}?next=https://evil.example`,
  `${CALLBACK}#x`,
  `${CALLBACK}/../evil`,
  `${CALLBACK}/%2e%2e/evil`,
  'https://app.example/Callback',
  'https://APP.example/callback',
  'HTTPS://app.example/callback',
  'https://app.example./callback',
  'https://app.example:443/callback',
  'https://app.example:8443/callback',
  'https://user@app.example/callback',
  'https://app.example@evil.example/callback',
  'https://app.example.evil.example/callback',
  'https://evil.example/callback',
  'https://app.example/callbac%6b',
  'https://app.example//callback',
  'https://app.example\\callback',
  ' https://app.example/callback',
  'http://app.example/callback',
  '//app.example/callback',
  'javascript:alert(1)',
  'data:text/html,x',
  SECRET_APP,
])('105: an answer is never sent to %s', async (redirectUri) => {
  const { challenge } = pkce();
  const page = await house.browser().open(authorizeUrl(house, { redirectUri, challenge }));
  expect([page.status, page.headers.get('location')]).toEqual([400, null]);
  expect(page.html).toContain('invalid_request');
  expect(page.html).not.toContain('evil');
});

test('105: a code is of its client, its address and its verifier', async () => {
  const secret = basicOf('secret-app', house.secretApp.secret);
  const mine = await walk(house, { browser, account: worker });
  const theirs = await walk(house, { browser, account: worker, client: 'secret-app' });
  // The attacker's code in the victim's session, and the victim's code at the attacker's client.
  expect(errorOf(await askToken(house, codeForm(mine, 'secret-app'), secret))).toBe('400 invalid_grant');
  expect(errorOf(await askToken(house, { ...codeForm(theirs), redirect_uri: SECRET_APP }))).toBe('400 invalid_grant');
  const other = await walk(house, { browser, account: worker });
  for (const change of [
    { code_verifier: mine.verifier },
    { code_verifier: 'a'.repeat(43) },
    { code_verifier: pkce().challenge },
    { redirect_uri: `${CALLBACK}/more` },
    { redirect_uri: SECRET_APP },
  ])
    expect(errorOf(await askToken(house, { ...codeForm(other), ...change }))).toBe('400 invalid_grant');
  // An address is named also where there is only one that it could be.
  const { redirect_uri: _, ...nowhere } = codeForm(await walk(house, { browser, account: worker }));
  expect(errorOf(await askToken(house, nowhere))).toBe('400 invalid_request');
});

test('29–32: a code without its proof, or with the challenge as proof, is worth nothing', async () => {
  const walked = await walk(house, { browser, account: worker });
  const { code_verifier: _, ...form } = codeForm(walked);
  for (const more of [{}, { code_verifier: '' }])
    expect((await askToken(house, { ...form, ...more })).status).toBe(400);
});

test('5: PKCE cannot be talked down', async () => {
  const { challenge, verifier } = pkce();
  const open = async (more: Record<string, string>, drop: string[] = []) => {
    const url = new URL(authorizeUrl(house, { challenge, more }));
    for (const name of drop) url.searchParams.delete(name);
    return new URL((await house.browser().open(url.href)).url).searchParams.get('error');
  };
  // Nor by an app that proves itself in another way, too.
  for (const client of ['secret-app', 'key-app'])
    expect(
      await open({ client_id: client, redirect_uri: SECRET_APP }, ['code_challenge', 'code_challenge_method']),
    ).toBe('invalid_request');
  expect(await open({ code_challenge_method: 'plain', code_challenge: verifier })).toBe('invalid_request');
  expect(await open({}, ['code_challenge_method'])).toBe('invalid_request');
  expect(await open({}, ['code_challenge', 'code_challenge_method'])).toBe('invalid_request');
  expect(await open({ code_challenge_method: 's256' })).toBe('invalid_request');
});

test('91: an assertion signed in another way than was registered proves nothing', async () => {
  const walked = await walk(house, { browser, account: worker, client: 'key-app' });
  const claims = () => ({
    iss: 'key-app',
    sub: 'key-app',
    aud: `${house.url}/oauth/token`,
    jti: randomUUID(),
    exp: Math.floor(Date.now() / 1000) + 60,
  });
  const { kid } = house.key.publicJwk;
  const forged = [
    forgeJwt({ alg: 'none', kid }, claims(), house.key.privateJwk),
    forgeJwt({ alg: 'HS384', kid }, claims(), pemOf(house.key.publicJwk)),
    forgeJwt({ alg: 'HS256', kid }, claims(), JSON.stringify(house.key.publicJwk)),
    forgeJwt({ alg: 'RS384', kid }, claims(), house.key.privateJwk),
    forgeJwt({ alg: 'ES384', jwk: house.key.publicJwk }, claims(), house.key.privateJwk),
    `${forgeJwt({ alg: 'ES384', kid }, claims(), house.key.privateJwk).split('.').slice(0, 2).join('.')}.`,
  ];
  for (const one of forged)
    expect(errorOf(await askToken(house, { ...codeForm(walked, 'key-app'), ...byKey(one) }))).toBe(
      '401 invalid_client',
    );
  const good = forgeJwt({ alg: 'ES384', kid }, claims(), house.key.privateJwk);
  expect((await askToken(house, { ...codeForm(walked, 'key-app'), ...byKey(good) })).status).toBe(200);
});

const small = await house.gateway.auth.registerClient({
  id: 'small-app',
  name: '小さなアプリ',
  kind: 'app',
  authentication: 'none',
  redirectUris: [CALLBACK],
  scopes: ['openid', 'launch/patient', 'offline_access', 'patient/Observation.rs', 'patient/CarePlan.rs'],
});
if (isRefusal(small)) throw new Error(small.issues[0]?.en);

const scopesOf = (body: Record<string, any>) => new Set(String(body['scope']).split(' '));

test('93: what an app is not registered for it is not given, however it asks', async () => {
  const walked = await walk(house, {
    browser,
    account: worker,
    scope: 'openid launch/patient offline_access patient/Observation.rs patient/*.cruds user/*.rs system/*.cruds',
    more: { client_id: 'small-app' },
    answers: {
      // The form is edited on its way, too.
      consent: {
        scope: ['patient/Observation.rs', 'offline_access', 'patient/CarePlan.rs', 'user/*.cruds', 'system/*.cruds'],
        narrow: ['patient/*.cruds', 'user/Patient.rs?_id=1'],
      },
    },
  });
  const form = { ...codeForm(walked), client_id: 'small-app', scope: 'openid user/*.cruds patient/CarePlan.rs' };
  const { body } = await askToken(house, form);
  const granted = new Set(['openid', 'launch/patient', 'offline_access', 'patient/Observation.rs']);
  expect(scopesOf(body)).toEqual(granted);
  const more = { client_id: 'small-app', scope: 'openid patient/Observation.rs patient/CarePlan.rs' };
  expect(errorOf(await refresh(house, body['refresh_token'], more))).toBe('400 invalid_scope');
  const again = await refresh(house, body['refresh_token'], { client_id: 'small-app' });
  expect(scopesOf(again.body)).toEqual(granted);
});

test('95: a refresh token is of no use to another client', async () => {
  const { body } = await connect(house, { browser, account: worker });
  expect(errorOf(await refresh(house, body['refresh_token'], { client_id: 'small-app' }))).toBe('400 invalid_grant');
  const form = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] };
  const secret = basicOf('secret-app', house.secretApp.secret);
  expect(errorOf(await askToken(house, form, secret))).toBe('400 invalid_grant');
  expect((await refresh(house, body['refresh_token'])).status).toBe(200);
});

test('an app launched for one person and then, in the same browser, for another asks again, and sees the other', async () => {
  const launchFor = async (patient: string) => {
    const launch = await house.gateway.auth.announceLaunch({ client: 'public-app', patient, user: worker.id });
    if (isRefusal(launch)) throw new Error(launch.issues[0]?.en);
    const { verifier, challenge } = pkce();
    const scope = 'openid launch patient/*.rs';
    const first = await browser.open(authorizeUrl(house, { challenge, scope, more: { launch: launch.launch } }));
    expect(first.status).toBe(200);
    expect(first.html).toContain('<form');
    const end = await walkThrough(browser, first, { account: worker });
    const code = new URL(end.url).searchParams.get('code') ?? '';
    return (await askToken(house, codeForm({ end, answer: new URLSearchParams(), code, verifier }))).body;
  };
  const one = await launchFor(PERSON_B);
  const two = await launchFor(OTHER_PERSON);
  expect([one['patient'], two['patient']]).toEqual([PERSON_B, OTHER_PERSON]);
  // And an app that asks for no page at all gets no code of what was allowed for somebody else.
  const launch = await house.gateway.auth.announceLaunch({ client: 'public-app', patient: PERSON_B });
  if (isRefusal(launch)) throw new Error(launch.issues[0]?.en);
  const more = { launch: launch.launch, prompt: 'none' };
  const asking = { challenge: pkce().challenge, scope: 'openid launch patient/*.rs', more };
  const silent = new URL((await browser.open(authorizeUrl(house, asking))).url).searchParams;
  expect([silent.get('error'), silent.get('code')]).toEqual(['consent_required', null]);
});

test('whoever gets the address of a request that another browser began can neither see nor finish it', async () => {
  const { challenge } = pkce();
  const victim = house.browser();
  const page = await victim.open(authorizeUrl(house, { challenge }));
  const attacker = house.browser();
  expect((await attacker.open(page.url)).html).toContain('この手続きは終わっています');
  const sent = await attacker.submit(page, { login: worker.login, password: worker.password, code: codeOf(worker) });
  expect([sent.status, sent.html.includes('この手続きは終わっています')]).toEqual([400, true]);
  // Nor with a request of their own: address and cookie must name the same one.
  const own = await attacker.open(authorizeUrl(house, { challenge }));
  expect(own.status).toBe(200);
  expect((await attacker.open(page.url)).status).toBe(400);
  const uid = new URL(page.url).pathname.split('/').at(-1);
  const resumed = await attacker.open(`${house.url}/oauth/authorize/${uid}`);
  expect([resumed.status, resumed.html.includes('invalid_request')]).toEqual([400, true]);
  expect((await victim.open(page.url)).html).toContain('サインイン');
});

test('nobody is signed in as the attacker: a finished sign-in opens in the browser that made it, and nowhere else', async () => {
  await house.database.query('UPDATE auth_user SET totp_last_step = NULL');
  const { challenge } = pkce();
  const attacker = house.browser();
  const page = await attacker.open(authorizeUrl(house, { challenge }));
  const consenting = await attacker.submit(page, {
    login: coordinator.login,
    password: coordinator.password,
    code: codeOf(coordinator),
  });
  const victim = house.browser();
  expect((await victim.open(consenting.url)).status).toBe(400);
  const fresh = await victim.open(authorizeUrl(house, { challenge }));
  expect(fresh.html).toContain('name="password"');
});

const sessionOf = ({ cookies }: { cookies: ReadonlyMap<string, string> }) =>
  [...cookies].find(([key]) => key.startsWith('kakehashi_session '))?.[1];

test('a session that was planted before the sign-in is not the one after it', async () => {
  const { challenge } = pkce();
  const planted = house.browser() as ReturnType<typeof house.browser> & { cookies: Map<string, string> };
  planted.cookies.set('kakehashi_session /oauth', 'planted-by-the-attacker');
  planted.cookies.set('kakehashi_session.sig /oauth', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA');
  await walk(house, { browser: planted, account: worker });
  const signedIn = sessionOf(planted);
  expect(signedIn).not.toBe('planted-by-the-attacker');
  // A second sign-in in the same browser makes a new one, too, and the old one opens nothing.
  const old = new Map(planted.cookies);
  await walk(house, { browser: planted, account: worker, more: { prompt: 'login' } });
  expect(sessionOf(planted)).not.toBe(signedIn);
  const stale = house.browser() as typeof planted;
  for (const [key, value] of old) stale.cookies.set(key, value);
  expect((await stale.open(authorizeUrl(house, { challenge }))).html).toContain('name="password"');
});

test('cookies are out of reach of scripts and of other sites, and go over TLS only', async () => {
  const log = createLog('silent');
  const far = { house: house.house, log, host: '127.0.0.1', port: 0, bodyBytesMax: 300_000 };
  const secure = await startGateway({ ...far, publicUrl: 'https://gateway.example' });
  afterAll(() => secure.stop());
  const set = async (path: string) => {
    const response = await fetch(`${secure.listensAt}/oauth${path}`, { redirect: 'manual' });
    const cookies = response.headers.getSetCookie().map((one) => one.toLowerCase().split('; '));
    return cookies.map(([pair, ...attributes]) => [
      pair?.split('=')[0],
      ...attributes.filter((one) => !one.startsWith('expires=')).sort(),
    ]);
  };
  const { search } = new URL(
    authorizeUrl(house, { challenge: pkce().challenge, more: { aud: 'https://gateway.example/fhir' } }),
  );
  const guarded = (name: string, path: unknown) => [name, 'httponly', path, 'samesite=lax', 'secure'];
  // Each with its signature, and no further than where it is read.
  const signed = (name: string, path: unknown) => [guarded(name, path), guarded(`${name}.sig`, path)];
  const below = (path: string) => expect.stringMatching(new RegExp(`^path=/oauth/${path}/[\\w-]{43}$`));
  expect(await set(`/authorize${search}`)).toEqual([
    ...signed('kakehashi_interaction', below('interaction')),
    ...signed('kakehashi_resume', below('authorize')),
  ]);
  expect(await set('/session/end')).toEqual(signed('kakehashi_session', 'path=/oauth'));
});

test('no page can be framed, runs a script, or sends its form elsewhere than to the app', async () => {
  const seen: string[] = [];
  const visitor = house.browser();
  await house.database.query('UPDATE auth_user SET totp_last_step = NULL');
  let page = await visitor.open(authorizeUrl(house, { challenge: pkce().challenge, scope: STANDALONE }));
  while (page.status === 200) {
    seen.push(/name="step" value="([a-z-]+)"/.exec(page.html)?.[1] ?? '');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toMatch(/form-action 'self'( https:\/\/app\.example)?;/);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.html).not.toMatch(/<script|javascript:|\son[a-z]+=/i);
    const fields = { login: worker.login, password: worker.password, code: codeOf(worker), patient: PERSON_B };
    page = await visitor.submit(page, fields);
  }
  expect(seen).toEqual(['sign-in', 'role', 'patient', 'consent']);
  expect(page.url.startsWith(APP)).toBe(true);
});

test('a form that was tampered with gives no role, purpose or person that is not one’s own', async () => {
  const { rows } = await house.database.query<{ id: string }>(
    `SELECT r.id FROM auth_role r JOIN auth_user u ON u.id = r.user_id WHERE u.login = $1`,
    [worker.login],
  );
  const foreign = rows[0]?.id ?? '';
  const own = (await house.gateway.auth.people.findUser(coordinator.id))?.roles[0]?.id ?? '';
  const visitor = house.browser();
  // A second purpose, so that the page of roles is shown.
  await house.database.query(`UPDATE auth_role SET purposes = '{COC,HOPERAT}' WHERE id = $1`, [own]);
  for (const role of [`${foreign} TREAT`, `${own} TREAT`, `${own} BTG`, own, ' COC', '']) {
    const { end } = await walk(house, { browser: visitor, account: coordinator, answers: { role: { role } } });
    expect([role, end.status, end.html.includes('役割と利用目的を選んでください。')]).toEqual([role, 400, true]);
  }
  // Nobody jumps over a step by naming a later one.
  const jump = { step: 'consent', role: undefined, scope: ['patient/*.rs'] };
  const jumped = await walk(house, { browser: visitor, account: coordinator, answers: { role: jump } });
  expect([jumped.end.status, jumped.code]).toEqual([400, '']);
  for (const patient of ['nobody', randomUUID(), `${PERSON_B}' OR '1'='1`, `Patient/${PERSON_B}`, '']) {
    const { end } = await walk(house, {
      browser: visitor,
      account: coordinator,
      answers: { role: { role: `${own} COC` }, patient: { patient } },
    });
    expect([patient, end.status, end.html.includes('一人を選んでください。')]).toEqual([patient, 400, true]);
  }
  await house.database.query(`UPDATE auth_role SET purposes = '{COC}' WHERE id = $1`, [own]);
});

test('of two processes to which one code, or one refresh token, is shown at one time, one at most answers, with tokens that end', async () => {
  const second = { ...house, url: (await house.second()).url };
  const endedOf = async (answers: Granted[]) => {
    const granted = answers.filter(({ status }) => status === 200);
    expect(granted.length).toBeLessThanOrEqual(1);
    for (const one of answers.filter(({ status }) => status !== 200)) expect(errorOf(one)).toBe('400 invalid_grant');
    for (const { body } of granted) expect(await statusOf(house, body['access_token'])).toBe(401);
    for (const { body } of granted)
      expect(errorOf(await refresh(house, body['refresh_token']))).toBe('400 invalid_grant');
  };
  for (let left = 5; left > 0; left -= 1) {
    const form = codeForm(await walk(house, { browser, account: worker }));
    const codes = await Promise.all([house, second, house, second].map((one) => askToken(one, form)));
    await endedOf(codes);
    const { body } = await connect(house, { browser, account: worker });
    const refreshed = await Promise.all(
      [house, second, house, second].map((one) => refresh(one, body['refresh_token'])),
    );
    await endedOf(refreshed);
  }
});

test('28: the address of this server is the same with a slash at its end, and another one without is another', async () => {
  const errorOf = async (aud: string) => {
    const more = { aud };
    const { status, url } = await house.browser().open(authorizeUrl(house, { challenge: pkce().challenge, more }));
    return [status, new URL(url).searchParams.get('error')];
  };
  expect(await errorOf(`${house.url}/fhir/`)).toEqual([200, null]);
  for (const aud of [`${house.url}/fhir//`, `${house.url}/f/hir`, `${house.url}/fhi`, `${house.url}/`])
    expect([aud, ...(await errorOf(aud))]).toEqual([aud, 302, 'invalid_target']);
});

test('a launch handle opens once, for its app and its person only', async () => {
  const announce = async (more: object = {}) => {
    const launch = await house.gateway.auth.announceLaunch({ client: 'public-app', patient: PERSON_B, ...more });
    if (isRefusal(launch)) throw new Error(launch.issues[0]?.en);
    return launch.launch;
  };
  const begin = async (launch: string, client?: 'secret-app') => {
    const redirectUri = redirectOf(client);
    const asking = { challenge: pkce().challenge, scope: 'launch openid patient/*.rs', more: { launch }, redirectUri };
    return browser.open(authorizeUrl(house, { ...asking, ...(client && { client }) }));
  };
  const errorAt = ({ url }: { url: string }) => new URL(url).searchParams.get('error');
  const used = await announce();
  expect((await begin(used)).status).toBe(200);
  expect(errorAt(await begin(used))).toBe('invalid_request');
  expect(errorAt(await begin(await announce(), 'secret-app'))).toBe('invalid_request');
  expect((await begin(await announce({ user: coordinator.id }))).status).toBe(403);
});

test('no secret of any flow stands in the log or, in plain, in the database', async () => {
  const lines: unknown[] = [];
  const keep = (...said: unknown[]) => void lines.push(said);
  const log = { info: keep, warn: keep, error: keep } as never;
  const heard = await startGateway({ house: house.house, log, host: '127.0.0.1', port: 0, bodyBytesMax: 300_000 });
  afterAll(() => heard.stop());
  const here = { ...house, url: heard.url };
  const visitor = house.browser();
  const walked = await walk(here, { browser: visitor, account: worker });
  const { body } = await askToken(here, codeForm(walked));
  const again = (await refresh(here, body['refresh_token'])).body;
  await statusOf(here, again['access_token']);
  await statusOf(here, `${again['access_token']}x`);
  const secret = basicOf('secret-app', house.secretApp.secret);
  await askToken(here, { grant_type: 'authorization_code', code: 'unknown-code-of-this-test' }, secret);
  await askToken(here, { grant_type: 'x', ...byKey(assertionOf('jti-of-this-test')) });
  await askToken(here, { grant_type: 'refresh_token', refresh_token: again['refresh_token'], client_id: 'small-app' });
  const wrong = await house.browser().open(authorizeUrl(here, { challenge: pkce().challenge }));
  await house.browser().submit(wrong, { login: worker.login, password: 'wrong-password-of-this-test', code: '123456' });
  const secrets = {
    access: body['access_token'],
    refresh: body['refresh_token'],
    again: again['refresh_token'],
    idToken: body['id_token'].split('.')[2],
    code: walked.code,
    verifier: walked.verifier,
    password: worker.password,
    wrong: 'wrong-password-of-this-test',
    unknown: 'unknown-code-of-this-test',
    client: house.secretApp.secret,
    basic: secret['authorization']?.slice('Basic '.length) ?? '',
    session: sessionOf(visitor) ?? '',
  };
  expect(Object.values(secrets).every((one) => String(one).length > 10)).toBe(true);
  const logged = JSON.stringify(lines);
  expect(logged).toContain('invalid_grant');
  const { rows: tables } = await house.database.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  let kept = '';
  for (const { name } of tables) {
    const { rows } = await house.database.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    kept += rows.map(({ text }) => text).join('\n');
  }
  for (const [name, value] of Object.entries({ ...secrets, device: worker.secret })) {
    expect(logged.includes(value), name).toBe(false);
    if (name === 'device') continue;
    expect(kept.includes(value) || kept.includes(Buffer.from(value).toString('hex')), name).toBe(false);
  }
});
