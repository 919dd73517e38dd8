import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { RATE_LIMITS, type RateLimits } from '../../src/auth/index.ts';
import {
  assertion,
  emptyDatabase,
  type House,
  NOW,
  openHouse,
  PUBLIC_URL,
  proof,
  register,
  stopClock,
  takeToken,
  tokenForm,
} from './house.ts';

stopClock();
const database = await emptyDatabase();
const open = (limits: Partial<RateLimits>, trustedProxies: string[] = []): Promise<House> =>
  openHouse(database, PUBLIC_URL, { limits: { ...RATE_LIMITS, ...limits }, trustedProxies });

const strict = await open({ clientFailuresPerMinuteMax: 3, pageFailuresPerMinuteMax: 3 });
await register(strict, { introspection: true, launcher: true });
await register(strict, { id: 'other' });

let minute = 0;
beforeEach(() => {
  minute += 1;
  vi.setSystemTime(new Date(NOW.getTime() + minute * 61_000));
});

const wrong = (changes = {}) => tokenForm(assertion({ kid: 'wrong', ...changes }));
const ask = async (house: House, form: Record<string, string>, headers: Record<string, string> = {}) =>
  (await house.post('/oauth/token', form, headers)).status;

test('after so many failures a client is turned away from there for the rest of the minute, even with the right key', async () => {
  for (let left = 3; left > 0; left -= 1) expect(await ask(strict, wrong())).toBe(401);
  vi.setSystemTime(Date.now() + 20_000);
  const { status, headers, body } = await strict.post('/oauth/token', tokenForm(assertion()));
  expect([status, headers.get('retry-after'), headers.get('content-type')]).toEqual([429, '40', 'application/json']);
  expect(body).toEqual({ error: 'slow_down', error_description: 'too many requests: try again in 40 s' });
  expect([headers.get('cache-control'), headers.get('pragma'), headers.get('x-content-type-options')]).toEqual([
    'no-store',
    'no-cache',
    'nosniff',
  ]);
  expect([headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')]).toEqual([
    '*',
    'Retry-After',
  ]);
  expect(await ask(strict, tokenForm(assertion({ clientId: 'other' })))).toBe(200);
  vi.setSystemTime(Date.now() + 40_000);
  expect(await ask(strict, tokenForm(assertion()))).toBe(200);
});

test('failures count together at the token, introspection and revocation endpoints', async () => {
  const bad = () => proof(assertion({ kid: 'wrong' }));
  expect((await strict.post('/oauth/token/introspection', { token: 'x', ...bad() })).status).toBe(401);
  expect((await strict.post('/oauth/token/revocation', { token: 'x', ...bad() })).status).toBe(401);
  expect(await ask(strict, wrong())).toBe(401);
  expect((await strict.post('/oauth/token/introspection', { token: 'x', ...proof() })).status).toBe(429);
  expect((await strict.post('/oauth/token/revocation', { token: 'x', ...proof() })).status).toBe(429);
});

test('one client is counted as one, however its id is spelt', async () => {
  const spelt = ['sodan-soft', 'sodan%2Dsoft', '%73odan-soft', 'sodan%2dsoft'];
  const answers = [];
  for (const id of spelt)
    answers.push(
      await ask(
        strict,
        { grant_type: 'client_credentials' },
        { authorization: `Basic ${Buffer.from(`${id}:wrong`).toString('base64')}` },
      ),
    );
  expect(answers).toEqual([401, 401, 401, 429]);
});

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

test('whoever guesses at a secret is turned away whatever they guess, and the next client is not', async () => {
  const form = { grant_type: 'client_credentials' };
  const guess = (id: string, secret: string) => ask(strict, form, basic(id, secret));
  const answers = [];
  for (const secret of ['a', 'b', 'c:d', 'e']) answers.push(await guess('sodan-soft', secret));
  expect(answers).toEqual([401, 401, 401, 429]);
  expect(await guess('other', 'a')).toBe(401);
});

test('whoever tries many clients is turned away from there, and who authenticated there before goes on', async () => {
  const house = await open({ addressFailuresPerMinuteMax: 4 }, ['127.0.0.0/8', '::1']);
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const tryAs = (id: string, address: string) => ask(house, wrong({ clientId: id }), from(address));
  const come = (clientId: string, address: string) => ask(house, tokenForm(assertion({ clientId })), from(address));
  const ward = '192.0.2.1';
  // However many rightly come from one address, nobody is counted.
  for (let left = 10; left > 0; left -= 1) expect(await come('sodan-soft', ward)).toBe(200);
  const answers = [];
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) answers.push(await tryAs(id, ward));
  expect(answers).toEqual([401, 401, 401, 401, 429, 429]);
  expect([await come('sodan-soft', ward), await come('other', ward), await come('other', '192.0.2.2')]).toEqual([
    200, 429, 200,
  ]);
  // At the other doors as well, and to whoever only shows a token.
  const shown = { ...from(ward), authorization: 'Bearer x' };
  const doors = ['/oauth/token/introspection', '/oauth/launch'].map((path) => house.post(path, { token: 'x' }, shown));
  const revoked = house.post(
    '/oauth/token/revocation',
    { token: 'x', ...proof(assertion({ clientId: 'g' })) },
    from(ward),
  );
  expect((await Promise.all([...doors, revoked])).map(({ status }) => status)).toEqual([429, 429, 429]);
  vi.setSystemTime(Date.now() + 60_000);
  expect([await come('other', ward), await tryAs('a', ward)]).toEqual([200, 401]);
});

test('a client that authenticated there before is still turned away for failures of its own', async () => {
  const house = await open({ clientFailuresPerMinuteMax: 2, addressFailuresPerMinuteMax: 1 });
  const answers = [await ask(house, tokenForm(assertion()))];
  for (let left = 3; left > 0; left -= 1) answers.push(await ask(house, wrong()));
  expect(answers).toEqual([200, 401, 401, 429]);
});

test('clients that only name themselves are told apart, and so are the tokens of those who ask and announce by one', async () => {
  const name = (client_id: string) => ask(strict, { grant_type: 'refresh_token', refresh_token: 'x', client_id });
  const show = async (token: string) =>
    (await strict.post('/oauth/token/introspection', { token: 'x' }, { authorization: `Bearer ${token}` })).status;
  const announce = async (token: string) =>
    (await strict.post('/oauth/launch', {}, { authorization: `Bearer ${token}` })).status;
  for (const [once, one, other] of [
    [name, 'nobody', 'somebody'],
    [show, 'one-token', 'another-token'],
    [announce, 'a-third', 'a-fourth'],
  ] as const) {
    const answers = [];
    for (const who of [one, one, one, one, other]) answers.push(await once(who));
    expect(answers).toEqual([401, 401, 401, 429, 401]);
  }
});

test('what says of no client at all is no fault of ours', async () => {
  const form = { grant_type: 'client_credentials' };
  for (const authorization of ['Basic', 'Basic %', 'Bearer'])
    expect([authorization, await ask(strict, form, { authorization })]).toEqual([authorization, 400]);
});

test('an unknown client is turned away as a known one is', async () => {
  const answers = [];
  for (let left = 4; left > 0; left -= 1) answers.push(await ask(strict, wrong({ clientId: 'nobody' })));
  expect(answers).toEqual([401, 401, 401, 429]);
});

test('who authenticates rightly is not hindered: only failures are few', async () => {
  for (let left = 30; left > 0; left -= 1) expect(await ask(strict, tokenForm(assertion()))).toBe(200);
  expect(RATE_LIMITS.tokenRequestsPerMinuteMax).toBeGreaterThan(300 * 60);
  expect(RATE_LIMITS.introspectionsPerMinuteMax).toBeGreaterThan(2_000 * 60);
});

test('requests and introspections have a ceiling of their own, by client', async () => {
  const house = await open({ tokenRequestsPerMinuteMax: 2, introspectionsPerMinuteMax: 1 });
  const token = await takeToken(house);
  expect(await ask(house, tokenForm(assertion()))).toBe(200);
  expect(await ask(house, tokenForm(assertion()))).toBe(429);
  expect((await house.post('/oauth/token/revocation', { token, ...proof() })).status).toBe(429);
  expect(await ask(house, tokenForm(assertion({ clientId: 'other' })))).toBe(200);
  const introspect = () => house.post('/oauth/token/introspection', { token, ...proof() });
  expect([(await introspect()).status, (await introspect()).status]).toEqual([200, 429]);
  // What was turned away was not looked at either, also not behind the answer.
  expect(house.events.map(({ kind, clientId }) => [kind, clientId])).toEqual([
    ['granted', 'sodan-soft'],
    ['granted', 'sodan-soft'],
    ['granted', 'other'],
  ]);
});

test('a browser that asks too often is told so on a page, in its language', async () => {
  const house = await open({ pagesPerMinuteMax: 2 });
  const visit = (language: string) =>
    fetch(`${house.base}/oauth/authorize`, { headers: { 'accept-language': language, accept: 'text/html' } });
  await visit('ja');
  await visit('ja');
  const [ja, en, fr] = [await visit('ja'), await visit('en'), await visit('fr')];
  expect([ja.status, ja.headers.get('retry-after'), ja.headers.get('content-type')]).toEqual([
    429,
    '60',
    'text/html; charset=utf-8',
  ]);
  expect(ja.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await ja.text()).toContain('60秒たってから、もう一度お試しください。');
  expect(await en.text()).toContain('Try again in 60 seconds.');
  expect(await fr.text()).toContain('60秒たってから、もう一度お試しください。');
});

test('forms that are refused are few, wherever they are sent', async () => {
  const send = async () =>
    (await strict.post(`/oauth/interaction/${randomBytes(8).toString('hex')}`, { login: 'x', password: 'y' })).status;
  // Whoever only looks at a page that is gone has guessed at nothing.
  for (let left = 4; left > 0; left -= 1) await fetch(`${strict.base}/oauth/interaction/gone`);
  expect([await send(), await send(), await send(), await send()]).toEqual([400, 400, 400, 429]);
});

test('forms have the ceiling of pages, and a count of their own', async () => {
  const house = await open({ pagesPerMinuteMax: 2 });
  const send = () => house.post('/oauth/interaction/gone', { login: 'x', password: 'y' });
  const statuses = [(await send()).status, (await send()).status];
  const { status, headers } = await send();
  expect([...statuses, status, headers.get('content-type')]).toEqual([400, 400, 429, 'text/html; charset=utf-8']);
  expect((await fetch(`${house.base}/oauth/authorize`)).status).toBe(400);
});

test('where nothing else is said, twenty failures of a client are too many, two hundred of an address, and sixty refused forms', async () => {
  const house = await openHouse(database, PUBLIC_URL, { limits: RATE_LIMITS });
  const guess = () => ask(house, { grant_type: 'client_credentials' }, basic('sodan-soft', 'wrong'));
  const send = async () => (await house.post('/oauth/interaction/gone', { login: 'x', password: 'y' })).status;
  let tried = 0;
  const guessAnother = () => {
    tried += 1;
    return ask(house, { grant_type: 'client_credentials' }, basic(`client-${tried}`, 'wrong'));
  };
  for (const [once, most, refused] of [
    [guess, 20, 401],
    // The twenty before are of the same address.
    [guessAnother, 180, 401],
    [send, 60, 400],
  ] as const) {
    const answers = [];
    for (let tries = 0; tries <= most; tries += 1) answers.push(await once());
    expect(answers).toEqual([...Array.from({ length: most }, () => refused), 429]);
  }
});

test('launches have a ceiling by client, whatever token it shows', async () => {
  const house = await open({ launchesPerMinuteMax: 1 });
  const announce = async () => {
    const authorization = `Bearer ${await takeToken(house)}`;
    const headers = { authorization, 'content-type': 'application/json' };
    return fetch(`${house.base}/oauth/launch`, { method: 'POST', headers, body: '{"client":"none"}' });
  };
  expect([(await announce()).status, (await announce()).status]).toEqual([422, 429]);
});

test('what a header says of the address is believed from trusted proxies only', async () => {
  const failFrom = async (house: House, from: string) => ask(house, wrong(), { 'x-forwarded-for': from });
  const plain = await open({ clientFailuresPerMinuteMax: 1 });
  expect([await failFrom(plain, '192.0.2.1'), await failFrom(plain, '192.0.2.2')]).toEqual([401, 429]);
  const behind = await open({ clientFailuresPerMinuteMax: 1 }, ['127.0.0.0/8', '10.0.0.1', '::1']);
  const walk = [];
  for (const from of [
    '192.0.2.1',
    '192.0.2.2',
    // What the client itself wrote stands on the left, and decides nothing.
    '198.51.100.7, 192.0.2.1',
    '192.0.2.3, 10.0.0.1',
    '192.0.2.3, 10.0.0.2',
    '192.0.2.3',
    '2001:db8:1:2::1',
    '2001:DB8:1:2:ffff::9, ::1',
    '2001:db8:1:3::1',
    '::ffff:192.0.2.1',
    'nonsense',
    'other nonsense',
    // Proxies alone, and nobody behind them.
    '127.0.0.9, 10.0.0.1',
    '127.0.0.9',
    '::1:2',
    '::9:2',
    '2001:db8:1:4::',
    '2001:db8:1:4::1',
  ])
    walk.push(await failFrom(behind, from));
  expect(walk).toEqual([401, 401, 429, 401, 401, 429, 401, 429, 401, 429, 401, 429, 401, 429, 401, 429, 401, 429]);
});
