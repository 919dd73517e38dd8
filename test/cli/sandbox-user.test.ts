import { readFileSync, rmSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { authMigrations, createPeople, totpCode } from '../../src/auth/index.ts';
import { readSandboxSecrets, registerSandboxUsers, sandboxUserCommand } from '../../src/cli/index.ts';
import { migrate } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { example, say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const file = folder.path('user-secrets.json');
const database = await freshDatabase();
await migrate(database, authMigrations);
const people = createPeople({ database });
const command = sandboxUserCommand(async () => file);

/** Password and code as they are printed. */
async function printed(login: string): Promise<{ login: string; password: string; code: string }> {
  const { code, out, err } = await say(command, login);
  expect([code, err]).toEqual([0, '']);
  const [, password = '', digits = ''] =
    /^パスワード \/ password: (\S{20})\nコード \/ code: (\d{6})（あと \d+ 秒 \/ \d+ s left）\n$/.exec(out) ?? [];
  return { login, password, code: digits };
}

test('before the first start of the sandbox the person is told to start it', async () => {
  expect(await say(command, 'tanaka')).toEqual({
    code: 1,
    out: '',
    err: 'sandbox がまだ始まっていません。先に npm start を実行してください。 / no sandbox was started yet; run `npm start` first\n',
  });
});

test('each user of the sandbox signs in at once with what is printed, and only with that', async () => {
  await registerSandboxUsers(people, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const [login, purposes] of [
    ['tanaka', ['COC', 'TREAT']],
    ['takahashi', ['TREAT', 'COC', 'BTG']],
    ['sato', ['PATRQT']],
  ] as const) {
    const signedIn = await people.signIn(await printed(login));
    expect(signedIn).toMatchObject({ kind: 'ok', user: { login, roles: [{ purposes }] } });
  }
  const passwords = Object.values(readSandboxSecrets(file)).map(({ password }) => password);
  expect(new Set(passwords).size).toBe(4);
});

test('a second start changes nothing, and a start without the file makes all anew', async () => {
  const before = readFileSync(file, 'utf8');
  await registerSandboxUsers(people, file);
  expect(readFileSync(file, 'utf8')).toBe(before);
  rmSync(file);
  await registerSandboxUsers(people, file);
  const [old, fresh] = [JSON.parse(before).tanaka, readSandboxSecrets(file)['tanaka']];
  const code = (secret: string) => totpCode(secret, new Date());
  const attempt = { login: 'tanaka', password: old.password, code: code(old.totpSecret) };
  expect(await people.signIn(attempt)).toEqual({ kind: 'refused' });
  const { password = '', totpSecret = '' } = fresh ?? {};
  expect((await people.signIn({ login: 'tanaka', password, code: code(totpSecret) })).kind).toBe('ok');
  expect(await people.listUsers()).toHaveLength(4);
});

test('each user is somebody of the region, in a role that the region knows', () => {
  const { resources } = JSON.parse(readFileSync(example('sandbox/00-directory.json'), 'utf8'));
  const emergency = JSON.parse(readFileSync(example('sandbox/60-region.json'), 'utf8')).resources;
  const hospital = JSON.parse(readFileSync(example('sandbox/10-hospital.json'), 'utf8')).resources;
  const known = new Map<string, any>(
    [...resources, ...emergency, ...hospital].map((one: any) => [`${one.resourceType}/${one.id}`, one]),
  );
  for (const { fhirUser, name, roles } of JSON.parse(readFileSync(example('sandbox/users.json'), 'utf8'))) {
    expect(known.get(fhirUser)?.name[0].text ?? name).toBe(name);
    for (const { actor, organization } of roles) {
      const role = known.get(actor);
      if (actor === fhirUser) expect(role?.resourceType).toBe('Patient');
      else expect([role?.practitioner.reference, role?.organization.reference]).toEqual([fhirUser, organization]);
    }
  }
});

test.each([
  [[], 'LOGIN'],
  [['tanaka', 'sato'], 'LOGIN'],
  [['nobody'], 'LOGIN nobody: tanaka, takahashi, sato, mori'],
])('%j is wrong usage', async (args, reason) => {
  const { code, err } = await say(command, ...args);
  expect(code).toBe(2);
  expect(err).toContain(`wrong usage: ${reason}`);
});
