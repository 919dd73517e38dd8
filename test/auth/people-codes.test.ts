/** How codes and login names may be typed, and what is kept of them. */
import { expect, test } from 'vitest';
import { emptyDatabase } from './house.ts';
import { added, codesOf, openDesk, settled, taken } from './people-house.ts';

const database = await emptyDatabase();

test('what is no code of six digits confirms no device, whatever its letters are', async () => {
  const desk = openDesk(database);
  const { user } = await added(desk, 'confirms');
  taken(await desk.people.enrolTotp(user.id));
  for (const code of ['', '12345', '1234567', 'abcdef', '六桁ではない', '🍵🍡🎏'])
    expect([code, codesOf(await desk.people.confirmTotp(user.id, code))]).toEqual([
      code,
      [422, 'second-factor-code /code'],
    ]);
});

test('a recovery code that was kept before opens, also one with six digits at an end, however its parts are told apart', async () => {
  const desk = openDesk(database);
  const { id, login, password } = await settled(desk, 'kept-before');
  for (const [code, digest] of [
    ['2345-67ab-cdef-ghjk', 'DO9jwwhiqS2ci_3bjipQYvzZzEQsUOU05W4a4xIXEu4'],
    ['abcdーefghーjk23ー4567', 'DkLPhYClumCQZtqHB98H_tkgMHNlJw5V6Ag5YKBjFuU'],
    ['mnpq–rstu　vwxy－z234', 'XZ1C74DRwmWqLeAayT4i_zjvbFV2SVsi9Fw0DFfxEhU'],
  ] as const) {
    await database.query('INSERT INTO auth_recovery_code (user_id, digest) VALUES ($1, $2)', [id, digest]);
    expect([code, (await desk.people.signIn({ login, password, code })).kind]).toEqual([code, 'ok']);
    expect(desk.events.at(-1)).toEqual({ kind: 'ok', userId: id, reason: 'recovery-code' });
  }
});

test('letters that are one only in lower case make no second login name', async () => {
  const desk = openDesk(database);
  await added(desk, '\u01f0un');
  const again = { login: 'J\u030cUN', name: '潤', fhirUser: 'Practitioner/jun' };
  expect(codesOf(await desk.people.addUser(again))).toEqual([409, 'login-taken /login']);
});
