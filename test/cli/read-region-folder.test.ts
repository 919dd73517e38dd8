import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRegionFolder } from '../../src/cli/read-region-folder.ts';
import { symbolsOf } from '../../src/consent/index.ts';
import type { Refusal } from '../../src/fhir/index.ts';
import { type Region, regionShipped } from '../../src/visit/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'kakehashi-region-'));
afterAll(() => rm(folder, { recursive: true }));

const row = (more: object = {}) => ({
  category: 'finance',
  kind: 'consultation',
  mark: '○',
  why: { ja: '希望した人だけ。', en: 'Only who asks for it.' },
  legalReview: 'approved',
  ...more,
});
const write = (cells: object[]) => writeFile(join(folder, 'consent-matrix.json'), JSON.stringify({ cells }));

test('a folder without files leaves everything as shipped', async () => {
  expect(await readRegionFolder(folder)).toEqual(regionShipped);
  expect(await readRegionFolder(undefined)).toBe(regionShipped);
});

test('the rows of consent-matrix.json take the place of those that are shipped', async () => {
  await write([row()]);
  const { matrix, policy } = (await readRegionFolder(folder)) as Region;
  const changed = matrix.cells.filter((cell, i) => cell !== regionShipped.matrix.cells[i]);
  expect(changed.map((cell) => [cell.category, cell.kind, symbolsOf(cell)])).toEqual([
    ['finance', 'consultation', '○'],
  ]);
  expect(policy).toBe(regionShipped.policy);
});

test('a row that is wrong is refused with its place', async () => {
  await write([row(), row({ kind: 'bank' })]);
  const { issues } = (await readRegionFolder(folder)) as Refusal;
  expect(issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['consent-matrix-malformed', 'cells.1.kind'],
  ]);
  expect(issues[0]?.ja).toContain('「bank」という種類の相手はありません');
});

const refused = async (at: string) => ((await readRegionFolder(at)) as Refusal).issues;

test('a folder that is not there is refused, since its prohibitions would fall away', async () => {
  const [issue] = await refused(join(folder, 'nowhere'));
  expect(issue).toMatchObject({
    code: 'file-unreadable',
    ja: `ファイル「${join(folder, 'nowhere')}」を読めません（ファイルがありません。名前を確かめてください）。`,
    en: `the file \`${join(folder, 'nowhere')}\` cannot be read: there is no such file; check its name`,
  });
  const [file] = await refused(join(folder, 'consent-matrix.json'));
  expect([file?.code, file?.en]).toEqual([
    'file-unreadable',
    `the file \`${join(folder, 'consent-matrix.json')}\` cannot be read: it is no folder`,
  ]);
});

test('a file that the region has no use for is refused by its name, for it may be a rule that is misspelt', async () => {
  const misspelt = join(folder, 'misspelt');
  await mkdir(join(misspelt, 'mappings'), { recursive: true });
  for (const name of ['.gitignore', 'README.md', 'cases.json', 'policy.json'])
    await writeFile(join(misspelt, name), '{}');
  expect(await readRegionFolder(misspelt)).not.toHaveProperty('issues');
  await writeFile(join(misspelt, 'polcy.json'), '{}');
  await writeFile(join(misspelt, 'Label-Rules.json'), '{}');
  const issues = await refused(misspelt);
  expect(issues.map(({ code, ja }) => [code, ja])).toEqual(
    ['Label-Rules.json', 'polcy.json'].map((name) => [
      'file-unreadable',
      `地域のフォルダーのファイル「${join(misspelt, name)}」は、どの決まりでもないので読めません。名前を policy.json、consent-matrix.json、label-rules.json、label-examples.json、cases.json のどれかに直すか、ほかへ移してください。`,
    ]),
  );
  expect(issues[0]?.en).toBe(
    `the file \`${join(misspelt, 'Label-Rules.json')}\` of the region's folder cannot be read, since it is none of its rules: name it policy.json, consent-matrix.json, label-rules.json, label-examples.json or cases.json, or put it elsewhere`,
  );
});
