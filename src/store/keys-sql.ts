/** What is found by exact values; within sections only what the caller is shown of them. */
import type { SearchParameter } from '#fhir';
import type { Scene } from './scene.ts';
import { looksIntoSections } from './sections.ts';

/** The condition that the row `alias` has one of the keys: `test` makes it for a column of keys. */
export function foundByKeys(
  parameter: Pick<SearchParameter, 'expression'>,
  test: (column: string) => string,
  alias: string,
  scene: Scene,
): string {
  const found = test(`${alias}.keys`);
  if (!looksIntoSections(parameter)) return found;
  const shown = scene.inSections(alias, {
    shown: (section) => test(`${section}.keys`),
    bare: (section) => test(`${section}.bare_keys`),
  });
  return `(${found} AND ${shown})`;
}
