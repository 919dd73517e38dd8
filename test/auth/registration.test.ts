import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateClientKey, type RegisteredClient } from '../../src/auth/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import {
  assertion,
  emptyDatabase,
  KEY,
  NOW,
  openHouse,
  PUBLIC_URL,
  register,
  registration,
  shown,
  stopClock,
  takeToken,
} from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);

async function refusalOf(input: unknown): Promise<Refusal> {
  const answer = await house.auth.registerClient(input);
  if (!isRefusal(answer)) throw new Error('the registration was taken');
  return answer;
}

const codes = async (input: unknown) =>
  (await refusalOf(input)).issues.map(({ code, expression }) => [code, expression]);

test('a registered client is listed with all that was said of it, and its key in public members only', async () => {
  const rsa = await generateClientKey('RS384');
  const client = await register(house, {
    id: 'hospital',
    jwks: { keys: [KEY.publicJwk, { ...rsa.publicJwk, note: 'x' }] },
  });
  expect(client).toEqual({
    ...registration({ id: 'hospital' }),
    kind: 'backend',
    authentication: 'private_key_jwt',
    jwks: { keys: [KEY.publicJwk, rsa.publicJwk] },
    jwksUrl: null,
    certificates: [],
    introspection: false,
    launcher: false,
    legalBasis: null,
    redirectUris: [],
    launchUrl: null,
    origins: [],
    dpop: false,
    certificateBound: false,
    registeredAt: NOW,
  });
  await register(house, { id: 'a-first' });
  expect((await house.auth.clients()).map(({ id }) => id)).toEqual(['a-first', 'hospital']);
});

test('what a client may do beside its scopes is kept as it was registered', async () => {
  const said = { introspection: true, launcher: true, legalBasis: 'mayor-consent' };
  expect(await register(house, { id: 'desk', ...said })).toMatchObject(said);
  const app = {
    id: 'app-of-pages',
    name: '服薬ノート',
    kind: 'app',
    authentication: 'none',
    scopes: ['patient/*.rs'],
    redirectUris: ['https://app.example/callback'],
    launchUrl: 'https://app.example/launch',
    origins: ['https://app.example'],
  };
  expect(await house.auth.registerClient(app)).toMatchObject(app);
});

test('a person may be registered without an organization', async () => {
  const client = await register(house, {
    id: 'person',
    actor: 'Patient/hanako',
    organization: null,
    purpose: 'PATRQT',
  });
  expect([client.actor, client.organization]).toEqual(['Patient/hanako', null]);
});

test('an id is taken once, and free again after the client was removed', async () => {
  await register(house, { id: 'again' });
  const refusal = await refusalOf(registration({ id: 'again' }));
  expect([refusal.status, ...refusal.issues]).toEqual([
    409,
    {
      severity: 'error',
      type: 'duplicate',
      code: 'client-exists',
      ja: 'クライアント「again」は既に登録されています。',
      en: 'client `again` is registered already: remove it first',
      expression: '/id',
    },
  ]);
  expect(await house.auth.removeClient('again')).toBe(true);
  expect(await house.auth.removeClient('again')).toBe(false);
  await register(house, { id: 'again' });
});

test('a token of a client that was removed opens nothing for one that is registered later under its id', async () => {
  await register(house, { id: 'woken' });
  const token = await takeToken(house, 'system/*.rs', assertion({ clientId: 'woken' }));
  const kept = `SELECT 1 FROM auth_state WHERE payload->>'clientId' = 'woken'`;
  expect((await database.query(kept)).rowCount).toBeGreaterThan(0);
  await house.auth.removeClient('woken');
  expect((await database.query(kept)).rowCount).toBe(0);
  await register(house, { id: 'woken' });
  expect(isRefusal(await house.auth.authenticate(shown(`Bearer ${token}`)))).toBe(true);
});

test('a secret is said once, at the registration, and kept as its digest', async () => {
  const { jwks: _, ...plain } = registration({ id: 'with-secret', authentication: 'client_secret_basic' });
  const { secret, ...client } = (await house.auth.registerClient(plain)) as RegisteredClient;
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect((await house.auth.clients()).find(({ id }) => id === 'with-secret')).toEqual(client);
  const { rows } = await database.query(`SELECT secret_digest AS digest FROM auth_client WHERE id = 'with-secret'`);
  expect(rows).toEqual([{ digest: createHash('sha256').update(String(secret)).digest('base64url') }]);
});

test('a private key is refused, and the text says to register the public one', async () => {
  const refusal = await refusalOf(registration({ jwks: { keys: [KEY.privateJwk] } }));
  expect(refusal.status).toBe(422);
  expect(refusal.issues).toEqual([
    {
      severity: 'error',
      type: 'invalid',
      code: 'client-key-private',
      ja: '1 番目の鍵：秘密鍵が含まれています。公開鍵だけを登録してください。',
      en: 'key 1 holds private members: register the public key only',
      expression: '/jwks/keys/0',
    },
  ]);
  expect(JSON.stringify(refusal)).not.toContain(String(KEY.privateJwk['d']));
});

test('keys that SMART does not use are refused, each with its reason', async () => {
  const keys = [
    { ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }), kid: 'short' },
    { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'curve' },
    { ...KEY.publicJwk, kid: undefined },
    { ...KEY.publicJwk, kid: 'use', use: 'enc' },
    { ...KEY.publicJwk, kid: 'alg', alg: 'ES256' },
    { ...KEY.publicJwk, kid: 'point', x: 'AAAA' },
    { kty: 'oct', kid: 'shared', k: 'c2VjcmV0' },
    { ...KEY.publicJwk, kid: 'twice' },
    { ...KEY.publicJwk, kid: 'twice' },
  ];
  const { issues } = await refusalOf(registration({ jwks: { keys } }));
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['client-key-unsupported', '/jwks/keys/0'],
    ['client-key-unsupported', '/jwks/keys/1'],
    ['client-key-no-kid', '/jwks/keys/2'],
    ['client-key-unsupported', '/jwks/keys/3'],
    ['client-key-unsupported', '/jwks/keys/4'],
    ['client-key-unreadable', '/jwks/keys/5'],
    ['client-key-private', '/jwks/keys/6'],
    ['client-key-duplicate', '/jwks/keys/8'],
  ]);
  expect([1, 2, 5, 7].map((index) => [issues[index]?.ja, issues[index]?.en])).toEqual([
    [
      '2 番目の鍵：使える鍵は RSA 2048 ビット以上（RS384）か P-384（ES384）だけです。',
      'key 2 is neither RSA of 2048 bits or more for RS384 nor P-384 for ES384',
    ],
    ['3 番目の鍵：kid がありません。', 'key 3 has no `kid`'],
    ['6 番目の鍵：公開鍵として読み取れません。', 'key 6 cannot be read as a public key'],
    ['9 番目の鍵：kid が重複しています。', 'key 9 has the `kid` of another key'],
  ]);
});

test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
  'a key with the private member %s alone is refused as a private one',
  async (member) => {
    const keys = [{ ...KEY.publicJwk, [member]: 'AAAA' }];
    expect(await codes(registration({ jwks: { keys } }))).toEqual([['client-key-private', '/jwks/keys/0']]);
  },
);

test('a key says what it is for by itself: without alg and use it is taken, and one of almost the length is not', async () => {
  const { alg: _alg, use: _use, ...bare } = KEY.publicJwk;
  expect(await register(house, { id: 'bare', jwks: { keys: [bare] } })).toMatchObject({
    jwks: { keys: [KEY.publicJwk] },
  });
  const rsa = (modulusLength: number) =>
    generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
  const keys = [
    { ...rsa(2048), kid: 'long' },
    { ...rsa(2047), kid: 'short' },
    { ...KEY.publicJwk, kid: '' },
    { ...KEY.publicJwk, kid: 'kind', kty: 'OKP' },
  ];
  expect(await codes(registration({ jwks: { keys } }))).toEqual([
    ['client-key-unsupported', '/jwks/keys/1'],
    ['client-key-no-kid', '/jwks/keys/2'],
    ['client-key-unsupported', '/jwks/keys/3'],
  ]);
});

test('scopes that cannot be held by a backend are refused, each with its reason', async () => {
  const scopes = [
    'system/CarePlan.rs',
    'patient/*.rs',
    'openid',
    'system/Observation.rs?category=laboratory',
    ' system/*.rs',
  ];
  const refusal = await refusalOf(registration({ scopes }));
  expect(refusal.issues.map(({ code, expression, en }) => [code, expression, en])).toEqual([
    ['scope-not-system', '/scopes/1', 'a backend may hold `system/` scopes only, not `patient/*.rs`'],
    ['scope-unknown', '/scopes/2', 'scope `openid` is not understood'],
    ['scope-query', '/scopes/3', 'the query part of `system/Observation.rs?category=laboratory` cannot be held to'],
    ['scope-unknown', '/scopes/4', 'scope ` system/*.rs` is not understood'],
  ]);
});

test('keys may be fetched over https, or from this machine itself, and from nowhere else', async () => {
  const { jwks: _, ...rest } = registration();
  const urls = [
    'http://hospital.test/jwks',
    'ftp://hospital.test/',
    'https://user@hospital.test/',
    'https://h.test/#x',
    'jwks',
  ];
  for (const jwksUrl of urls) expect(await codes({ ...rest, jwksUrl })).toEqual([['jwks-url', '/jwksUrl']]);
  for (const [index, jwksUrl] of ['https://hospital.test/jwks', 'http://localhost:9/', 'http://[::1]:9/'].entries()) {
    expect(await house.auth.registerClient({ ...rest, id: `url-${index}`, jwksUrl })).toMatchObject({
      jwks: null,
      jwksUrl,
    });
  }
});

test('a registration that leaves something unsaid is refused, and names the place', async () => {
  expect(await codes({ ...registration(), jwksUrl: 'https://h.test/' })).toEqual([['client-keys', '/jwks']]);
  expect(await codes({ ...registration(), purpose: 'BTG' })).toEqual([['registration-invalid', '/purpose']]);
  expect(await codes({ ...registration(), actor: 'Device/1' })).toEqual([['registration-invalid', '/actor']]);
  expect(await codes({ ...registration(), id: 'A B' })).toEqual([['registration-invalid', '/id']]);
  expect(await codes({ ...registration(), scopes: [] })).toEqual([['registration-invalid', '/scopes']]);
  expect(await codes({ ...registration(), secret: 'x' })).toEqual([['registration-invalid', '/secret']]);
  expect((await codes(null))[0]).toEqual(['registration-invalid', '/']);
  const { jwks: _, ...keyless } = registration();
  expect(await codes(keyless)).toEqual([['client-keys', '/jwks']]);
});

test('a name is words: a sign that nobody sees is refused', async () => {
  expect(await codes(registration({ id: 'unseen', name: '服薬\u0000ノート' }))).toEqual([
    ['registration-invalid', '/name'],
  ]);
});

const app = (changes: object = {}) => ({
  id: 'app',
  name: '服薬ノート',
  kind: 'app',
  authentication: 'none',
  scopes: ['launch/patient', 'patient/*.rs'],
  redirectUris: ['https://app.example/callback'],
  ...changes,
});

test('an app may not hold the scope of a backend', async () => {
  const refusal = await refusalOf(app({ scopes: ['launch', 'system/*.rs', 'user/*.rs'] }));
  expect(refusal.issues).toEqual([
    {
      severity: 'error',
      type: 'invalid',
      code: 'scope-system',
      ja: 'アプリに system/ のスコープは登録できません（「system/*.rs」）。',
      en: 'an app may not hold the `system/` scope `system/*.rs`',
      expression: '/scopes/1',
    },
  ]);
});

/** Whether an authorization request with this redirect URI is taken. */
async function isSentOn(client: string, redirect: string): Promise<boolean> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: redirect,
    scope: 'launch/patient patient/*.rs',
    aud: `${PUBLIC_URL}/fhir`,
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  });
  const { headers } = await fetch(`${house.base}/oauth/authorize?${query}`, { redirect: 'manual' });
  return headers.get('location')?.startsWith('/oauth/interaction/') === true;
}

test('an app with a scheme of its own is reached on this machine only where RFC 8252 has it listen', async () => {
  const odd = [
    'http://127.8.9.10:1/',
    'http://127.0.0.2/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://[::1]/',
  ];
  const { issues } = await refusalOf(app({ redirectUris: [...odd, 'jp.example.app:/callback'] }));
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual(
    odd.map((_, index) => ['redirect-uri', `/redirectUris/${index}`]),
  );
  expect([issues[0]?.ja, issues[0]?.en]).toEqual([
    '固有のスキームを持つアプリがこの機械自身で受けるのは、http://127.0.0.1/、http://[::1]/、http://localhost/ だけです（「http://127.8.9.10:1/」）。',
    '`http://127.8.9.10:1/`: an app with a private scheme is reached on this machine by http at 127.0.0.1, [::1] or localhost only',
  ]);
  // An app of the web has no other rule than that its addresses lead here.
  expect(await house.auth.registerClient(app({ id: 'odd-app', redirectUris: odd }))).toMatchObject({
    redirectUris: odd,
  });
  for (const redirect of odd) expect(await isSentOn('odd-app', redirect)).toBe(true);
});

test('codes are sent to https, to this machine, or to a scheme that is one app’s own, and nowhere else', async () => {
  const good = [
    'https://a.example/',
    'http://127.0.0.1:1/',
    'http://[::1]/',
    'http://localhost/',
    'jp.example.app://localhost/',
    'jp.example.app:/callback',
    'example.app:/',
    'web+x.example.app:/',
    'JP.Example.App:/callback',
  ];
  const taken = await house.auth.registerClient(
    app({ id: 'good-app', redirectUris: good, launchUrl: 'http://[::1]/' }),
  );
  expect(taken).toMatchObject({ redirectUris: good, launchUrl: 'http://[::1]/' });
  for (const redirect of good) expect(await isSentOn('good-app', redirect)).toBe(true);
  const bad = [
    'http://app.example/callback',
    'http://128.0.0.1/',
    'http://127.example/',
    'nothing',
    'ftp://localhost/',
    'scheme:jp.example.app:/callback',
    'scheme-without-a-dot:/callback',
    'javascript:alert(1)//.:/',
    'jp.example.app://user@host/',
    'jp.example.app://:password@host/',
    'jp.example.app:/callback#part',
    'https://app.example/callback#part',
    'https://app.example/callback#',
    'jp.example.app:/callback#',
    'https://user@app.example/',
    'https://:password@app.example/',
  ];
  expect(await codes(app({ redirectUris: bad }))).toEqual(
    bad.map((_, index) => ['redirect-uri', `/redirectUris/${index}`]),
  );
  // Each alone too: a scheme of its own beside it brings rules of its own.
  for (const one of bad)
    expect(await codes(app({ redirectUris: [one] }))).toEqual([['redirect-uri', '/redirectUris/0']]);
  // What an EHR opens in a browser is a page.
  for (const launchUrl of ['jp.example.app:/launch', 'http://app.example/'])
    expect(await codes(app({ redirectUris: ['https://a.example/', 'x'], launchUrl }))).toEqual([
      ['redirect-uri', '/redirectUris/1'],
      ['redirect-uri', '/launchUrl'],
    ]);
});

test('who proves itself without a key registers none, and tokens are bound in one way only', async () => {
  const refusal = await refusalOf(app({ jwksUrl: 'https://app.example/keys' }));
  expect(refusal.issues.map(({ code, ja, en, expression }) => [code, ja, en, expression])).toEqual([
    [
      'client-keys',
      'none では公開鍵（jwks、jwksUrl）を登録しません。',
      '`none` takes neither `jwks` nor `jwksUrl`',
      '/jwks',
    ],
  ]);
  expect(await codes(app({ dpop: true, certificateBound: true }))).toEqual([['client-binding', '/dpop']]);
  for (const [id, way] of [
    ['by-dpop', { dpop: true, certificateBound: false }],
    ['by-certificate', { dpop: false, certificateBound: true }],
  ] as const)
    expect(await house.auth.registerClient(app({ id, ...way }))).toMatchObject(way);
});
