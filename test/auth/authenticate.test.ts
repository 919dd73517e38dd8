import { afterEach, expect, test, vi } from 'vitest';
import { type Caller, checkScope, covers, type Unauthenticated } from '../../src/auth/index.ts';
import { assertion, emptyDatabase, NOW, openHouse, proof, register, shown, stopClock, takeToken } from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);
await register(house);

afterEach(() => {
  vi.setSystemTime(NOW);
});

const REFUSED = {
  refused: true,
  status: 401,
  issues: [
    {
      severity: 'error',
      type: 'login',
      code: 'token-invalid',
      ja: '有効なアクセストークンがありません。/fhir/.well-known/smart-configuration の token_endpoint で取り直してください（有効期間は、バックエンドで5分、アプリで長くて1時間です）。',
      en: 'no valid access token was presented; get one at the token_endpoint of /fhir/.well-known/smart-configuration, it lasts five minutes for a backend, an hour at most for an app',
      spec: 'https://www.rfc-editor.org/rfc/rfc6750#section-3',
    },
  ],
  wwwAuthenticate: 'Bearer realm="https://kakehashi.test/fhir", error="invalid_token"',
};

test('the caller is what was registered, with the scopes and the life of its token', async () => {
  const token = await takeToken(house, 'system/CarePlan.cruds system/Goal.read');
  const caller = await house.auth.authenticate(shown(`Bearer ${token}`));
  expect(caller).toEqual({
    clientId: 'sodan-soft',
    clientName: '相談支援センターかけはし',
    actor: 'PractitionerRole/soudan-1',
    organization: 'Organization/soudan',
    purpose: 'COC',
    patient: null,
    user: null,
    reason: null,
    legalBasis: null,
    origins: [],
    introspection: false,
    launcher: false,
    scopes: [
      {
        text: 'system/CarePlan.cruds',
        context: 'system',
        type: 'CarePlan',
        actions: ['create', 'read', 'update', 'delete', 'search'],
        version: 2,
      },
      { text: 'system/Goal.read', context: 'system', type: 'Goal', actions: ['read', 'search'], version: 1 },
    ],
    tokenId: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    expiresAt: new Date('2026-04-01T00:05:00.000Z'),
  });
  expect((caller as Caller).tokenId).not.toBe(token);
  for (const header of [`bearer ${token}`, `Bearer   ${token}`])
    expect(await house.auth.authenticate(shown(header))).toMatchObject({ clientId: 'sodan-soft' });
});

test('24: without a token the answer is 401 and names no error', async () => {
  for (const header of [undefined, '']) {
    expect(await house.auth.authenticate(shown(header))).toEqual({
      ...REFUSED,
      auditReason: 'no token',
      wwwAuthenticate: 'Bearer realm="https://kakehashi.test/fhir"',
    });
  }
});

test('an unreadable or unknown token is answered alike', async () => {
  const good = await takeToken(house);
  const unread = ['Basic abc', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(513)}`, `Digest Bearer ${good}`];
  for (const header of unread) {
    expect(await house.auth.authenticate(shown(header))).toEqual({ ...REFUSED, auditReason: 'no bearer token' });
  }
  for (const token of ['unknown', 'a'.repeat(512), 'a.DPoP'])
    expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toEqual({
      ...REFUSED,
      auditReason: 'token unknown, revoked or expired',
    });
  const { wwwAuthenticate } = (await house.auth.authenticate(shown('dpop unknown'))) as Unauthenticated;
  expect(wwwAuthenticate).toBe(
    'DPoP realm="https://kakehashi.test/fhir", error="invalid_token", algs="ES256 ES384 RS256 PS256"',
  );
});

test('94: a token is taken until its last second, and then no more', async () => {
  const token = await takeToken(house);
  vi.setSystemTime(new Date('2026-04-01T00:04:59.999Z'));
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toMatchObject({ clientId: 'sodan-soft' });
  vi.setSystemTime(new Date('2026-04-01T00:05:00.000Z'));
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toEqual({ ...REFUSED, auditReason: 'token expired' });
  vi.setSystemTime(new Date('2026-04-01T01:00:00.000Z'));
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toEqual({
    ...REFUSED,
    auditReason: 'token expired',
  });
});

test('94: a token for the FHIR API of another address is refused', async () => {
  const token = await takeToken(house);
  const other = await openHouse(database, 'https://other.test');
  expect(await other.auth.authenticate(shown(`Bearer ${token}`))).toMatchObject({
    status: 401,
    issues: REFUSED.issues,
    auditReason: 'token for another audience',
  });
});

test('37: a revoked token is refused on the next request', async () => {
  const token = await takeToken(house);
  const { status, text } = await house.post('/oauth/token/revocation', { ...proof(), token });
  expect([status, text]).toEqual([200, '']);
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toEqual({
    ...REFUSED,
    auditReason: 'token unknown, revoked or expired',
  });
});

test('a removed client is no caller any more, not even when another takes its id', async () => {
  const guest = await register(house, { id: 'guest' });
  expect(guest.registeredAt).toEqual(NOW);
  const token = await takeToken(house, 'system/*.rs', assertion({ clientId: 'guest' }));
  expect(await house.auth.removeClient('guest')).toBe(true);
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toMatchObject(REFUSED);
  await register(house, { id: 'guest' });
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toMatchObject(REFUSED);
});

test('a token whose client vanished from the registry is refused', async () => {
  await register(house, { id: 'vanishing' });
  const token = await takeToken(house, 'system/*.rs', assertion({ clientId: 'vanishing' }));
  await database.query('DELETE FROM auth_client WHERE id = $1', ['vanishing']);
  expect(await house.auth.authenticate(shown(`Bearer ${token}`))).toEqual({
    ...REFUSED,
    auditReason: 'client, person, role or session gone',
  });
});

test('94: a type or an action outside the scopes is a 403 that says so', async () => {
  const token = await takeToken(house, 'system/CarePlan.rs');
  const caller = (await house.auth.authenticate(shown(`Bearer ${token}`))) as Caller;
  expect(covers(caller.scopes, 'CarePlan', 'search')).toBe(true);
  expect(checkScope(caller, 'CarePlan', 'read')).toBeUndefined();
  for (const [type, action] of [
    ['CarePlan', 'update'],
    ['Observation', 'read'],
  ] as const) {
    const refusal = checkScope(caller, type, action) as Unauthenticated;
    expect(refusal.status).toBe(403);
    expect(refusal.wwwAuthenticate).toBe('Bearer error="insufficient_scope"');
    expect(refusal.auditReason).toBe('scope-insufficient');
    expect(refusal.issues[0]).toMatchObject({
      type: 'forbidden',
      code: 'scope-insufficient',
      ja: `この接続には ${type} に対する操作「${action}」が許可されていません。`,
      en: `the token's scopes do not cover \`${action}\` on \`${type}\``,
      spec: 'https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html',
    });
  }
});
