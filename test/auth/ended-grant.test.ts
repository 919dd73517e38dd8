/** A grant that ends while a request is under way: nothing that was issued from it lives on. */
import { expect, test, vi } from 'vitest';
import { openAppHouse } from './app-house.ts';

const TURNS = 8;
const house = await openAppHouse();
const { coordinator } = house;
const browser = house.browser();
const connect = () => house.connect(coordinator, 'offline_access user/Patient.rs', { browser });
type Answer = Awaited<ReturnType<typeof house.refresh>>;

/** How many of the tokens that were given still open something. */
async function alive(answers: readonly Answer[]): Promise<number> {
  const tokens = answers.flatMap(({ body }) => (body['access_token'] === undefined ? [] : [body['access_token']]));
  const callers = await Promise.all(tokens.map((token) => house.isCaller(token)));
  const refreshed = await Promise.all(
    answers.flatMap(({ body: { refresh_token: token } }) => (token === undefined ? [] : [house.refresh(token)])),
  );
  return callers.filter(Boolean).length + refreshed.filter(({ status }) => status === 200).length;
}

/** The same many times, since what is under way differs from one to the next. */
async function times(turn: () => Promise<number>): Promise<number[]> {
  const seen: number[] = [];
  for (let left = TURNS; left > 0; left -= 1) seen.push(await turn());
  return seen;
}
const NONE = Array.from({ length: TURNS }, () => 0);

test('a code that is redeemed twice at one time ends all that was issued from it', async () => {
  const end = async () => {
    const page = await browser.open(house.begin('offline_access user/Patient.rs'));
    return browser.submit(
      page.html.includes('value="sign-in"') ? await browser.submit(page, coordinator.proof()) : page,
    );
  };
  const seen = await times(async () => {
    const page = await end();
    return alive(await Promise.all([house.redeem(page), house.redeem(page)]));
  });
  expect(seen).toEqual(NONE);
});

test('a refresh token that is used twice at one time ends all that came of it', async () => {
  const seen = await times(async () => {
    const { refresh_token: token } = await connect();
    return alive(await Promise.all([house.refresh(token), house.refresh(token)]));
  });
  expect(seen).toEqual(NONE);
});

test('a revocation during a refresh ends what the refresh gives, too', async () => {
  const seen = await times(async () => {
    const { refresh_token: token } = await connect();
    const revoke = house.post('/oauth/token/revocation', { token: String(token), client_id: 'app' });
    const [refreshed] = await Promise.all([house.refresh(token), revoke]);
    return alive([refreshed]);
  });
  expect(seen).toEqual(NONE);
});

test('what an administrator ends stays ended, whatever is refreshed meanwhile', async () => {
  const user = await house.add('mori', '森 葵', { actor: 'PractitionerRole/office', purposes: ['COC'] });
  const open = house.browser();
  const connections = [];
  for (let left = 6; left > 0; left -= 1)
    connections.push(await house.connect(user, 'offline_access user/Patient.rs', { browser: open }));
  const [, ...refreshed] = await Promise.all([
    house.auth.people.disableUser(user.id),
    ...connections.map(({ refresh_token: token }) => house.refresh(token)),
  ]);
  await house.auth.people.enableUser(user.id);
  expect(await alive(refreshed)).toBe(0);
});

test('an app that comes too late is refused as for any grant that is over, and not by a fault of ours', async () => {
  const leaving = await house.add('hara', '原 健', { actor: 'PractitionerRole/office', purposes: ['COC'] });
  const shutOut = await house.connect(leaving, 'offline_access user/Patient.rs', { browser: house.browser() });
  await house.database.query('UPDATE auth_user SET disabled = true WHERE id = $1', [leaving.id]);
  const idle = await house.connect(coordinator, 'online_access user/Patient.rs', { browser: house.browser() });
  vi.setSystemTime(Date.now() + 3_600_000);
  const answers = [];
  for (const { refresh_token } of [shutOut, idle]) {
    expect(refresh_token).toEqual(expect.any(String));
    const { status, body } = await house.refresh(refresh_token);
    answers.push([status, body['error']]);
  }
  expect(answers).toEqual(Array(2).fill([400, 'invalid_grant']));
});
