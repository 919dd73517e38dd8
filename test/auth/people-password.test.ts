import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { totpCode } from '../../src/auth/index.ts';
import { isOutdated, passwordHasher } from '../../src/auth/people/password-hash.ts';
import { passwordIssues } from '../../src/auth/people/password-rule.ts';
import { createTurns } from '../../src/auth/people/turns.ts';
import { emptyDatabase } from './house.ts';
import { openDesk, settled, taken } from './people-house.ts';

const database = await emptyDatabase();

const faults = (password: string, secondFactor = false) =>
  passwordIssues(password, { login: 'tanaka-misaki-hikari', secondFactor }).map(({ code }) => code);

test('thirteen characters are enough, or eight beside a second factor, of whatever kind', () => {
  expect(faults('abc def ghi j')).toEqual([]);
  expect(faults('abc def ghi ')).toEqual(['password-short']);
  expect(faults('abc def ', true)).toEqual([]);
  expect(faults('abc def', true)).toEqual(['password-short']);
  expect(faults('雨のち晴れ、風は南から吹く')).toEqual([]);
  // A character beyond the first plane is one character.
  expect(faults('🌧🌤🌬🧭🍵🍡🎏')).toEqual(['password-short']);
  expect(faults('🌧🌤🌬🧭🍵🍡🎏🎐', true)).toEqual([]);
  expect(faults(`a${'b'.repeat(127)}`)).toEqual([]);
  expect(faults(`a${'b'.repeat(128)}`)).toEqual(['password-long']);
  // Eighteen letters after normalization.
  expect(faults('\ufdfa'.repeat(8))).toEqual(['password-long']);
});

test('what everyone tries first is refused, also repeated, in wide letters or in capitals', () => {
  for (const common of [
    'passwordpassword',
    'PasswordPassword',
    'ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ',
    '1234567890123',
    '1212121212121212',
    'aaaaaaaaaaaaaaa',
    'パスワードパスワードパスワード',
    'kakehashikakehashi',
  ]) {
    expect([common, faults(common)]).toEqual([common, ['password-common']]);
  }
  expect(faults('qwertyui', true)).toEqual(['password-common']);
  expect(faults('Tanaka-Misaki-Hikari')).toEqual(['password-login']);
  expect(faults('tanaka-misaki-hikari'.repeat(2))).toEqual(['password-login']);
  const twice = { login: 'misaki.misaki.', secondFactor: false };
  expect(passwordIssues('misaki.misaki.', twice).map(({ code }) => code)).toEqual(['password-login']);
});

test('the longest password that may be had opens, and one that is longer does not', async () => {
  const desk = openDesk(database);
  const longest = `雨${'の'.repeat(127)}`;
  const { login, secret } = await settled(desk, 'longest', longest);
  const kindFor = async (password: string) =>
    (await desk.people.signIn({ login, password, code: totpCode(secret, desk.now) })).kind;
  expect([await kindFor(`${longest}ち`), await kindFor(longest)]).toEqual(['refused', 'ok']);
});

test('no refusal repeats the password', () => {
  for (const password of ['passwordpassword', 'short one', 'tanaka-misaki-hikari', 'x'.repeat(200)]) {
    const [issue] = passwordIssues(password, { login: 'tanaka-misaki-hikari', secondFactor: false });
    expect(issue?.expression).toBe('/password');
    expect(JSON.stringify(issue)).not.toContain(password);
  }
  expect(passwordIssues('short one', { login: 'x', secondFactor: false })).toEqual([
    {
      severity: 'error',
      type: 'invalid',
      code: 'password-short',
      ja: 'パスワードは 13 文字以上にしてください。',
      en: 'the password must have 13 characters or more',
      expression: '/password',
    },
  ]);
});

test('a hash is argon2id with the parameters of today, and no two are alike', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => passwordHasher.hash('雨のち晴れ')));
  expect(one).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await passwordHasher.verify('雨のち晴れ', one)).toBe(true);
  expect(await passwordHasher.verify('雨のち曇り', one)).toBe(false);
  expect(await passwordHasher.verify('雨のち晴れ', undefined)).toBe(false);
  const composed = await passwordHasher.hash('ガギグ ABC');
  expect(await passwordHasher.verify('ガギグ ＡＢＣ'.normalize('NFD'), composed)).toBe(true);
  for (const other of ['$2b$10$abc', `x${one}`, `${one}=`])
    await expect(passwordHasher.verify('x', other)).rejects.toThrow('defect: a password hash cannot be read');
});

/** Made by the reference implementation: password `password`, salt `somesalt`. */
const REFERENCE = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

test('a hash of other parameters is read, and renewed when its owner signs in', async () => {
  expect(await passwordHasher.verify('password', REFERENCE)).toBe(true);
  expect(await passwordHasher.verify('passw0rd', REFERENCE)).toBe(false);
  expect(isOutdated(REFERENCE)).toBe(true);
  const raised = { message: 'password', nonce: Buffer.alloc(16, 7), memory: 256, passes: 12, parallelism: 10 };
  const hash = argon2Sync('argon2id', { ...raised, tagLength: 24 }).toString('base64');
  const salt = raised.nonce.toString('base64').slice(0, 22);
  expect(await passwordHasher.verify('password', `$argon2id$v=19$m=256,t=12,p=10$${salt}$${hash}`)).toBe(true);
  const desk = openDesk(database);
  const { id, login, secret } = await settled(desk, 'old-hash');
  const held = async (): Promise<string> =>
    (await database.query<{ hash: string }>('SELECT password_hash AS hash FROM auth_user WHERE id = $1', [id])).rows[0]
      ?.hash ?? '';
  await database.query('UPDATE auth_user SET password_hash = $2 WHERE id = $1', [id, REFERENCE]);
  await desk.people.signIn({ login, password: 'password' });
  expect(await held()).toBe(REFERENCE);
  const signedIn = await desk.people.signIn({ login, password: 'password', code: totpCode(secret, desk.now) });
  expect(signedIn.kind).toBe('ok');
  const renewed = await held();
  expect(isOutdated(renewed)).toBe(false);
  expect(await passwordHasher.verify('password', renewed)).toBe(true);
  desk.pass(30);
  const again = await desk.people.signIn({ login, password: 'password', code: totpCode(secret, desk.now) });
  expect([again.kind, await held()]).toEqual(['ok', renewed]);
});

test('a password that is reset while its hash is renewed stays reset', async () => {
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const hash: typeof passwordHasher.hash = async (password) => {
    await meanwhile();
    return passwordHasher.hash(password);
  };
  const desk = openDesk(database, { hasher: { ...passwordHasher, hash } });
  const { id, login, secret } = await settled(desk, 'renewed-now');
  await database.query('UPDATE auth_user SET password_hash = $2 WHERE id = $1', [id, REFERENCE]);
  let reset = '';
  meanwhile = async () => {
    reset = taken(await openDesk(database).people.resetPassword(id)).oneTimePassword;
  };
  await desk.people.signIn({ login, password: 'password', code: totpCode(secret, desk.now) });
  desk.pass(30);
  const kindFor = async (password: string) =>
    (await desk.people.signIn({ login, password, code: totpCode(secret, desk.now) })).kind;
  expect([await kindFor('password'), await kindFor(reset)]).toEqual(['refused', 'change-password']);
});

test('no more than two hashings run at a time, and those that wait keep their order', async () => {
  const takeTurn = createTurns(2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const works = [0, 1, 2, 3].map((index) =>
    takeTurn(() => {
      begun.push(index);
      return index === 1
        ? Promise.reject(new Error('failed'))
        : new Promise<number>((resolve) => ends.push(() => resolve(index)));
    }),
  );
  await expect(works[1]).rejects.toThrow('failed');
  // The one that failed has left its place to the next.
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  expect(await works[0]).toBe(0);
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const end of ends) end();
  expect(await Promise.all([works[2], works[3]])).toEqual([2, 3]);
  // All places are free again, and no more than there were.
  for (const index of [4, 5, 6]) void takeTurn(() => new Promise<void>(() => begun.push(index)));
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
