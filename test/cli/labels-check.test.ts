import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { labelsCheck } from '../../src/cli/index.ts';
import { linesOf, say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const subject = { reference: 'Patient/a' };

/** A folder with these files. */
function region(name: string, rules: object, examples: readonly object[]): string {
  mkdirSync(folder.path(name));
  folder.write(`${name}/label-rules.json`, JSON.stringify(rules));
  folder.write(`${name}/label-examples.json`, JSON.stringify({ format: 'label-examples/1', examples }));
  return folder.path(name);
}
const stricter = { types: { Goal: { confidentiality: 'R', why: '目標は狭く' } } };
const example = (id: string, labels: string[]) => ({ id, resource: { resourceType: 'Goal', subject }, labels });

test('each shipped example is printed with its labels', async () => {
  const { code, out, err } = await say(labelsCheck, '--format', 'ndjson');
  expect([code, err]).toEqual([0, '']);
  const lines = linesOf(out) as Record<string, unknown>[];
  expect(lines.length).toBeGreaterThan(140);
  expect(lines[0]).toEqual({
    set: 'shipped',
    version: expect.stringMatching(/^[\w-]{16}$/),
    id: 'the-person',
    title: '本人の基本情報は、だれのどの区分でもない / the person is of no category',
    expected: ['N', 'PSY'],
    found: ['N', 'PSY'],
    agrees: true,
  });
});

test('the examples of a region are held against its rules', async () => {
  const dir = region('good', stricter, [example('goal', ['R', 'PSY', 'service'])]);
  const { code, out } = await say(labelsCheck, '--region', dir);
  expect(code).toBe(0);
  expect(out.split('\n').at(-2)).toBe('✓ region goal: PSY R service');
});

test('an example that does not agree is marked, and the command fails', async () => {
  const dir = region('bad', stricter, [example('goal', ['N', 'PSY', 'service'])]);
  const { code, out } = await say(labelsCheck, '--region', dir);
  expect(code).toBe(1);
  expect(out.split('\n').at(-2)).toBe('✗ region goal: PSY R service ≠ N PSY service');
});

test('rules that are not well formed are refused with their place', async () => {
  const dir = region('malformed', { types: { Gaol: { confidentiality: 'R', why: 'x' } } }, []);
  const { code, err } = await say(labelsCheck, '--region', dir);
  expect(code).toBe(1);
  expect(err).toMatch(/^ {2}error \[label-rules-malformed\] types\.Gaol\n/);
});

test('a folder that is not there fails the command', async () => {
  const { code, err } = await say(labelsCheck, '--region', folder.path('nowhere'));
  expect([code, err]).toEqual([1, expect.stringMatching(/^ {2}error \[file-unreadable\] .*\n/)]);
});
