/** The pages of a sign-in that is not complete, and what an administrator does in the middle of one. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { totpCode } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { PERSON_B } from '../gateway.ts';
import type { Page } from './browser.ts';
import { authorizeUrl, CALLBACK, codeOf, pkce, smartHouse, walkThrough } from './house.ts';

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

test('who finished in another window is in with the first one too', async () => {
  const { id, login, oneTime } = await newcomer();
  const { browser, page } = await signIn(login, oneTime);
  const secret = secretOn(page);
  const confirmed = await people.confirmTotp(id, totpCode(secret, new Date()));
  if (isRefusal(confirmed)) throw new Error('not confirmed');
  await people.changePassword(id, password());
  const consent = await browser.submit(page, { code: totpCode(secret, new Date()) });
  expect(stepOf(consent)).toBe('consent');
  const end = await walkThrough(browser, consent, { account: house.person });
  expect(end.url.startsWith(CALLBACK)).toBe(true);
});
