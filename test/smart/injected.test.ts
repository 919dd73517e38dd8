/** What an app meets that a vendor starts with a fault on purpose: each exactly as a server that erred would answer. */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { type FaultName, SANDBOX_FAULTS } from '../../src/auth/index.ts';
import { PERSON_B } from '../gateway.ts';
import type { Fields } from './browser.ts';
import { askToken, authorizeUrl, CALLBACK, type Granted, pkce, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse({ sandbox: {} });
const browser = house.browser();
const NONCE = 'nonce-of-the-app';
const AGAIN = 'launch is unknown or was used';

/** The handle of a launch with this fault. */
async function handleOf(error?: FaultName): Promise<string> {
  const response = await fetch(`${house.url}/sandbox/launch`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ client: 'public-app', patient: PERSON_B, ...(error === undefined ? {} : { error }) }),
  });
  const { launch } = (await response.json()) as { launch?: string };
  if (response.status !== 200 || launch === undefined) throw new Error(`no launch: ${response.status}`);
  return launch;
}

/** An EHR launch up to the answer that the app gets at its redirect URI. */
async function launched(error?: FaultName): Promise<{ answer: URLSearchParams; verifier: string }> {
  const launch = await handleOf(error);
  const { verifier, challenge } = pkce();
  const scope = 'launch openid fhirUser offline_access patient/*.rs';
  const first = await browser.open(authorizeUrl(house, { challenge, scope, more: { launch, nonce: NONCE } }));
  const end = await walkThrough(browser, first, { account: house.worker });
  if (!end.url.startsWith(CALLBACK)) throw new Error(`no answer for the app: ${end.html}`);
  return { answer: new URL(end.url).searchParams, verifier };
}

const exchange = (code: string, verifier: string, headers: Record<string, string> = {}): Promise<Granted> =>
  askToken(
    house,
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: 'public-app',
      code_verifier: verifier,
    },
    headers,
  );

async function granted(error?: FaultName): Promise<Granted> {
  const { answer, verifier } = await launched(error);
  expect(answer.get('state')).toBe('state-of-the-app');
  return exchange(answer.get('code') ?? '', verifier);
}

const refresh = (token: string): Promise<Granted> =>
  askToken(house, { grant_type: 'refresh_token', refresh_token: token, client_id: 'public-app' });

const read = async (token: string): Promise<number> => {
  const response = await fetch(`${house.url}/fhir/Patient/${PERSON_B}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
};

/** The claims, and whether the key that the server publishes signed them. */
async function identityOf({ body }: Granted): Promise<{ claims: Record<string, unknown>; signed: boolean }> {
  const [header = '', payload = '', signature = ''] = String(body['id_token']).split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
  const { keys } = (await (await fetch(`${house.url}/oauth/jwks`)).json()) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) throw new Error('no key');
  const signed = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  return { claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>, signed };
}

test('without a fault the app reads the person who is open, and knows who signed in', async () => {
  const answer = await granted();
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ patient: PERSON_B, need_patient_banner: true });
  expect(await read(answer.body['access_token'])).toBe(200);
  const { claims, signed } = await identityOf(answer);
  expect(signed).toBe(true);
  expect(claims).toMatchObject({ aud: 'public-app', nonce: NONCE, iss: `${house.url}/oauth` });
});

test.each(['launch-expired', 'launch-foreign', 'launch-used'] as const)(
  'an app with the handle of %s is told so at its redirect URI, and gets no code',
  async (error) => {
    const { answer } = await launched(error);
    expect(Object.fromEntries(answer)).toEqual({
      error: 'invalid_request',
      error_description: AGAIN,
      state: 'state-of-the-app',
      iss: `${house.url}/oauth`,
    });
  },
);

test.each([
  ['scope-refused', 'invalid_scope', 'none of the requested scopes is granted'],
  ['consent-denied', 'access_denied', 'the person did not allow it'],
] as const)(
  'an app with %s gets the error with its own state, and no code',
  async (fault, error, error_description) => {
    const { answer } = await launched(fault);
    const [state, iss] = ['state-of-the-app', `${house.url}/oauth`];
    expect(Object.fromEntries(answer)).toEqual({ error, error_description, state, iss });
  },
);

test('what the authorization server itself refuses is refused as it is without a fault', async () => {
  const { challenge } = pkce();
  const ask = async (more: Record<string, string>, change: Record<string, string> = {}) => {
    const launch = await handleOf('scope-refused');
    const url = new URL(authorizeUrl(house, { challenge, scope: 'launch patient/*.rs', more: { launch, ...more } }));
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    return fetch(url, { redirect: 'manual' });
  };
  const refused = await ask({ aud: 'https://other.example/fhir' });
  expect(new URL(refused.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_target');
  const page = await ask({}, { redirect_uri: 'https://evil.example/' });
  expect([page.status, page.headers.get('location')]).toEqual([400, null]);
});

test('a fault waits for the token request that is right', async () => {
  const { answer, verifier } = await launched('patient-missing');
  const code = answer.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, client_id: 'public-app', code_verifier: verifier };
  const wrong = await askToken(house, { ...form, redirect_uri: 'https://evil.example/' });
  expect([wrong.status, wrong.body['error']]).toEqual([400, 'invalid_grant']);
  const { status, body } = await exchange(code, verifier);
  expect([status, body['need_patient_banner'], body['patient']]).toEqual([200, true, undefined]);
});

test('an app gets a good code with a state that it never sent', async () => {
  const { answer } = await launched('state-wrong');
  expect(answer.get('code')).toMatch(/^[\w-]+$/);
  expect(answer.get('state')).toBe('not-the-state-that-was-sent');
});

test('a code that has expired is refused as such, twice', async () => {
  const { answer, verifier } = await launched('code-expired');
  const code = answer.get('code') ?? '';
  for (const _ of [1, 2]) {
    const { status, body } = await exchange(code, verifier);
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  }
});

test('a token endpoint that does not know the client says so, readable for the pages of the app', async () => {
  const { answer, verifier } = await launched('invalid-client');
  const refused = await exchange(answer.get('code') ?? '', verifier, { origin: 'https://app.example' });
  expect(refused.status).toBe(401);
  expect(refused.body).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' });
  expect(refused.headers.get('cache-control')).toBe('no-store');
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example');
  const { answer: other, verifier: second } = await launched('invalid-client');
  const foreign = await exchange(other.get('code') ?? '', second, { origin: 'https://foreign.example' });
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
});

test('a token endpoint that fails once gives the token to whoever tries again', async () => {
  const { answer, verifier } = await launched('server-error');
  const code = answer.get('code') ?? '';
  const failed = await exchange(code, verifier);
  expect([failed.status, failed.body]).toEqual([
    500,
    { error: 'server_error', error_description: 'oops! something went wrong' },
  ]);
  const good = await exchange(code, verifier);
  expect(good.status).toBe(200);
  expect(await read(good.body['access_token'])).toBe(200);
});

test('a token response may lack the patient, with all else in it', async () => {
  const { status, body } = await granted('patient-missing');
  expect(status).toBe(200);
  expect(body).not.toHaveProperty('patient');
  expect(body).toMatchObject({ token_type: 'Bearer', need_patient_banner: true, expires_in: 3600 });
  expect((await refresh(body['refresh_token'])).body['patient']).toBe(PERSON_B);
});

test.each(['audience-wrong', 'token-expired'] as const)(
  'the FHIR API answers 401 to the token of %s, and takes the refreshed one',
  async (error) => {
    const { status, body } = await granted(error);
    expect(status).toBe(200);
    expect(await read(body['access_token'])).toBe(401);
    const again = await refresh(body['refresh_token']);
    expect(again.status).toBe(200);
    expect(await read(again.body['access_token'])).toBe(200);
  },
);

test('a grant that is revoked right after the token ends the access and the refresh', async () => {
  const { status, body } = await granted('grant-revoked');
  expect(status).toBe(200);
  expect(await read(body['access_token'])).toBe(401);
  const again = await refresh(body['refresh_token']);
  expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
});

test('a refresh that is refused leaves the access token good', async () => {
  const { body } = await granted('refresh-refused');
  expect(await read(body['access_token'])).toBe(200);
  const again = await refresh(body['refresh_token']);
  expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
});

test.each([
  ['id-token-nonce', true, { nonce: 'not-the-nonce-that-was-sent' }],
  ['id-token-audience', true, { aud: 'another-app' }],
  ['id-token-issuer', true, { iss: 'https://another-server.example/oauth' }],
  ['id-token-signature', false, { sub: 'somebody-else' }],
] as const)('an app gets the identity token of %s, and only this of it is wrong', async (error, isSigned, wrong) => {
  const { claims, signed } = await identityOf(await granted(error));
  expect(signed).toBe(isSigned);
  const right = { aud: 'public-app', nonce: NONCE, iss: `${house.url}/oauth`, sub: house.worker.id };
  expect(claims).toMatchObject({ ...right, ...wrong });
});

test('an app gets an identity token that expired an hour before it was issued', async () => {
  const before = Math.floor(Date.now() / 1000);
  const { claims, signed } = await identityOf(await granted('id-token-expired'));
  expect(signed).toBe(true);
  expect(Number(claims['exp'])).toBeLessThan(before);
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3_600);
});

test('a fault is for one launch: the next one of the same app goes well', async () => {
  await granted('grant-revoked');
  const { body } = await granted();
  expect(await read(body['access_token'])).toBe(200);
  expect((await refresh(body['refresh_token'])).status).toBe(200);
});

test('every fault says in both languages what happens and what the app should do', () => {
  for (const { happens, mend } of Object.values(SANDBOX_FAULTS))
    for (const words of [happens, mend]) {
      expect(words.ja).toMatch(/[ぁ-ん]/);
      expect(words.en).toMatch(/^[A-Z][\x20-\x7e]+$/);
    }
  expect(Object.keys(SANDBOX_FAULTS)).toHaveLength(19);
});

/** A launch with this fault up to the answer to these fields of the last page. */
async function launchedBy(error: FaultName, scope: string, fields: Fields = {}) {
  const launch = await handleOf(error);
  const { verifier, challenge } = pkce();
  const url = authorizeUrl(house, { challenge, scope, more: { launch } });
  const own = house.browser();
  const page = await walkThrough(own, await own.open(url), { account: house.worker, until: 'consent' });
  return { answer: new URL((await own.submit(page, fields)).url).searchParams, verifier };
}

test('what the person does not allow stays not allowed, whatever the fault', async () => {
  const { answer } = await launchedBy('state-wrong', 'launch patient/*.rs', { cancel: 'true' });
  expect([answer.get('error'), answer.get('state')]).toEqual(['access_denied', 'state-of-the-app']);
});

test('an app that asks for no identity token gets none that is wrong', async () => {
  const { answer, verifier } = await launchedBy('id-token-nonce', 'launch patient/*.rs');
  const { status, body } = await exchange(answer.get('code') ?? '', verifier);
  expect([status, body['id_token'], body['patient']]).toEqual([200, undefined, PERSON_B]);
});

test('below the authorization endpoint of a sandbox there is nothing but what was begun', async () => {
  expect((await fetch(`${house.url}/oauth/authorize/no/such/path`)).status).toBe(404);
});

test('an address that is too long to register is told, and starts nothing', async () => {
  const addresses = { appUrl: `https://app.example/${'x'.repeat(2_000)}`, redirectUri: 'https://app.example/back' };
  const response = await fetch(`${house.url}/sandbox/launch`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ ...addresses, patient: PERSON_B }),
  });
  expect(response.status).toBe(422);
});
