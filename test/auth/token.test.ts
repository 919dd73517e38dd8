import { afterAll, expect, test, vi } from 'vitest';
import { assertion, emptyDatabase, openHouse, PUBLIC_URL, register, stopClock, takeToken, tokenForm } from './house.ts';

stopClock();
const notices = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')];
const database = await emptyDatabase();
const house = await openHouse(database);
await register(house);
afterAll(() => {
  expect(notices.flatMap((notice) => notice.mock.calls)).toEqual([]); // no default of the library was left standing
});

test('55, 56, 17–19: a good assertion is answered with a bearer token, its scopes and its life', async () => {
  const { status, headers, body } = await house.post('/oauth/token', tokenForm(assertion(), 'system/CarePlan.rs'));
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'system/CarePlan.rs',
    __purpose_of_use: 'COC',
  });
  expect(house.events.at(-1)).toEqual({
    kind: 'granted',
    path: '/token',
    clientId: 'sodan-soft',
    error: null,
    reason: null,
  });
});

test('22: no cache keeps an answer of the token endpoint, be it a token or a refusal', async () => {
  for (const form of [tokenForm(assertion()), tokenForm('x.y.z')]) {
    const { headers } = await house.post('/oauth/token', form);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
  }
});

test('93: a scope that was not registered is left out of the token, and the others stay as they were written', async () => {
  const scope = 'system/Observation.read system/CarePlan.cud system/Observation.cruds openid patient/*.rs';
  const { body } = await house.post('/oauth/token', tokenForm(assertion(), scope));
  expect(body['scope']).toBe('system/Observation.read system/CarePlan.cud');
  expect(body['refresh_token']).toBeUndefined();
  expect(body['id_token']).toBeUndefined();
});

test('a backend is given scopes of the system only, whatever stands in its registration', async () => {
  await register(house, { id: 'changed', scopes: ['system/*.rs'] });
  const scope = 'system/*.rs patient/*.rs user/Patient.rs openid launch';
  await database.query(`UPDATE auth_client SET scopes = $1 WHERE id = 'changed'`, [scope.split(' ')]);
  const { body } = await house.post('/oauth/token', tokenForm(assertion({ clientId: 'changed' }), scope));
  expect(body['scope']).toBe('system/*.rs');
});

test('93: a request of which no scope is left is refused as invalid_scope', async () => {
  for (const scope of [
    'system/Observation.cruds',
    'patient/*.rs',
    'system/Observation.rs?category=laboratory',
    'openid',
  ]) {
    const { status, body } = await house.post('/oauth/token', tokenForm(assertion(), scope));
    expect([scope, status, body['error']]).toEqual([scope, 400, 'invalid_scope']);
  }
});

test('93: a request without any scope gets no token that allows nothing', async () => {
  const { scope: _, ...form } = tokenForm(assertion());
  const { status, body } = await house.post('/oauth/token', form);
  expect([status, body['error']]).toEqual([400, 'invalid_scope']);
});

test('52: an unknown grant type is refused with exactly 400', async () => {
  const { status, body } = await house.post('/oauth/token', {
    ...tokenForm(assertion()),
    grant_type: 'not_a_grant_type',
  });
  expect([status, body['error']]).toEqual([400, 'unsupported_grant_type']);
});

test('33: a code is refused with exactly 400, for no code is ever issued', async () => {
  const { status } = await house.post('/oauth/token', {
    ...tokenForm(assertion()),
    grant_type: 'authorization_code',
    code: 'unknown',
    redirect_uri: 'https://app.test/',
  });
  expect(status).toBe(400);
});

test('53: an unknown assertion type is refused', async () => {
  const form = { ...tokenForm(assertion()), client_assertion_type: 'not_an_assertion_type' };
  const { status, body } = await house.post('/oauth/token', form);
  expect([status, body['error']]).toEqual([400, 'invalid_request']);
});

test('34: an unknown client is answered as one whose key is wrong', async () => {
  const unknown = await house.post('/oauth/token', tokenForm(assertion({ clientId: 'stranger' })));
  const wrongKey = await house.post('/oauth/token', tokenForm(assertion().replace(/[^.]{8}$/, 'AAAAAAAA')));
  expect(unknown.status).toBe(401);
  expect(unknown.body).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' });
  expect([wrongKey.status, wrongKey.body]).toEqual([unknown.status, unknown.body]);
});

test('a token for another resource than the FHIR API is refused', async () => {
  const form = { ...tokenForm(assertion()), resource: 'https://elsewhere.test/fhir' };
  const { status, body } = await house.post('/oauth/token', form);
  expect([status, body['error']]).toEqual([400, 'invalid_target']);
});

test('a client without an assertion, or with a secret in its place, is refused', async () => {
  const none = await house.post('/oauth/token', { grant_type: 'client_credentials', client_id: 'sodan-soft' });
  expect([none.status, none.body['error']]).toEqual([401, 'invalid_client']);
  const basic = { authorization: `Basic ${Buffer.from('sodan-soft:secret').toString('base64')}` };
  const secret = await house.post('/oauth/token', { grant_type: 'client_credentials' }, basic);
  expect([secret.status, secret.body['error']]).toEqual([401, 'invalid_client']);
});

test('the address that the caller writes into Host or forwarding headers changes nothing', async () => {
  const headers = { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'http' };
  const forged = assertion({ tokenUrl: 'http://evil.test/oauth/token' });
  expect((await house.post('/oauth/token', tokenForm(forged), headers)).status).toBe(401);
  expect((await house.post('/oauth/token', tokenForm(assertion()), headers)).status).toBe(200);
});

test('paths without the prefix are served too, as a router hands them on', async () => {
  expect((await house.post('/token', tokenForm(assertion()))).status).toBe(200);
});

test('routes of the library that no one has made real are closed', async () => {
  for (const path of [
    '/oauth/auth',
    '/oauth/request',
    '/oauth/me',
    '/oauth/device',
    '/oauth/reg',
    '/oauth/backchannel',
  ]) {
    const { status, body } = await house.post(path, {});
    expect([path, status, body]).toEqual([path, 404, { error: 'not_found' }]);
  }
});

test('a program reads JSON, also where its library would rather have a page', async () => {
  const accept = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2';
  for (const path of ['/oauth/token', '/oauth/token/introspection', '/oauth/token/revocation']) {
    const { status, headers, body } = await house.post(path, tokenForm('x.y.z'), { accept });
    expect([path, status, body['error']]).toEqual([path, 400, 'invalid_request']);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  }
});

test('a body of more than 56 KiB is refused', async () => {
  const { status } = await house.post('/oauth/token', { ...tokenForm(assertion()), scope: 'x'.repeat(60_000) });
  expect(status).toBe(400);
});

test('the database holds no token that could be presented', async () => {
  const token = await takeToken(house);
  const { rows } = await database.query<{ row: string }>('SELECT s::text AS row FROM auth_state s');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
});

test('a database that is away is a failure with a generic text, and the event says what happened', async () => {
  const query = vi.spyOn(database, 'query').mockRejectedValueOnce(new Error('connection to 10.0.0.5 lost'));
  const { status, body } = await house.post('/oauth/token', tokenForm(assertion()));
  query.mockRestore();
  expect(status).toBe(500);
  expect(body).toEqual({ error: 'server_error', error_description: 'oops! something went wrong' });
  expect(house.events.at(-1)).toMatchObject({ kind: 'failed', error: 'connection to 10.0.0.5 lost' });
});

test('1–7, 89, 90: the SMART configuration names what is served, and nothing else', () => {
  const configuration = house.auth.smartConfiguration();
  expect(configuration).toEqual({
    issuer: `${PUBLIC_URL}/oauth`,
    jwks_uri: `${PUBLIC_URL}/oauth/jwks`,
    authorization_endpoint: `${PUBLIC_URL}/oauth/authorize`,
    token_endpoint: `${PUBLIC_URL}/oauth/token`,
    introspection_endpoint: `${PUBLIC_URL}/oauth/token/introspection`,
    revocation_endpoint: `${PUBLIC_URL}/oauth/token/revocation`,
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: [
      'private_key_jwt',
      'client_secret_basic',
      'self_signed_tls_client_auth',
      'none',
    ],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    dpop_signing_alg_values_supported: ['ES256', 'ES384', 'RS256', 'PS256'],
    tls_client_certificate_bound_access_tokens: true,
    scopes_supported: [
      ...['openid', 'fhirUser', 'profile', 'launch', 'launch/patient', 'launch/encounter'],
      ...['offline_access', 'online_access', 'patient/*.cruds', 'patient/*.rs', 'patient/*.read', 'user/*.cruds'],
      ...['user/*.rs', 'user/*.read', 'system/*.cruds', 'system/*.rs', 'system/*.read'],
    ],
    code_challenge_methods_supported: ['S256'],
    capabilities: [
      ...['launch-ehr', 'launch-standalone', 'authorize-post', 'client-public', 'client-confidential-symmetric'],
      ...['client-confidential-asymmetric', 'sso-openid-connect', 'context-banner', 'context-style'],
      ...['context-ehr-patient', 'context-ehr-encounter', 'context-standalone-patient', 'permission-offline'],
      ...['permission-online', 'permission-patient', 'permission-user', 'permission-v1', 'permission-v2'],
    ],
  });
});

test('a public URL with a path and a trailing slash gives whole addresses below it', async () => {
  const below = await openHouse(database, 'https://region.test/kakehashi/');
  expect(below.auth.smartConfiguration()['token_endpoint']).toBe('https://region.test/kakehashi/oauth/token');
  const form = tokenForm(assertion({ tokenUrl: 'https://region.test/kakehashi/oauth/token' }));
  expect((await below.post('/kakehashi/oauth/token', form)).status).toBe(200);
});

test('a refresh that names neither its token nor a client is not understood, and no fault of ours', async () => {
  const { status, body } = await house.post('/oauth/token', { grant_type: 'refresh_token' });
  expect([status, body]).toEqual([
    400,
    { error: 'invalid_request', error_description: 'no client authentication mechanism provided' },
  ]);
});
