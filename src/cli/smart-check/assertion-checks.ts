/** Asymmetric client authentication beyond what the public kits try (90–92). */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertionClaims, assertionForm, assertionHeader, assertionOf } from './authorize.ts';
import { askAs, askBackend, backendOf, backendToken } from './backend.ts';
import type { Check } from './check.ts';
import type { Members } from './client/http.ts';
import { type Jwk, pemOf, publicPart, signJwt } from './client/jwt.ts';
import { type Context, endpoint, smart } from './context.ts';
import { CheckFailed, expect, expectStatus, isTexts } from './expect.ts';

export const assertionChecks: readonly Check[] = [
  {
    number: 90,
    ja: 'private_key_jwt、RS384 と ES384、scopes_supported を公表している',
    en: 'private_key_jwt, RS384 and ES384, and scopes_supported are advertised',
    spec: 'CA',
    run: async (context) => {
      const body = await smart(context);
      const holds = (name: string, ...wanted: string[]) => {
        const list = body[name];
        expect(isTexts(list) && wanted.every((one) => list.includes(one)), `${name}: ${wanted.join(', ')}`, list);
      };
      holds('token_endpoint_auth_methods_supported', 'private_key_jwt');
      holds('token_endpoint_auth_signing_alg_values_supported', 'RS384', 'ES384');
      holds('scopes_supported');
      return undefined;
    },
  },
  {
    number: 91,
    ja: '正しくない assertion はどれも 401 invalid_client で断る',
    en: 'every assertion that is wrong in one thing is refused with 401 invalid_client',
    spec: 'CA',
    needs: ['backend'],
    run: async (context) => {
      await backendToken(context);
      for (const [name, assertion] of await wrongAssertions(context)) await expectInvalid(context, name, assertion);
      const { client_id, private_key } = backendOf(context);
      const twice = assertionOf(client_id, private_key, await endpoint(context, 'token_endpoint'));
      expectStatus(await askBackend(context, assertionForm(twice)), 200);
      await expectInvalid(context, 'reused jti', twice);
      return undefined;
    },
  },
  {
    number: 92,
    ja: '鍵は URL でも登録でき、Cache-Control より長くは使われない',
    en: 'client keys by URL are used, and never longer than their Cache-Control',
    spec: 'CA',
    needs: ['backendByUrl'],
    run: runKeysByUrl,
  },
];

/** Assertions that are right but for the one thing that they are named by. */
async function wrongAssertions(context: Context): Promise<readonly (readonly [string, string])[]> {
  const { client_id, private_key: key } = backendOf(context);
  const tokenUrl = await endpoint(context, 'token_endpoint');
  const now = Math.floor(Date.now() / 1000);
  const claims = (): Record<string, unknown> => ({ ...assertionClaims(client_id, tokenUrl) });
  const header = assertionHeader(key);
  const changed = (more: Members, head: Members = {}) => signJwt({ ...header, ...head }, { ...claims(), ...more }, key);
  const without = (name: string) => changed({ [name]: undefined });
  const { jwk: foreign } = newKey(key);
  return [
    ['wrong key', signJwt(header, claims(), foreign)],
    ['unknown kid', changed({}, { kid: 'unknown-smart-check' })],
    ['expired', changed({ exp: now - 120 })],
    ['exp > 5 min ahead', changed({ exp: now + 900 })],
    ...['exp', 'jti', 'iss', 'sub', 'aud'].map((name) => [`no ${name}`, without(name)] as const),
    ['iss ≠ sub', changed({ iss: 'other-smart-check' })],
    ['wrong aud', changed({ aud: 'https://foreign.invalid/token' })],
    ['alg none', signJwt({ ...header, alg: 'none' }, claims())],
    ['HS256 by the public key', signJwt({ ...header, alg: 'HS256' }, claims(), pemOf(key))],
    ['foreign jku', changed({}, { jku: 'https://foreign.invalid/jwks.json' })],
  ];
}

async function expectInvalid(context: Context, name: string, assertion: string): Promise<void> {
  const { client_id } = backendOf(context);
  const byId = name === 'no sub' || name === 'no iss' ? { client_id } : {};
  const answer = await askBackend(context, { ...assertionForm(assertion), ...byId });
  const seen = `status ${answer.status}, error ${answer.body['error']}`;
  const right = answer.status === 401 && answer.body['error'] === 'invalid_client';
  if (!right) throw new CheckFailed(`${name}: status 401, error invalid_client`, seen, answer);
}

/** A fresh key of the kind of this one. */
function newKey({ kty = 'EC', kid = 'smart-check' }: Partial<Jwk>): { jwk: Jwk } {
  const { privateKey } =
    kty === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return { jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg: kty === 'RSA' ? 'RS384' : 'ES384' } };
}

const MAX_AGE_SECONDS = 1;

async function runKeysByUrl(context: Context): Promise<undefined> {
  const { client_id, jwks_url, scope } = context.config.clients.backendByUrl ?? {
    client_id: '',
    jwks_url: '',
    scope: '',
  };
  const [first, second] = ['first', 'second'].map(
    (name) => newKey({ kid: `smart-check-${name}-${Date.now()}` }).jwk,
  ) as [Jwk, Jwk];
  let published = first;
  const { hostname, port } = new URL(jwks_url);
  const server = createServer((_, response) => {
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': `max-age=${MAX_AGE_SECONDS}`,
      Connection: 'close',
    });
    response.end(JSON.stringify({ keys: [{ ...publicPart(published), use: 'sig' }] }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(port), hostname, () => resolve());
  });
  const ask = (private_key: Jwk) => askAs(context, { client_id, private_key }, { scope });
  try {
    expectStatus(await ask(first), 200);
    published = second;
    await sleep((MAX_AGE_SECONDS + 1) * 1000);
    // The old key first: its kid is known, so only the age of what is kept says that it is gone.
    expectStatus(await ask(first), 401);
    expectStatus(await ask(second), 200);
  } finally {
    server.close();
  }
}
