import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { authMigrations, totpCode } from '../../src/auth/index.ts';
import { backup, restore } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { emptyDatabase } from './house.ts';
import { openDesk, settled } from './people-house.ts';

const folder = await mkdtemp(join(tmpdir(), 'kakehashi-people-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('who signed in before a backup signs in after it was brought back, with roles and recovery codes', async () => {
  const [before, after] = [await emptyDatabase(), await freshDatabase()];
  const desk = openDesk(before);
  const { id, login, password, secret } = await settled(desk, 'kept');
  const file = join(folder, 'people.backup');
  await backup({ url: before.url, file, applicationName: 'kakehashi-backup' });
  await restore({ url: after.url, file, migrations: authMigrations, settle: async () => undefined });
  const restored = openDesk(after);
  restored.now = desk.now;
  expect(await restored.people.findUser(id)).toEqual(await desk.people.findUser(id));
  const signedIn = await restored.people.signIn({ login, password, code: totpCode(secret, restored.now) });
  expect(signedIn).toMatchObject({
    kind: 'ok',
    user: { roles: [{ purposes: ['COC', 'TREAT'] }], recoveryCodesLeft: 10 },
  });
});
