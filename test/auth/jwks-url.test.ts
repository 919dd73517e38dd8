import type { RequestListener } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { generateClientKey, type Jwk } from '../../src/auth/index.ts';
import { createJwksSource } from '../../src/auth/jwks-url.ts';
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
import { json, siteOf } from './site.ts';

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

test('keys are fetched for an assertion only, and not for whoever names the client', async () => {
  const { site, ask } = await clientWithSite('named');
  const form = { grant_type: 'client_credentials', client_id: 'named' };
  expect((await house.post('/oauth/token', form)).status).toBe(401);
  const authorization = `Basic ${Buffer.from('named:guess').toString('base64')}`;
  expect((await house.post('/oauth/token/revocation', { token: 'x' }, { authorization })).status).toBe(401);
  const page = await fetch(`${house.base}/oauth/authorize?client_id=named&redirect_uri=https://app.example/callback`);
  expect([page.status, site.asked]).toEqual([400, 0]);
  expect([await ask(), site.asked]).toEqual([200, 1]);
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

/** The keys that a source of its own finds at a site, by path; and what the site was asked for. */
async function siteWith(answers: Record<string, RequestListener>) {
  const site = await siteOf(answers);
  const source = createJwksSource(() => new Date());
  return {
    asked: () => site.asked.map(({ url, headers }) => `${url} ${headers.accept}`),
    kidsAt: async (path: string) => (await source(`${site.url}${path}`)).map(({ kid }) => kid),
  };
}

const keysAre = (keys: unknown, headers: Record<string, string> = {}) => json({ keys }, headers);
const named = (kid: string) => ({ ...KEY.publicJwk, kid });

test('of a key set the first sixteen that are keys count, and a body of 64 KiB is read to its end', async () => {
  const many = Array.from({ length: 17 }, (_, index) => named(`key-${index}`));
  const bodyOf = (bytes: number): RequestListener => {
    const text = JSON.stringify({ keys: [named('whole')] });
    return (_request, response) => void response.end(text.padEnd(bytes));
  };
  const { kidsAt } = await siteWith({
    '/many': keysAre(many),
    '/odd': keysAre([null, 'words', 5, named('good')]),
    '/null': json(null),
    '/full': bodyOf(65_536),
    '/over': bodyOf(65_537),
  });
  expect(await kidsAt('/many')).toEqual(many.slice(0, 16).map(({ kid }) => kid));
  expect(await kidsAt('/odd')).toEqual(['good']);
  expect(await kidsAt('/null')).toEqual([]);
  expect([await kidsAt('/full'), await kidsAt('/over')]).toEqual([['whole'], []]);
});

test('who asks at one moment shares one request, which follows nobody elsewhere and ends with a silent site', async () => {
  const { asked, kidsAt } = await siteWith({
    '/keys': keysAre([named('good')]),
    '/moved': json({ keys: [named('moved')] }, { location: '/keys' }, 302),
    '/silent': () => undefined,
  });
  expect(await Promise.all([kidsAt('/keys'), kidsAt('/keys')])).toEqual([['good'], ['good']]);
  expect(asked()).toEqual(['/keys application/json']);
  expect(await kidsAt('/keys')).toEqual(['good']);
  expect(asked()).toHaveLength(2);
  expect(await kidsAt('/moved')).toEqual([]);
  expect(await kidsAt('/silent')).toEqual([]);
  expect(asked().slice(2)).toEqual(['/moved application/json', '/silent application/json']);
});

test.each([
  ['MAX-AGE=60', {}, 60],
  ['max-age=60', { age: '50' }, 10],
  ['max-age=60', { age: 'nonsense' }, 60],
  ['max-age=60', { age: '61' }, 0],
  ['max-age=86400', {}, 3600],
])('92: under Cache-Control %s and %j a key set is kept for %i seconds', async (control, more, seconds) => {
  const { asked, kidsAt } = await siteWith({
    '/keys': keysAre([named('good')], { 'cache-control': control, ...more }),
  });
  await kidsAt('/keys');
  if (seconds > 0) {
    vi.setSystemTime(new Date(NOW.getTime() + seconds * 1000 - 1));
    await kidsAt('/keys');
    expect(asked()).toHaveLength(1);
  }
  vi.setSystemTime(new Date(NOW.getTime() + seconds * 1000));
  expect(await kidsAt('/keys')).toEqual(['good']);
  expect(asked()).toHaveLength(2);
});
