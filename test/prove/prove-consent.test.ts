import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cleanEnvironment, NODE } from '../cli/terminal.ts';

function prove(...args: string[]) {
  const options = { encoding: 'utf8', env: cleanEnvironment() } as const;
  const { status, stdout, stderr } = spawnSync(NODE, ['test/prove/prove-consent.ts', ...args], options);
  return { status, stdout, stderr };
}

test('help tells how a proof is asked for, and nothing is proved', () => {
  const { status, stdout, stderr } = prove('--help');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^使い方 \/ usage: npm run prove:consent -- \[NAME…\] /);
  for (const option of ['--pairs N', '--requests N', '--seed N', '--from N', '--case FILE', '--help'])
    expect(stdout).toContain(`\n  ${option}`);
  expect(prove('-h', 'pairs')).toEqual({ status, stdout, stderr });
});

test.each([
  [['pears'], 'pears: pairs | race | erasure\n'],
  [['toString'], 'toString: pairs | race | erasure\n'],
  [['pairs', '--pairs', 'many'], '--pairs many: N\n'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('%j is refused with its reason and the usage', (args, reason) => {
  const { status, stdout, stderr } = prove(...args);
  expect([status, stdout, stderr.slice(0, reason.length)]).toEqual([2, '', reason]);
  expect(stderr.endsWith(prove('--help').stdout)).toBe(true);
  expect(stderr).not.toContain('    at ');
});
