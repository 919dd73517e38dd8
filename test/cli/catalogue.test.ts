import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ISSUE_KINDS } from '../../src/catalogue/index.ts';
import { catalogue } from '../../src/cli/index.ts';
import { cataloguePage } from '../../src/validation/index.ts';
import { say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();

test('the page of all findings is written to the file that is named', async () => {
  const file = folder.path('issues.html');
  expect(await say(catalogue, file)).toEqual({ code: 0, out: `${file}\n`, err: '' });
  expect(readFileSync(file, 'utf8')).toBe(cataloguePage(ISSUE_KINDS));
});

test('without exactly one file, or with a place that cannot be written, nothing is written', async () => {
  expect((await say(catalogue)).code).toBe(2);
  expect((await say(catalogue, 'a.html', 'b.html')).code).toBe(2);
  expect((await say(catalogue, folder.path('none/issues.html'))).code).toBe(1);
});
