/** The two ways in which a row is found by its index: by hashed keys, and by its rows in an index table. */
import type { Bindings } from './bindings.ts';

/** Keys are bound as text, since a 64-bit key does not fit into a JavaScript number. */
export const keysSql = (keys: readonly bigint[], column: string, bind: Bindings): string =>
  `${column} && ${bind(keys.map(String), 'bigint[]')}`;

/** The condition on a row `i` of the table. */
export function existsIn(table: string, param: string, condition: string, alias: string, bind: Bindings): string {
  return `EXISTS (SELECT 1 FROM ${table} i WHERE i.id = ${alias}.id AND i.version = ${alias}.version AND i.type = ${alias}.type
    AND i.param = ${bind(param)} AND ${condition})`;
}
