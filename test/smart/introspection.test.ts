import { expect, test } from 'vitest';
import { digestOf } from '../../src/auth/digest.ts';
import { auditRecords } from '../audit-events.ts';
import { PERSON_B } from '../gateway.ts';
import { ask, authorizeUrl, connect, pkce, provenBy, refresh, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse();
const { worker, coordinator } = house;
const choosing = { patient: { patient: PERSON_B } };

test('57–60: an active token is told with its client, scope, context and person', async () => {
  const scope = 'openid fhirUser launch/patient offline_access patient/*.rs';
  const { body } = await connect(house, { account: worker, scope, answers: choosing });
  const told = await house.introspect(body['access_token']);
  const now = Math.floor(Date.now() / 1000);
  expect(told).toEqual({
    active: true,
    client_id: 'public-app',
    scope,
    iat: now,
    exp: now + 3600,
    iss: `${house.url}/oauth`,
    aud: `${house.url}/fhir`,
    sub: worker.id,
    fhirUser: `${house.url}/fhir/Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54`,
    patient: PERSON_B,
    token_type: 'Bearer',
    __purpose_of_use: 'TREAT',
  });
  const { token_type: _, iat: _iat, exp: _exp, ...same } = told;
  const refreshing = await house.introspect(body['refresh_token']);
  expect(refreshing).toMatchObject(same);
  expect('token_type' in refreshing).toBe(false);
  // Who signed in is told as a resource only where the person allowed that.
  const less = await connect(house, { account: worker, scope: 'openid patient/*.rs', answers: choosing });
  const toldLess = await house.introspect(less.body['access_token']);
  expect([toldLess['sub'], 'fhirUser' in toldLess]).toEqual([worker.id, false]);
});

test('61: of any other token nothing is told but that it is not active', async () => {
  const { body } = await connect(house, { account: worker, scope: 'offline_access patient/*.rs', answers: choosing });
  const again = await refresh(house, 'public-app', body['refresh_token']);
  for (const token of [
    'never-given',
    'a.b.c',
    body['refresh_token'],
    body['id_token'] ?? 'x',
    again.body['access_token'].slice(1),
  ]) {
    expect(await house.introspect(token)).toEqual({ active: false });
  }
  house.passSeconds(3_600);
  expect(await house.introspect(again.body['access_token'])).toEqual({ active: false });
});

test('a code that was not exchanged yet, and a refresh token, are no access tokens', async () => {
  const browser = house.browser();
  const asking = { scope: 'offline_access patient/*.rs', challenge: pkce().challenge };
  const first = await browser.open(authorizeUrl(house, asking));
  const end = await walkThrough(browser, first, { account: worker, answers: choosing });
  const code = new URL(end.url).searchParams.get('code') ?? '';
  expect(code).toMatch(/^[\w-]{43}$/);
  expect(await house.introspect(code)).toEqual({ active: false });
  const { body } = await connect(house, { account: worker, scope: asking.scope, answers: choosing });
  expect((await house.introspect(body['refresh_token']))['active']).toBe(true);
  for (const token of [code, body['refresh_token']])
    expect((await ask(house, token, `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
});

test('96: a client that may introspect does so by its own token or by its own proof; no other client may', async () => {
  const { body } = await connect(house, { account: worker, scope: 'patient/*.rs', answers: choosing });
  const asked = async (headers: Record<string, string>) => {
    const response = await fetch(`${house.url}/oauth/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ token: body['access_token'] }),
      headers,
    });
    challenges.push(response.headers.get('www-authenticate'));
    return [response.status, (await response.json()) as Record<string, unknown>] as const;
  };
  const challenges: (string | null)[] = [];
  const before = (await auditRecords(house.database, '"$introspect"')).length;
  const bearer = async (who: string) => ({ authorization: `Bearer ${await house.token(who)}` });
  expect(await asked(await bearer('hospital-ehr'))).toEqual([403, { error: 'insufficient_scope' }]);
  expect(await asked({ authorization: 'Bearer nonsense' })).toEqual([401, { error: 'invalid_token' }]);
  expect(challenges).toEqual([
    'Bearer error="insufficient_scope"',
    `Bearer realm="${house.url}/fhir", error="invalid_token"`,
  ]);
  expect(await asked(provenBy(house, 'secret-app'))).toEqual([200, { active: false }]);
  await house.database.query(`UPDATE auth_client SET introspection = true WHERE id IN ('hospital-ehr', 'secret-app')`);
  const [status, told] = await asked(await bearer('hospital-ehr'));
  expect([status, told['active'], told['client_id']]).toEqual([200, true, 'public-app']);
  expect(await asked(provenBy(house, 'secret-app'))).toEqual([200, told]);
  const records = (await auditRecords(house.database, '"$introspect"')).slice(before);
  expect(records.map(({ client, outcome, reason }) => [client?.id, outcome, reason])).toEqual([
    ['hospital-ehr', 'refused', 'insufficient_scope'],
    [undefined, 'refused', 'token unknown, revoked or expired'],
    ['secret-app', 'success', undefined],
    ['hospital-ehr', 'success', undefined],
    ['secret-app', 'success', undefined],
  ]);
});

test('37: a revoked token ends its whole grant at once', async () => {
  for (const kind of ['access_token', 'refresh_token']) {
    const { body } = await connect(house, { account: worker, scope: 'offline_access patient/*.rs', answers: choosing });
    const { rows } = await house.database.query<{ grant: string }>(
      'SELECT grant_id AS grant FROM auth_state WHERE id = $1',
      [digestOf(body['access_token'])],
    );
    // A grant that stayed would let a refresh go on that came at the same time.
    const kept = async () => {
      const asked = 'SELECT model FROM auth_state WHERE grant_id = $1 OR id = $1 ORDER BY model';
      return (await house.database.query<{ model: string }>(asked, [rows[0]?.grant])).rows.map(({ model }) => model);
    };
    const revoke = (form: Record<string, string>, headers = {}) =>
      fetch(`${house.url}/oauth/token/revocation`, {
        method: 'POST',
        body: new URLSearchParams({ token: body[kind], ...form }),
        headers,
      });
    // By another client it is not revoked, and that it is a token is not told.
    const byAnother = await revoke({}, provenBy(house, 'secret-app'));
    expect([byAnother.status, await byAnother.text()]).toEqual([200, '']);
    expect((await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
    expect(await kept()).toEqual(['AccessToken', 'AuthorizationCode', 'Grant', 'RefreshToken']);
    expect((await revoke({ client_id: 'public-app' })).status).toBe(200);
    expect(await kept()).toEqual([]);
    expect((await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
    expect((await refresh(house, 'public-app', body['refresh_token'])).status).toBe(400);
    expect(await house.introspect(body['access_token'])).toEqual({ active: false });
  }
});

test('a token dies with the role, with the purpose of the role, and with the account', async () => {
  const { people } = house.gateway.auth;
  const live = async () => {
    const { body } = await connect(house, { account: coordinator, scope: 'offline_access user/Patient.rs' });
    expect((await ask(house, body['access_token'], '/fhir/Patient')).status).toBe(200);
    return body;
  };
  const dead = async (body: Record<string, any>) => {
    expect((await ask(house, body['access_token'], '/fhir/Patient')).status).toBe(401);
    expect((await refresh(house, 'public-app', body['refresh_token'])).status).toBe(400);
    expect(await house.introspect(body['access_token'])).toEqual({ active: false });
  };
  const first = await live();
  await house.database.query(`UPDATE auth_role SET purposes = '{TREAT}' WHERE user_id = $1`, [coordinator.id]);
  expect((await ask(house, first['access_token'], '/fhir/Patient')).status).toBe(401);
  await house.database.query(`UPDATE auth_role SET purposes = '{COC}' WHERE user_id = $1`, [coordinator.id]);
  const second = await live();
  await people.disableUser(coordinator.id);
  await dead(second);
  await people.enableUser(coordinator.id);
  const third = await live();
  const user = await people.findUser(coordinator.id);
  await people.removeRole(coordinator.id, user?.roles[0]?.id ?? '');
  await dead(third);
});

test('24, 103: without a token 401; a page of the app reads its answers, another page does not', async () => {
  const path = `/fhir/Patient/${PERSON_B}`;
  expect((await ask(house, '', path)).status).toBe(401);
  const { body } = await connect(house, { account: worker, scope: 'patient/*.rs', answers: choosing });
  const own = await ask(house, body['access_token'], path, { origin: 'https://app.example' });
  expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, 'https://app.example']);
  const other = await ask(house, body['access_token'], path, { origin: 'https://other.example' });
  expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([200, null]);
});

test('8, 9, 23, 103: browsers are told which pages may read what', async () => {
  const told = async (path: string, init: RequestInit, origin = 'https://app.example') => {
    const response = await fetch(`${house.url}${path}`, { ...init, headers: { ...init.headers, origin } });
    return [response.status, response.headers.get('access-control-allow-origin')];
  };
  const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } };
  expect(await told('/fhir/.well-known/smart-configuration', {})).toEqual([200, '*']);
  expect(await told('/fhir/metadata', {})).toEqual([200, '*']);
  expect(await told(`/fhir/Patient/${PERSON_B}`, preflight)).toEqual([204, 'https://app.example']);
  expect(await told(`/fhir/Patient/${PERSON_B}`, preflight, 'https://other.example')).toEqual([204, null]);
  expect(await told('/oauth/token', preflight)).toEqual([204, 'https://app.example']);
  // A page reads why also where no route took its request.
  for (const [path, init, status] of [
    ['/fhir/Nothing/x/y', {}, 404],
    ['/fhir/Patient/x/_history', { method: 'POST' }, 405],
    ['/fhir/Patient/%ff', {}, 400],
  ] as const) {
    expect([path, ...(await told(path, init))]).toEqual([path, status, 'https://app.example']);
    expect([path, ...(await told(path, init, 'https://other.example'))]).toEqual([path, status, null]);
  }
  const token = (client: string) => ({
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x', client_id: client, redirect_uri: 'x' }),
  });
  expect(await told('/oauth/token', token('public-app'))).toEqual([400, 'https://app.example']);
  expect(await told('/oauth/token', token('public-app'), 'https://other.example')).toEqual([401, null]);
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await told('/oauth/token', { method: 'POST', body: 'code=%ff', headers: type })).toEqual([400, '*']);
});

test('103: a page of another origin cannot find out which clients there are', async () => {
  for (const origin of ['https://other.example', 'https://app.example']) {
    const answers = [];
    for (const id of ['secret-app', 'key-app', 'watch', 'nobody'])
      for (const path of ['/oauth/token', '/oauth/token/introspection', '/oauth/token/revocation']) {
        const response = await fetch(`${house.url}${path}`, {
          method: 'POST',
          body: new URLSearchParams({ grant_type: 'authorization_code', token: 'x' }),
          headers: { origin, authorization: `Basic ${Buffer.from(`${id}:guess`).toString('base64')}` },
        });
        const headers = [...response.headers].filter(([name]) => name !== 'date');
        answers.push([response.status, await response.text(), headers]);
      }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const allowed = origin === 'https://app.example' ? origin : undefined;
    expect(answers[0]?.[0]).toBe(401);
    expect(Object.fromEntries(answers[0]?.[2] as string[][])['access-control-allow-origin']).toBe(allowed);
  }
});
