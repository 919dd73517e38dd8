/** A session that ends while the same browser asks for something else: it stays ended. */
import { expect, test, vi } from 'vitest';
import type { Sql } from '../../src/database/index.ts';
import { openAppHouse, stepOf } from './app-house.ts';

const house = await openAppHouse();
const { coordinator } = house;
const SCOPE = 'online_access user/Patient.rs';

/** Asks for the first page of an app again and again, with the cookies of a browser, until it is stopped. */
function loops(cookies: ReadonlyMap<string, string>, count: number): () => Promise<void> {
  let isOver = false;
  const cookie = cookieOf(cookies);
  const loop = async () => {
    while (!isOver) await (await fetch(house.begin(SCOPE), { headers: { cookie }, redirect: 'manual' })).text();
  };
  const running = Promise.all(Array.from({ length: count }, loop));
  return async () => {
    isOver = true;
    await running;
  };
}

const cookieOf = (cookies: ReadonlyMap<string, string>): string =>
  [...cookies]
    .filter(([key]) => key.endsWith(' /oauth'))
    .map(([key, value]) => `${key.split(' ')[0]}=${value}`)
    .join('; ');

/** A browser with these cookies, which nothing changed since. */
const again = (cookies: ReadonlyMap<string, string>) => house.browser('ja', new Map(cookies));

test('who signs out is signed out, whatever the same browser asks for meanwhile', async () => {
  for (let left = 4; left > 0; left -= 1) {
    const browser = house.browser();
    const body = await house.connect(coordinator, SCOPE, { browser });
    const before = new Map(browser.cookies);
    const stop = loops(before, 2);
    const signedOut = await browser.submit(await browser.open(`${house.url}/oauth/session/end`), { logout: 'yes' });
    await stop();
    expect(signedOut.html).toContain('サインアウトしました');
    expect(await house.isCaller(body['access_token'])).toBe(false);
    expect(stepOf(await again(before).open(house.begin(SCOPE)))).toBe('sign-in');
    expect(stepOf(await browser.open(house.begin(SCOPE)))).toBe('sign-in');
  }
});

test('whom an administrator shuts out signs in anew, whatever the browser asks for meanwhile', async () => {
  const user = await house.add('mori', '森 葵', { actor: 'PractitionerRole/office', purposes: ['COC'] });
  const browser = house.browser();
  await house.connect(user, SCOPE, { browser });
  const stop = loops(browser.cookies, 6);
  await house.auth.people.resetPassword(user.id);
  await stop();
  expect(stepOf(await browser.open(house.begin(SCOPE)))).toBe('sign-in');
});

/** Holds all sessions, or what else is kept, while requests get as far as writing to theirs, one after the other, and lets them go on. */
async function whileHeld<T>(
  requests: readonly (() => Promise<T>)[],
  then?: (sql: Sql) => Promise<unknown>,
  model: 'Session' | 'Interaction' = 'Session',
) {
  const asked: Promise<T>[] = [];
  await house.database.transaction(async (sql) => {
    await sql.query('SELECT 1 FROM auth_state WHERE model = $1 FOR UPDATE', [model]);
    for (const request of requests) {
      asked.push(request());
      await vi.waitFor(async () => expect(await waiting()).toBe(asked.length), 20_000);
    }
    await then?.(sql);
  });
  return Promise.all(asked);
}

const waiting = async (): Promise<number> => {
  const { rowCount } = await house.database.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rowCount;
};

test('a request that was under way when its session ended neither writes it nor tells the browser of it', async () => {
  const browser = house.browser();
  await house.connect(coordinator, SCOPE, { browser });
  const cookie = cookieOf(browser.cookies);
  const ask = () => fetch(house.begin(SCOPE), { headers: { cookie }, redirect: 'manual' });
  const named = (answer: Response) => answer.headers.getSetCookie().map((line) => line.split('=')[0]);
  const all = ['kakehashi_interaction', 'kakehashi_interaction.sig', 'kakehashi_resume', 'kakehashi_resume.sig'];
  const own = ['kakehashi_session', 'kakehashi_session.sig'];
  expect(named(await ask()).sort()).toEqual([...all, ...own]);
  const [answer] = await whileHeld([ask], (sql) => sql.query(`DELETE FROM auth_state WHERE model = 'Session'`));
  expect(answer && named(answer).sort()).toEqual(all);
  expect((await house.database.query(`SELECT 1 FROM auth_state WHERE model = 'Session'`)).rowCount).toBe(0);
});

test('the page that asks whether to sign out holds, whatever else the browser asks for meanwhile', async () => {
  const browser = house.browser();
  await house.connect(coordinator, SCOPE, { browser });
  // An earlier page of this kind, which the new one takes the place of.
  await browser.open(`${house.url}/oauth/session/end`);
  const other = again(browser.cookies);
  const [page] = await whileHeld([
    () => browser.open(`${house.url}/oauth/session/end`),
    () => other.open(house.begin(SCOPE)),
  ]);
  expect(page && (await browser.submit(page, { logout: 'yes' })).html).toContain('サインアウトしました');
});

test('whoever only looked at the page that asks whether to sign out goes on with apps', async () => {
  const browser = house.browser();
  await house.connect(coordinator, SCOPE, { browser });
  const page = await browser.open(`${house.url}/oauth/session/end`);
  expect(page.html).toContain('このゲートウェイからサインアウトしますか');
  expect((await house.connect(coordinator, SCOPE, { browser }))['scope']).toBe(SCOPE);
});

test('the page that asks whether to sign out holds once, also for whoever stays', async () => {
  const browser = house.browser();
  const { id_token } = await house.connect(coordinator, `openid ${SCOPE}`, { browser });
  const page = await browser.open(`${house.url}/oauth/session/end?id_token_hint=${id_token}`);
  expect((await browser.submit(page)).html).toContain('サインインしたままです');
  expect((await browser.submit(page, { logout: 'yes' })).status).toBe(400);
  expect(stepOf(await browser.open(house.begin(SCOPE)))).toBe('consent');
});

test('a sign-in that was under way when it was ended does not go on', async () => {
  const browser = house.browser();
  const page = await browser.open(house.begin(SCOPE));
  const [end] = await whileHeld(
    [() => browser.submit(page, coordinator.proof())],
    (sql) => sql.query(`DELETE FROM auth_state WHERE model = 'Interaction'`),
    'Interaction',
  );
  expect([end?.status, end?.html.includes('この要求は受け付けられませんでした')]).toEqual([400, true]);
  expect((await house.database.query(`SELECT 1 FROM auth_state WHERE model = 'Interaction'`)).rowCount).toBe(0);
  expect(stepOf(await browser.open(house.begin(SCOPE)))).toBe('sign-in');
});
