import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { guide, packageCommand } from '../../src/cli/index.ts';
import { say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const read = (path: string): string => readFileSync(folder.path(path), 'utf8');

test('the guide to our profiles is written into a folder, made where it is missing', async () => {
  const { code, out, err } = await say(guide, folder.path('new/ig'));
  expect([code, err]).toEqual([0, '']);
  const files = readdirSync(folder.path('new/ig'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  expect(out).toBe(`${folder.path('new/ig/index.html')}: ${files.length} files\n`);
  expect(read('new/ig/ja/StructureDefinition-kakehashi-patient.html')).toContain('<h1>利用者</h1>');
  expect(read('new/ig/en/example-kakehashi-patient-good.html')).toContain('Good example');
});

test('pages of another package are written instead, without ours', async () => {
  await say(packageCommand, folder.path('ours.tgz'));
  const whole = await say(guide, '--package', folder.path('ours.tgz'), folder.path('from-tgz'));
  expect([whole.code, whole.err]).toEqual([0, '']);
  expect(read('from-tgz/en/ValueSet-dwelling.html')).toContain('Group home');
  const stranger = {
    resourceType: 'CodeSystem',
    id: 'colour',
    url: 'https://stranger.example/colour',
    status: 'active',
  };
  mkdirSync(folder.path('stranger'));
  folder.write('stranger/package.json', JSON.stringify({ name: 'stranger', version: '2.0.0', title: '色 / Colours' }));
  folder.write(
    'stranger/colour.json',
    JSON.stringify({ ...stranger, content: 'complete', concept: [{ code: 'red' }] }),
  );
  const other = await say(guide, '--package', folder.path('stranger'), folder.path('theirs'));
  expect(other.code).toBe(0);
  expect(read('theirs/en/CodeSystem-colour.html')).toContain('stranger#2.0.0');
  expect(existsSync(folder.path('theirs/en/StructureDefinition-kakehashi-patient.html'))).toBe(false);
});

test('a package that cannot be read is refused in both languages, and wrong usage ends with 2', async () => {
  const refused = await say(guide, '--package', folder.path('nowhere.tgz'), folder.path('x'));
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('を読み込めません');
  expect(refused.err).toContain('cannot be read');
  expect(existsSync(folder.path('x'))).toBe(false);
  expect((await say(guide)).code).toBe(2);
  expect((await say(guide, 'a', 'b')).code).toBe(2);
});
