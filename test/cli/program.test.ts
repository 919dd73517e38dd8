import { expect, test } from 'vitest';
import { example, linesOf, runProgram, scratchFolder } from './terminal.ts';

const folder = scratchFolder();

test('the program shows all seven commands, and help for those that start a gateway', async () => {
  const { code, out } = await runProgram(['--help']);
  expect(code).toBe(0);
  for (const name of ['serve', 'validate', 'convert', 'consent decide', 'token', 'package', 'demo']) {
    expect(out).toContain(`\n  ${name} `);
  }
  const serve = await runProgram(['serve', '--help']);
  expect([serve.code, serve.err]).toEqual([0, '']);
  expect(serve.out).toContain('kakehashi serve [--sandbox]\n\ngateway を起動します。');
  expect(serve.out).toContain('Starts the gateway; with --sandbox on a fictitious region');
});

test('the exit codes reach the shell: 0 good, 1 the input is bad, 2 wrong usage', async () => {
  const good = await runProgram(['consent', 'decide', example('consent/cases.json'), '--format', 'ndjson']);
  expect([good.code, good.err]).toEqual([0, '']);
  expect(linesOf(good.out)).not.toHaveLength(0);
  const broken = folder.write('broken.json', '{');
  const bad = await runProgram(['validate', '--format', 'ndjson', broken]);
  expect(bad.code).toBe(1);
  expect(linesOf(bad.out)).toMatchObject([{ file: broken, valid: false, issues: [{ code: 'json-unreadable' }] }]);
  const wrong = await runProgram(['serve', '--sandbx']);
  expect([wrong.code, wrong.out]).toEqual([2, '']);
  expect(wrong.err).toContain("wrong usage: Unknown option '--sandbx'");
});
