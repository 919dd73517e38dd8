/** What is told when the database is away, or an answer breaks off: as much as it must be, to whom it must be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createAuth } from '../../src/auth/index.ts';
import type { Database } from '../../src/database/index.ts';
import { assertion, emptyDatabase, openHouse, PUBLIC_URL, register, stopClock, tokenForm } from './house.ts';

stopClock();
const database = await emptyDatabase();
let failure: Error | undefined;
const away: Database & { url: string } = {
  ...database,
  query: (...asked: Parameters<Database['query']>) =>
    failure === undefined ? database.query(...asked) : Promise.reject(failure),
};
const house = await openHouse(away);
await register(house);
const quiet = await createAuth({ database: away, publicUrl: PUBLIC_URL, findPatients: async () => [] });
let breaksOff = false;
const server = createServer((request, response) => {
  const end = response.end.bind(response);
  if (breaksOff)
    response.end = () => {
      throw new Error('the connection broke');
    };
  else response.end = end;
  void quiet.callback()(request, response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => new Promise((resolve) => server.close(resolve)));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

afterEach(() => {
  failure = undefined;
  breaksOff = false;
});

const refreshing = { grant_type: 'refresh_token', refresh_token: 'any' };
const told = async (act: () => Promise<unknown>): Promise<string> => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  await act();
  return (await warned).message;
};

test('a database that is away is a fault of ours, whose reason only the event has', async () => {
  for (const [error, reason] of [
    [Object.assign(new Error('secret of the database'), { code: '57P01' }), '57P01'],
    [new TypeError('secret of the code'), 'TypeError'],
  ] as const) {
    failure = error;
    house.events.length = 0;
    const { status, body, headers } = await house.post('/oauth/token?x=y', refreshing);
    expect([status, body, headers.get('cache-control')]).toEqual([500, { error: 'server_error' }, 'no-store']);
    expect(house.events).toEqual([{ kind: 'failed', path: '/token', clientId: null, error: 'server_error', reason }]);
  }
});

test('a database that is away when an app asks is told to the person as a fault of ours, on a page', async () => {
  failure = Object.assign(new Error('secret of the database'), { code: '57P01' });
  house.events.length = 0;
  const asked = 'client_id=app&redirect_uri=https://app.example/callback&response_type=code&scope=openid';
  for (const language of ['en', 'ja']) {
    const page = await fetch(`${house.base}/oauth/authorize?${asked}`, { headers: { 'accept-language': language } });
    expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    const html = await page.text();
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain('<code>server_error</code>');
    expect(html).not.toContain('secret of the database');
  }
  expect(house.events.map(({ kind, path }) => [kind, path])).toEqual(Array(2).fill(['failed', '/authorize']));
});

test('a database that goes away while somebody signs in does not tell them that the sign-in is over', async () => {
  const app = { id: 'app', name: '服薬ノート', kind: 'app', authentication: 'none', scopes: ['openid'] };
  await house.auth.registerClient({ ...app, redirectUris: ['https://app.example/callback'] });
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: 'https://app.example/callback',
    scope: 'openid',
    aud: `${PUBLIC_URL}/fhir`,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  });
  const begun = await fetch(`${house.base}/oauth/authorize?${asked}`, { redirect: 'manual' });
  const cookie = begun.headers.getSetCookie().map((one) => one.split(';')[0]);
  const { pathname } = new URL(begun.headers.get('location') ?? '', PUBLIC_URL);
  const open = () => fetch(`${house.base}${pathname}`, { headers: { cookie: cookie.join('; ') } });
  expect((await open()).status).toBe(200);
  house.events.length = 0;
  failure = Object.assign(new Error('secret of the database'), { code: '57P01' });
  const page = await open();
  expect([page.status, await page.json()]).toEqual([500, { error: 'server_error' }]);
  const path = pathname.slice('/oauth'.length);
  expect(house.events).toEqual([{ kind: 'failed', path, clientId: null, error: 'server_error', reason: '57P01' }]);
  failure = undefined;
  expect((await open()).status).toBe(200);
});

test('what cannot be recorded is not answered, neither with a token nor with a way back to the app', async () => {
  let fault = new Error();
  const record = async () => Promise.reject(fault);
  const unrecorded = await openHouse(database, PUBLIC_URL, { record });
  const client = { id: 'unrecorded', name: '服薬ノート', kind: 'app', authentication: 'none', scopes: ['openid'] };
  await unrecorded.auth.registerClient({ ...client, redirectUris: ['https://app.example/callback'] });
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: 'unrecorded',
    redirect_uri: 'https://app.example/callback',
  });
  for (const [error, reason] of [
    [Object.assign(new Error('secret of the audit'), { code: '57014' }), '57014'],
    [new TypeError('secret of the code'), 'TypeError'],
  ] as const) {
    fault = error;
    unrecorded.events.length = 0;
    const answers = [
      await fetch(`${unrecorded.base}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams(tokenForm(assertion())),
      }),
      await fetch(`${unrecorded.base}/oauth/authorize?${asked}`, { redirect: 'manual' }),
    ];
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([503, { error: 'temporarily_unavailable' }]);
      const told = ['retry-after', 'cache-control', 'location', 'set-cookie'].map((name) => answer.headers.get(name));
      expect(told).toEqual(['5', 'no-store', null, null]);
    }
    const failed = { kind: 'failed', error: 'temporarily_unavailable', reason };
    expect(unrecorded.events.filter(({ kind }) => kind === 'failed')).toEqual([
      { ...failed, path: '/token', clientId: 'sodan-soft' },
      { ...failed, path: '/authorize', clientId: 'unrecorded' },
    ]);
  }
});

test('where nobody listens, failures become warnings of the process, and nothing else does', async () => {
  const ask = () => fetch(`${base}/oauth/token`, { method: 'POST', body: new URLSearchParams(refreshing) });
  expect((await ask()).status).toBe(400);
  failure = Object.assign(new Error('away'), { code: '57P01' });
  expect(await told(ask)).toBe('the authorization server failed at /token: 57P01');
  const body = new URLSearchParams(tokenForm(assertion()));
  const inside = () => fetch(`${base}/oauth/token`, { method: 'POST', body });
  expect(await told(inside)).toBe('the authorization server failed at /token: unknown');
});

test('an answer that breaks off is no whole answer', async () => {
  breaksOff = true;
  const warning = await told(async () => {
    await expect(fetch(`${base}/oauth/nowhere`)).rejects.toThrow('fetch failed');
  });
  expect(warning).toBe('the authorization server failed at /oauth/nowhere: Error');
});
