/** New keys of the server, while its processes go on as they were started. */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { rotateServerKeys } from '../../src/auth/index.ts';
import type { Database } from '../../src/database/index.ts';
import { openAppHouse, stepOf } from './app-house.ts';

const house = await openAppHouse();
const older = await house.second();
let reads = 0;
const counting: Database = {
  ...house.database,
  query: (text, ...more) => {
    if (text.includes('FROM auth_key')) reads += 1;
    return house.database.query(text, ...more);
  },
};
const counted = await house.second(counting);
const SCOPE = 'openid user/Patient.rs';

const pass = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1_000);
const keysAt = async (url: string) => {
  const { keys } = (await (await fetch(`${url}/oauth/jwks`)).json()) as { keys: (JsonWebKey & { kid: string })[] };
  return keys;
};
const kidsAt = async (url: string) => (await keysAt(url)).map(({ kid }) => kid);
const idToken = async () => String((await house.connect(house.coordinator, SCOPE))['id_token']);
const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

async function isSignedByKeyOf(url: string, token: string): Promise<boolean> {
  const [header, payload, signature = ''] = token.split('.');
  const key = (await keysAt(url)).find(({ kid }) => kid === kidOf(token));
  if (key === undefined) return false;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
}

/** How a process takes a token that an app shows at the sign-out. */
const statusOfHint = async (url: string, token: string) =>
  (await fetch(`${url}/oauth/session/end?id_token_hint=${token}`)).status;

/** The page on which somebody is who opens the app again at this process. */
const stepAt = async (url: string, browser: ReturnType<typeof house.browser>) =>
  stepOf(await browser.open(house.begin(SCOPE).replace(house.url, url)));

test('every process, older or younger than a new key, knows it before it signs, and signs by it a day later', async () => {
  const before = await idToken();
  const [first] = await kidsAt(house.url);
  expect([await kidsAt(older), kidOf(before)]).toEqual([[first], first]);

  await rotateServerKeys(house.database, new Date());
  pass(10);
  const younger = await house.second();
  const known = await kidsAt(younger);
  expect(known).toEqual([first, expect.any(String)]);
  for (const url of [house.url, older]) expect(await kidsAt(url)).toEqual(known);
  expect(kidOf(await idToken())).toBe(first);

  // Somebody is at the screen in the moment in which the new key begins.
  pass(24 * 3_600 - 300);
  const browser = house.browser();
  const late = String((await house.connect(house.coordinator, SCOPE, { browser }))['id_token']);
  expect(kidOf(late)).toBe(first);
  pass(300);
  const after = await idToken();
  expect(kidOf(after)).toBe(known[1]);
  for (const url of [house.url, older, younger]) {
    expect(await kidsAt(url)).toEqual(known.toReversed());
    for (const token of [before, late, after])
      expect([await isSignedByKeyOf(url, token), await statusOfHint(url, token)]).toEqual([true, 200]);
    // The cookie of the sign-in is good in each, whichever of them signed it.
    expect(await stepAt(url, browser)).toBe('consent');
  }
});

test('however many ask in ten seconds, the keys are read once', async () => {
  pass(10);
  reads = 0;
  const ask = () => Promise.all(Array.from({ length: 30 }, () => kidsAt(counted)));
  await ask();
  await ask();
  expect(reads).toBe(1);
  pass(9);
  await ask();
  expect(reads).toBe(1);
  pass(1);
  await ask();
  expect(reads).toBe(2);
});

test('a sign-in that began before a key was made ends after it', async () => {
  const browser = house.browser();
  const page = await browser.open(house.begin(SCOPE));
  expect(stepOf(page)).toBe('sign-in');
  await rotateServerKeys(house.database, new Date());
  pass(10);
  const next = await browser.submit({ ...page, url: page.url.replace(house.url, older) }, house.coordinator.proof());
  const end = await browser.submit({ ...next, url: next.url.replace(older, house.url) });
  expect((await house.redeem(end)).status).toBe(200);
});
