import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { runProgram, scratchFolder } from '../cli/terminal.ts';
import { dataDirectory, endAll, isAlive, serverPid, startGatewayProcess } from './gateway.ts';

const [lived, fresh] = [dataDirectory(), dataDirectory()];
const folder = scratchFolder();
const file = folder.path('sandbox.backup');
afterAll(async () => {
  await endAll();
  for (const directory of [lived, fresh]) rmSync(directory, { recursive: true, force: true });
});

const run = (directory: string, ...args: string[]) => runProgram(args, { KAKEHASHI_DATA_DIR: directory });

test('a living sandbox is backed up, is not restored into, and its backup becomes another sandbox that is whole', async () => {
  expect(await run(lived, 'backup', '--sandbox', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`there is no database in ${lived}/sandbox; check KAKEHASHI_DATA_DIR\n`),
  });
  const gateway = await startGatewayProcess(['--sandbox'], { KAKEHASHI_DATA_DIR: lived });
  expect(await run(lived, 'backup', '--sandbox', file)).toMatchObject({ code: 0, err: '' });
  expect(await run(lived, 'restore', '--sandbox', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('another gateway is using'),
  });
  const verified = { code: 0, err: '', out: expect.stringContaining(': 0 errors, 0 warnings, 0 mended\n') };
  expect(await run(lived, 'verify', '--sandbox')).toMatchObject(verified);
  expect(await (await fetch(`${gateway.url}/health`)).json()).toEqual({ status: 'ok' });
  const pid = serverPid(lived);
  expect(await gateway.end('SIGTERM')).toBe(0);
  expect(isAlive(pid)).toBe(false);

  expect(await run(fresh, 'restore', '--sandbox', file)).toMatchObject({ code: 0, err: '' });
  expect(await run(fresh, 'verify', '--sandbox')).toMatchObject(verified);
  const second = folder.path('second.backup');
  expect((await run(fresh, 'backup', '--sandbox', second)).code).toBe(0);
  expect(await run(fresh, 'restore', '--sandbox', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('the database to restore into is not empty'),
  });
  const again = await startGatewayProcess(['--sandbox'], { KAKEHASHI_DATA_DIR: fresh });
  const headers = { Authorization: `Bearer ${await again.token('hospital-ehr')}` };
  const found = await fetch(`${again.url}/fhir/Patient?_total=accurate`, { headers });
  expect([found.status, ((await found.json()) as { total: number }).total > 0]).toEqual([200, true]);
  expect(await again.end('SIGTERM')).toBe(0);
}, 180_000);
