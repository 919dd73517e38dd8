/** A search condition as SQL: and, or, chains and `_has`, each step under the permit. */
import type { SearchCondition } from '#fhir';
import { filterSql } from './filter-sql.ts';
import { foundByKeys } from './keys-sql.ts';
import { isNarrow } from './narrow.ts';
import { refersSql } from './refers-sql.ts';
import { ofTypes, type Scene } from './scene.ts';

/** The condition on the resource row `alias`; `narrow` where something beside it leaves few rows. */
export function conditionSql(condition: SearchCondition, alias: string, scene: Scene, narrow = false): string {
  const { bind } = scene;
  switch (condition.op) {
    case 'filter':
      return filterSql(condition, alias, scene, narrow);
    case 'types':
      return `${alias}.type = ANY(${bind(condition.types, 'text[]')})`;
    case 'refers':
      return refersSql(condition, alias, scene);
    case 'all': {
      const types = condition.of.flatMap((part) => (part.op === 'types' ? [part.types] : []));
      const known = types.reduce((narrowed, some) => ofTypes(narrowed, alias, some), scene);
      return joined(partsOf(condition, alias, known, narrow || isNarrow(condition)), ' AND ', 'true');
    }
    case 'any':
      return joined(partsOf(condition, alias, scene, narrow), ' OR ', 'false');
    case 'chain': {
      const target = scene.alias();
      const prefix = bind(`${condition.parameter.code}|=${condition.type}/`);
      // Asked once for the whole search: what the targets are decides how the rows are found.
      const keys = `ARRAY(SELECT search_key(${prefix} || ${target}.id::text) FROM resource ${target}
        WHERE ${target}.type = ${bind(condition.type)} AND ${conditionOf(condition, target, scene)} AND ${scene.seen(target, [condition.type])})`;
      return foundByKeys(condition.parameter, (column) => `${column} && ${keys}`, alias, scene);
    }
    case 'has': {
      const [source, ref] = [scene.alias(), scene.alias()];
      const prefix = bind(`${condition.parameter.code}|=`);
      const found = scene.alias();
      // Worked out once: left to itself, the database may do it again for each row.
      return `(${alias}.type, ${alias}.id) IN (WITH ${found} AS MATERIALIZED (
        SELECT DISTINCT split_part(${ref}.ref, '/', 1) AS type, uuid_of(split_part(${ref}.ref, '/', 2)) AS id
        FROM resource ${source}, unnest(${source}.refs) AS ${ref}(ref)
        WHERE ${source}.type = ${bind(condition.type)} AND ${conditionOf(condition, source, scene)} AND ${scene.seen(source, [condition.type])}
          AND ${foundByKeys(condition.parameter, (column) => `${column} @> ARRAY[search_key(${prefix} || ${ref}.ref)]`, source, scene)}) SELECT type, id FROM ${found})`;
    }
  }
}

/** The condition on the other end of a chain. */
const conditionOf = (
  { type, of }: { readonly type: string; readonly of: SearchCondition },
  alias: string,
  scene: Scene,
): string => conditionSql(of, alias, ofTypes(scene, alias, [type]));

const partsOf = ({ of }: { of: readonly SearchCondition[] }, alias: string, scene: Scene, narrow: boolean): string[] =>
  of.map((part) => conditionSql(part, alias, scene, narrow));

const joined = (parts: readonly string[], word: string, none: string): string =>
  parts.length === 0 ? none : `(${parts.join(word)})`;
