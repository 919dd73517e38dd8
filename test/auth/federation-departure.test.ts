/** What another issuer is asked, and what of it is kept until the browser is back. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { clearedCookie, depart, takeBegun } from '../../src/auth/federation-departure.ts';
import { emptyDatabase, NOW } from './house.ts';

const sql = await emptyDatabase();
const BACK = 'https://gateway.example/oauth/federated';
const OPTIONS = {
  issuer: 'https://idp.example',
  clientId: 'kakehashi',
  scopes: 'openid profile',
  acr: ['urn:one', 'pwd+otp', 'urn:two'],
  claim: 'sub',
  only: false,
};
let time = NOW;
const needsAt = (callbackUrl: string) => ({ sql, callbackUrl, now: () => time });

const leave = async (ageSecondsMax?: number, { acr = OPTIONS.acr, back = BACK } = {}) => {
  const departure = { interaction: 'waiting', ageSecondsMax, language: 'ja' };
  const way = await depart({ ...OPTIONS, acr }, departure, 'https://idp.example/auth?realm=h', needsAt(back));
  const { searchParams } = new URL(way.location);
  return { ...way, asked: Object.fromEntries(searchParams), state: String(searchParams.get('state')) };
};

test('the issuer is asked for a code, for this sign-in alone, and by the means that are believed', async () => {
  const { location, asked } = await leave();
  expect(location.startsWith('https://idp.example/auth?realm=h&')).toBe(true);
  const secret = expect.stringMatching(/^[\w-]{43}$/);
  expect(asked).toEqual({
    realm: 'h',
    response_type: 'code',
    client_id: 'kakehashi',
    redirect_uri: BACK,
    scope: 'openid profile',
    state: secret,
    nonce: secret,
    code_challenge: secret,
    code_challenge_method: 'S256',
    ui_locales: 'ja',
    acr_values: 'urn:one urn:two',
  });
  expect(new Set([asked['state'], asked['nonce'], asked['code_challenge']]).size).toBe(3);
  expect((await leave(undefined, { acr: ['pwd+otp'] })).asked['acr_values']).toBeUndefined();
});

test('how old a sign-in may be is asked for where the app asks for it, and a new one for the newest', async () => {
  const of = async (age?: number) => {
    const { asked } = await leave(age);
    return [asked['max_age'], asked['prompt']];
  };
  expect([await of(), await of(60), await of(0)]).toEqual([
    [undefined, undefined],
    ['60', undefined],
    ['0', 'login'],
  ]);
});

test('the cookie of a departure goes to the way back only, encrypted where that is, and is cleared by the same words', async () => {
  for (const [back, secure] of [
    [BACK, '; Secure'],
    ['http://127.0.0.1/oauth/federated', ''],
  ] as const) {
    const { cookie, state } = await leave(undefined, { back });
    const name = `kakehashi_federated_${createHash('sha256').update(state).digest('base64url').slice(0, 8)}`;
    const where = `Path=/oauth/federated; HttpOnly; SameSite=Lax${secure}`;
    expect(cookie.replace(/=[\w-]{43};/, '=secret;')).toBe(`${name}=secret; ${where}; Max-Age=600`);
    expect(clearedCookie(state, back)).toBe(`${name}=; ${where}; Max-Age=0`);
  }
});

test('what was begun is found once, by the browser that began it, for ten minutes', async () => {
  const pair = (cookie: string) => String(cookie.split(';')[0]);
  const take = (state: string, cookies: string) => takeBegun(needsAt(BACK), state, cookies);
  for (const [age, freshSince] of [
    [undefined, null],
    [60, new Date(NOW.getTime() - 60_000)],
  ] as const) {
    const { state, cookie, asked } = await leave(age);
    const other = await leave();
    expect(await take(state, '')).toBeUndefined();
    expect(await take(state, pair(other.cookie))).toBeUndefined();
    expect(await take(state, `x${pair(cookie)}`)).toBeUndefined();
    expect(await take('another', pair(cookie))).toBeUndefined();
    const begun = await take(state, `one=1; ${pair(other.cookie)}; ${pair(cookie)} ; two=2`);
    expect(begun).toEqual({ interaction: 'waiting', nonce: asked['nonce'], verifier: expect.any(String), freshSince });
    const challenge = createHash('sha256').update(String(begun?.verifier)).digest('base64url');
    expect(challenge).toBe(asked['code_challenge']);
    expect(await take(state, pair(cookie))).toBeUndefined();
  }
  const [soon, late] = [await leave(), await leave()];
  time = new Date(NOW.getTime() + 599_999);
  expect(await take(soon.state, pair(soon.cookie))).toBeDefined();
  time = new Date(NOW.getTime() + 600_000);
  expect(await take(late.state, pair(late.cookie))).toBeUndefined();
  time = NOW;
});
