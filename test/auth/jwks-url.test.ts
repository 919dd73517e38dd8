import { afterEach, expect, test, vi } from 'vitest';
import { generateClientKey, type Jwk } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { forgeJwt } from './forge-jwt.ts';
import {
  assertion,
  emptyDatabase,
  KEY,
  NOW,
  openHouse,
  publishKeys,
  registration,
  stopClock,
  TOKEN_URL,
  tokenForm,
} from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);
const next = await generateClientKey('ES384');
const SECONDS = Math.floor(NOW.getTime() / 1000);

afterEach(() => {
  vi.setSystemTime(NOW);
});

/** A client whose keys are published at a site of its own. */
async function clientWithSite(id: string) {
  const site = await publishKeys();
  site.keys = [KEY.publicJwk];
  const { jwks: _, ...rest } = registration({ id });
  expect(isRefusal(await house.auth.registerClient({ ...rest, jwksUrl: site.url }))).toBe(false);
  const ask = async (key: { privateJwk: Jwk } = KEY): Promise<number> => {
    const kid = String(key.privateJwk['kid']);
    const form = tokenForm(assertion({ clientId: id, privateKey: key.privateJwk, kid }));
    return (await house.post('/oauth/token', form)).status;
  };
  return { site, ask };
}

test('92: keys published at a URL prove the client', async () => {
  const { site, ask } = await clientWithSite('by-url');
  expect([await ask(), await ask(next)]).toEqual([200, 401]);
  expect(site.asked).toBe(2);
});

test('92: a key set is kept as long as its Cache-Control allows, and no second longer', async () => {
  const { site, ask } = await clientWithSite('rotating');
  site.cacheControl = 'public, max-age=60';
  expect([await ask(), await ask()]).toEqual([200, 200]);
  expect(site.asked).toBe(1);
  site.keys = [next.publicJwk]; // the old key was stolen and taken away
  vi.setSystemTime(new Date(NOW.getTime() + 59_999));
  expect(await ask()).toBe(200);
  vi.setSystemTime(new Date(NOW.getTime() + 60_000));
  expect([await ask(), await ask(next)]).toEqual([401, 200]);
  expect(site.asked).toBe(2);
});

test.each(['no-store', 'no-cache, max-age=600', 'max-age=0', undefined])(
  '92: a key set under Cache-Control %s is asked for each time',
  async (cacheControl) => {
    const { site, ask } = await clientWithSite(`fresh-${String(cacheControl).replaceAll(/[^a-z0-9]/g, '')}`);
    site.cacheControl = cacheControl;
    expect(await ask()).toBe(200);
    site.keys = [next.publicJwk];
    expect([await ask(), await ask(next)]).toEqual([401, 200]);
  },
);

test('requests that come together share one fetch', async () => {
  const { site, ask } = await clientWithSite('together');
  expect(await Promise.all([ask(), ask(), ask(), ask()])).toEqual([200, 200, 200, 200]);
  expect(site.asked).toBeLessThan(5);
});

test('a site that fails, or that publishes private or other keys, proves no one', async () => {
  const { site, ask } = await clientWithSite('failing');
  site.status = 500;
  expect(await ask()).toBe(401);
  site.status = 200;
  site.keys = [KEY.privateJwk];
  expect(await ask()).toBe(401);
  site.keys = [{ ...KEY.publicJwk, crv: 'P-256' }];
  expect(await ask()).toBe(401);
  site.keys = Array.from({ length: 400 }, () => next.publicJwk); // more than 64 KiB
  expect(await ask(next)).toBe(401);
  site.keys = 'none' as never;
  expect(await ask()).toBe(401);
  site.keys = [KEY.publicJwk];
  expect(await ask()).toBe(200);
});

test('91: a jku may name the registered URL only', async () => {
  const { site } = await clientWithSite('with-jku');
  const claims = { iss: 'with-jku', sub: 'with-jku', aud: TOKEN_URL, exp: SECONDS + 60 };
  const ask = async (jku: string, jti: string) => {
    const jwt = forgeJwt(
      { alg: 'ES384', typ: 'JWT', kid: KEY.privateJwk['kid'], jku },
      { ...claims, jti },
      KEY.privateJwk,
    );
    return (await house.post('/oauth/token', tokenForm(jwt))).status;
  };
  expect([await ask(site.url, 'jku-1'), await ask(`${site.url}?x`, 'jku-2')]).toEqual([200, 401]);
});

test('an answer without a body publishes no key', async () => {
  const { site, ask } = await clientWithSite('empty');
  site.status = 204;
  expect(await ask()).toBe(401);
  site.status = 200;
  expect(await ask()).toBe(200);
});
