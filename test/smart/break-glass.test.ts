import { expect, test } from 'vitest';
import { auditEvents } from '../audit-events.ts';
import { PERSON_B } from '../gateway.ts';
import type { Fields } from './browser.ts';
import { ask, authorizeUrl, codeOf, connect, pkce, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse();
const { worker } = house;
const role = async (purpose: string) => {
  const user = await house.gateway.auth.people.findUser(worker.id);
  return `${user?.roles[0]?.id} ${purpose}`;
};
const SCOPE = 'offline_access patient/*.rs';
const REASON = '外来に意識のない状態で運ばれた';

/** The page after the choice of the emergency with these fields. */
async function breaking(fields: Fields) {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge }));
  const page = await walkThrough(browser, first, { account: worker, until: 'role' });
  return browser.submit(page, { role: await role('BTG'), ...fields });
}

test('an emergency asks for its reason, and for the person at this very moment', async () => {
  const { password } = worker;
  const unreasoned = await breaking({ reason: ' ', password, code: codeOf(worker) });
  expect([unreasoned.status, unreasoned.html.includes('緊急時の理由を')]).toEqual([400, true]);
  const unwritten = await breaking({ reason: undefined, password, code: codeOf(worker) });
  expect([unwritten.status, unwritten.html.includes('緊急時の理由を')]).toEqual([400, true]);
  const nothing = await breaking({ reason: REASON, password: undefined, code: undefined });
  expect([nothing.status, nothing.html.includes('正しくないか')]).toEqual([400, true]);
  const away = await breaking({ reason: REASON });
  expect([away.status, away.html.includes('正しくないか')]).toEqual([400, true]);
  const wrong = await breaking({ reason: REASON, password: 'wrong', code: codeOf(worker) });
  expect([wrong.status, wrong.html.includes('正しくないか')]).toEqual([400, true]);
});

test('its token lives for a quarter of an hour, has no refresh, and its reason is in the audit', async () => {
  const answers = {
    role: { role: await role('BTG'), reason: REASON, password: worker.password, code: '' },
    patient: { patient: PERSON_B },
  };
  const { body } = await connect(house, {
    account: worker,
    scope: SCOPE,
    answers: {
      ...answers,
      get role() {
        return { ...answers.role, code: codeOf(worker) };
      },
    },
  });
  expect([body['expires_in'], body['refresh_token'], body['__purpose_of_use']]).toEqual([900, undefined, 'BTG']);
  await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`);
  const event = (await auditEvents(house.database)).at(-1);
  expect(event?.purposeOfEvent).toEqual([{ coding: [expect.objectContaining({ code: 'BTG' })], text: REASON }]);
  house.passSeconds(901);
  expect((await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
});

test('a role without the purpose cannot choose it, whatever the form says', async () => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge }));
  const page = await walkThrough(browser, first, { account: worker, until: 'role' });
  const refused = await browser.submit(page, { role: await role('HSYSADMIN') });
  expect([refused.status, refused.html.includes('役割と利用目的を選んでください。')]).toEqual([400, true]);
});
