/** The pages of a sign-in that is not complete, and what an administrator does in the middle of one. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { totpCode } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { PERSON_B } from '../gateway.ts';
import type { Page } from './browser.ts';
import { ask, askToken, authorizeUrl, CALLBACK, codeOf, pkce, refresh, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse();
const { people } = house.gateway.auth;
const faultOf = ({ html }: Page): string | undefined => /<p class="fault"[^>]*>([^<]*)</.exec(html)?.[1];
const stepOf = ({ html }: Page): string | undefined => /name="step" value="([a-z-]+)"/.exec(html)?.[1];
const GONE = 'この手続きは終わっています';
const password = () => `${randomBytes(12).toString('base64url')}あ`;

let added = 0;

/** A user who has just been added, with the one-time password. */
async function newcomer() {
  added += 1;
  const login = `newcomer-${added}`;
  const roles = [{ actor: `Patient/${PERSON_B}`, organization: null, purposes: ['PATRQT'], name: '本人' }];
  const answer = await people.addUser({ login, name: '佐藤 健一', fhirUser: `Patient/${PERSON_B}`, roles });
  if (isRefusal(answer)) throw new Error(answer.issues[0]?.en);
  return { id: answer.user.id, login, oneTime: answer.oneTimePassword };
}

/** The page after the sign-in page. */
async function signIn(login: string, own: string, code = '') {
  const browser = house.browser();
  const url = authorizeUrl(house, { scope: 'openid patient/*.rs', challenge: pkce().challenge });
  return { browser, page: await browser.submit(await browser.open(url), { login, password: own, code }) };
}

const secretOn = ({ html }: Page): string =>
  (/<code[^>]*>([A-Z2-7 ]+)<\/code>/.exec(html)?.[1] ?? '').replaceAll(' ', '');

test('a new user enrols a device and sets a password, and each page says what was wrong with it', async () => {
  const { login, oneTime } = await newcomer();
  const { browser, page } = await signIn(login, oneTime);
  expect(stepOf(page)).toBe('enrol');
  const secret = secretOn(page);
  const wrong = await browser.submit(page, { code: '12345' });
  expect([wrong.status, stepOf(wrong), secretOn(wrong)]).toEqual([400, 'enrol', secret]);
  const codes = await browser.submit(wrong, { code: totpCode(secret, new Date()) });
  const first = await browser.submit(codes);
  expect(stepOf(first)).toBe('password');
  const differing = await browser.submit(first, { password: password(), again: password() });
  expect([differing.status, faultOf(differing)]).toEqual([400, '二つのパスワードが違います。']);
  const short = await browser.submit(differing, { password: 'short', again: 'short' });
  expect([short.status, faultOf(short)]).toEqual([400, 'パスワードは 8 文字以上にしてください。']);
  const own = password();
  const consent = await browser.submit(short, { password: own, again: own });
  expect(stepOf(consent)).toBe('consent');
  house.passSeconds(30);
  expect(stepOf((await signIn(login, own, totpCode(secret, new Date()))).page)).toBe('consent');
});

test('who has a password of their own, and lacks a device only, goes on once it is confirmed', async () => {
  const { id, login } = await newcomer();
  const own = password();
  expect(isRefusal(await people.changePassword(id, own))).toBe(false);
  const { browser, page } = await signIn(login, own);
  expect(stepOf(page)).toBe('enrol');
  const secret = secretOn(page);
  const codes = await browser.submit(page, { code: totpCode(secret, new Date()) });
  // Nobody is asked for another password here, so none is taken.
  const other = password();
  expect(stepOf(await browser.submit(codes, { step: 'password', password: other, again: other }))).toBe('consent');
  house.passSeconds(30);
  expect(stepOf((await signIn(login, own, totpCode(secret, new Date()))).page)).toBe('consent');
});

test('a password that was set elsewhere meanwhile stays, and whoever knew the one before signs in anew', async () => {
  const { id, login, oneTime } = await newcomer();
  const enrolment = await people.enrolTotp(id);
  if (isRefusal(enrolment)) throw new Error('not enrolled');
  await people.confirmTotp(id, totpCode(enrolment.secret, new Date()));
  house.passSeconds(30);
  const { browser, page } = await signIn(login, oneTime, totpCode(enrolment.secret, new Date()));
  expect(stepOf(page)).toBe('password');
  const [elsewhere, here] = [password(), password()];
  house.passSeconds(30);
  expect(isRefusal(await people.changePassword(id, elsewhere))).toBe(false);
  expect(stepOf(await browser.submit(page, { password: here, again: here }))).toBe('sign-in');
  expect(stepOf((await signIn(login, elsewhere, totpCode(enrolment.secret, new Date()))).page)).toBe('consent');
});

test('an app may say who is expected, and the page has the name', async () => {
  const more = { login_hint: 'kimura"><b>' };
  const page = await house.browser().open(authorizeUrl(house, { challenge: pkce().challenge, more }));
  expect(page.html).toContain('value="kimura&quot;&gt;&lt;b&gt;"');
});

test('who has a device and a new one-time password is asked for a password of their own only', async () => {
  const { coordinator } = house;
  const reset = await people.resetPassword(coordinator.id);
  if (isRefusal(reset)) throw new Error('not reset');
  const { browser, page } = await signIn(coordinator.login, reset.oneTimePassword, codeOf(coordinator));
  expect(stepOf(page)).toBe('password');
  const own = coordinator.password;
  const next = await browser.submit(page, { password: `${own}!`, again: `${own}!` });
  expect(stepOf(next)).toBe('patient');
});

test.each(['resetPassword', 'resetSecondFactor'] as const)(
  'what an administrator does anew (%s) ends the sign-in of whoever knew the old password',
  async (reset) => {
    const { id, login, oneTime } = await newcomer();
    const { browser, page } = await signIn(login, oneTime);
    expect(stepOf(page)).toBe('enrol');
    expect(isRefusal(await people[reset](id))).toBe(false);
    const enrolled = await browser.submit(page, { code: totpCode(secretOn(page), new Date()) });
    expect([enrolled.status, enrolled.html.includes(GONE)]).toEqual([400, true]);
    expect(await people.findUser(id)).toMatchObject({ secondFactor: false, mustChangePassword: true });
  },
);

test('a user who is disabled and enabled again has no sign-in that goes on', async () => {
  const { id, login, oneTime } = await newcomer();
  const { browser, page } = await signIn(login, oneTime);
  await people.disableUser(id);
  await people.enableUser(id);
  const enrolled = await browser.submit(page, { code: totpCode(secretOn(page), new Date()) });
  expect([enrolled.status, enrolled.html.includes(GONE)]).toEqual([400, true]);
});

test('what was completed in another window ends the sign-in of the first one, which was proven by less', async () => {
  const { id, login, oneTime } = await newcomer();
  const { browser, page } = await signIn(login, oneTime);
  const secret = secretOn(page);
  const confirmed = await people.confirmTotp(id, totpCode(secret, new Date()));
  if (isRefusal(confirmed)) throw new Error('not confirmed');
  await people.changePassword(id, password());
  const again = await browser.submit(page, { code: totpCode(secret, new Date()) });
  expect(stepOf(again)).toBe('sign-in');
});

test('who is shut out while a page is open begins anew, and so does who is gone', async () => {
  const { id, login, oneTime } = await newcomer();
  const { browser, page } = await signIn(login, oneTime);
  await house.database.query('UPDATE auth_user SET disabled = true WHERE id = $1', [id]);
  const again = await browser.submit(page, { code: totpCode(secretOn(page), new Date()) });
  expect([again.status, stepOf(again)]).toEqual([200, 'sign-in']);
});

/** The page on which a person decides, signed in. */
async function atConsent(scope = 'openid fhirUser offline_access patient/*.rs') {
  const browser = house.browser();
  const { challenge, verifier } = pkce();
  const first = await browser.open(authorizeUrl(house, { scope, challenge }));
  return { browser, verifier, page: await walkThrough(browser, first, { account: house.person, until: 'consent' }) };
}

const redeem = (end: Page, verifier: string) =>
  askToken(house, {
    grant_type: 'authorization_code',
    code: new URL(end.url).searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    client_id: 'public-app',
    code_verifier: verifier,
  });

test('a person who is shut out in the database alone neither decides, nor refreshes, nor reads', async () => {
  const { browser, page, verifier } = await atConsent();
  const waiting = await atConsent();
  const granted = await redeem(await browser.submit(page), verifier);
  expect(granted.status).toBe(200);
  await house.database.query('UPDATE auth_user SET disabled = true WHERE id = $1', [house.person.id]);
  const decided = await waiting.browser.submit(waiting.page);
  expect([decided.status, decided.html.includes(GONE)]).toEqual([400, true]);
  const again = await refresh(house, 'public-app', granted.body['refresh_token']);
  expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
  expect((await ask(house, granted.body['access_token'], `/fhir/Patient/${PERSON_B}`)).status).toBe(401);
  await house.database.query('UPDATE auth_user SET disabled = false WHERE id = $1', [house.person.id]);
});

test('a code of a session that is over gives nothing', async () => {
  const { browser, page, verifier } = await atConsent('openid patient/*.rs');
  const end = await browser.submit(page);
  await house.database.query(`DELETE FROM auth_state WHERE model = 'Session'`);
  const late = await redeem(end, verifier);
  expect([late.status, late.body['error']]).toEqual([400, 'invalid_grant']);
});

test('whose only role is gone by the time of the choice is told who gives one', async () => {
  const browser = house.browser();
  const url = authorizeUrl(house, { scope: 'patient/*.rs', challenge: pkce().challenge });
  const page = await walkThrough(browser, await browser.open(url), { account: house.worker, until: 'patient' });
  expect(stepOf(page)).toBe('patient');
  await house.database.query('DELETE FROM auth_role WHERE user_id = $1', [house.worker.id]);
  const asked = await browser.submit(page, { patient: PERSON_B });
  expect([asked.status, stepOf(asked)]).toEqual([200, 'role']);
  expect(asked.html).toContain('管理者に役割を付けてもらってから');
});

test('a request that runs out while its form is read is over, and is no fault of ours', async () => {
  const browser = house.browser();
  const page = await browser.open(authorizeUrl(house, { scope: 'patient/*.rs', challenge: pkce().challenge }));
  await house.database.query(`CREATE FUNCTION run_out() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN DELETE FROM auth_state WHERE model = 'Interaction'; RETURN NEW; END $$`);
  await house.database.query('CREATE TRIGGER run_out AFTER UPDATE ON auth_user EXECUTE FUNCTION run_out()');
  const { login, password } = house.worker;
  const gone = await browser.submit(page, { login, password, code: codeOf(house.worker) });
  expect([gone.status, gone.html.includes(GONE)]).toEqual([400, true]);
  await house.database.query('DROP TRIGGER run_out ON auth_user');
});

test('an interaction of an app that was removed is over', async () => {
  const app = { kind: 'app', authentication: 'none', scopes: ['patient/*.rs'], redirectUris: ['jp.example.app:/back'] };
  await house.gateway.auth.registerClient({ id: 'native-app', name: '端末のアプリ', ...app });
  const browser = house.browser();
  const asking = { client: 'native-app', redirectUri: 'jp.example.app:/back', scope: 'patient/*.rs' };
  const page = await browser.open(authorizeUrl(house, { ...asking, challenge: pkce().challenge }));
  expect(stepOf(page)).toBe('sign-in');
  await house.database.query(`DELETE FROM auth_client WHERE id = 'native-app'`);
  const gone = await browser.submit(page, { login: 'x', password: 'y' });
  expect([gone.status, gone.html.includes(GONE)]).toEqual([400, true]);
});

test('an app that is registered for no refresh gets none, and what it asks for is told in its own words', async () => {
  const scopes = ['openid', 'patient/*.cruds'];
  const app = { kind: 'app', authentication: 'none', scopes, redirectUris: [CALLBACK] };
  await house.gateway.auth.registerClient({ id: 'short-app', name: '短いアプリ', ...app });
  const { challenge, verifier } = pkce();
  const browser = house.browser('fr');
  const scope = 'openid offline_access patient/Basic.r patient/Observation.rs?code=http://loinc.org|8867-4';
  const first = await browser.open(authorizeUrl(house, { client: 'short-app', scope, challenge }));
  const page = await walkThrough(browser, first, { account: house.person, until: 'consent' });
  expect(page.html).toContain('<html lang="ja">');
  expect(page.html).toContain('その他の記録（読む）');
  expect(page.html).toContain('のうち「code=http://loinc.org|8867-4」');
  const end = await browser.submit(page);
  const granted = await askToken(house, {
    grant_type: 'authorization_code',
    code: new URL(end.url).searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    client_id: 'short-app',
    code_verifier: verifier,
  });
  expect([granted.status, granted.body['refresh_token']]).toEqual([200, undefined]);
  const leaving = await browser.open(`${house.url}/oauth/session/end`);
  expect(leaving.html).toContain('<html lang="ja">');
});

test('below the authorization endpoint there is nothing but what was begun', async () => {
  const response = await fetch(`${house.url}/oauth/authorize/no/such/path`);
  expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
});

test('a person with two roles chooses one, and without a role there is none to choose', async () => {
  const own = { actor: `Patient/${PERSON_B}`, organization: null, purposes: ['PATRQT', 'CLINTRCH'], name: '本人' };
  const page = async () => {
    const url = authorizeUrl(house, { scope: 'openid patient/*.rs', challenge: pkce().challenge });
    const browser = house.browser();
    return walkThrough(browser, await browser.open(url), { account: house.person, until: 'role' });
  };
  await people.addRole(house.person.id, own);
  const two = await page();
  expect([stepOf(two), two.html.match(/type="radio" name="role"/g)?.length]).toEqual(['role', 3]);
  await house.database.query('DELETE FROM auth_role WHERE user_id = $1', [house.person.id]);
  const none = await page();
  expect([stepOf(none), none.html.includes('type="radio"')]).toEqual(['role', false]);
});
