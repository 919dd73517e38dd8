/** An app that was invited registers itself by RFC 7591, once, within what it was invited for. */
import * as openid from 'openid-client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { generateClientKey, inviteApp } from '../../src/auth/index.ts';
import { openAppHouse } from './app-house.ts';
import { NOW } from './house.ts';
import { taken } from './people-house.ts';

const house = await openAppHouse({}, { dynamicRegistration: true });
const closed = await openAppHouse();
const SCOPES = ['openid', 'fhirUser', 'launch/patient', 'offline_access', 'patient/*.rs'];
const APP = {
  client_name: 'おくすり手帳',
  redirect_uris: ['https://app.example/callback'],
  token_endpoint_auth_method: 'none',
};

const invite = async (scopes: readonly string[] = SCOPES) =>
  taken(await inviteApp(house.database, { scopes }, { now: new Date(), understands: () => true })).token;

async function register(token: string | undefined, body: unknown, url = house.url) {
  const response = await fetch(`${url}/oauth/register`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

beforeEach(() => void house.told());

describe('an app that was invited', () => {
  test('registers by an independent client, and signs somebody in', async () => {
    const token = await invite();
    const registered = await openid.dynamicClientRegistration(new URL(`${house.url}/oauth`), APP, openid.None(), {
      initialAccessToken: token,
      execute: [openid.allowInsecureRequests],
    });
    const { client_id: id, ...told } = registered.clientMetadata() as Record<string, unknown>;
    expect(id).toMatch(/^app-[0-9a-f-]{36}$/);
    expect(told).toMatchObject({
      ...APP,
      client_id_issued_at: expect.any(Number),
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: SCOPES.join(' '),
    });
    expect(told).not.toHaveProperty('client_secret');
    expect(house.told()).toEqual([
      { interaction: '$register', method: 'POST', path: '/register', outcome: 'success', clientId: id, reason: null },
    ]);
    const [client] = (await house.auth.clients()).filter((one) => one.id === id);
    expect(client).toMatchObject({
      kind: 'app',
      origins: ['https://app.example'],
      introspection: false,
      launcher: false,
    });
    const browser = house.browser();
    let page = await browser.open(house.begin('launch/patient patient/*.rs', { client_id: String(id) }));
    page = await browser.submit(page, house.person.proof());
    expect(page.html).toContain('おくすり手帳');
    page = await browser.submit(page);
    const given = await house.post('/oauth/token', {
      grant_type: 'authorization_code',
      code: new URL(page.url).searchParams.get('code') ?? '',
      redirect_uri: APP.redirect_uris[0] ?? '',
      client_id: String(id),
      code_verifier: 'a-verifier-of-forty-three-characters-or-more',
    });
    expect([given.status, given.body['patient'], given.body['scope']]).toEqual([
      200,
      'sato',
      'launch/patient patient/*.rs',
    ]);
  });

  test('is told its secret once, and authenticates by it', async () => {
    const { status, headers, body } = await register(await invite(), { ...APP, token_endpoint_auth_method: undefined });
    expect([status, headers.get('cache-control'), headers.get('pragma')]).toEqual([201, 'no-store', 'no-cache']);
    expect(body).toMatchObject({ token_endpoint_auth_method: 'client_secret_basic', client_secret_expires_at: 0 });
    const tried = async (secret: unknown) => {
      const authorization = `Basic ${Buffer.from(`${body['client_id']}:${secret}`).toString('base64')}`;
      const answer = await fetch(`${house.url}/oauth/token`, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' }),
      });
      return [answer.status, ((await answer.json()) as { error: string }).error];
    };
    expect(await tried(body['client_secret'])).toEqual([400, 'invalid_grant']);
    expect(await tried('wrong')).toEqual([401, 'invalid_client']);
  });

  test('is told all that it said of itself', async () => {
    const { publicJwk } = await generateClientKey('ES384');
    const keys = { ...APP, token_endpoint_auth_method: 'private_key_jwt', launch_url: 'https://app.example/launch' };
    const inline = await register(await invite(), { ...keys, jwks: { keys: [publicJwk] } });
    expect([inline.status, inline.body['launch_url'], inline.body['jwks']]).toEqual([
      201,
      'https://app.example/launch',
      { keys: [expect.objectContaining({ kid: publicJwk['kid'] })] },
    ]);
    expect(inline.body).not.toHaveProperty('jwks_uri');
    const linked = await register(await invite(), {
      ...keys,
      jwks_uri: 'https://app.example/jwks',
      launch_url: undefined,
    });
    expect([linked.status, linked.body['jwks_uri']]).toEqual([201, 'https://app.example/jwks']);
    for (const name of ['jwks', 'launch_url', 'client_secret', 'client_secret_expires_at'])
      expect(linked.body).not.toHaveProperty(name);
    expect(linked.body['client_id_issued_at']).toBe(Math.floor(Date.now() / 1000));
  });

  test('that is no page of a browser asks from nowhere', async () => {
    const native = { ...APP, redirect_uris: ['com.example.app:/callback'], scope: ' openid  offline_access ' };
    const { status, body } = await register(await invite(), native);
    expect([status, body['scope'], body['grant_types']]).toEqual([
      201,
      'openid offline_access',
      ['authorization_code', 'refresh_token'],
    ]);
    const [client] = (await house.auth.clients()).filter(({ id }) => id === body['client_id']);
    expect(client?.origins).toEqual([]);
    const asks = { ...APP, grant_types: ['authorization_code', 'refresh_token'], scope: 'openid offline_access' };
    expect((await register(await invite(), asks)).status).toBe(201);
  });

  test('may ask for less, and is passed over in what is not understood', async () => {
    const scope = 'openid patient/*.rs';
    const { status, body } = await register(await invite(), { ...APP, scope, logo_uri: 'https://app.example/l', x: 1 });
    expect([status, body['scope'], body['grant_types']]).toEqual([201, scope, ['authorization_code']]);
    expect(body).not.toHaveProperty('logo_uri');
  });
});

describe('an invitation', () => {
  test('is good once, also where two use it at the same moment', async () => {
    const token = await invite();
    const answers = await Promise.all([register(token, APP), register(token, APP)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
    expect((await register(token, APP)).status).toBe(401);
  });

  test('is read as it is written, after one blank or two', async () => {
    const tried = async (authorization: string) =>
      (
        await fetch(`${house.url}/oauth/register`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', authorization },
          body: JSON.stringify(APP),
        })
      ).status;
    const token = await invite(Array.from({ length: 200 }, () => 'openid'));
    expect(await tried(`xBearer ${token}`)).toBe(401);
    expect(await tried(`Bearer ${token} x`)).toBe(401);
    expect(await tried(`bearer  ${token}`)).toBe(201);
  });

  test('is over after seven days', async () => {
    const token = await invite();
    vi.setSystemTime(Date.now() + 7 * 86_400_000);
    expect((await register(token, APP)).status).toBe(401);
    vi.setSystemTime(NOW);
    expect((await register(token, APP)).status).toBe(201);
  });

  test('stays good where what is asked is refused', async () => {
    const token = await invite();
    const { redirect_uris: _, ...without } = APP;
    for (const [asked, error, words] of [
      ['{', 'invalid_client_metadata', 'JSON'],
      ['[]', 'invalid_client_metadata', 'JSON'],
      ['"text"', 'invalid_client_metadata', 'JSON'],
      ['null', 'invalid_client_metadata', 'JSON'],
      [`"${'a'.repeat(60_000)}"`, 'invalid_client_metadata', 'JSON'],
      [without, 'invalid_client_metadata', 'redirect'],
      [{ ...APP, redirect_uris: ['http://app.example/callback'] }, 'invalid_redirect_uri', 'redirect_uris/0'],
      [{ ...APP, redirect_uris: [7] }, 'invalid_redirect_uri', 'redirect_uris/0'],
      [{ ...APP, client_name: undefined }, 'invalid_client_metadata', 'name'],
      [{ ...APP, scope: 'patient/*.cruds' }, 'invalid_client_metadata', 'patient/*.cruds'],
      [{ ...APP, scope: 'system/*.rs' }, 'invalid_client_metadata', 'system/*.rs'],
      [{ ...APP, scope: 7 }, 'invalid_client_metadata', 'scope'],
      [{ ...APP, response_types: ['token'] }, 'invalid_client_metadata', 'response_types'],
      [{ ...APP, response_types: ['code', 'token'] }, 'invalid_client_metadata', 'response_types'],
      [{ ...APP, response_types: [] }, 'invalid_client_metadata', 'response_types'],
      [{ ...APP, response_types: 'code' }, 'invalid_client_metadata', 'response_types'],
      [{ ...APP, grant_types: [] }, 'invalid_client_metadata', 'grant_types'],
      [{ ...APP, redirect_uris: ['nowhere'] }, 'invalid_redirect_uri', 'redirect_uris/0'],
      [
        { ...APP, redirect_uris: ['http://app.example/x'], jwks_uri: 'https://app.example/jwks' },
        'invalid_redirect_uri',
        'jwks',
      ],
      [{ ...APP, grant_types: ['client_credentials'] }, 'invalid_client_metadata', 'grant_types'],
      [{ ...APP, grant_types: ['refresh_token'] }, 'invalid_client_metadata', 'grant_types'],
      [
        { ...APP, grant_types: ['authorization_code', 'refresh_token'], scope: 'openid' },
        'invalid_client_metadata',
        'offline_access',
      ],
      [
        { ...APP, token_endpoint_auth_method: 'tls_client_auth' },
        'invalid_client_metadata',
        'token_endpoint_auth_method',
      ],
      [{ ...APP, token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata', 'jwks'],
      [{ ...APP, jwks_uri: 'http://app.example/jwks' }, 'invalid_client_metadata', 'jwks'],
    ] as const) {
      const { status, body } = await register(token, asked);
      expect([asked, status, body['error']]).toEqual([asked, 400, error]);
      expect(body['error_description']).toContain(words);
    }
    expect(new Set(house.told().map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
    expect((await register(token, APP)).status).toBe(201);
  });

  test.each([[undefined], ['x'], ['%'], ['a'.repeat(2_000)]])('that is none opens nothing: %.9s', async (token) => {
    const { status, headers, body } = await register(token, APP);
    expect([status, body]).toEqual([401, { error: 'invalid_token' }]);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(house.told()).toEqual([
      {
        interaction: '$register',
        method: 'POST',
        path: '/register',
        outcome: 'refused',
        clientId: null,
        reason: 'invalid_token',
      },
    ]);
  });

  test.each([
    [undefined, 'registration-invalid'],
    [{}, 'registration-invalid'],
    [{ scopes: [] }, 'registration-invalid'],
    [{ scopes: ['openid', 7] }, 'registration-invalid'],
    [{ scopes: ['openid'], launcher: true }, 'registration-invalid'],
    [{ scopes: ['system/*.rs'] }, 'scope-system'],
    [{ scopes: ['user/SearchParameter.cruds'] }, 'scope-system'],
    [{ scopes: ['nonsense'] }, 'scope-unknown'],
    [{ scopes: Array.from({ length: 201 }, () => 'openid') }, 'registration-invalid'],
    [{ scopes: ['openid', ''] }, 'registration-invalid'],
    [{ scopes: ['openid', `patient/Observation.rs?code=${'a'.repeat(500)}`] }, 'registration-invalid'],
  ])('is not given for %j', async (asked, code) => {
    const refused = await inviteApp(house.database, asked, { now: new Date(), understands: () => true });
    expect(refused).toMatchObject({ status: 422, issues: [{ code }] });
  });
});

test('by default nobody registers, and nothing says where', async () => {
  const answer = await register(await invite(), APP, closed.url);
  expect([answer.status, answer.body]).toEqual([404, { error: 'not_found' }]);
  const told = async ({ auth, url }: typeof house) => [
    auth.smartConfiguration()['registration_endpoint'],
    ((await (await fetch(`${url}/oauth/.well-known/openid-configuration`)).json()) as any).registration_endpoint,
  ];
  expect(await told(closed)).toEqual([undefined, undefined]);
  expect(await told(house)).toEqual([`${house.url}/oauth/register`, `${house.url}/oauth/register`]);
});
