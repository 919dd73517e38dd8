/**
 * Walks through everything of some types, whoever holds it and whatever is consented to. INVARIANT: only for counts that
 * tell of nobody; no row of it, and nothing that is in one, is ever part of an answer.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { Sql } from '#database';

const BATCH = 500;

/** The current versions of these types, in no particular order. */
export async function* walk(sql: Sql, types: readonly string[]): AsyncGenerator<Resource> {
  for (const type of types) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await sql.query<{ id: string; content: string }>(
        `SELECT id, content FROM resource WHERE type = $1 AND id > $2::uuid AND until_tx IS NULL AND NOT deleted
          ORDER BY id LIMIT ${BATCH}`,
        [type, after],
      );
      for (const { content } of rows) yield JSON.parse(content) as Resource;
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) break;
      after = last.id;
    }
  }
}
