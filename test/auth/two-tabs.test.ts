/** One browser with two requests of apps at once, whose answers come when they come. */
import { expect, test, vi } from 'vitest';
import { type AppHouse, openAppHouse, stepOf } from './app-house.ts';

const house = await openAppHouse();
const SCOPE = 'online_access user/Patient.rs';
type Browser = ReturnType<AppHouse['browser']>;

/** A browser that somebody signed in with, and two of its tabs, in each of which a decision is to be made. */
async function twoTabs() {
  const browser = house.browser();
  const first = await browser.submit(await browser.open(house.begin(SCOPE)), house.coordinator.proof());
  const second = await browser.open(house.begin(SCOPE));
  expect([stepOf(first), stepOf(second)]).toEqual(['consent', 'consent']);
  return { browser, first: { tab: asNow(browser), page: first }, second: { tab: asNow(browser), page: second } };
}

/** What sends the cookies that the browser has now, before an answer that is on its way has come. */
const asNow = ({ cookies }: Browser): Browser => house.browser('ja', cookies);
const sessionOf = ({ cookies }: Browser) => cookies.get('kakehashi_session /oauth');
const stepWith = async (browser: Browser) => stepOf(await asNow(browser).open(house.begin(SCOPE)));

test('both end well, though the answer to the one has not come when the other is sent', async () => {
  const { browser, first, second } = await twoTabs();
  // People take their time over a decision.
  vi.setSystemTime(Date.now() + 120_000);
  const before = sessionOf(browser);
  const tokens = [];
  for (const { tab, page } of [first, second]) tokens.push((await house.redeem(await tab.submit(page))).body);
  expect(tokens.map(({ scope }) => scope)).toEqual([SCOPE, SCOPE]);
  // The first was given the new name of the session; what comes later does not take it away.
  expect([sessionOf(first.tab) === before, sessionOf(second.tab) === before]).toEqual([false, true]);
  expect(await stepWith(first.tab)).toBe('consent');
  // Both hang on the one session, and end with it.
  const leave = await first.tab.open(`${house.url}/oauth/session/end`);
  expect((await first.tab.submit(leave, { logout: 'yes' })).html).toContain('サインアウトしました');
  for (const { access_token } of tokens) expect(await house.isCaller(access_token)).toBe(false);
  expect([await stepWith(first.tab), await stepWith(second.tab)]).toEqual(['sign-in', 'sign-in']);
});

test('both end well where they are sent in the same moment', async () => {
  const { browser, first, second } = await twoTabs();
  const ends = await Promise.all([first, second].map(({ tab, page }) => tab.submit(page)));
  const tokens = [];
  for (const end of ends) tokens.push((await house.redeem(end)).body);
  expect(tokens.map(({ scope }) => scope)).toEqual([SCOPE, SCOPE]);
  // One of them was given the new name, by which the browser goes on.
  const named = [first, second].filter(({ tab }) => sessionOf(tab) !== sessionOf(browser));
  expect(await Promise.all(named.map(({ tab }) => stepWith(tab)))).toEqual(['consent']);
});

test('whoever signs out by the old name of the session ends it', async () => {
  const { first, second } = await twoTabs();
  const { access_token } = (await house.redeem(await first.tab.submit(first.page))).body;
  expect(await house.isCaller(access_token)).toBe(true);
  await second.tab.submit(await second.tab.open(`${house.url}/oauth/session/end`), { logout: 'yes' });
  expect([await house.isCaller(access_token), await stepWith(first.tab)]).toEqual([false, 'sign-in']);
});

test('the old name opens nothing after a minute, however often it was shown', async () => {
  const { first, second } = await twoTabs();
  await first.tab.submit(first.page);
  const seen = [];
  for (const seconds of [0, 59, 1]) {
    vi.setSystemTime(Date.now() + seconds * 1_000);
    seen.push(await stepWith(second.tab));
  }
  expect([...seen, await stepWith(first.tab)]).toEqual(['consent', 'consent', 'sign-in', 'consent']);
});

test('a name from before the sign-in never opens what came of it', async () => {
  const browser = house.browser();
  await browser.submit(await browser.open(house.begin(SCOPE)), house.coordinator.proof());
  await house.database.query(`DELETE FROM auth_state WHERE model = 'Session'`);
  // The library gives a browser whose session is gone another one, in which nobody is.
  const page = await browser.open(house.begin(SCOPE));
  const planted = asNow(browser);
  expect([stepOf(page), sessionOf(planted)]).toEqual(['sign-in', expect.any(String)]);
  const consent = await browser.submit(page, house.coordinator.proof());
  expect([stepOf(consent), sessionOf(browser) === sessionOf(planted)]).toEqual(['consent', false]);
  expect(await stepWith(planted)).toBe('sign-in');
});
