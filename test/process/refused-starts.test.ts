import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram, type Said } from '../cli/terminal.ts';
import { freshDatabase } from '../database.ts';
import { dataDirectory, endAll, freePort, startGatewayProcess } from './gateway.ts';

const directory = dataDirectory();
const [realDatabase, sandboxDatabase] = [await freshDatabase(), await freshDatabase()];
afterAll(async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

const start = async (args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Said> =>
  runProgram(['serve', ...args], {
    KAKEHASHI_DATA_DIR: directory,
    KAKEHASHI_PORT: String(await freePort()),
    ...environment,
  });

test('a sandbox listens on this machine only', async () => {
  expect(await start(['--sandbox'], { KAKEHASHI_HOST: '0.0.0.0' })).toEqual({
    code: 1,
    out: '',
    err: 'sandbox は 127.0.0.1, ::1, localhost でだけ動きます（0.0.0.0 は使えません） / a sandbox listens on loopback only, not on 0.0.0.0\n',
  });
});

test('a misspelt variable is wrong usage, and nothing is started', async () => {
  const { code, out, err } = await start([], { KAKEHASHI_PROT: '9000' });
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^KAKEHASHI_PROT という設定はありません \/ there is no setting KAKEHASHI_PROT; known: [^\n]+\n$/);
});

test('rules that would keep faulty patients are refused at their place, before anything is started', async () => {
  const file = join(directory, 'rules.json');
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, '{"Patient":{"onError":"keep"}}');
  expect(await start(['--sandbox'], { KAKEHASHI_VALIDATION: file })).toEqual({
    code: 1,
    out: '',
    err:
      'Patient.onError: Patient は、誤りのあるまま保存（keep）できません。だれの記録か、だれが見てよいかの判断に使うためです。refuse にしてください。' +
      ' / a faulty `Patient` is never kept, since decisions about people are made from it; write `refuse`\n',
  });
});

test('a policy of the region that cannot be read is refused at its place, before anything is started', async () => {
  const region = join(directory, 'region');
  mkdirSync(region, { recursive: true });
  writeFileSync(
    join(region, 'policy.json'),
    '{"default":"deny","rules":[{"id":"police","type":"forbid","actor":["x"]}]}',
  );
  const { code, out, err } = await start([], { KAKEHASHI_REGION: region });
  expect([code, out]).toEqual([1, '']);
  expect(err.split('\n').map((line) => line.split(':')[0])).toEqual(['rules.0.type', 'rules.0.actor.0', '']);
});

test('a folder of the region that is not there is refused, before anything is started', async () => {
  const region = join(directory, 'nowhere');
  expect(await start(['--sandbox'], { KAKEHASHI_REGION: region })).toEqual({
    code: 1,
    out: '',
    err:
      `ファイル「${region}」を読めません（ファイルがありません。名前を確かめてください）。` +
      ` / the file \`${region}\` cannot be read: there is no such file; check its name\n`,
  });
});

test.each([
  [
    'label-rules.json',
    '{"types":{"Gaol":{"category":["wish"],"why":"x"},"Goal":{"category":["wishes"],"why":"x"}}}',
    ['types.Gaol', 'types.Goal.category.0'],
  ],
  [
    'label-examples.json',
    '{"format":"label-examples/1","examples":[{"id":"a","resource":{"resourceType":"Goal","subject":{"reference":"Patient/a"}},"labels":["R"]}]}',
    ['examples[0] (a)'],
  ],
])(
  'a %s of the region that is wrong is refused at its place, before anything is started',
  async (name, text, places) => {
    const region = join(directory, name.replace('.json', ''));
    mkdirSync(region, { recursive: true });
    writeFileSync(join(region, name), text);
    const { code, out, err } = await start([], { KAKEHASHI_REGION: region });
    expect([code, out]).toEqual([1, '']);
    expect(err.split('\n').map((line) => line.split(':')[0])).toEqual([...places, '']);
  },
);

test.each([
  ['refuses', async () => `127.0.0.1:${await freePort()}`],
  ['does not exist', async () => 'database.invalid:5432'],
])(
  'a database host that %s is named in both languages, without the password and without a stack',
  async (_what, place) => {
    const host = await place();
    const { code, out, err } = await start([], { DATABASE_URL: `postgres://region:geheim@${host}/kakehashi` });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`データベース ${host}/kakehashi につながりません（`);
    expect(err).toContain(`the database ${host}/kakehashi cannot be reached (`);
    expect(err).not.toContain('geheim');
    expect(err).not.toContain('    at ');
  },
);

test('a database host that takes the connection and says nothing is given up', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  const port = await new Promise<number>((resolve) =>
    silent.once('listening', () => resolve((silent.address() as { port: number }).port)),
  );
  const { code, err } = await start([], { DATABASE_URL: `postgres://region@127.0.0.1:${port}/kakehashi` });
  silent.close();
  expect(code).toBe(1);
  expect(err).toContain(`the database 127.0.0.1:${port}/kakehashi cannot be reached (`);
});

test('a package that cannot be read is refused with its name', async () => {
  const { code, err } = await start([], { DATABASE_URL: realDatabase.url, KAKEHASHI_PACKAGES: '/no-such/package.tgz' });
  expect(code).toBe(1);
  expect(err).toContain('the FHIR package `/no-such/package.tgz` cannot be read');
});

test('the real house and a sandbox never share a database', async () => {
  const real = await startGatewayProcess([], { KAKEHASHI_DATA_DIR: directory, DATABASE_URL: realDatabase.url });
  expect((await fetch(`${real.url}/fhir/Patient`)).status).toBe(401);
  expect(await real.end('SIGTERM')).toBe(0);
  expect(await start(['--sandbox'], { DATABASE_URL: realDatabase.url })).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining(
      'this database holds data that is not of the sandbox; a sandbox starts on an empty database only\n',
    ),
  });

  const sandbox = await startGatewayProcess(['--sandbox'], {
    KAKEHASHI_DATA_DIR: directory,
    DATABASE_URL: sandboxDatabase.url,
  });
  expect(await sandbox.end('SIGTERM')).toBe(0);
  expect(await start([], { DATABASE_URL: sandboxDatabase.url })).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('this database belongs to a sandbox; use another one for the real house\n'),
  });
});
