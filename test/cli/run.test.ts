import { expect, test } from 'vitest';
import {
  type Command,
  consentDecide,
  convert,
  packageCommand,
  readArgs,
  runCommandLine,
  tokenCommand,
  validate,
} from '../../src/cli/index.ts';
import { say } from './terminal.ts';

const token = tokenCommand(async () => ({ keyFile: '', baseUrl: '' }));
const commands = [validate, convert, consentDecide, token, packageCommand];

const failing = (error: unknown): Command => ({
  name: 'fail',
  usage: '[--now]',
  ja: '失敗します。',
  en: 'Fails.',
  options: { '--now': ['すぐに。', 'at once'] },
  run(args) {
    readArgs(args, { now: { type: 'boolean' } });
    return Promise.reject(error);
  },
});

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test.each([[], ['--help'], ['help']])('%j shows every command in both languages', async (...args) => {
  const said: string[] = [];
  const io = { out: (text: string) => void said.push(text), err: () => expect.unreachable() };
  expect(await runCommandLine(commands, args, io)).toBe(0);
  const out = said.join('');
  for (const { name, ja, en } of commands) {
    expect(out).toContain(`  ${name} `);
    expect(out).toContain(ja);
    expect(out).toContain(en);
  }
});

test.each([['frobnicate'], ['consent'], ['consent', 'decides'], ['Validate']])(
  '%j is no command: the overview goes to stderr and the exit code is 2',
  async (...args) => {
    const said: string[] = [];
    const io = { out: () => expect.unreachable(), err: (text: string) => void said.push(text) };
    expect(await runCommandLine(commands, args, io)).toBe(2);
    expect(said.join('')).toMatch(/^kakehashi COMMAND \[--help\]\n/);
  },
);

test.each(commands.map((command) => [command.name, command] as const))(
  '`%s --help` tells the usage and every option in Japanese and English',
  async (name, command) => {
    const { code, out, err } = await say(command, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').slice(0, 4)).toEqual([`kakehashi ${name} ${command.usage}`, '', command.ja, command.en]);
    for (const [option, [ja, en]] of Object.entries(command.options)) {
      expect(out).toContain(`  ${option}`);
      expect(ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
      expect(out).toContain(ja);
      expect(out).toContain(en);
    }
  },
);

test('every option of a usage line is explained', () => {
  for (const { usage, options } of commands) {
    for (const [option] of usage.matchAll(/--[a-z]+/g)) {
      expect(Object.keys(options).some((text) => text.startsWith(option))).toBe(true);
    }
  }
});

test('an option that does not exist is wrong usage: reason and help on stderr, exit code 2', async () => {
  const { code, out, err } = await say(failing(undefined), '--later');
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain("使い方が違います / wrong usage: Unknown option '--later'");
  expect(err).toContain('kakehashi fail [--now]\n\n失敗します。\nFails.\n');
});

test.each(['ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR', 'EROFS', 'ENOSPC'])(
  'a file fault (%s) names the file and is no fault of ours',
  async (code) => {
    const error = Object.assign(new Error('x'), { code, path: '/plans/計画.json' });
    expect(await say(failing(error))).toEqual({
      code: 1,
      out: '',
      err: `ファイルを読み書きできません / cannot read or write the file: /plans/計画.json (${code})\n`,
    });
  },
);

test.each([
  ['SettingsRefused', 2],
  ['WrongHouse', 1],
  ['MigrationRefused', 1],
  ['StartRefused', 1],
  ['EngineRefused', 1],
  ['DatabaseUnreachable', 1],
] as const)('%s speaks for itself, without a stack', async (name, code) => {
  expect(await say(failing(named(name, '直せます / can be mended')))).toEqual({
    code,
    out: '',
    err: '直せます / can be mended\n',
  });
});

test('anything else is our fault: exit code 3, with the stack for the person who reports it', async () => {
  const { code, err } = await say(failing(new TypeError('x is not a function')));
  expect(code).toBe(3);
  expect(err).toMatch(/^こちらの不具合です \/ this is our fault: TypeError: x is not a function\n {4}at /);
  expect(await say(failing('a text'))).toEqual({
    code: 3,
    out: '',
    err: 'こちらの不具合です / this is our fault: a text\n',
  });
});
