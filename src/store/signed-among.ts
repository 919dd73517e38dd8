/** Which resources somebody has signed. */
import type { Permit } from '#consent';
import type { Sql } from '#database';
import { createBindings } from './bindings.ts';
import { visibleTo } from './predicate.ts';
import { isSigned } from './section-sql.ts';

/**
 * Those of the references `Type/id` whose holder keeps a Provenance with a signature of them, with whether the permit shows
 * one. That they are signed is never part of an answer where it shows none.
 */
export async function signedAmong(
  sql: Sql,
  permit: Permit,
  references: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const bind = createBindings();
  const wanted = bind(references, 'text[]');
  const shown = isSigned('r', (by) => visibleTo(permit, by, bind, { types: ['Provenance'] }));
  const { rows } = await sql.query<{ name: string; shown: boolean }>(
    `SELECT r.type || '/' || r.id::text AS name, ${shown} AS shown FROM unnest(${wanted}) AS wanted(ref)
      JOIN resource r ON r.type = split_part(wanted.ref, '/', 1) AND r.id = uuid_of(split_part(wanted.ref, '/', 2))
      WHERE r.until_tx IS NULL AND ${isSigned('r')}`,
    bind.values,
  );
  return new Map(rows.map((row) => [row.name, row.shown]));
}
