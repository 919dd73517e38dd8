import { expect, test } from 'vitest';
import { personsBehind, totpCode } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { emptyDatabase } from './house.ts';
import { added, COORDINATOR, codesOf, openDesk, PASSWORD, START, settled, taken } from './people-house.ts';

const database = await emptyDatabase();

test('a user is added with roles and a password that is shown once', async () => {
  const desk = openDesk(database);
  const nurse = {
    ...COORDINATOR,
    actor: 'PractitionerRole/asahi-1',
    organization: 'Organization/asahi',
    purposes: ['BTG'],
  };
  const input = {
    login: 'Ｔａｎａｋａ',
    name: '田中 美咲',
    fhirUser: 'Practitioner/tanaka',
    roles: [COORDINATOR, nurse],
  };
  const { user, oneTimePassword } = taken(await desk.people.addUser(input));
  expect(oneTimePassword).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
  expect(user).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    login: 'tanaka',
    name: '田中 美咲',
    fhirUser: 'Practitioner/tanaka',
    roles: [
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/), ...COORDINATOR },
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/), ...nurse },
    ],
    secondFactor: false,
    recoveryCodesLeft: 0,
    mustChangePassword: true,
    passwordChangedAt: START,
    failures: 0,
    lockedUntil: null,
    disabled: false,
    createdAt: START,
  });
  expect(await desk.people.findUser(user.id)).toEqual(user);
  expect(await desk.people.listUsers()).toEqual([user]);
  expect(await desk.people.findUser('nobody')).toBeUndefined();
});

test('a login name is one person, however wide or large its letters are', async () => {
  const desk = openDesk(database);
  await added(desk, 'suzuki');
  for (const login of ['suzuki', 'SUZUKI', 'ｓｕｚｕｋｉ']) {
    const input = { login, name: '鈴木', fhirUser: 'Practitioner/suzuki' };
    const refusal = await desk.people.addUser(input);
    expect(codesOf(refusal)).toEqual([409, 'login-taken /login']);
    expect(isRefusal(refusal) && refusal.issues[0]?.ja).toBe('ログイン名「suzuki」は既に使われています。');
  }
});

test('what is not well formed is refused, with every place that is wrong', async () => {
  const { people } = openDesk(database);
  const good = { login: 'sato', name: '佐藤', fhirUser: 'Practitioner/sato' };
  const refused = async (changes: object) => codesOf(await people.addUser({ ...good, ...changes }));
  expect(await refused({ login: 'sato ken' })).toEqual([422, 'user-invalid /login']);
  expect(await refused({ login: 'x'.repeat(65), name: ' ' })).toEqual([
    422,
    'user-invalid /login',
    'user-invalid /name',
  ]);
  expect(await refused({ login: 'a\u0000b' })).toEqual([422, 'user-invalid /login']);
  expect(await refused({ name: '二行\nの名前' })).toEqual([422, 'user-invalid /name']);
  expect(await refused({ fhirUser: 'Organization/x' })).toEqual([422, 'user-invalid /fhirUser']);
  expect(await refused({ password: 'x' })).toEqual([422, 'user-invalid /']);
  expect(codesOf(await people.addUser(null))).toEqual([422, 'user-invalid /']);
  const roles = [
    { ...COORDINATOR, purposes: [] },
    { ...COORDINATOR, purposes: ['COC', 'COC'] },
    { ...COORDINATOR, purposes: ['FUN'] },
    { ...COORDINATOR, actor: 'Device/1' },
  ];
  expect(await refused({ roles })).toEqual([
    422,
    'user-invalid /roles/0/purposes',
    'user-invalid /roles/1/purposes',
    'user-invalid /roles/2/purposes/0',
    'user-invalid /roles/3/actor',
  ]);
});

test('nobody gets the role of another person', async () => {
  const { people } = openDesk(database);
  const own = { actor: 'Patient/sato', purposes: ['PATRQT'], name: '本人' };
  const refused = async (fhirUser: string, role: object) =>
    codesOf(await people.addUser({ login: 'other', name: '別人', fhirUser, roles: [role] }));
  expect(await refused('Patient/tanaka', own)).toEqual([422, 'role-person /roles/0/actor']);
  expect(await refused('Practitioner/sato', own)).toEqual([422, 'role-person /roles/0/actor']);
  expect(await refused('Patient/sato', COORDINATOR)).toEqual([422, 'role-person /roles/0/actor']);
  const { organization: _, ...placeless } = COORDINATOR;
  expect(await refused('Practitioner/sato', placeless)).toEqual([422, 'role-organization /roles/0/organization']);
  expect(await refused('Patient/sato', { ...own, organization: 'Organization/x' })).toEqual([
    422,
    'role-organization /roles/0/organization',
  ]);
  const { user } = taken(
    await people.addUser({ login: 'sato-ken', name: '佐藤 健', fhirUser: 'Patient/sato', roles: [own] }),
  );
  expect(user.roles).toEqual([{ id: expect.any(String), organization: null, ...own }]);
  const { user: bare } = taken(await people.addUser({ login: 'sato-jun', name: '佐藤 純', fhirUser: 'Patient/jun' }));
  expect(bare.roles).toEqual([]);
  const role = taken(await people.addRole(bare.id, { ...own, actor: 'Patient/jun' }));
  expect(role).toEqual({ id: expect.any(String), organization: null, ...own, actor: 'Patient/jun' });
});

test('a role is given and taken, and taking one ends what the user has open', async () => {
  const desk = openDesk(database);
  const { user } = await added(desk, 'role-holder');
  const more = { ...COORDINATOR, purposes: ['TREAT'], name: '訪問' };
  expect(codesOf(await desk.people.addRole('nobody', more))).toEqual([404, 'user-unknown']);
  expect(codesOf(await desk.people.addRole(user.id, { ...more, actor: 'Patient/x' }))).toEqual([
    422,
    'role-person /actor',
    'role-organization /organization',
  ]);
  expect(codesOf(await desk.people.addRole(user.id, {}))).toEqual([
    422,
    'user-invalid /',
    'user-invalid /',
    'user-invalid /',
  ]);
  desk.pass(1);
  const role = taken(await desk.people.addRole(user.id, more));
  expect((await desk.people.findUser(user.id))?.roles).toEqual([...user.roles, role]);
  await openSession(user.id);
  expect(codesOf(await desk.people.removeRole(user.id, 'nothing'))).toEqual([404, 'role-unknown']);
  expect(codesOf(await desk.people.removeRole('nobody', role.id))).toEqual([404, 'user-unknown']);
  expect(await openedBy(user.id)).toBe(6);
  expect(taken(await desk.people.removeRole(user.id, role.id)).roles).toEqual(user.roles);
  expect(await openedBy(user.id)).toBe(0);
});

/** What the authorization server keeps of a user who works: a session, a token, and sign-ins that are under way. */
async function openSession(userId: string): Promise<void> {
  for (const [model, payload] of [
    ['Session', { accountId: userId }],
    ['AccessToken', { accountId: userId, clientId: 'soft' }],
    ['Interaction', { session: { accountId: userId } }],
    ['Interaction', { result: { login: { accountId: userId } } }],
    ['Interaction', { result: { sitting: { known: { user: userId } } } }],
    ['Interaction', { result: { sitting: { federated: { user: userId } } } }],
    ['AccessToken', { accountId: 'someone else' }],
  ] as const) {
    await database.query('INSERT INTO auth_state (model, id, payload) VALUES ($1, gen_random_uuid()::text, $2)', [
      model,
      JSON.stringify(payload),
    ]);
  }
}

async function openedBy(userId: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM auth_state WHERE payload::text LIKE '%' || $1 || '%'`,
    [userId],
  );
  return rows[0]?.count ?? -1;
}

test('a user who is disabled is out at once, and in again when enabled', async () => {
  const desk = openDesk(database);
  const { id, login, password, secret } = await settled(desk, 'leaving');
  await openSession(id);
  taken(await desk.people.unlockUser(id));
  expect(await openedBy(id)).toBe(6);
  expect(taken(await desk.people.disableUser(id)).disabled).toBe(true);
  expect(await openedBy(id)).toBe(0);
  expect(await desk.people.nextStep(id)).toBeUndefined();
  const proof = { login, password, code: totpCode(secret, desk.now) };
  expect(await desk.people.signIn(proof)).toEqual({ kind: 'refused' });
  // What is tried meanwhile is no failure of theirs.
  expect(taken(await desk.people.enableUser(id))).toMatchObject({ disabled: false, failures: 0 });
  expect((await desk.people.signIn(proof)).kind).toBe('ok');
  expect(desk.events).toEqual([
    { kind: 'refused', userId: id, reason: 'disabled' },
    { kind: 'ok', userId: id, reason: null },
  ]);
});

test('a password that is reset works once more as a first one, and the device stays', async () => {
  const desk = openDesk(database);
  const { id, login, password, secret } = await settled(desk, 'forgetful');
  await openSession(id);
  const { user, oneTimePassword } = taken(await desk.people.resetPassword(id));
  expect([user.mustChangePassword, user.secondFactor, user.recoveryCodesLeft]).toEqual([true, true, 10]);
  expect(await openedBy(id)).toBe(0);
  const code = totpCode(secret, desk.now);
  expect(await desk.people.signIn({ login, password, code })).toEqual({ kind: 'refused' });
  expect(await desk.people.signIn({ login, password: oneTimePassword })).toEqual({ kind: 'code-needed' });
  expect((await desk.people.signIn({ login, password: oneTimePassword, code })).kind).toBe('change-password');
  expect(codesOf(await desk.people.changePassword(id, oneTimePassword))).toEqual([422, 'password-unchanged /password']);
  expect(taken(await desk.people.changePassword(id, 'きのう決めた八字')).mustChangePassword).toBe(false);
  expect(await desk.people.nextStep(id)).toBe('ok');
  // Beside a device eight characters are enough, also from then on.
  desk.pass(30);
  const proof = { login, password: 'きのう決めた八字', code: totpCode(secret, desk.now) };
  expect((await desk.people.signIn(proof)).kind).toBe('ok');
});

test('who lost the device starts afresh, with a new password too', async () => {
  const desk = openDesk(database);
  const { id, login, password, secret } = await settled(desk, 'lost-device');
  const { user, oneTimePassword } = taken(await desk.people.resetSecondFactor(id));
  expect([user.mustChangePassword, user.secondFactor, user.recoveryCodesLeft]).toEqual([true, false, 0]);
  expect(await desk.people.signIn({ login, password })).toEqual({ kind: 'code-needed' });
  expect(await desk.people.signIn({ login, password, code: totpCode(secret, desk.now) })).toEqual({ kind: 'refused' });
  expect((await desk.people.signIn({ login, password: oneTimePassword })).kind).toBe('enrol');
});

test('what is done to a user who is not there is refused', async () => {
  const { people } = openDesk(database);
  const acts = [
    people.disableUser('x'),
    people.enableUser('x'),
    people.unlockUser('x'),
    people.resetPassword('x'),
    people.resetSecondFactor('x'),
    people.changePassword('x', PASSWORD),
    people.enrolTotp('x'),
    people.confirmTotp('x', '000000'),
  ];
  for (const act of acts) expect(codesOf(await act)).toEqual([404, 'user-unknown']);
  expect(await people.nextStep('x')).toBeUndefined();
});

test('no password, secret or code is kept in clear but the secret of the device, and none comes back', async () => {
  const desk = openDesk(database);
  const { id, password, secret, recoveryCodes } = await settled(desk, 'private');
  const { rows } = await database.query<{ text: string }>(
    `SELECT row_to_json(u)::text || (SELECT json_agg(c)::text FROM auth_recovery_code c WHERE user_id = u.id) AS text
     FROM auth_user u WHERE id = $1`,
    [id],
  );
  const kept = rows[0]?.text ?? '';
  expect(kept).toContain(secret);
  for (const hidden of [password, ...recoveryCodes]) expect(kept).not.toContain(hidden);
  const user = JSON.stringify(await desk.people.findUser(id));
  for (const hidden of [secret, 'argon2', ...recoveryCodes]) expect(user).not.toContain(hidden);
});

test('behind a person stand all accounts of the same human, behind a backend all who act as it or for its house', async () => {
  const own = await emptyDatabase();
  const desk = openDesk(own);
  const add = async (login: string, fhirUser: string, role: Partial<typeof COORDINATOR> = {}) => {
    const input = { login, name: login, fhirUser, roles: [{ ...COORDINATOR, ...role }] };
    return taken(await desk.people.addUser(input)).user.id;
  };
  const tanaka = await add('tanaka', 'Practitioner/tanaka');
  const again = await add('tanaka-2', 'Practitioner/tanaka', {
    actor: 'PractitionerRole/asahi-1',
    organization: 'Organization/asahi',
  });
  const suzuki = await add('suzuki', 'Practitioner/suzuki', { actor: 'PractitionerRole/hikari-2' });
  const at = { actor: 'PractitionerRole/hikari-1', organization: 'Organization/hikari' };
  expect(await personsBehind(own, { ...at, user: tanaka })).toEqual([tanaka, again].sort());
  expect(await personsBehind(own, { ...at, user: suzuki })).toEqual([suzuki]);
  expect(await personsBehind(own, { ...at, user: null })).toEqual([tanaka, suzuki].sort());
  const asahi = { actor: 'PractitionerRole/asahi-1', organization: null };
  expect(await personsBehind(own, { ...asahi, user: null })).toEqual([again]);
  expect(await personsBehind(own, { actor: 'Device/x', organization: 'Organization/asahi', user: null })).toEqual([
    again,
  ]);
  expect(await personsBehind(own, { actor: 'Device/x', organization: null, user: null })).toEqual([]);
});
