/** Reads single resources and their history, always through a permit: what it does not show is not there. */
import type { Permit } from '#consent';
import type { Sql } from '#database';
import { parseReference } from '#fhir';
import { createBindings } from './bindings.ts';
import { ownedBy } from './owned-by.ts';
import { type Looked, visibleTo, visibleVersion } from './predicate.ts';
import { type LaterRow, laterColumn, reachedOf } from './reached-version.ts';
import { columnsOf, isUuid, type Row, type Stored, storedOf } from './row.ts';
import { SECTIONED_TYPES } from './sections.ts';

/** The current versions of those references that the permit shows, marks of deletion included, in no particular order. */
export async function readAny(
  sql: Sql,
  permit: Permit,
  references: readonly string[],
  looked: Pick<Looked, 'asPart'> = {},
): Promise<Stored[]> {
  const targets = references.map(parseReference).filter((target) => target !== undefined && isUuid(target.id));
  if (targets.length === 0) return [];
  const bind = createBindings();
  const wanted = [...new Map(targets.map((target) => [`${target?.type}/${target?.id}`, target])).values()];
  const types = [...new Set(wanted.flatMap((target) => target?.type ?? []))];
  // As JSON, since the database then expects as many whatever comes.
  const { rows } = await sql.query<Row>(
    `SELECT ${columnsOf('r')} FROM json_to_recordset(${bind(JSON.stringify(wanted), 'json')}) AS w(type text, id uuid)
      JOIN resource r ON r.type = w.type AND r.id = w.id
      WHERE r.until_tx IS NULL AND ${visibleTo(permit, 'r', bind, { types, ...looked })}`,
    bind.values,
    { keepPlan: looked.asPart !== true },
  );
  return rows.map(storedOf);
}

/** Versions `Type/id/_history/n` that the permit shows, and whose current version it shows too: by themselves, or as parts of a document. */
export async function readVersions(
  sql: Sql,
  permit: Permit,
  references: readonly string[],
  looked: Pick<Looked, 'asPart'> = {},
): Promise<Stored[]> {
  const told = references.filter(isVersion);
  const isSectioned = (reference: string) => SECTIONED_TYPES.includes(reference.split('/', 1)[0] ?? '');
  // Documents ask for much more: so they are asked for apart, and the others by a statement that is quickly planned.
  const { true: sectioned = [], false: plain = [] } = Object.groupBy(told, (one) => `${isSectioned(one)}`);
  const found = [sectioned, plain]
    .filter((some) => some.length > 0)
    .map((some) => versionsOf(sql, permit, some, looked));
  return (await Promise.all(found)).flat();
}

/** A version of this house: versions are counted. */
function isVersion(reference: string): boolean {
  const [, id = '', , version = ''] = reference.split('/');
  return isUuid(id) && /^[1-9]\d{0,8}$/.test(version);
}

async function versionsOf(
  sql: Sql,
  permit: Permit,
  references: readonly string[],
  looked: Pick<Looked, 'asPart'>,
): Promise<Stored[]> {
  const bind = createBindings();
  const types = [...new Set(references.map((reference) => reference.split('/', 1)[0] ?? ''))].sort();
  const { rows } = await sql.query<LaterRow>(
    `SELECT ${columnsOf('v')}${laterColumn(permit, 'v', bind)} FROM unnest(${bind(references, 'text[]')}) AS wanted(ref)
      JOIN resource r ON r.type = split_part(wanted.ref, '/', 1) AND r.id = split_part(wanted.ref, '/', 2)::uuid
      JOIN resource v ON v.type = r.type AND v.id = r.id AND v.version = split_part(wanted.ref, '/', 4)::int
      WHERE r.until_tx IS NULL AND NOT r.deleted AND ${visibleVersion(permit, { version: 'v', current: 'r' }, bind, { types, ...looked })}`,
    bind.values,
  );
  return reachedOf(permit, rows);
}

/**
 * All versions, newest first, each decided by itself and all of them by the current one: a stricter label covers the old.
 * Of what was deleted only its holder sees the history.
 */
export async function history(sql: Sql, permit: Permit, type: string, id: string): Promise<Stored[]> {
  if (!isUuid(id)) return [];
  const bind = createBindings();
  const { rows } = await sql.query<LaterRow>(
    `SELECT ${columnsOf('v')}${laterColumn(permit, 'v', bind)} FROM resource r JOIN resource v ON v.type = r.type AND v.id = r.id
      WHERE r.type = ${bind(type)} AND r.id = ${bind(id, 'uuid')} AND r.until_tx IS NULL AND (NOT r.deleted OR ${ownedBy(permit, 'r', bind)}) 
        AND ${visibleVersion(permit, { version: 'v', current: 'r' }, bind, { types: [type] })}
      ORDER BY v.version DESC`,
    bind.values,
  );
  return reachedOf(permit, rows);
}
