import { expect, test } from 'vitest';
import { PERSON_B } from '../gateway.ts';
import { consentFor, withdraw } from '../http/partly-consented.ts';
import { ask, authorizeUrl, connect, pkce, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse();
const { coordinator } = house;
const SCOPE = 'offline_access user/*.rs';
const path = `/fhir/Patient/${PERSON_B}`;

test('without a consent the coordinator is shown nobody to choose, and an app with every scope reads nothing', async () => {
  const { body } = await connect(house, { account: coordinator, scope: SCOPE });
  expect((await ask(house, body['access_token'], path)).status).toBe(404);
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { scope: 'patient/*.rs', challenge: pkce().challenge }));
  const picker = await walkThrough(browser, first, { account: coordinator, until: 'patient' });
  expect([picker.html.includes('見つかりません。'), picker.html.includes(PERSON_B)]).toEqual([true, false]);
  const forced = await browser.submit(picker, { patient: PERSON_B });
  expect([forced.status, forced.html.includes('一人を選んでください。')]).toEqual([400, true]);
  const launch = await house.gateway.auth.announceLaunch({ client: 'public-app', patient: PERSON_B });
  const again = await house.gateway.auth.announceLaunch({ client: 'public-app', patient: PERSON_B });
  const handle = 'launch' in again ? again.launch : '';
  const asked = house.browser();
  const asking = { scope: 'launch patient/*.rs', challenge: pkce().challenge, more: { launch: handle } };
  const page = await walkThrough(asked, await asked.open(authorizeUrl(house, asking)), {
    account: coordinator,
    until: 'consent',
  });
  // Whom the role may not see is not named on the page either.
  expect([page.html.includes('<dd>—</dd>'), page.html.includes('佐藤')]).toEqual([true, false]);
  const launched = await connect(house, {
    account: coordinator,
    scope: 'launch patient/*.rs',
    more: { launch: 'launch' in launch ? launch.launch : '' },
  });
  expect(launched.body['patient']).toBe(PERSON_B);
  expect((await ask(house, launched.body['access_token'], path)).status).toBe(404);
  const search = await ask(house, launched.body['access_token'], `/fhir/Condition?patient=${PERSON_B}`);
  expect([search.status, search.json.total]).toEqual([200, 0]);
});

test('a withdrawal in the middle of a session acts on the next request, and what was hidden is answered as at first', async () => {
  const { body } = await connect(house, { account: coordinator, scope: SCOPE });
  const token = body['access_token'];
  const conditions = `/fhir/Condition?patient=${PERSON_B}`;
  const before = await ask(house, token, path);
  const consent = await consentFor(house.call);
  expect((await ask(house, token, path)).status).toBe(200);
  expect((await ask(house, token, conditions)).json.total).toBe(1);
  await withdraw(house.call, consent);
  const after = await ask(house, token, path);
  expect([after.status, after.json]).toEqual([before.status, before.json]);
  expect((await ask(house, token, conditions)).json.total).toBe(0);
});
