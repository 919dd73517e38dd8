import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { dpopProof, type ProofKey, type Proving, proofKey } from './dpop-maker.ts';
import { forgeJwt } from './forge-jwt.ts';
import {
  assertion,
  emptyDatabase,
  openHouse,
  PUBLIC_URL,
  proof,
  register,
  shown,
  stopClock,
  TOKEN_URL,
  tokenForm,
} from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);
await register(house, { dpop: true });
await register(house, { id: 'reader', introspection: true });

const URL_ASKED = `${PUBLIC_URL}/fhir/Patient`;
const SECONDS = Date.now() / 1000;
afterEach(() => {
  vi.setSystemTime(SECONDS * 1000);
});
const CHALLENGE = (error: string) =>
  `DPoP realm="${PUBLIC_URL}/fhir", error="${error}", algs="ES256 ES384 RS256 PS256"`;

async function takeBound(key: ProofKey): Promise<string> {
  const dpop = dpopProof(key, { method: 'POST', url: TOKEN_URL });
  const { status, body } = await house.post('/oauth/token', tokenForm(assertion()), { dpop });
  if (status !== 200) throw new Error(JSON.stringify(body));
  expect(body['token_type']).toBe('DPoP');
  return String(body['access_token']);
}

const key = proofKey('ES256');
const token = await takeBound(key);
const good = (changes: Partial<Proving> = {}) => dpopProof(key, { url: URL_ASKED, token, ...changes });
const show = (dpop: string, scheme = 'DPoP', value = token) =>
  house.auth.authenticate(shown(`${scheme} ${value}`, { dpop }));

test('a proof of the key opens what its token is for, with each algorithm that is offered', async () => {
  for (const one of [key, proofKey('ES384'), proofKey('RS256'), proofKey('PS256')]) {
    const bound = one === key ? token : await takeBound(one);
    const answer = await show(dpopProof(one, { url: URL_ASKED, token: bound }), 'DPoP', bound);
    expect(answer).toMatchObject({ clientId: 'sodan-soft' });
  }
  expect(await show(good(), 'dpop')).toMatchObject({ clientId: 'sodan-soft' });
});

test('the address of a proof is compared without its query, in the form that is equal', async () => {
  for (const htu of [`${URL_ASKED}?name=x#y`, 'HTTPS://KAKEHASHI.test:443/fhir/Patient']) {
    expect(await show(good({ claims: { htu } }))).toMatchObject({ clientId: 'sodan-soft' });
  }
});

const other = proofKey('ES256');
const jwk = key.publicJwk;
/** A good proof of exactly this length: what nobody reads fills it up. */
function proofOfLength(length: number): string {
  const least = Math.floor(((length - good().length) * 3) / 4) - 20;
  for (let pad = least; pad < least + 40; pad += 1)
    for (const fill of ['', 'x', 'xx']) {
      const one = good({ claims: { pad: 'x'.repeat(pad) }, header: { fill } });
      if (one.length === length) return one;
    }
  throw new Error(`no proof of ${length} characters`);
}

type Fault = readonly [what: string, dpop: () => string, reason: string, error?: string];
const FAULTS: readonly Fault[] = [
  ['no proof', () => '', 'not a signed JWT'],
  ['two proofs', () => `${good()}, ${good()}`, 'not a signed JWT'],
  ['more than 8192 characters', () => proofOfLength(8193), 'no proof'],
  ['another method', () => good({ claims: { htm: 'POST' } }), 'htm is another method'],
  ['the method in small letters', () => good({ claims: { htm: 'get' } }), 'htm is another method'],
  ['another path', () => good({ claims: { htu: `${URL_ASKED}/1` } }), 'htu is another address'],
  ['another host', () => good({ claims: { htu: 'https://evil.test/fhir/Patient' } }), 'htu is another address'],
  ['no encryption', () => good({ claims: { htu: 'http://kakehashi.test/fhir/Patient' } }), 'htu is another address'],
  [
    'a user in the address',
    () => good({ claims: { htu: 'https://a@kakehashi.test/fhir/Patient' } }),
    'htu is another address',
  ],
  ['no address', () => good({ claims: { htu: undefined } }), 'htu is another address'],
  ['an address in a list', () => good({ claims: { htu: [URL_ASKED] } }), 'htu is another address'],
  ['61 seconds old', () => good({ claims: { iat: SECONDS - 61 } }), 'iat is too far from now'],
  ['61 seconds ahead', () => good({ claims: { iat: SECONDS + 61 } }), 'iat is too far from now'],
  ['a time in words', () => good({ claims: { iat: 'now' } }), 'iat is too far from now'],
  ['no jti', () => good({ claims: { jti: undefined } }), 'jti missing'],
  ['a jti without end', () => good({ claims: { jti: 'x'.repeat(257) } }), 'jti missing'],
  ['the ath of another token', () => good({ token: 'another' }), 'ath is of another token'],
  ['no ath', () => good({ claims: { ath: undefined } }), 'ath is of another token'],
  ['another key', () => dpopProof(other, { url: URL_ASKED, token }), 'proof by another key', 'invalid_token'],
  ['a foreign key under our name', () => good({ header: { jwk: other.publicJwk } }), 'invalid signature'],
  ['no jwk', () => good({ header: { jwk: undefined } }), 'jwk missing'],
  ['a private jwk', () => good({ header: { jwk: key.privateJwk } }), 'jwk holds private members'],
  ['a shared secret', () => good({ header: { jwk: { kty: 'oct', k: 'AAAA' } } }), 'jwk holds private members'],
  ['typ JWT', () => good({ header: { typ: 'JWT' } }), 'typ not expected'],
  [
    'a critical extension',
    () => good({ header: { crit: ['b64'], b64: false } }),
    'crit names extensions that are not understood',
  ],
  ['alg none', () => good({ header: { alg: 'none' } }), 'algorithm not expected'],
  ['an algorithm that is not offered', () => good({ header: { alg: 'RS384' } }), 'algorithm not expected'],
  [
    'the curve of another algorithm',
    () => good({ header: { alg: 'ES384' } }),
    'key is not of the kind that the algorithm needs',
  ],
  [
    'words in place of claims',
    () => forgeJwt({ typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk }, 'words', key.privateJwk),
    'the payload is no object',
  ],
  ['a jti of nothing', () => good({ claims: { jti: '' } }), 'jti missing'],
  ['a jti that is a number', () => good({ claims: { jti: 5 } }), 'jti missing'],
  ['an address that is none', () => good({ claims: { htu: 'nowhere' } }), 'htu is another address'],
  ['a jwk that is nothing', () => good({ header: { jwk: null } }), 'jwk missing'],
  ['a jwk in words', () => good({ header: { jwk: 'key' } }), 'jwk missing'],
  ['no point of the curve', () => good({ header: { jwk: { ...jwk, x: 'AAAA' } } }), 'Invalid JWK EC key'],
];

for (const [what, dpop, reason, error = 'invalid_dpop_proof'] of FAULTS) {
  test(`a proof with ${what} opens nothing`, async () => {
    const answer = await show(dpop());
    expect(answer).toMatchObject({ status: 401, auditReason: expect.stringContaining(reason) });
    expect(answer).toMatchObject({ wwwAuthenticate: CHALLENGE(error) });
  });
}

test('without any proof a bound token opens nothing', async () => {
  expect(await house.auth.authenticate(shown(`DPoP ${token}`))).toMatchObject({
    status: 401,
    auditReason: 'no proof',
    wwwAuthenticate: CHALLENGE('invalid_dpop_proof'),
  });
});

test('a short RSA key proves nothing', async () => {
  const short = proofKey('RS256', 1024);
  expect(await show(dpopProof(short, { url: URL_ASKED, token }))).toMatchObject({ auditReason: 'key too short' });
});

test('a bound token is no bearer token, and a bearer token is no bound one', async () => {
  expect(await show(good(), 'Bearer')).toMatchObject({
    status: 401,
    auditReason: 'bound token without its proof',
    wwwAuthenticate: CHALLENGE('invalid_token'),
  });
  await register(house, { id: 'plain' });
  const { body } = await house.post('/oauth/token', tokenForm(assertion({ clientId: 'plain' })));
  const plain = String(body['access_token']);
  expect(await show(good({ token: plain }), 'DPoP', plain)).toMatchObject({
    status: 401,
    auditReason: 'unbound token shown as a bound one',
    wwwAuthenticate: `Bearer realm="${PUBLIC_URL}/fhir", error="invalid_token"`,
  });
});

const proofsKept = async () =>
  Number((await database.query(`SELECT count(*) FROM auth_state WHERE model = 'DpopProof'`)).rows[0]?.['count']);

test('a proof is taken once, also by two processes at one moment', async () => {
  const second = await openHouse(database);
  const dpop = good();
  const answers = await Promise.all(
    [house, second, house, second].map(({ auth }) => auth.authenticate(shown(`DPoP ${token}`, { dpop }))),
  );
  expect(answers.filter((one) => 'clientId' in one)).toHaveLength(1);
  expect(await show(dpop)).toMatchObject({
    status: 401,
    auditReason: 'proof used before',
    wwwAuthenticate: CHALLENGE('invalid_dpop_proof'),
  });
});

test('a proof is good for a minute before and after its time, and is remembered for as long', async () => {
  for (const iat of [SECONDS - 60, SECONDS + 60])
    expect(await show(good({ claims: { iat, jti: `${iat}`.padEnd(256, 'x') } }))).toMatchObject({
      clientId: 'sodan-soft',
    });
  const early = good({ claims: { iat: SECONDS + 60 } });
  expect(await show(early)).toMatchObject({ clientId: 'sodan-soft' });
  vi.setSystemTime((SECONDS + 120) * 1000);
  expect(await show(early)).toMatchObject({ auditReason: 'proof used before' });
  vi.setSystemTime((SECONDS + 1) * 1000);
  const within = good({ claims: { iat: SECONDS + 60.9 } });
  expect(await show(within)).toMatchObject({ clientId: 'sodan-soft' });
  vi.setSystemTime((SECONDS + 120.8) * 1000);
  expect(await show(within)).toMatchObject({ auditReason: 'proof used before' });
  vi.setSystemTime((SECONDS + 124) * 1000);
  await house.auth.sweep();
  expect(await proofsKept()).toBe(0);
});

test('a proof for a token that is dated ahead is remembered for as long as it would be taken', async () => {
  const ask = (dpop: string) => house.post('/oauth/token', tokenForm(assertion()), { dpop });
  const ahead = dpopProof(key, { method: 'POST', url: TOKEN_URL, claims: { iat: SECONDS + 290 } });
  expect((await ask(ahead)).status).toBe(200);
  for (const passed of [0, 299, 301, 310, 589]) {
    vi.setSystemTime((SECONDS + passed) * 1000);
    const { status, body } = await ask(ahead);
    expect([passed, status, body['access_token']]).toEqual([passed, passed < 305 ? 400 : 401, undefined]);
  }
  expect((await ask(dpopProof(key, { method: 'POST', url: TOKEN_URL }))).status).toBe(200);
});

test('a proof as long as proofs may be is read, and one for an address that nobody can read is not', async () => {
  expect(await show(proofOfLength(8192))).toMatchObject({ clientId: 'sodan-soft' });
  const nowhere = { ...shown(`DPoP ${token}`, { dpop: good({ claims: { htu: undefined } }) }), url: 'nowhere' };
  expect(await house.auth.authenticate(nowhere)).toMatchObject({ auditReason: 'htu is another address' });
});

test('what one key used is not used by another', async () => {
  const jti = 'of two keys';
  const theirs = await takeBound(other);
  expect(await show(good({ claims: { jti } }))).toMatchObject({ clientId: 'sodan-soft' });
  const proofOfOther = dpopProof(other, { url: URL_ASKED, token: theirs, claims: { jti } });
  expect(await show(proofOfOther, 'DPoP', theirs)).toMatchObject({ clientId: 'sodan-soft' });
});

test('a proof that does not hold leaves nothing behind', async () => {
  const before = await proofsKept();
  await show(good({ claims: { htm: 'PUT' } }));
  await show(dpopProof(other, { url: URL_ASKED, token }));
  expect(await proofsKept()).toBe(before);
});

test('a client registered for bound tokens gets no other, and introspection tells the key', async () => {
  const { status, body } = await house.post('/oauth/token', tokenForm(assertion()));
  expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  const { crv, kty, x, y } = key.publicJwk;
  const asked = await house.post('/oauth/token/introspection', {
    token,
    ...proof(assertion({ clientId: 'reader' })),
  });
  expect(asked.body).toMatchObject({
    active: true,
    token_type: 'DPoP',
    cnf: { jkt: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url') },
  });
});
