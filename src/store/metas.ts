/** What the visible resources of some types that the caller's organization holds carry in `meta`, each value once. */
import type { Coding } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import type { Sql } from '#database';
import { createBindings } from './bindings.ts';
import { ownedBy } from './owned-by.ts';
import { visibleTo } from './predicate.ts';

export interface MetaValues {
  readonly profile: readonly string[];
  readonly security: readonly Coding[];
  readonly tag: readonly Coding[];
}

export async function readMetas(sql: Sql, permit: Permit, types: readonly string[]): Promise<MetaValues> {
  const bind = createBindings();
  const { rows } = await sql.query<{ kind: keyof MetaValues; value: string | Coding }>(
    `WITH found AS MATERIALIZED (SELECT r.content::jsonb -> 'meta' AS meta FROM resource r
        WHERE r.type = ANY(${bind(types, 'text[]')}) AND r.until_tx IS NULL AND NOT r.deleted AND ${ownedBy(permit, 'r', bind)} AND ${visibleTo(permit, 'r', bind, { types })})
      SELECT DISTINCT kind, value FROM found, unnest(ARRAY['profile', 'security', 'tag']) AS kind,
        jsonb_array_elements(found.meta -> kind) AS value WHERE jsonb_typeof(value) <> 'null' ORDER BY kind, value`,
    bind.values,
    { search: true },
  );
  const of = <T>(kind: keyof MetaValues) => rows.filter((row) => row.kind === kind).map(({ value }) => value as T);
  return { profile: of<string>('profile'), security: of<Coding>('security'), tag: of<Coding>('tag') };
}
