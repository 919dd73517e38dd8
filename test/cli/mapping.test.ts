import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mappingCommands } from '../../src/cli/index.ts';
import { say } from './terminal.ts';

const home = mkdtempSync(join(tmpdir(), 'region-'));
afterAll(() => rmSync(home, { recursive: true }));
const run = (name: string, ...args: string[]) => {
  const command = mappingCommands.find((one) => one.name === `mapping ${name}`);
  if (command === undefined) throw new Error(name);
  return say(command, ...args);
};
const FILE = join(home, 'overlays', 'b-city', 'service-plan-draft.json');

test('a coordinator begins an overlay of their own, fills it in, and sees that it is sound', async () => {
  const begun = await run('new', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect(begun).toEqual({ code: 0, out: `${FILE}\n`, err: '' });
  const overlay = JSON.parse(readFileSync(FILE, 'utf8'));
  expect(overlay.$schema).toBe('../../schemas/overlay.schema.json');
  writeFileSync(FILE, JSON.stringify({ ...overlay, override: { policy: { label: '支援の方針' } } }));
  const checked = await run('check', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect(checked.code, checked.err).toBe(0);
  expect(checked.out).toMatch(/^service-plan-draft \(b-city\): 規則 \d+ 件、誤りはありません/);
  const again = await run('new', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect([again.code, again.out]).toEqual([1, '']);
});

test('an overlay with a field that is printed nowhere is told with rule and label in both languages', async () => {
  const overlay = JSON.parse(readFileSync(FILE, 'utf8'));
  const add = [
    { id: 'b-title', source: 'b-1', label: '計画の名称', target: 'plan.title', codec: 'text', direction: 'both' },
  ];
  writeFileSync(FILE, JSON.stringify({ ...overlay, add }));
  const checked = await run('check', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect(checked.code).toBe(1);
  expect(checked.err).toContain('b-title');
  expect(checked.err).toContain('[mapping-unsound]');
});

test('the example form comes back from FHIR in the same words', async () => {
  const checked = await run('check', '--form', 'examples/service-plan-draft/form.json', 'service-plan-draft');
  expect(checked.code, checked.err).toBe(0);
});
