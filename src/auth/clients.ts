/** The registry of backend clients: registered whole, read live, removed with their tokens. */
import type { Database, Sql } from '#database';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { Jwk } from './public-key.ts';
import { checkRegistration } from './registration.ts';

/** A registered client. Exactly one of `jwks` and `jwksUrl` is not null. */
export interface ClientRecord {
  readonly id: string;
  readonly name: string;
  readonly jwks: { readonly keys: readonly Jwk[] } | null;
  readonly jwksUrl: string | null;
  readonly scopes: readonly string[];
  readonly actor: string;
  readonly organization: string | null;
  readonly purpose: string;
  readonly introspection: boolean;
  readonly registeredAt: Date;
}

const COLUMNS =
  'id, name, jwks, jwks_url AS "jwksUrl", scopes, actor, organization, purpose, introspection, registered_at AS "registeredAt"';

/** Registers a client, or refuses with 422 (faults in what is written) or 409 (the id is taken). */
export async function registerClient(sql: Sql, input: unknown, now: Date): Promise<ClientRecord | Refusal> {
  const checked = checkRegistration(input);
  if (isRefusal(checked)) return checked;
  const { id, name, jwks, jwksUrl, scopes, actor, organization, purpose, introspection } = checked;
  const { rows } = await sql.query<ClientRecord>(
    `INSERT INTO auth_client (id, name, jwks, jwks_url, scopes, actor, organization, purpose, introspection, registered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING ${COLUMNS}`,
    [
      id,
      name,
      jwks ? JSON.stringify(jwks) : null,
      jwksUrl ?? null,
      scopes,
      actor,
      organization ?? null,
      purpose,
      introspection ?? false,
      now,
    ],
  );
  return rows[0] ?? taken(id);
}

/** The client of this id, as it is registered now. */
export async function findClient(sql: Sql, id: string): Promise<ClientRecord | undefined> {
  const { rows } = await sql.query<ClientRecord>(`SELECT ${COLUMNS} FROM auth_client WHERE id = $1`, [id]);
  return rows[0];
}

/** All clients, by id. */
export async function listClients(sql: Sql): Promise<ClientRecord[]> {
  const { rows } = await sql.query<ClientRecord>(`SELECT ${COLUMNS} FROM auth_client ORDER BY id`);
  return rows;
}

/** Removes a client and every token that it holds. False when there is none of this id. */
export function removeClient(database: Database, id: string): Promise<boolean> {
  return database.transaction(async (sql) => {
    // Its tokens go too: a client registered later under the same id must not wake them.
    await sql.query(`DELETE FROM auth_state WHERE payload->>'clientId' = $1`, [id]);
    const { rowCount } = await sql.query('DELETE FROM auth_client WHERE id = $1', [id]);
    return rowCount > 0;
  });
}

const taken = (id: string): Refusal =>
  refuse(409, {
    type: 'duplicate',
    code: 'client-exists',
    ja: `クライアント「${id}」は既に登録されています。`,
    en: `client \`${id}\` is registered already: remove it first`,
    expression: '/id',
  });
