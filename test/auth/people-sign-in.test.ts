import { fork } from 'node:child_process';
import { expect, test } from 'vitest';
import { totpCode } from '../../src/auth/index.ts';
import { passwordHasher } from '../../src/auth/people/password-hash.ts';
import { openDatabase } from '../../src/database/index.ts';
import { emptyDatabase } from './house.ts';
import { added, codesOf, openDesk, PASSWORD, settled, taken } from './people-house.ts';

const database = await emptyDatabase();
const WRONG = 'まちがった長いパスワードです';

test('a new user enrols a device, sets a password of their own, and then signs in with both', async () => {
  const desk = openDesk(database);
  const { people } = desk;
  const { user, oneTimePassword } = await added(desk, 'newcomer');
  const first = await people.signIn({ login: 'newcomer', password: oneTimePassword });
  expect(first).toEqual({ kind: 'enrol', user });
  const { secret, uri } = taken(await people.enrolTotp(user.id));
  expect(uri).toBe(
    `otpauth://totp/Kakehashi:newcomer?issuer=Kakehashi&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const wrong = await people.confirmTotp(user.id, totpCode(secret, new Date(0)));
  expect(codesOf(wrong)).toEqual([422, 'second-factor-code /code']);
  expect(await people.nextStep(user.id)).toBe('enrol');
  const { recoveryCodes } = taken(await people.confirmTotp(user.id, totpCode(secret, desk.now)));
  expect(new Set(recoveryCodes).size).toBe(10);
  expect(await people.nextStep(user.id)).toBe('change-password');
  taken(await people.changePassword(user.id, PASSWORD));
  expect(await people.nextStep(user.id)).toBe('ok');
  const proof = { login: 'newcomer', password: PASSWORD };
  expect(await people.signIn(proof)).toEqual({ kind: 'code-needed' });
  // The code that confirmed the device is used up.
  expect(await people.signIn({ ...proof, code: totpCode(secret, desk.now) })).toEqual({ kind: 'refused' });
  desk.pass(30);
  const signedIn = await people.signIn({ ...proof, login: ' ＮＥＷＣＯＭＥＲ ', code: totpCode(secret, desk.now) });
  expect(signedIn).toEqual({ kind: 'ok', user: await people.findUser(user.id) });
  expect(desk.events).toEqual([
    { kind: 'enrol', userId: user.id, reason: null },
    { kind: 'code-needed', userId: user.id, reason: 'code-missing' },
    { kind: 'refused', userId: user.id, reason: 'overtaken' },
    { kind: 'ok', userId: user.id, reason: null },
  ]);
});

test('whoever is wrong in anything hears the same, and only the audit hears why', async () => {
  const desk = openDesk(database);
  const { id, login, password, secret } = await settled(desk, 'same-answer');
  const code = totpCode(secret, desk.now);
  const attempts = [
    [
      { login: 'nobody-at-all', password, code },
      { userId: null, reason: 'login-unknown' },
    ],
    [
      { login: 'x'.repeat(300), password, code },
      { userId: null, reason: 'login-unknown' },
    ],
    [
      { login, password: WRONG, code },
      { userId: id, reason: 'password-wrong' },
    ],
    [
      { login, password: 'x'.repeat(2_000), code },
      { userId: id, reason: 'password-wrong' },
    ],
    [
      { login, password, code: totpCode(secret, new Date(0)) },
      { userId: id, reason: 'code-wrong' },
    ],
    [
      { login, password, code: 'x'.repeat(100) },
      { userId: id, reason: 'code-wrong' },
    ],
  ] as const;
  for (const [attempt, told] of attempts) {
    expect(await desk.people.signIn(attempt)).toEqual({ kind: 'refused' });
    expect(desk.events.pop()).toEqual({ kind: 'refused', ...told });
    taken(await desk.people.unlockUser(id));
    const { code: _, ...codeless } = attempt;
    expect(await desk.people.signIn(codeless)).toEqual({ kind: 'code-needed' });
    expect(await desk.people.signIn({ ...codeless, code: ' ' })).toEqual({ kind: 'code-needed' });
    taken(await desk.people.unlockUser(id));
  }
});

test('a password is hashed once for each attempt, also where there is nobody, or a lock, and never at any length', async () => {
  let hashed: string[] = [];
  const verify: typeof passwordHasher.verify = (password, phc) => {
    hashed.push(password);
    return passwordHasher.verify(password, phc);
  };
  const desk = openDesk(database, { hasher: { ...passwordHasher, verify } });
  const { id, login, password } = await settled(desk, 'counted');
  const hashedFor = async (attempt: Parameters<typeof desk.people.signIn>[0]) => {
    hashed = [];
    await desk.people.signIn(attempt);
    return hashed;
  };
  expect(await hashedFor({ login: 'nobody-here', password })).toEqual([password]);
  expect(await hashedFor({ login: '', password: '' })).toEqual(['']);
  expect(await hashedFor({ login, password: 'x'.repeat(9_999) })).toEqual(['']);
  expect(await hashedFor({ login, password, code: '000000' })).toEqual([password]);
  taken(await desk.people.disableUser(id));
  expect(await hashedFor({ login, password, code: '000000' })).toEqual([password]);
  taken(await desk.people.enableUser(id));
  for (let tries = 0; tries < 5; tries += 1) await desk.people.signIn({ login, password: WRONG });
  expect(await hashedFor({ login, password, code: '000000' })).toEqual([password]);
  expect(desk.events.at(-1)).toEqual({ kind: 'refused', userId: id, reason: 'locked' });
});

test('five failures lock for a quarter of an hour, five more twice as long, and at most for a day', async () => {
  const desk = openDesk(database);
  const { id, login, password, secret } = await settled(desk, 'guessed-at');
  const minutes: number[] = [];
  for (let row = 0; row < 9; row += 1) {
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await desk.people.findUser(id))?.lockedUntil).toBe(null);
      // The second factor counts as the first does.
      const guess = tries % 2 === 0 ? { password: WRONG } : { password, code: '000000' };
      await desk.people.signIn({ login, ...guess });
    }
    const user = await desk.people.findUser(id);
    expect(user?.failures).toBe(5 * (row + 1));
    const until = user?.lockedUntil ?? desk.now;
    minutes.push((until.getTime() - desk.now.getTime()) / 60_000);
    desk.now = new Date(until.getTime() - 1);
    const attempt = { login, password, code: totpCode(secret, desk.now) };
    expect(await desk.people.signIn(attempt)).toEqual({ kind: 'refused' });
    expect(desk.events.at(-1)?.reason).toBe('locked');
    // What is tried under a lock does not count, so that it ends.
    expect((await desk.people.findUser(id))?.failures).toBe(5 * (row + 1));
    if (row < 8) {
      desk.pass(0.001);
      await desk.people.signIn({ login, password: WRONG });
      const { rows } = await database.query(
        `UPDATE auth_user SET failures = failures - 1 WHERE id = $1 RETURNING failures`,
        [id],
      );
      expect(rows[0]).toEqual({ failures: 5 * (row + 1) });
    }
  }
  expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
  desk.pass(0.001);
  expect((await desk.people.signIn({ login, password, code: totpCode(secret, desk.now) })).kind).toBe('ok');
  const user = await desk.people.findUser(id);
  expect([user?.failures, user?.lockedUntil]).toEqual([0, null]);
});

test('a password without its code is no failure, and clears none', async () => {
  const desk = openDesk(database);
  const { id, login, password } = await settled(desk, 'half-way');
  for (let tries = 0; tries < 4; tries += 1) await desk.people.signIn({ login, password: WRONG });
  for (let tries = 0; tries < 8; tries += 1) await desk.people.signIn({ login, password });
  const user = await desk.people.findUser(id);
  expect([user?.failures, user?.lockedUntil]).toEqual([4, null]);
  await desk.people.signIn({ login, password: WRONG });
  expect(taken(await desk.people.unlockUser(id)).failures).toBe(0);
});

test('a lock holds in every process, and a thousand guesses at once are five', async () => {
  const other = openDatabase(database.url, { connectionsMax: 8 });
  try {
    const [here, there] = [openDesk(database), openDesk(other)];
    const { id, login, password, secret } = await settled(here, 'two-doors');
    there.now = here.now;
    const guesses = Array.from({ length: 24 }, (_, index) =>
      (index % 2 === 0 ? here : there).people.signIn({ login, password: `${WRONG}${index}`, code: '000000' }),
    );
    expect(new Set((await Promise.all(guesses)).map(({ kind }) => kind))).toEqual(new Set(['refused']));
    const reasons = [...here.events, ...there.events].map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === 'password-wrong')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'locked')).toHaveLength(19);
    const attempt = { login, password, code: totpCode(secret, here.now) };
    expect(await there.people.signIn(attempt)).toEqual({ kind: 'refused' });
    taken(await here.people.unlockUser(id));
    expect((await there.people.signIn(attempt)).kind).toBe('ok');
  } finally {
    await other.close();
  }
});

test('one code opens once, whichever of two processes is asked first', async () => {
  const desk = openDesk(database);
  const { login, password, secret } = await settled(desk, 'raced');
  for (let round = 0; round < 3; round += 1) {
    const attempt = { login, password, code: totpCode(secret, desk.now), now: desk.now.toISOString() };
    const kinds = await Promise.all([1, 2].map(() => signInElsewhere(attempt)));
    expect(kinds.toSorted()).toEqual(['ok', 'refused']);
    desk.pass(30);
  }
});

/** Signs in from a process of its own. */
function signInElsewhere(attempt: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./sign-in-once.ts', import.meta.url), [database.url, JSON.stringify(attempt)], {
      execPath: 'node_modules/.bin/node',
      execArgv: [],
    });
    child.once('message', (kind) => resolve(String(kind)));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}

test('a clock may be half a minute off, and an older code opens nothing after a newer one', async () => {
  const desk = openDesk(database);
  const { login, password, secret } = await settled(desk, 'clock');
  desk.pass(300);
  const at = (seconds: number) => totpCode(secret, new Date(desk.now.getTime() + seconds * 1_000));
  const kind = async (code: string) => (await desk.people.signIn({ login, password, code })).kind;
  expect([await kind(at(-60)), await kind(at(60))]).toEqual(['refused', 'refused']);
  expect(await kind(at(-30))).toBe('ok');
  expect(await kind(`${at(0).slice(0, 3)} ${at(0).slice(3)}`)).toBe('ok');
  expect([await kind(at(0)), await kind(at(-30))]).toEqual(['refused', 'refused']);
  expect(await kind(at(30))).toBe('ok');
});

test('a recovery code stands in for the device, once', async () => {
  const desk = openDesk(database);
  const { id, login, password, recoveryCodes } = await settled(desk, 'at-home');
  const [first = '', second = '', , fourth = ''] = recoveryCodes;
  const kind = async (code: string) => (await desk.people.signIn({ login, password, code })).kind;
  expect(first).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
  expect(await kind(first)).toBe('ok');
  expect(desk.events.at(-1)).toEqual({ kind: 'ok', userId: id, reason: 'recovery-code' });
  expect((await desk.people.findUser(id))?.recoveryCodesLeft).toBe(9);
  expect(await kind(first)).toBe('refused');
  expect(desk.events.at(-1)).toEqual({ kind: 'refused', userId: id, reason: 'code-wrong' });
  const both = await Promise.all([1, 2].map(() => kind(second.toUpperCase().replaceAll('-', ' '))));
  expect(both.toSorted()).toEqual(['ok', 'refused']);
  expect(await desk.people.signIn({ login, password: WRONG, code: recoveryCodes[2] })).toEqual({ kind: 'refused' });
  expect((await desk.people.findUser(id))?.recoveryCodesLeft).toBe(8);
  // As a Japanese keyboard writes it.
  const wide = [...fourth].map((one) => String.fromCodePoint(Number(one.codePointAt(0)) + 0xfee0)).join('');
  expect(await kind(wide)).toBe('ok');
});

test('a device is enrolled once; what was handed out before counts for nothing', async () => {
  const desk = openDesk(database);
  const { user } = await added(desk, 'enrols-twice');
  const early = taken(await desk.people.enrolTotp(user.id));
  const late = taken(await desk.people.enrolTotp(user.id));
  expect(late.secret).not.toBe(early.secret);
  const refused = await desk.people.confirmTotp(user.id, totpCode(early.secret, desk.now));
  expect(codesOf(refused)).toEqual([422, 'second-factor-code /code']);
  const both = await Promise.all([1, 2].map(() => desk.people.confirmTotp(user.id, totpCode(late.secret, desk.now))));
  expect(both.filter((one) => 'recoveryCodes' in one)).toHaveLength(1);
  expect((await desk.people.findUser(user.id))?.recoveryCodesLeft).toBe(10);
  expect(codesOf(await desk.people.enrolTotp(user.id))).toEqual([409, 'second-factor-held']);
  expect(codesOf(await desk.people.confirmTotp(user.id, '000000'))).toEqual([409, 'second-factor-held']);
});

test('a one-time password is good for a week', async () => {
  const desk = openDesk(database);
  const { oneTimePassword: password } = await added(desk, 'on-holiday');
  desk.pass(7 * 86_400);
  expect((await desk.people.signIn({ login: 'on-holiday', password })).kind).toBe('enrol');
  desk.pass(1);
  expect(await desk.people.signIn({ login: 'on-holiday', password })).toEqual({ kind: 'code-needed' });
  expect(desk.events.at(-1)?.reason).toBe('one-time-password-expired');
  const { login, password: own, secret } = await settled(desk, 'long-here');
  desk.pass(8 * 86_400);
  expect((await desk.people.signIn({ login, password: own, code: totpCode(secret, desk.now) })).kind).toBe('ok');
});

test('every login that may be had signs in, and what can be none is nobody’s', async () => {
  const desk = openDesk(database);
  for (const name of ['p{c}-of-signs', '𠮷'.repeat(64)]) {
    const { login, password, secret } = await settled(desk, name);
    expect((await desk.people.signIn({ login, password, code: totpCode(secret, desk.now) })).kind).toBe('ok');
  }
  for (const login of ['a\u0000b', 'two words', ' ']) {
    expect(await desk.people.signIn({ login, password: PASSWORD })).toEqual({ kind: 'code-needed' });
    expect(desk.events.at(-1)).toEqual({ kind: 'code-needed', userId: null, reason: 'login-unknown' });
  }
});

test('where no second factor is asked for, a password alone is long', async () => {
  const desk = openDesk(database, { secondFactorRequired: false });
  const { user, oneTimePassword } = await added(desk, 'alone');
  expect((await desk.people.signIn({ login: 'alone', password: oneTimePassword })).kind).toBe('change-password');
  expect(codesOf(await desk.people.changePassword(user.id, '十二文字だけの合言葉です'))).toEqual([
    422,
    'password-short /password',
  ]);
  taken(await desk.people.changePassword(user.id, '十三文字もある長い合言葉だ'));
  const signedIn = await desk.people.signIn({ login: 'alone', password: '十三文字もある長い合言葉だ' });
  expect(signedIn.kind).toBe('ok');
  // A short password may come from a time at which there was a device.
  await database.query('UPDATE auth_user SET password_hash = $2 WHERE id = $1', [
    user.id,
    await passwordHasher.hash('八文字だけの鍵'.padEnd(8, '。')),
  ]);
  expect((await desk.people.signIn({ login: 'alone', password: '八文字だけの鍵。' })).kind).toBe('change-password');
});

test('what changes while someone signs in counts: nobody comes in by what was true before', async () => {
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const verify: typeof passwordHasher.verify = async (password, phc) => {
    const right = await passwordHasher.verify(password, phc);
    await meanwhile();
    return right;
  };
  const desk = openDesk(database, { hasher: { ...passwordHasher, verify } });
  const other = openDesk(database).people;
  for (const [login, change] of [
    ['enrols-now', (id: string, secret: string) => other.confirmTotp(id, totpCode(secret, desk.now))],
    ['reset-now', (id: string) => other.resetSecondFactor(id)],
    ['disabled-now', (id: string) => other.disableUser(id)],
  ] as const) {
    const { user, oneTimePassword: password } = await added(desk, login);
    const { secret } = taken(await desk.people.enrolTotp(user.id));
    meanwhile = async () => taken<unknown>(await change(user.id, secret));
    expect(await desk.people.signIn({ login, password })).toEqual({ kind: 'code-needed' });
    expect(desk.events.pop()).toEqual({ kind: 'code-needed', userId: user.id, reason: 'overtaken' });
  }
});

test('a password that an administrator reset while its owner changed it stays reset', async () => {
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const hash: typeof passwordHasher.hash = async (password) => {
    await meanwhile();
    return passwordHasher.hash(password);
  };
  const other = openDesk(database).people;
  const desk = openDesk(database, { hasher: { ...passwordHasher, hash } });
  const { id, login, secret } = await settled(desk, 'changes-now');
  let reset = '';
  meanwhile = async () => {
    reset = taken(await other.resetPassword(id)).oneTimePassword;
  };
  const chosen = '橋のたもとの古い茶屋まで';
  expect(codesOf(await desk.people.changePassword(id, chosen))).toEqual([409, 'user-overtaken']);
  expect((await desk.people.findUser(id))?.mustChangePassword).toBe(true);
  const code = totpCode(secret, desk.now);
  expect(await desk.people.signIn({ login, password: chosen, code })).toEqual({ kind: 'refused' });
  expect((await desk.people.signIn({ login, password: reset, code })).kind).toBe('change-password');
});

test('the answer waits for the audit', async () => {
  const failing = openDesk(database, { onSignIn: () => Promise.reject(new Error('the audit is away')) });
  await expect(failing.people.signIn({ login: 'nobody', password: 'x' })).rejects.toThrow('the audit is away');
});

test('a password of the greatest length opens, and a longer one is nobody’s', async () => {
  const desk = openDesk(database);
  const longest = Array.from({ length: 32 }, (_, index) => String(1_000 + index)).join('');
  const { login, secret, password } = await settled(desk, 'longest', longest);
  expect(password).toHaveLength(128);
  const code = totpCode(secret, desk.now);
  expect(await desk.people.signIn({ login, password: `${password}x`, code })).toEqual({ kind: 'refused' });
  expect(await desk.people.signIn({ login, password, code })).toMatchObject({ kind: 'ok' });
});

test('a device is confirmed only after it was handed out', async () => {
  const desk = openDesk(database);
  const { user } = await added(desk, 'unasked');
  expect(codesOf(await desk.people.confirmTotp(user.id, '123456'))).toEqual([422, 'second-factor-code /code']);
});
