import { afterEach, expect, test, vi } from 'vitest';
import type { RegisteredClient } from '../../src/auth/index.ts';
import { forgeJwt } from './forge-jwt.ts';
import {
  assertion,
  emptyDatabase,
  NOW,
  openHouse,
  proof,
  register,
  registration,
  stopClock,
  takeToken,
} from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);
await register(house);
await register(house, { id: 'viewer', introspection: true });

afterEach(() => {
  vi.setSystemTime(NOW);
});

const asViewer = () => proof(assertion({ clientId: 'viewer' }));
const introspect = (token: string, fields = asViewer()) =>
  house.post('/oauth/token/introspection', { ...fields, token });
const INACTIVE = { active: false };

test('57, 58: a listed client learns all that the token stands for', async () => {
  const token = await takeToken(house, 'system/CarePlan.rs system/Goal.rs');
  const { status, headers, body } = await introspect(token);
  expect(status).toBe(200);
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  expect(body).toEqual({
    active: true,
    client_id: 'sodan-soft',
    scope: 'system/CarePlan.rs system/Goal.rs',
    iss: 'https://kakehashi.test/oauth',
    aud: 'https://kakehashi.test/fhir',
    iat: NOW.getTime() / 1000,
    exp: NOW.getTime() / 1000 + 300,
    token_type: 'Bearer',
    __purpose_of_use: 'COC',
  });
});

test('61: an unknown token is inactive, and nothing else is said', async () => {
  const jwt = forgeJwt({ alg: 'none' }, { sub: 'x' }, '');
  for (const token of ['unknown', jwt, 'ey.ey.ey']) {
    const { status, body } = await introspect(token);
    expect([status, body]).toEqual([200, INACTIVE]);
  }
});

test('61: an expired and a revoked token are inactive', async () => {
  const expired = await takeToken(house);
  vi.setSystemTime(new Date(NOW.getTime() + 300_000));
  expect((await introspect(expired)).body).toEqual(INACTIVE);
  const revoked = await takeToken(house);
  expect((await introspect(revoked)).body['active']).toBe(true);
  await house.post('/oauth/token/revocation', { ...proof(), token: revoked });
  expect((await introspect(revoked)).body).toEqual(INACTIVE);
});

test('a client that is not listed learns nothing, not even of its own token', async () => {
  const token = await takeToken(house);
  expect((await introspect(token, proof())).body).toEqual(INACTIVE);
});

test('a client that cannot prove itself learns nothing by its name, though it is listed', async () => {
  const named = { kind: 'app', authentication: 'none', scopes: ['patient/*.rs'], introspection: true };
  const app = { id: 'listed-app', name: '服薬ノート', redirectUris: ['https://app.example/callback'], ...named };
  expect(await house.auth.registerClient(app)).toMatchObject(named);
  const { status, body } = await introspect(await takeToken(house), { client_id: 'listed-app' });
  expect([status, body]).toEqual([200, INACTIVE]);
});

test('a token whose client is gone from the register is inactive', async () => {
  await register(house, { id: 'leaving' });
  const token = await takeToken(house, 'system/*.rs', assertion({ clientId: 'leaving' }));
  expect((await introspect(token)).body['active']).toBe(true);
  await database.query(`DELETE FROM auth_client WHERE id = 'leaving'`);
  const { status, body } = await introspect(token);
  expect([status, body]).toEqual([200, INACTIVE]);
});

test('who does not prove itself may not introspect', async () => {
  const token = await takeToken(house);
  const { status, body } = await introspect(token, proof(`${assertion().slice(0, -8)}AAAAAAAA`));
  expect([status, body['error']]).toEqual([401, 'invalid_client']);
  const { status: bare } = await introspect(token, {});
  expect(bare).toBe(400);
});

test("37: another client's token is not revoked, and the answer does not tell that it exists", async () => {
  const token = await takeToken(house);
  const other = await house.post('/oauth/token/revocation', { ...asViewer(), token });
  const unknown = await house.post('/oauth/token/revocation', { ...asViewer(), token: 'unknown' });
  const jwt = await house.post('/oauth/token/revocation', { ...asViewer(), token: forgeJwt({ alg: 'none' }, {}, '') });
  for (const { status, text } of [other, unknown, jwt]) expect([status, text]).toEqual([200, '']);
  expect((await introspect(token)).body['active']).toBe(true);
});

test('an assertion for a token cannot be used again to introspect', async () => {
  const once = assertion({ clientId: 'viewer' });
  const token = await takeToken(house, 'system/*.rs', once);
  expect((await introspect(token, proof(once))).status).toBe(401);
});

test('who asks with a token of its own names exactly one token, in a form', async () => {
  const own = await takeToken(house, 'system/*.rs', assertion({ clientId: 'viewer' }));
  const asked = await takeToken(house);
  const ask = async (body: string, type = 'application/x-www-form-urlencoded') => {
    const headers = { authorization: `Bearer ${own}`, 'content-type': type };
    const response = await fetch(`${house.base}/oauth/token/introspection`, { method: 'POST', headers, body });
    return [response.status, await response.json()];
  };
  const refused = [400, { error: 'invalid_request' }];
  expect(await ask('')).toEqual(refused);
  expect(await ask('token=')).toEqual(refused);
  expect(await ask(`token=${asked}&token=${asked}`)).toEqual(refused);
  expect(await ask(JSON.stringify({ token: asked }), 'application/json')).toEqual(refused);
  expect(await ask(`token=${asked}`)).toMatchObject([200, { active: true, client_id: 'sodan-soft' }]);
});

test('who asks at one time is answered each as itself, whatever the others show', async () => {
  const secretOf = async (id: string, introspection: boolean) => {
    const authentication = 'client_secret_basic' as const;
    const { jwks: _, ...plain } = registration({ id, authentication, introspection });
    const client = await house.auth.registerClient(plain);
    return (client as RegisteredClient).secret ?? '';
  };
  const [listed, unlisted] = [await secretOf('listed-desk', true), await secretOf('unlisted-desk', false)];
  const token = await takeToken(house);
  const ask = async (id: string, secret: string, more: Record<string, string> = {}) => {
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const { status, body } = await house.post('/oauth/token/introspection', { token, ...more }, { authorization });
    return [status, body['active'] ?? body['error']];
  };
  const answers = await Promise.all([
    ask('listed-desk', listed),
    ask('unlisted-desk', unlisted),
    ask('listed-desk', unlisted),
    ask('stranger', listed),
    ask('LISTED-DESK', listed),
    ask('listed-desk', listed, { token: 'unknown' }),
    ...['access_token', 'refresh_token', 'x'].map((hint) => ask('listed-desk', listed, { token_type_hint: hint })),
  ]);
  expect(answers).toEqual([
    [200, true],
    [200, false],
    [401, 'invalid_client'],
    [401, 'invalid_client'],
    [401, 'invalid_client'],
    [200, false],
    ...Array(3).fill([200, true]),
  ]);
});
