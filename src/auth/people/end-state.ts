/** Ends grants and what hangs on them, so that no request under way can add a token to one that is over. */
import type { Database, Sql } from '#database';

// INVARIANT: in each transaction grants go first. Whoever adds to one holds it until that is written (`HELD_GRANT`), so what
// the second statement sees is all that there will ever be.

/** Ends one grant and all that was issued from it. */
export const endGrant = (database: Database, grantId: string): Promise<void> =>
  database.transaction(async (sql) => {
    await sql.query(`DELETE FROM auth_state WHERE model = 'Grant' AND id = $1`, [grantId]);
    await sql.query('DELETE FROM auth_state WHERE grant_id = $1', [grantId]);
  });

/** Removes what meets a condition. To be called within a transaction. */
export async function endState(sql: Sql, condition: string, values: readonly unknown[]): Promise<void> {
  await sql.query(`DELETE FROM auth_state WHERE model = 'Grant' AND ${condition}`, values);
  await sql.query(`DELETE FROM auth_state WHERE ${condition}`, values);
}

/** The row of the grant of id $4, which is there until the statement is done; none where it is over. */
export const HELD_GRANT = `FROM auth_state WHERE model = 'Grant' AND id = $4 FOR KEY SHARE`;
