import { createPrivateKey } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { clientAssertion, generateClientKey } from '../../src/auth/index.ts';
import { forgeJwt, pemOf } from './forge-jwt.ts';
import {
  assertion,
  emptyDatabase,
  KEY,
  NOW,
  openHouse,
  register,
  shown,
  stopClock,
  TOKEN_URL,
  takeToken,
  tokenForm,
} from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);
await register(house);
const stranger = await generateClientKey('ES384');
const rsa = await generateClientKey('RS384');
const SECONDS = Math.floor(NOW.getTime() / 1000);
const kid = String(KEY.privateJwk['kid']);
let forged = 0;

afterEach(() => {
  vi.setSystemTime(NOW);
});

/** An assertion with these claims and this header in place of the good ones; undefined leaves out. */
function forge(
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
  key: object | string = KEY.privateJwk,
) {
  forged += 1;
  const good = { iss: 'sodan-soft', sub: 'sodan-soft', aud: TOKEN_URL, exp: SECONDS + 240, jti: `forged-${forged}` };
  return forgeJwt({ alg: 'ES384', typ: 'JWT', kid, ...header }, { ...good, ...claims }, key);
}

async function present(client_assertion: string) {
  const { status, body } = await house.post('/oauth/token', tokenForm(client_assertion));
  return { status, error: body['error'], text: body['error_description'], reason: house.events.at(-1)?.reason };
}

const REFUSED: ReadonlyArray<readonly [what: string, make: () => string, reason: string]> = [
  ['wrong key', () => forge({}, {}, stranger.privateJwk), 'signature verification failed'],
  ['unknown kid', () => forge({}, { kid: 'unknown' }), 'no applicable key found in the JSON Web Key Set'],
  ['missing kid', () => forge({}, { kid: undefined }), 'kid is missing'],
  ['expired', () => forge({ exp: SECONDS - 6 }), 'jwt expired'],
  ['exp more than five minutes ahead', () => forge({ exp: SECONDS + 306 }), 'exp is more than five minutes ahead'],
  ['missing exp', () => forge({ exp: undefined }), 'expiration must be specified in the client_assertion JWT'],
  ['exp that is no number', () => forge({ exp: '2099' }), 'invalid exp value'],
  ['missing jti', () => forge({ jti: undefined }), 'unique jti (JWT ID) must be provided in the client_assertion JWT'],
  ['missing iss', () => forge({ iss: undefined }), 'iss (JWT issuer) must be provided in the client_assertion JWT'],
  ['missing sub', () => forge({ sub: undefined }), 'sub (JWT subject) must be provided in the client_assertion JWT'],
  ['iss ≠ sub', () => forge({ iss: 'hospital' }), 'iss (JWT issuer) must be the client_id'],
  ['missing aud', () => forge({ aud: undefined }), 'aud (JWT audience) must be provided in the client_assertion JWT'],
  [
    'aud of another server',
    () => forge({ aud: 'https://other.test/token' }),
    'audience (aud) must equal the endpoint url, issuer identifier or token endpoint url',
  ],
  ['the issuer as aud', () => forge({ aud: 'https://kakehashi.test/oauth' }), 'aud is not the token URL'],
  ['several aud', () => forge({ aud: [TOKEN_URL, 'https://other.test'] }), 'aud is not the token URL'],
  ['alg none', () => forge({}, { alg: 'none' }), 'alg mismatch'],
  ['HS256 with the public key as secret', () => forge({}, { alg: 'HS256' }, pemOf(KEY.publicJwk)), 'alg mismatch'],
  ['RS256', () => forge({}, { alg: 'RS256' }, rsa.privateJwk), 'alg mismatch'],
  ['jku of another server', () => forge({}, { jku: 'https://evil.test/jwks.json' }), 'jku is not the registered URL'],
  ['critical extension', () => forge({}, { crit: ['x'], x: 1 }), 'signature verification failed'],
];

test.each(REFUSED)('54, 91: an assertion is refused without a word of why: %s', async (_what, make, reason) => {
  expect(await present(make())).toEqual({
    status: 401,
    error: 'invalid_client',
    text: 'client authentication failed',
    reason,
  });
});

test('the assertion from which the refused ones differ is taken', async () => {
  expect((await present(forge({}))).status).toBe(200);
});

test('an assertion at the limit of five minutes and five seconds is taken', async () => {
  expect((await present(forge({ exp: SECONDS + 305 }))).status).toBe(200);
});

test('an assertion of our own is good for four minutes, by a key as JWK or as PEM, and long RSA keys are made', async () => {
  const own = { clientId: 'sodan-soft', tokenUrl: TOKEN_URL, kid, alg: 'ES384', now: NOW } as const;
  const pem = createPrivateKey({ key: KEY.privateJwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' });
  for (const [jti, privateKey] of [
    ['by-jwk', KEY.privateJwk],
    ['by-pem', pem.toString()],
  ] as const) {
    const made = clientAssertion({ ...own, jti, privateKey });
    const [header, claims] = made.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'ES384', typ: 'JWT', kid });
    const who = { iss: 'sodan-soft', sub: 'sodan-soft', aud: TOKEN_URL, jti };
    expect(JSON.parse(claims ?? '')).toEqual({ ...who, iat: SECONDS, exp: SECONDS + 240 });
    expect((await present(made)).status).toBe(200);
  }
  expect(createPrivateKey({ key: rsa.privateJwk, format: 'jwk' }).asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test('what is no JWT at all is refused', async () => {
  expect(await present('not-a-jwt')).toMatchObject({ status: 400, error: 'invalid_request' });
});

test('91: an assertion is taken once; the same jti is refused even with another signature', async () => {
  const once = forge({ jti: 'once' });
  expect((await present(once)).status).toBe(200);
  for (const again of [once, forge({ jti: 'once', exp: SECONDS + 200 })]) {
    expect(await present(again)).toMatchObject({
      status: 401,
      text: 'client authentication failed',
      reason: 'client assertion tokens must only be used once',
    });
  }
});

test('91: of many requests with one assertion at one time, in two processes, exactly one is taken', async () => {
  const second = await openHouse(database);
  const once = assertion();
  const answers = await Promise.all(
    [house, second, house, second, house, second].map((process) => process.post('/oauth/token', tokenForm(once))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
});

test('a second process refuses an assertion used at the first, and accepts the token issued there', async () => {
  const second = await openHouse(database);
  const used = assertion();
  const token = await takeToken(house, 'system/*.rs', used);
  expect((await second.post('/oauth/token', tokenForm(used))).status).toBe(401);
  expect(await second.auth.authenticate(shown(`Bearer ${token}`))).toMatchObject({ clientId: 'sodan-soft' });
});

test('two clients may use the same jti', async () => {
  await register(house, { id: 'hospital', jwks: { keys: [rsa.publicJwk] } });
  const shared = { jti: 'shared' };
  expect((await present(forge(shared))).status).toBe(200);
  const hospital = {
    clientId: 'hospital',
    privateKey: rsa.privateJwk,
    kid: String(rsa.privateJwk['kid']),
    alg: 'RS384',
    ...shared,
  } as const;
  expect((await present(assertion(hospital))).status).toBe(200);
});

test('assertions that have run out are cleared away by the job, and those in force stay', async () => {
  await present(assertion());
  vi.setSystemTime(new Date(NOW.getTime() + 3_600_000));
  expect((await present(assertion())).status).toBe(200);
  expect((await present(assertion())).status).toBe(200);
  expect(await house.auth.sweep()).toBeGreaterThanOrEqual(1);
  const { rows } = await database.query<{ old: number }>(
    'SELECT count(*)::int AS old FROM auth_state WHERE expires_at < $1',
    [new Date()],
  );
  expect(rows).toEqual([{ old: 0 }]);
});
