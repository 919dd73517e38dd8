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
  expect(await refused({ password: 'x' })).toEqual([422, 'user-invalid /password']);
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

test('each name, reference and role has its bounds, and up to them it is taken', async () => {
  const { people } = openDesk(database);
  const id = 'x'.repeat(64);
  const good = { login: 'bounds', name: '佐', fhirUser: `Practitioner/${id}` };
  const own = { actor: `PractitionerRole/${id}`, organization: `Organization/${id}`, purposes: ['COC'], name: '相談' };
  const at = async (changes: object) => codesOf(await people.addUser({ ...good, ...changes }));
  for (const [place, values] of Object.entries({
    login: ['', 7],
    name: ['', ' 佐藤', 'x'.repeat(201), 7],
    fhirUser: ['Practitioner/', `Practitioner/${id}x`, 'a Practitioner/1', 'Practitioner/1/2', 7],
    roles: ['none', Array.from({ length: 21 }, () => own)],
  }))
    for (const value of values)
      expect([value, await at({ [place]: value })]).toEqual([value, [422, `user-invalid /${place}`]]);
  for (const [place, values] of Object.entries({
    actor: ['PractitionerRole/', `PractitionerRole/${id}x`, 'a PractitionerRole/1', 'PractitionerRole/1/2', 7],
    organization: ['Organization/', `Organization/${id}x`, 'Location/1', 7],
    purposes: ['COC', ['COC', 'FUN']],
    name: ['', 'x'.repeat(201)],
  }))
    for (const value of values) {
      const refusal = await at({ roles: [{ ...own, [place]: value }] });
      expect([value, refusal]).toEqual([value, [422, expect.stringContaining(`user-invalid /roles/0/${place}`)]]);
    }
  expect(await at({ roles: [{ ...own, more: 1 }] })).toEqual([422, 'user-invalid /roles/0/more']);
  for (const missing of ['login', 'name', 'fhirUser'])
    expect(await at({ [missing]: undefined })).toEqual([422, 'user-invalid /']);
  const { user } = taken(
    await people.addUser({ ...good, name: 'x'.repeat(200), roles: Array.from({ length: 20 }, () => own) }),
  );
  expect(user.roles.map(({ actor }) => actor)).toEqual(Array.from({ length: 20 }, () => own.actor));
  const self = { actor: 'RelatedPerson/1', organization: null, purposes: ['FAMRQT'], name: 'x'.repeat(200) };
  const sister = { login: 'y', name: '家族', fhirUser: 'RelatedPerson/1', roles: [self] };
  expect(taken(await people.addUser(sister)).user.roles).toEqual([{ id: expect.any(String), ...self }]);
});

test('what is refused of a user says where and why', async () => {
  const { people } = openDesk(database);
  const told = async (input: object) => {
    const refusal = await people.addUser({ login: 'told', name: '名', fhirUser: 'Patient/told', ...input });
    return isRefusal(refusal) ? refusal.issues : [];
  };
  const severity = 'error';
  expect(await told({ name: 7 })).toEqual([
    {
      severity,
      type: 'invalid',
      code: 'user-invalid',
      ja: '利用者または役割の「/name」が正しくありません: 文字列で書いてください（今は数です）。',
      en: '`/name` of the user or role: must be a text, not a number',
      expression: '/name',
    },
  ]);
  const role = { actor: 'Patient/told', organization: 'Organization/x', purposes: ['PATRQT'], name: '本人' };
  const placed = {
    severity,
    type: 'business-rule',
    code: 'role-organization',
    ja: '本人や家族の役割に organization は書けません。',
    en: 'who acts for themselves has no `organization`',
    expression: '/roles/0/organization',
  };
  expect(await told({ roles: [role] })).toEqual([placed]);
  expect(await told({ roles: [{ ...role, actor: 'PractitionerRole/x', organization: null }] })).toEqual([
    {
      ...placed,
      code: 'role-person',
      ja: '「PractitionerRole/x」は「Patient/told」の役割にはできません。',
      en: '`PractitionerRole/x` cannot be a role of `Patient/told`',
      expression: '/roles/0/actor',
    },
    {
      ...placed,
      ja: 'PractitionerRole には organization が必要です。',
      en: 'a `PractitionerRole` needs its `organization`',
    },
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
