/** What each attempt to sign in asks of the database, and what its owner is told who does something out of turn. */
import { expect, test } from 'vitest';
import { createPeople, totpCode } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { emptyDatabase, NOW, stopClock } from './house.ts';
import { openDesk, settled, taken } from './people-house.ts';

const database = await emptyDatabase();

/** What a real one costs is of no matter here. */
const hasher = {
  hash: async (password: string) => `hash of ${password}`,
  verify: async (password: string, hash?: string) => hash === `hash of ${password}`,
};

test('each attempt that is refused asks the database twice, so that its time does not tell why', async () => {
  const asked: string[] = [];
  const query: typeof database.query = (text, values) => {
    asked.push(text);
    return database.query(text, values);
  };
  const desk = openDesk({ ...database, query }, { hasher });
  const { id, login, password, secret, recoveryCodes } = await settled(desk, 'alike');
  const code = totpCode(secret, desk.now);
  const refused = async (attempt: object): Promise<[unknown, number]> => {
    asked.length = 0;
    const { kind } = await desk.people.signIn({ login, password, ...attempt });
    const { reason } = desk.events.at(-1) ?? {};
    return [kind === 'ok' ? kind : reason, asked.length];
  };
  expect(await refused({ login: 'nobody', code })).toEqual(['login-unknown', 2]);
  expect(await refused({ password: 'x', code })).toEqual(['password-wrong', 2]);
  expect(await refused({})).toEqual(['code-missing', 2]);
  expect(await refused({ code: totpCode(secret, new Date(0)) })).toEqual(['code-wrong', 2]);
  expect(await refused({ code: 'no recovery code' })).toEqual(['code-wrong', 2]);
  await desk.people.signIn({ login, password, code: String(recoveryCodes[0]) });
  expect(await refused({ code: recoveryCodes[0] })).toEqual(['code-wrong', 2]);
  for (let tries = 0; tries < 5; tries += 1) await refused({ password: 'x' });
  expect(await refused({ code })).toEqual(['locked', 2]);
  taken(await desk.people.disableUser(id));
  expect(await refused({ code })).toEqual(['disabled', 2]);
});

test('who does something out of turn is told what it is, and how to go on', async () => {
  const desk = openDesk(database, { hasher });
  const { id, login, secret } = await settled(desk, 'out-of-turn');
  const said = (answer: unknown) => isRefusal(answer) && [answer.status, ...answer.issues];
  expect(said(await desk.people.enrolTotp(id))).toEqual([
    409,
    {
      severity: 'error',
      type: 'conflict',
      code: 'second-factor-held',
      ja: '認証アプリは既に登録されています。端末をなくしたときは、管理者に連絡してください。',
      en: 'an authenticator app is enrolled already; if the device is lost, turn to an administrator',
    },
  ]);
  const { oneTimePassword } = taken(await desk.people.resetSecondFactor(id));
  const wrong = [
    422,
    {
      severity: 'error',
      type: 'invalid',
      code: 'second-factor-code',
      ja: 'コードが正しくありません。端末の時刻を合わせ、いま表示されている 6 桁を入力してください。',
      en: 'the code is not right: set the clock of the device, and type the six digits that it shows now',
      expression: '/code',
    },
  ];
  // Not handed out yet, and then another one.
  expect(said(await desk.people.confirmTotp(id, totpCode(secret, desk.now)))).toEqual(wrong);
  taken(await desk.people.enrolTotp(id));
  expect(said(await desk.people.confirmTotp(id, totpCode(secret, desk.now)))).toEqual(wrong);
  expect(await desk.people.signIn({ login, password: oneTimePassword })).toMatchObject({ kind: 'enrol' });
  const resetting = openDesk(database, {
    hasher: { ...hasher, hash: async () => taken(await desk.people.resetPassword(id)).oneTimePassword },
  });
  expect(said(await resetting.people.changePassword(id, 'けやき並木を歩く水曜日の朝'))).toEqual([
    409,
    {
      severity: 'error',
      type: 'conflict',
      code: 'user-overtaken',
      ja: 'この間に利用者の情報が変わりました。もう一度サインインしてください。',
      en: 'the user was changed meanwhile: sign in again',
    },
  ]);
});

test('each refusal of who keeps users is of its kind, and names the place where there is one', async () => {
  const desk = openDesk(database, { hasher });
  const { people } = desk;
  const { id, password } = await settled(desk, 'kept');
  const other = await settled(desk, 'kept-beside');
  const identity = { issuer: 'https://hospital.example', subject: 'staff-1' };
  taken(await people.link(other.id, identity));
  const refusals = [
    await people.findNamed('nobody'),
    await people.removeRole(id, 'none'),
    await people.addUser({ login: 'kept', name: '名', fhirUser: 'Practitioner/kept' }),
    await people.changePassword(id, password),
    await people.link(id, { ...identity, issuer: 'hospital' }),
    await people.link(id, { ...identity, subject: '' }),
    await people.link(id, identity),
    await people.unlink(id, identity),
  ];
  expect(
    refusals.flatMap((one) =>
      isRefusal(one) ? one.issues.map(({ type, code, expression }) => [one.status, type, code, expression]) : [],
    ),
  ).toEqual([
    [404, 'not-found', 'user-unknown', undefined],
    [404, 'not-found', 'role-unknown', undefined],
    [409, 'duplicate', 'login-taken', '/login'],
    [422, 'invalid', 'password-unchanged', '/password'],
    [422, 'invalid', 'link-invalid', '/issuer'],
    [422, 'invalid', 'link-invalid', '/subject'],
    [409, 'duplicate', 'link-taken', '/subject'],
    [404, 'not-found', 'link-unknown', undefined],
  ]);
});

test('the time is that of the machine where no other is told', async () => {
  stopClock();
  const people = createPeople({ database, hasher });
  const { user } = taken(await people.addUser({ login: 'today', name: '名', fhirUser: 'Practitioner/today' }));
  expect(user.createdAt).toEqual(NOW);
});
