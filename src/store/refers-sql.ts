/** Which rows refer to one of many resources, by any of many parameters: one page of a search, and all that is said of it. */
import type { SearchCondition, SearchParameter } from '#fhir';
import { valueKey } from './index-values.ts';
import { foundByKeys } from './keys-sql.ts';
import type { Scene } from './scene.ts';
import { looksIntoSections } from './sections.ts';

/**
 * The condition on the row `alias`. It is only asked with references to what the caller is shown, so that nothing hidden is
 * looked for.
 */
export function refersSql(
  { types, parameters, references }: Extract<SearchCondition, { op: 'refers' }>,
  alias: string,
  scene: Scene,
): string {
  const { true: within = [], false: plain = [] } = Object.groupBy(parameters, (one) => `${looksIntoSections(one)}`);
  const ways = [plain, within].flatMap((some) => byOneOf(some, references, alias, scene));
  if (ways.length === 0 || references.length === 0) return 'false';
  const ids = candidates(types, keysByReference(parameters, references), scene);
  return `(${alias}.id = ANY(ARRAY(${ids})) AND (${ways.join(' OR ')}))`;
}

/** The keys of each reference, one reference after the other. */
const keysByReference = (parameters: readonly SearchParameter[], references: readonly string[]): string[][] => {
  const codes = [...new Set(parameters.map(({ code }) => code))];
  return references.map((reference) => codes.map((code) => String(valueKey(code, reference))));
};

/**
 * A SELECT of the ids that the index has for the keys. It is looked into for one reference at a time, and never left to the
 * planner: it would compare all keys of all rows with each of the thousands that are asked for.
 */
function candidates(types: readonly string[], keys: readonly string[][], scene: Scene): string {
  const { bind } = scene;
  const [at, found] = [scene.alias(), scene.alias()];
  const each = keys[0]?.length ?? 0;
  const those = `(${bind(keys.flat(), 'bigint[]')})[${at} * ${each} + 1 : (${at} + 1) * ${each}]`;
  return `SELECT ${found}.id FROM generate_series(0, ${bind(keys.length - 1, 'int')}) AS ${at},
    LATERAL (SELECT * FROM resource WHERE keys && ${those} OFFSET 0) AS ${found}
    WHERE ${found}.type = ANY(${bind(types, 'text[]')}) AND ${scene.seen(found, types)}`;
}

/** By parameters of which all or none look into sections. */
function byOneOf(
  parameters: readonly SearchParameter[],
  references: readonly string[],
  alias: string,
  scene: Scene,
): string[] {
  const [first] = parameters;
  if (first === undefined) return [];
  const keys = scene.bind(keysByReference(parameters, references).flat(), 'bigint[]');
  const own = scene.alias();
  // The other way round every key of the row would be compared with every one that is asked for.
  const hasOne = (column: string) =>
    `EXISTS (SELECT 1 FROM unnest(${column}) AS ${own}(key) WHERE ${own}.key = ANY(${keys}))`;
  return [foundByKeys(first, hasOne, alias, scene)];
}
