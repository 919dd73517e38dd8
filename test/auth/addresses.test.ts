/** Under which addresses the authorization server is known: the public ones, whatever the caller or a proxy says. */
import { expect, test } from 'vitest';
import { assertion, emptyDatabase, openHouse, PUBLIC_URL, register, stopClock, tokenForm } from './house.ts';

stopClock();
const database = await emptyDatabase();
const CALLBACK = 'https://app.example/callback';

/** What an app's request leads to, told to the server's own port. */
async function begin(base: string, publicUrl: string) {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: CALLBACK,
    scope: 'openid patient/*.rs',
    state: 'state-of-the-app',
    aud: `${publicUrl}/fhir`,
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  });
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'ftp' };
  return fetch(`${base}/oauth/authorize?${query}`, { redirect: 'manual', headers });
}

test.each([
  ['https://kakehashi.test', true],
  ['https://kakehashi.test/', true],
  ['http://127.0.0.1:8080//', false],
])('all addresses follow from the public one: %s', async (publicUrl, isSecure) => {
  const house = await openHouse(database, publicUrl);
  const root = publicUrl.replace(/\/+$/, '');
  const told = house.auth.smartConfiguration();
  expect(told).toMatchObject({
    issuer: `${root}/oauth`,
    authorization_endpoint: `${root}/oauth/authorize`,
    token_endpoint: `${root}/oauth/token`,
    introspection_endpoint: `${root}/oauth/token/introspection`,
    revocation_endpoint: `${root}/oauth/token/revocation`,
    jwks_uri: `${root}/oauth/jwks`,
  });
  const discovered = await fetch(`${house.base}/oauth/.well-known/openid-configuration`);
  const discovery = (await discovered.json()) as Record<string, unknown>;
  for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'])
    expect([name, discovery[name]]).toEqual([name, told[name]]);
  expect(discovery['end_session_endpoint']).toBe(`${root}/oauth/session/end`);
  await database.query('DELETE FROM auth_client');
  await house.auth.registerClient({
    id: 'app',
    name: '服薬ノート',
    kind: 'app',
    authentication: 'none',
    scopes: ['openid', 'patient/*.rs'],
    redirectUris: [CALLBACK],
  });
  const begun = await begin(house.base, root);
  expect([begun.status, begun.headers.get('location')]).toEqual([
    303,
    expect.stringMatching(/^\/oauth\/interaction\/[\w-]+$/),
  ]);
  const uid = begun.headers.get('location')?.split('/').at(-1);
  const { rows } = await database.query(
    `SELECT payload ->> 'returnTo' AS back FROM auth_state WHERE model = 'Interaction' AND id = $1`,
    [uid],
  );
  expect(rows).toEqual([{ back: `${root}/oauth/authorize/${uid}` }]);
  const cookies = begun.headers.getSetCookie();
  expect(cookies.some((one) => one.includes(`path=/oauth/authorize/${uid};`))).toBe(true);
  expect(cookies.map((one) => /; secure/i.test(one))).toEqual(cookies.map(() => isSecure));
});

test('the paths are served with the prefix of the issuer and without it', async () => {
  const house = await openHouse(database, PUBLIC_URL);
  await register(house);
  for (const prefix of ['/oauth', '']) {
    expect((await house.post(`${prefix}/token`, tokenForm(assertion()))).status).toBe(200);
    expect((await fetch(`${house.base}${prefix}/jwks`)).status).toBe(200);
  }
  expect((await fetch(`${house.base}/oauthx/jwks`)).status).toBe(404);
});
