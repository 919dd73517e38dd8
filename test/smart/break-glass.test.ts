import { expect, test } from 'vitest';
import { auditEvents } from '../audit-events.ts';
import { PERSON_B } from '../gateway.ts';
import type { Fields } from './browser.ts';
import { addAccount, ask, authorizeUrl, codeOf, connect, pkce, smartHouse, walkThrough } from './house.ts';

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

/** What is answered to the pages until the glass is broken for this reason. */
async function answersOf(reason: string) {
  const chosen = { role: await role('BTG'), reason, password: worker.password };
  return {
    get role() {
      return { ...chosen, code: codeOf(worker) };
    },
    patient: { patient: PERSON_B },
  };
}

/** The token of an app for which the glass was broken for this reason. */
const broken = async (reason: string, browser = house.browser()): Promise<Record<string, any>> =>
  (await connect(house, { account: worker, scope: SCOPE, browser, answers: await answersOf(reason) })).body;

/** The reason that the audit has of what was read with this token. */
async function reasonTold(body: Record<string, any>): Promise<string | undefined> {
  await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`);
  const event = (await auditEvents(house.database)).at(-1);
  const [purpose, ...others] = event?.purposeOfEvent ?? [];
  expect([purpose?.coding, others]).toEqual([[expect.objectContaining({ code: 'BTG' })], []]);
  return purpose?.text;
}

test('its token lives for a quarter of an hour, has no refresh, and its reason is in the audit', async () => {
  const body = await broken(REASON);
  expect([body['expires_in'], body['refresh_token'], body['__purpose_of_use']]).toEqual([900, undefined, 'BTG']);
  expect(await reasonTold(body)).toBe(REASON);
  house.passSeconds(901);
  expect((await ask(house, body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
});

test('it offers no staying connected, grants none, and ends with the session', async () => {
  const browser = house.browser();
  const scope = `online_access ${SCOPE}`;
  const first = await browser.open(authorizeUrl(house, { scope, challenge: pkce().challenge }));
  const answers = await answersOf(REASON);
  const page = await walkThrough(browser, first, { account: worker, answers, until: 'consent' });
  expect(page.html).toContain('緊急時には、本人が同意していない記録も見えることがあります。');
  expect(page.html).not.toContain('本人の同意がある範囲を超えて');
  expect(page.html).not.toContain('つながったまま');
  const { scope: granted, access_token: token } = await broken(REASON, browser);
  expect(granted).toBe('patient/*.rs');
  expect((await ask(house, token, `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
  await browser.submit(await browser.open(`${house.url}/oauth/session/end`), { logout: 'yes' });
  expect((await ask(house, token, `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
});

test('a reason has five characters or more, and of one without end five hundred are kept, each whole', async () => {
  for (const short of ['救急搬送', '🚑🚑🚑🚑', '  救急搬送  ']) {
    const page = await breaking({ reason: short, password: worker.password, code: codeOf(worker) });
    expect([short, page.status, page.html.includes('緊急時の理由を5文字以上で')]).toEqual([short, 400, true]);
  }
  expect(await reasonTold(await broken(' 救急搬送中 '))).toBe('救急搬送中');
  const kept = `${'あ'.repeat(499)}🚑`;
  expect(await reasonTold(await broken(`${kept}い`))).toBe(kept);
});

test('a reason counts by its letters and digits: what nobody can see or read is none', async () => {
  const unseen = ['\u200b', '\u3164', '\u115f', '\uffa0', '\u0007', '\u2800', '\ufe0f', '.', '、', '\u3099'];
  for (const sign of unseen) {
    const reason = `救急搬送${sign.repeat(6)}`;
    const page = await breaking({ reason, password: worker.password, code: codeOf(worker) });
    expect([
      sign,
      page.status,
      page.html.includes('緊急時の理由を5文字以上で書いてください（記号や空白は数えません）。'),
    ]).toEqual([sign, 400, true]);
  }
  expect(await reasonTold(await broken('救急、搬送。119'))).toBe('救急、搬送。119');
});

test('a role without the purpose cannot choose it, whatever the form says', async () => {
  const browser = house.browser();
  const first = await browser.open(authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge }));
  const page = await walkThrough(browser, first, { account: worker, until: 'role' });
  const refused = await browser.submit(page, { role: await role('HSYSADMIN') });
  expect([refused.status, refused.html.includes('役割と利用目的を選んでください。')]).toEqual([400, true]);
});

test('who may break the glass in one role of two, or may do nothing else, is asked for the reason', async () => {
  const user = await house.gateway.auth.people.findUser(worker.id);
  const { actor, organization, name } = user?.roles[0] ?? {};
  const [plain, emergency] = [['TREAT'], ['BTG']].map((purposes) => ({ actor, organization, name, purposes }));
  for (const [login, roles] of [
    ['two-roles', [plain, emergency]],
    ['only-emergencies', [emergency]],
  ] as const) {
    const account = await addAccount(house, { login, name: '木村 恵', fhirUser: user?.fhirUser, roles });
    const browser = house.browser();
    const first = await browser.open(authorizeUrl(house, { scope: SCOPE, challenge: pkce().challenge }));
    const page = await walkThrough(browser, first, { account, until: 'role' });
    expect([page.status, page.html.includes('name="reason"')]).toEqual([200, true]);
  }
});
