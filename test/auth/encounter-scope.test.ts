/** `launch/encounter`: granted where a stay is in the context, and nowhere else. */
import { expect, test } from 'vitest';
import { openAppHouse, stepOf } from './app-house.ts';

const house = await openAppHouse();
const STAY = 'stay-1';
const WORDS = 'いまの入院・受診';

/** What the app gets, and whether the page spoke of a stay. */
async function granted(scope: string, more: Record<string, string> = {}) {
  const browser = house.browser();
  const page = await browser.submit(await browser.open(house.begin(scope, more)), house.person.proof());
  expect(stepOf(page)).toBe('consent');
  const { body } = await house.redeem(await browser.submit(page));
  return { scope: body['scope'], encounter: body['encounter'], spoken: page.html.includes(WORDS), body };
}

test('a launch with a stay that is open grants it', async () => {
  const launch = await house.launch({ patient: 'sato', encounter: STAY });
  const scope = 'launch launch/encounter patient/Patient.rs';
  expect(await granted(scope, { launch })).toMatchObject({ scope, encounter: STAY, spoken: true });
});

test.each([
  ['nobody launched', undefined],
  ['the launch has none', { patient: 'sato' }],
])('where %s, the scope is left out of what is granted, and the page does not speak of it', async (_, said) => {
  const more: Record<string, string> = said === undefined ? {} : { launch: await house.launch(said) };
  const others = `openid${said === undefined ? '' : ' launch'} offline_access patient/Patient.rs`;
  const { body, ...seen } = await granted(`launch/encounter ${others}`, more);
  expect(seen).toEqual({ scope: others, encounter: undefined, spoken: false });
  expect((await house.refresh(body['refresh_token'])).body['scope']).toBe(others);
});

test('an app that asks for nothing else is refused, before anybody has to sign in', async () => {
  const browser = house.browser();
  const end = new URL((await browser.open(house.begin('launch/encounter'))).url);
  expect(Object.fromEntries(end.searchParams)).toEqual({
    error: 'invalid_scope',
    error_description: 'none of the requested scopes is granted',
    state: 'state-of-the-app',
    iss: `${house.url}/oauth`,
  });
});

test('an app that is registered for none of it any more is refused, before anybody signs in', async () => {
  const browser = house.browser();
  const page = await browser.open(house.begin('patient/Patient.rs'));
  expect(stepOf(page)).toBe('sign-in');
  const { rows } = await house.database.query<{ scopes: string[] }>(`SELECT scopes FROM auth_client WHERE id = 'app'`);
  await house.database.query(`UPDATE auth_client SET scopes = '{openid}' WHERE id = 'app'`);
  const between = await browser.open(page.url);
  await house.database.query(`UPDATE auth_client SET scopes = $1 WHERE id = 'app'`, [rows[0]?.scopes]);
  expect(new URL(between.url).searchParams.get('error')).toBe('invalid_scope');
});
