import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { clientAssertion, generateClientKey, type JwtClaims, verifyJwt } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { forgeJwt, pemOf } from './forge-jwt.ts';

const NOW = new Date('2026-04-01T00:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;
const ec = await generateClientKey('ES384');
const rsa = await generateClientKey('RS384');
const stranger = await generateClientKey('ES384');
const kid = ec.publicJwk['kid'];
const options = {
  issuer: 'https://idp.test',
  audience: 'https://kakehashi.test/fhir',
  algorithms: ['ES384', 'RS384'],
  typ: 'at+jwt',
  keys: [ec.publicJwk, rsa.publicJwk],
  now: NOW,
} as const;

function make(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: object | string = ec.privateJwk,
) {
  const good = { iss: options.issuer, aud: options.audience, sub: 'nurse', exp: SECONDS + 60 };
  return forgeJwt({ alg: 'ES384', typ: 'at+jwt', kid, ...header }, { ...good, ...claims }, key);
}

test('a token that holds all that is asked for is believed', () => {
  expect(verifyJwt(make(), options)).toMatchObject({ iss: options.issuer, sub: 'nurse', exp: SECONDS + 60 });
  const other = make({}, { alg: 'RS384', kid: rsa.publicJwk['kid'] }, rsa.privateJwk);
  expect(verifyJwt(other, options)).toMatchObject({ sub: 'nurse' });
  expect(verifyJwt(make({ aud: [options.audience] }, { typ: 'AT+JWT' }), options)).toMatchObject({ sub: 'nurse' });
});

test('clocks may differ by five seconds', () => {
  expect(verifyJwt(make({ exp: SECONDS - 4, nbf: SECONDS + 5 }), options)).toMatchObject({ sub: 'nurse' });
});

const REFUSED: ReadonlyArray<readonly [what: string, token: string, reason: string]> = [
  ['no exp', make({ exp: undefined }), 'exp missing'],
  ['expired', make({ exp: SECONDS - 5 }), 'jwt expired'],
  ['not yet valid', make({ nbf: SECONDS + 6 }), 'jwt not active'],
  ['an id_token in place of an access token', make({}, { typ: 'JWT' }), 'typ not expected'],
  ['no typ', make({}, { typ: undefined }), 'typ not expected'],
  ['a critical extension', make({}, { crit: ['exp'] }), 'crit names extensions that are not understood'],
  ['an aud that names others too', make({ aud: [options.audience, 'https://other.test'] }), 'aud names others too'],
  ['another aud', make({ aud: 'https://other.test' }), 'jwt audience invalid. expected: https://kakehashi.test/fhir'],
  ['no aud', make({ aud: undefined }), 'jwt audience invalid. expected: https://kakehashi.test/fhir'],
  ['another issuer', make({ iss: 'https://evil.test' }), 'jwt issuer invalid. expected: https://idp.test'],
  ['no issuer', make({ iss: undefined }), 'jwt issuer invalid. expected: https://idp.test'],
  ['an unknown kid', make({}, { kid: 'unknown' }), 'kid not known'],
  ['no kid', make({}, { kid: undefined }), 'kid not known'],
  [
    'a kid of another kind of key',
    make({}, { kid: rsa.publicJwk['kid'] }),
    'key is not of the kind that the algorithm needs',
  ],
  ['alg none', make({}, { alg: 'none' }), 'algorithm not expected'],
  ['HS256 with the public key as secret', make({}, { alg: 'HS256' }, pemOf(ec.publicJwk)), 'algorithm not expected'],
  ['an algorithm not asked for', make({}, { alg: 'RS256' }, rsa.privateJwk), 'algorithm not expected'],
  ['another key', make({}, {}, stranger.privateJwk), 'invalid signature'],
  [
    'a changed payload',
    make().replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"x"}').toString('base64url')}.`),
    'invalid signature',
  ],
  [
    'a payload that is no object',
    forgeJwt({ alg: 'ES384', typ: 'at+jwt', kid }, 'text', ec.privateJwk),
    'jwt audience invalid. expected: https://kakehashi.test/fhir',
  ],
  ['two parts', 'a.b', 'not a signed JWT'],
  ['two good parts', make().split('.', 2).join('.'), 'not a signed JWT'],
  ['four parts', `${make()}.x`, 'not a signed JWT'],
  ['a header that is nothing', `${Buffer.from('null').toString('base64url')}.b.c`, 'not a signed JWT'],
  ['a header that is no JSON', 'a.b.c', 'not a signed JWT'],
  ['a header that is no object', `${Buffer.from('1').toString('base64url')}.b.c`, 'not a signed JWT'],
];

test.each(REFUSED)('a token is refused without a word of why: %s', (_what, token, auditReason) => {
  expect(verifyJwt(token, options)).toEqual({
    refused: true,
    status: 401,
    issues: [
      {
        severity: 'error',
        type: 'login',
        code: 'jwt-untrusted',
        ja: '提示された署名付きトークンは受け付けられません。',
        en: 'the signed token that was presented is not accepted',
      },
    ],
    auditReason,
  });
});

test('a key that cannot be read is a refusal, not a crash', () => {
  expect(isRefusal(verifyJwt(make(), { ...options, keys: [{ ...ec.publicJwk, x: 'AAAA' }] }))).toBe(true);
  expect(isRefusal(verifyJwt(make(), { ...options, keys: [{ ...ec.publicJwk, use: 'enc' }] }))).toBe(true);
});

const reasonOf = (token: string, keys: readonly JwtClaims[]) => {
  const answer = verifyJwt(token, { ...options, keys });
  return isRefusal(answer) ? answer.auditReason : 'believed';
};

test('a key without a name is the key of no token, not even of one that names none', () => {
  const { kid: _, ...nameless } = ec.publicJwk;
  expect(reasonOf(make({}, { kid: undefined }), [nameless])).toBe('kid not known');
});

test('a key is believed for its own algorithm, use, kind and curve only', () => {
  const { alg: _alg, use: _use, ...bare } = ec.publicJwk;
  const { alg: _rsaAlg, use: _rsaUse, ...bareRsa } = rsa.publicJwk;
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const unfit = 'key is not of the kind that the algorithm needs';
  const byRsa = make({}, { alg: 'RS384' }, rsa.privateJwk);
  expect(reasonOf(make(), [bare])).toBe('believed');
  expect(reasonOf(make(), [{ ...bare, alg: 'ES512' }])).toBe(unfit);
  expect(reasonOf(make(), [{ ...bare, use: 'enc' }])).toBe(unfit);
  expect(reasonOf(make(), [{ ...bareRsa, kid }])).toBe(unfit);
  expect(reasonOf(make(), [{ ...bareRsa, kid, crv: 'P-384' }])).toBe(unfit);
  expect(reasonOf(make(), [{ ...p256, kid }])).toBe(unfit);
  expect(reasonOf(byRsa, [{ ...bareRsa, kid }])).toBe('believed');
  expect(reasonOf(byRsa, [{ ...bareRsa, kid, alg: 'RS512' }])).toBe(unfit);
  expect(reasonOf(byRsa, [bare])).toBe(unfit);
});

test.each([
  ['ES256', 'P-256', 'P-384'],
  ['ES384', 'P-384', 'P-521'],
  ['ES512', 'P-521', 'P-256'],
] as const)('a token by %s is believed of a key on its own curve', (alg, own, other) => {
  const [right, wrong] = [own, other].map((namedCurve) => generateKeyPairSync('ec', { namedCurve }));
  const isRefused = (pair = right) => {
    const keys = [{ ...pair?.publicKey.export({ format: 'jwk' }), kid }];
    const token = make({}, { alg }, right?.privateKey.export({ format: 'jwk' }));
    return isRefusal(verifyJwt(token, { ...options, algorithms: ['ES256', 'ES384', 'ES512'], keys }));
  };
  expect([isRefused(), isRefused(wrong)]).toEqual([false, true]);
});

test('an assertion of ours names client, token URL and jti, and lives four minutes', () => {
  const tokenUrl = 'https://kakehashi.test/oauth/token';
  const pem = createPrivateKey({ key: rsa.privateJwk as JsonWebKey, format: 'jwk' }).export({
    type: 'pkcs8',
    format: 'pem',
  });
  const sign = { clientId: 'sodan-soft', tokenUrl, now: NOW, jti: 'one' };
  const jwts = [
    clientAssertion({ ...sign, privateKey: ec.privateJwk, kid: String(kid), alg: 'ES384' }),
    clientAssertion({ ...sign, privateKey: String(pem), kid: String(rsa.publicJwk['kid']), alg: 'RS384' }),
  ];
  for (const jwt of jwts) {
    const claims = verifyJwt(jwt, { ...options, issuer: 'sodan-soft', audience: tokenUrl, typ: 'JWT' }) as JwtClaims;
    expect(claims).toEqual({
      iss: 'sodan-soft',
      sub: 'sodan-soft',
      aud: tokenUrl,
      jti: 'one',
      iat: SECONDS,
      exp: SECONDS + 240,
    });
  }
});
