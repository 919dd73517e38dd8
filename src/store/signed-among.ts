/** Which resources somebody has signed. */
import type { Sql } from '#database';
import { isSigned } from './section-sql.ts';

/** Those of the references `Type/id` whose holder keeps a Provenance with a signature of them. Never part of an answer. */
export async function signedAmong(sql: Sql, references: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT r.type || '/' || r.id::text AS name FROM unnest($1::text[]) AS wanted(ref)
      JOIN resource r ON r.type = split_part(wanted.ref, '/', 1) AND r.id = uuid_of(split_part(wanted.ref, '/', 2))
      WHERE r.until_tx IS NULL AND ${isSigned('r')}`,
    [references],
  );
  return new Set(rows.map(({ name }) => name));
}
