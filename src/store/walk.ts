/**
 * Walks through everything of some types, whoever holds it and whatever is consented to. INVARIANT: only for counts that
 * tell of nobody; no row of it, and nothing that is in one, is ever part of an answer.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { Sql } from '#database';

const BATCH = 500;

export interface Walked {
  readonly resource: Resource;
  /** `Organization/x`; null for what nobody holds. */
  readonly holder: string | null;
  /** Milliseconds since 1970 at which it was first stored. */
  readonly since: number;
}

/** The current versions of these types, in no particular order. */
export async function* walk(sql: Sql, types: readonly string[]): AsyncGenerator<Walked> {
  for (const type of types) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await sql.query<{ id: string; content: string; holder: string | null; since: Date }>(
        `SELECT r.id, r.content, r.custodian AS holder, COALESCE(first.updated, r.updated) AS since FROM resource r
          LEFT JOIN resource first ON first.type = r.type AND first.id = r.id AND first.version = 1
          WHERE r.type = $1 AND r.id > $2::uuid AND r.until_tx IS NULL AND NOT r.deleted ORDER BY r.id LIMIT ${BATCH}`,
        [type, after],
      );
      for (const { content, holder, since } of rows)
        yield { resource: JSON.parse(content) as Resource, holder, since: since.getTime() };
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) break;
      after = last.id;
    }
  }
}
