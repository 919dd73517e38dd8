/** What a store must not share with the one that its backup was made of. */
import { randomBytes } from 'node:crypto';
import type { Sql } from '#database';

/** Makes the cursors that the other one gave out unknown, and whatever a gateway believed outdated. */
export async function afterRestore(sql: Sql): Promise<void> {
  await sql.query(`UPDATE house SET value = $1 WHERE name = 'cursor-secret'`, [randomBytes(32).toString('hex')]);
  await sql.query(`UPDATE house SET value = (value::bigint + 1)::text WHERE name = 'policy-epoch'`);
}
