/** How somebody comes in who was just added, and what the app is told of the means by which anybody did. */
import { expect, test } from 'vitest';
import { totpCode } from '../../src/auth/index.ts';
import type { Page } from '../smart/browser.ts';
import { faultOf, openAppHouse, stepOf } from './app-house.ts';
import { taken } from './people-house.ts';

const house = await openAppHouse();
const OWN = 'けやき並木を歩く木曜日の朝';
const REFUSED =
  'The login name, password or code is not right, or cannot be used for now. Wait a little and try again.';

/** Somebody with a one-time password. */
async function newcomer(login: string, { auth } = house) {
  const role = {
    actor: 'PractitionerRole/office',
    organization: 'Organization/hospital',
    purposes: ['COC'],
    name: '役割',
  };
  const input = { login, name: '新人', fhirUser: `Practitioner/${login}`, roles: [role] };
  const { user, oneTimePassword } = taken(await auth.people.addUser(input));
  return { id: user.id, login, password: oneTimePassword };
}

/** What the identity token says. */
function claimsIn({ id_token: token }: Record<string, unknown>): Record<string, unknown> {
  const [, payload = ''] = String(token).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** By which means it says that somebody came in. */
const meansIn = (answer: Record<string, unknown>): unknown => claimsIn(answer)['amr'];

const secretOn = ({ html }: Page): string => /<code>([A-Z2-7]+)<\/code>/.exec(html)?.[1] ?? '';

test('who is new enrols a device and sets a password, and the app hears of both', async () => {
  const { login, password } = await newcomer('new');
  const browser = house.browser('en');
  const first = await browser.open(house.begin('openid user/Patient.rs'));
  expect(first.html).toContain('required value="" autofocus>');
  const enrolling = await browser.submit(first, { login, password });
  expect([enrolling.status, stepOf(enrolling), faultOf(enrolling)]).toEqual([200, 'enrol', undefined]);
  const wrong = await browser.submit(enrolling, { code: '000000' });
  expect([wrong.status, stepOf(wrong), faultOf(wrong)]).toEqual([
    400,
    'enrol',
    'the code is not right: set the clock of the device, and type the six digits that it shows now',
  ]);
  expect(secretOn(wrong)).toBe(secretOn(enrolling));
  const codes = await browser.submit(wrong, { code: totpCode(secretOn(wrong), new Date()) });
  expect([stepOf(codes), codes.html.match(/<li><code>/g)?.length]).toEqual(['recovery', 10]);
  const choosing = await browser.submit(codes);
  expect([choosing.status, stepOf(choosing), faultOf(choosing)]).toEqual([200, 'password', undefined]);
  const short = await browser.submit(choosing, { password: 'short', again: 'short' });
  expect([short.status, faultOf(short)]).toEqual([400, 'the password must have 8 characters or more']);
  const consent = await browser.submit(short, { password: OWN, again: OWN });
  expect(stepOf(consent)).toBe('consent');
  expect(meansIn((await house.redeem(await browser.submit(consent))).body)).toEqual(['pwd', 'otp']);
});

test('who comes in with a device does so by two factors, and without one, where none is asked for, by one', async () => {
  const more = { max_age: '3600' };
  const told = claimsIn(await house.connect(house.coordinator, 'openid user/Patient.rs', { more }));
  expect(told).toMatchObject({ amr: ['pwd', 'otp'], auth_time: Math.floor(Date.now() / 1000) });
  const open = await openAppHouse({ secondFactorRequired: false });
  const { login, password } = await newcomer('bare', open);
  const browser = open.browser();
  const page = await browser.submit(await browser.open(open.begin('openid user/Patient.rs')), { login, password });
  expect(stepOf(page)).toBe('password');
  const consent = await browser.submit(page, { password: OWN, again: OWN });
  expect(stepOf(consent)).toBe('consent');
  expect(meansIn((await open.redeem(await browser.submit(consent))).body)).toEqual(['pwd']);
});

test('who is taken out of the house before the sign-in is complete begins anew, as nobody', async () => {
  const { id, login, password } = await newcomer('gone');
  const browser = house.browser('en');
  const page = await browser.submit(await browser.open(house.begin('user/Patient.rs')), { login, password });
  expect(stepOf(page)).toBe('enrol');
  await house.database.query('DELETE FROM auth_user WHERE id = $1', [id]);
  const again = await browser.open(page.url);
  expect([again.status, stepOf(again), faultOf(again)]).toEqual([200, 'sign-in', undefined]);
  const refused = await browser.submit(page, { login, password, code: '' });
  expect([refused.status, stepOf(refused), faultOf(refused)]).toEqual([400, 'sign-in', REFUSED]);
});
