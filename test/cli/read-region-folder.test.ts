import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
