/** Whose refresh token it is, where the client is one that cannot prove itself. */
import type { Sql } from '#database';
import { digestOf } from './digest.ts';

/** The id of the public client that holds a refresh token; nothing for every other client. */
export async function publicClientOf(sql: Sql, refreshToken: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT c.id FROM auth_state s JOIN auth_client c ON c.id = s.payload ->> 'clientId'
      WHERE s.model = 'RefreshToken' AND s.id = $1 AND c.authentication = 'none'`,
    [digestOf(refreshToken)],
  );
  return rows[0]?.id;
}
