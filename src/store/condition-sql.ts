/** A search condition as SQL: and, or, chains and `_has`, each step under the permit. */
import type { SearchCondition } from '#fhir';
import { filterSql } from './filter-sql.ts';
import { valueKey } from './index-values.ts';
import { isNarrow } from './narrow.ts';
import type { Scene } from './scene.ts';

/** The condition on the resource row `alias`; `narrow` where something beside it leaves few rows. */
export function conditionSql(condition: SearchCondition, alias: string, scene: Scene, narrow = false): string {
  const { bind } = scene;
  switch (condition.op) {
    case 'filter':
      return filterSql(condition, alias, scene, narrow);
    case 'types':
      return `${alias}.type = ANY(${bind(condition.types, 'text[]')})`;
    case 'refers': {
      // Only asked with references to what the caller is shown, so that nothing hidden is looked for.
      const keys = condition.codes.flatMap((code) => condition.references.map((ref) => String(valueKey(code, ref))));
      return `${alias}.keys && ${bind(keys, 'bigint[]')}`;
    }
    case 'all':
      return joined(partsOf(condition, alias, scene, narrow || isNarrow(condition)), ' AND ', 'true');
    case 'any':
      return joined(partsOf(condition, alias, scene, narrow), ' OR ', 'false');
    case 'chain': {
      const target = scene.alias();
      const prefix = bind(`${condition.parameter.code}|=${condition.type}/`);
      // Asked once for the whole search: what the targets are decides how the rows are found.
      return `${alias}.keys && ARRAY(SELECT search_key(${prefix} || ${target}.id::text) FROM resource ${target}
        WHERE ${target}.type = ${bind(condition.type)} AND ${conditionSql(condition.of, target, scene)} AND ${scene.seen(target, [condition.type])})`;
    }
    case 'has': {
      const [source, ref] = [scene.alias(), scene.alias()];
      const prefix = bind(`${condition.parameter.code}|=`);
      const found = scene.alias();
      // Worked out once: left to itself, the database may do it again for each row.
      return `(${alias}.type, ${alias}.id) IN (WITH ${found} AS MATERIALIZED (
        SELECT DISTINCT split_part(${ref}.ref, '/', 1) AS type, uuid_of(split_part(${ref}.ref, '/', 2)) AS id
        FROM resource ${source}, unnest(${source}.refs) AS ${ref}(ref)
        WHERE ${source}.type = ${bind(condition.type)} AND ${conditionSql(condition.of, source, scene)} AND ${scene.seen(source, [condition.type])}
          AND ${source}.keys @> ARRAY[search_key(${prefix} || ${ref}.ref)]) SELECT type, id FROM ${found})`;
    }
  }
}

const partsOf = ({ of }: { of: readonly SearchCondition[] }, alias: string, scene: Scene, narrow: boolean): string[] =>
  of.map((part) => conditionSql(part, alias, scene, narrow));

const joined = (parts: readonly string[], word: string, none: string): string =>
  parts.length === 0 ? none : `(${parts.join(word)})`;
