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

test('of one record it is shown which rule wrote what into which cell, and what was lost', async () => {
  const bundle = JSON.parse(readFileSync('examples/service-plan-draft/bundle.json', 'utf8'));
  bundle.entry[0].resource.title = '様式にない題名';
  writeFileSync(join(home, 'bundle.json'), JSON.stringify(bundle));
  const told = await run('explain', '--mapping', 'service-plan-draft', join(home, 'bundle.json'));
  expect(told.code, told.err).toBe(0);
  expect(told.out.split('\n')).toContainEqual(
    expect.stringMatching(/^計画案![A-Z]+\d+\t利用者氏名（児童氏名）\t".+"\tperson-name\tpatient\.name\[0\]\.text$/),
  );
  expect(told.err).toBe(
    '  warning [mapping-unmapped] CarePlan.title\n    様式に欄がないため写していません: CarePlan.title\n' +
      '    the form has no place for `CarePlan.title`\n',
  );
});
