/** How long an app stays connected. */
import { expect, test, vi } from 'vitest';
import { openAppHouse } from './app-house.ts';

const house = await openAppHouse();
const { coordinator, person } = house;
const passSeconds = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1_000);

test('offline access goes on for as long as it is used at least every fourteen days, and no longer', async () => {
  let body = await house.connect(coordinator, 'offline_access user/Patient.rs');
  for (let turn = 0; turn < 3; turn += 1) {
    passSeconds(13 * 86_400);
    await house.auth.sweep();
    const again = await house.refresh(body['refresh_token']);
    expect(again.status).toBe(200);
    body = again.body;
  }
  expect(await house.isCaller(body['access_token'])).toBe(true);
  passSeconds(14 * 86_400 + 1);
  expect((await house.refresh(body['refresh_token'])).body['error']).toBe('invalid_grant');
});

test('online access goes on for as long as it is used each hour, and no longer than eight hours after the sign-in', async () => {
  const scope = 'online_access user/Patient.rs';
  const used = await house.connect(coordinator, scope);
  const since = Date.now();
  passSeconds(600);
  const idle = await house.connect(person, scope);
  const again = ({ refresh_token }: Record<string, unknown>) => house.refresh(refresh_token);
  let last = await again(used);
  for (let hour = 0; hour < 7; hour += 1) {
    passSeconds(3_599);
    last = await again(last.body);
    expect(last.status).toBe(200);
  }
  // Whoever does nothing is not kept by who works on.
  expect((await again(idle)).body['error']).toBe('invalid_grant');
  vi.setSystemTime(since + (8 * 3_600 - 1) * 1_000);
  last = await again(last.body);
  expect(last.status).toBe(200);
  passSeconds(1);
  expect((await again(last.body)).body['error']).toBe('invalid_grant');
});

test('online access that is not used for an hour ends', async () => {
  const body = await house.connect(coordinator, 'online_access user/Patient.rs');
  const again = await house.refresh(body['refresh_token']);
  passSeconds(3_600);
  expect((await house.refresh(again.body['refresh_token'])).body['error']).toBe('invalid_grant');
});

test('a refresh that is refused keeps nothing alive', async () => {
  const browser = house.browser();
  const { refresh_token } = await house.connect(coordinator, 'online_access user/Patient.rs', { browser });
  const other = await house.connect(coordinator, 'online_access user/Patient.rs', { browser });
  passSeconds(1_800);
  const form = { grant_type: 'refresh_token', refresh_token: String(refresh_token), client_id: 'app' };
  const refused = await house.post('/oauth/token', { ...form, resource: 'https://elsewhere.example/fhir' });
  expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_target']);
  passSeconds(1_800);
  expect((await house.refresh(other['refresh_token'])).body['error']).toBe('invalid_grant');
});

test('who signs out ends online access, and not offline access', async () => {
  const browser = house.browser();
  const [online, offline] = [
    await house.connect(coordinator, 'online_access user/Patient.rs', { browser }),
    await house.connect(coordinator, 'offline_access user/Patient.rs', { browser }),
  ];
  await browser.submit(await browser.open(`${house.url}/oauth/session/end`), { logout: 'yes' });
  for (const [{ access_token, refresh_token }, status] of [
    [online, 400],
    [offline, 200],
  ] as const) {
    expect(await house.isCaller(access_token)).toBe(status === 200);
    expect((await house.refresh(refresh_token)).status).toBe(status);
  }
});

test('a token without a refresh is good for its hour, whatever is swept meanwhile', async () => {
  const body = await house.connect(coordinator, 'user/Patient.rs');
  passSeconds(3_599);
  await house.auth.sweep();
  expect(await house.isCaller(body['access_token'])).toBe(true);
  passSeconds(1);
  expect(await house.isCaller(body['access_token'])).toBe(false);
});
