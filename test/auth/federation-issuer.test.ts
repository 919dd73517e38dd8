/** What is asked of another issuer, what of its answers is used, and how long it is kept. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createIssuer } from '../../src/auth/federation-issuer.ts';
import { json, type Site, siteOf } from './site.ts';

const DESCRIBED = '/.well-known/openid-configuration';
const HOUR_MS = 3_600_000;
let now = 0;

const rsa = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
const LONG = rsa(2048);
const SHORT = rsa(2047);
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });

/** What an issuer at this site says of itself. */
const descriptionOf = ({ url }: Site, more: object = {}) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/keys`,
  ...more,
});

async function open(more: object = {}) {
  now = 0;
  const site = await siteOf();
  site.answers[DESCRIBED] = json(descriptionOf(site, more));
  site.answers['/keys'] = json({ keys: [{ ...LONG, kid: 'first' }] });
  const paths = () => site.asked.map(({ url }) => url);
  return { site, paths, issuer: createIssuer(site.url, () => new Date(now)) };
}

const KEYS = { authorization: '', token: '', namesItself: false };

test('an issuer is described by itself, and whether it names itself is known', async () => {
  const { site, issuer } = await open();
  const { url } = site;
  const addresses = { authorization: `${url}/authorize`, token: `${url}/token`, jwks: `${url}/keys` };
  expect(await issuer.describe()).toEqual({ ...addresses, namesItself: false });
  expect(site.asked[0]?.headers.accept).toBe('application/json');
  for (const [said, namesItself] of [
    [true, true],
    ['true', false],
  ] as const) {
    const other = await open({ authorization_response_iss_parameter_supported: said });
    expect(await other.issuer.describe()).toMatchObject({ namesItself });
  }
});

test('the path of an issuer comes before the well-known one, with a slash at its end or without', async () => {
  const site = await siteOf();
  for (const issuer of [`${site.url}/realm`, `${site.url}/realm/`]) {
    site.answers[`/realm${DESCRIBED}`] = json(descriptionOf(site, { issuer }));
    expect(await createIssuer(issuer, () => new Date(0)).describe()).toBeDefined();
  }
  expect(site.asked.map(({ url }) => url)).toEqual([`/realm${DESCRIBED}`, `/realm${DESCRIBED}`]);
});

test.each([
  ['another issuer', { issuer: 'https://another.example' }],
  ['a way there without encryption', { authorization_endpoint: 'http://elsewhere.example/' }],
  ['codes exchanged without encryption', { token_endpoint: 'http://elsewhere.example/' }],
  ['keys without encryption', { jwks_uri: 'http://elsewhere.example/' }],
  ['no keys', { jwks_uri: undefined }],
])('a description with %s is none', async (_what, more) => {
  const { issuer } = await open(more);
  expect(await issuer.describe()).toBeUndefined();
});

test('what cannot be read is no answer, and is asked for again', async () => {
  const { site, issuer, paths } = await open();
  const good = site.answers[DESCRIBED];
  const said = descriptionOf(site);
  for (const bad of [json(null), json('text'), json(said, {}, 500), json(said, { location: '/keys' }, 302)]) {
    site.answers[DESCRIBED] = bad;
    expect(await issuer.describe()).toBeUndefined();
  }
  if (good !== undefined) site.answers[DESCRIBED] = good;
  expect(await issuer.describe()).toBeDefined();
  expect(paths()).toEqual(Array(5).fill(DESCRIBED));
});

test('a description is kept for an hour, and those who ask at one moment share a request', async () => {
  const { issuer, paths } = await open();
  await Promise.all([issuer.describe(), issuer.describe()]);
  now = HOUR_MS - 1;
  await issuer.describe();
  expect(paths()).toHaveLength(1);
  now = HOUR_MS;
  expect(await issuer.describe()).toBeDefined();
  expect(paths()).toHaveLength(2);
});

test('keys are kept for an hour too, but fetched at once where they are wanted anew', async () => {
  const { site, issuer, paths } = await open();
  const kids = async (anew: boolean) =>
    (await issuer.keys({ ...KEYS, jwks: `${site.url}/keys` }, anew))?.map(({ kid }) => kid);
  expect([await kids(false), await kids(false)]).toEqual([['first'], ['first']]);
  expect(paths()).toHaveLength(1);
  site.answers['/keys'] = json({ keys: [{ ...LONG, kid: 'second' }] });
  expect([await kids(false), await kids(true), await kids(false)]).toEqual([['first'], ['second'], ['second']]);
  expect(paths()).toHaveLength(2);
  site.answers['/keys'] = json({ keys: 'none' });
  expect([await kids(true), await kids(false)]).toEqual([undefined, ['second']]);
});

test('of what is published as keys the first 32 are looked at, and only public ones for signatures are used', async () => {
  const { site, issuer } = await open();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  site.answers['/keys'] = json({
    keys: [
      { ...LONG, kid: 'rsa', use: 'sig' },
      { ...ec('P-256'), kid: 'p256' },
      { ...ec('P-384'), kid: 'p384' },
      { ...ec('P-521'), kid: 'p521' },
      { ...ec('secp256k1'), kid: 'k1' },
      { ...SHORT, kid: 'short' },
      { ...LONG, kid: 'encryption', use: 'enc' },
      { ...privateKey.export({ format: 'jwk' }), kid: 'private' },
      { kty: 'OKP', crv: 'P-256', kid: 'okp' },
      { ...LONG, n: 5, kid: 'broken' },
      null,
      'key',
      ...Array.from({ length: 21 }, (_, index) => ({ ...LONG, kid: `more-${index}` })),
    ],
  });
  const kids = (await issuer.keys({ ...KEYS, jwks: `${site.url}/keys` }, false))?.map(({ kid }) => kid);
  expect(kids?.slice(0, 4)).toEqual(['rsa', 'p256', 'p384', 'p521']);
  expect(kids?.slice(4)).toEqual(Array.from({ length: 20 }, (_, index) => `more-${index}`));
});

test('a form is sent with its proof, and an answer that refuses is told with what it says', async () => {
  const { site, issuer } = await open();
  let body = '';
  site.answers['/token'] = async (request, response) => {
    for await (const chunk of request) body += chunk;
    json({ error: 'invalid_grant' }, {}, 400)(request, response);
  };
  const answer = await issuer.post(`${site.url}/token`, new URLSearchParams({ code: 'x y' }), {
    authorization: 'Basic z',
  });
  expect(answer).toEqual({ ok: false, body: { error: 'invalid_grant' } });
  const [{ method, headers } = { method: '', headers: {} }] = site.asked;
  expect([method, body, headers]).toEqual([
    'POST',
    'code=x+y',
    expect.objectContaining({ accept: 'application/json', authorization: 'Basic z' }),
  ]);
  site.answers['/token'] = json('text');
  expect(await issuer.post(`${site.url}/token`, new URLSearchParams(), {})).toBeUndefined();
});
