/** Who may stand behind a caller: what a person must not do themself they must not do by another way in either. */
import type { Sql } from '#database';

interface Way {
  readonly actor: string;
  readonly organization: string | null;
  /** The id of the person who signed in; null for a backend. */
  readonly user: string | null;
}

/**
 * The ids of people who sign in. Of a person all that are of the same human, by `fhirUser`; of a backend, which nobody signs
 * in at, everybody who has a role as its actor or in its organization.
 */
export async function personsBehind(sql: Sql, { actor, organization, user }: Way): Promise<string[]> {
  const { rows } =
    user === null
      ? await sql.query<{ id: string }>(
          'SELECT DISTINCT user_id AS id FROM auth_role WHERE actor = $1 OR organization = $2 ORDER BY 1',
          [actor, organization],
        )
      : await sql.query<{ id: string }>(
          `SELECT id FROM auth_user WHERE id = $1 OR fhir_user = (SELECT fhir_user FROM auth_user WHERE id = $1) ORDER BY 1`,
          [user],
        );
  return rows.map(({ id }) => id);
}
