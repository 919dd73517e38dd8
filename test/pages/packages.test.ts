import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { createSite, publicationOf } from '../../src/pages/index.ts';
import { loadPackages } from '../../src/validation/index.ts';
import { checkLinks, readText } from './guide.ts';

const OWN = fileURLToPath(new URL('../../profiles/package/', import.meta.url));
const published = ['jp-core.r4-1.1.2', 'jp-eDischargeSummary.r4'].map((name) =>
  fileURLToPath(new URL(`../../../shared/corpora/jp/${name}.tgz`, import.meta.url)),
);

test.each(published)('a package that others publish has pages that are whole: %#', async (file) => {
  const source = existsSync(file) ? file : OWN;
  const definitions = await loadPackages([OWN, source], { allowMissing: true });
  if (isRefusal(definitions)) expect.unreachable();
  const site = createSite(publicationOf([source], definitions));
  const { count, broken } = checkLinks(site);
  expect(count).toBeGreaterThan(1_000);
  expect(broken).toEqual([]);
  const pages = site.paths.filter((path) => path.startsWith('en/'));
  expect(
    pages.filter((path) => readText(site.file(path)).includes('This definition is not built as FHIR says')),
  ).toEqual([]);
  expect(pages.filter((path) => readText(site.file(path)).includes('[object Object]'))).toEqual([]);
});
