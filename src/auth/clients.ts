/** The registry of clients: registered whole, read live, removed with their tokens. */
import { randomBytes } from 'node:crypto';
import type { Database, Sql } from '#database';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { digestOf } from './digest.ts';
import { endState } from './people/end-state.ts';
import type { Jwk } from './public-key.ts';
import { type Authentication, CLIENT_ID, checkRegistration, type UnderstandsQuery } from './registration.ts';

/** A registered client. Of `jwks` and `jwksUrl` at most one is not null; `actor` and `purpose` are a backend's. */
export interface ClientRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: 'backend' | 'app';
  readonly authentication: Authentication;
  readonly jwks: { readonly keys: readonly Jwk[] } | null;
  readonly jwksUrl: string | null;
  /** PEM. */
  readonly certificates: readonly string[];
  readonly scopes: readonly string[];
  readonly actor: string | null;
  readonly organization: string | null;
  readonly purpose: string | null;
  readonly legalBasis: string | null;
  readonly introspection: boolean;
  readonly launcher: boolean;
  readonly redirectUris: readonly string[];
  readonly launchUrl: string | null;
  readonly origins: readonly string[];
  readonly dpop: boolean;
  readonly certificateBound: boolean;
  readonly registeredAt: Date;
}

/** A client just registered. `secret` is said here and never again: only its digest is kept. */
export type RegisteredClient = ClientRecord & { readonly secret?: string };

export type ClientWithSecret = ClientRecord & { readonly secretDigest: string | null };

const COLUMNS = `id, name, kind, authentication, jwks, jwks_url AS "jwksUrl", certificates, scopes, actor, organization, purpose,
  legal_basis AS "legalBasis", introspection, launcher, redirect_uris AS "redirectUris", launch_url AS "launchUrl", origins, dpop,
  certificate_bound AS "certificateBound", registered_at AS "registeredAt"`;
const SECRET_BYTES = 32;

/** Registers a client, or refuses with 422 (faults in what is written) or 409 (the id is taken). */
export async function registerClient(
  sql: Sql,
  input: unknown,
  { now, understands }: { readonly now: Date; readonly understands: UnderstandsQuery },
): Promise<RegisteredClient | Refusal> {
  const checked = checkRegistration(input, understands, now);
  if (isRefusal(checked)) return checked;
  const { id, authentication = 'private_key_jwt', jwks } = checked;
  const secret = authentication === 'client_secret_basic' ? randomBytes(SECRET_BYTES).toString('base64url') : undefined;
  const { rows } = await sql.query<ClientRecord>(
    `INSERT INTO auth_client (id, name, kind, authentication, jwks, jwks_url, secret_digest, scopes, actor, organization,
       purpose, introspection, launcher, redirect_uris, launch_url, origins, dpop, certificate_bound, registered_at,
       certificates, legal_basis)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
     ON CONFLICT (id) DO NOTHING RETURNING ${COLUMNS}`,
    [
      id,
      checked.name,
      checked.kind ?? 'backend',
      authentication,
      jwks ? JSON.stringify(jwks) : null,
      checked.jwksUrl ?? null,
      secret === undefined ? null : digestOf(secret),
      checked.scopes,
      checked.actor ?? null,
      checked.organization ?? null,
      checked.purpose ?? null,
      checked.introspection ?? false,
      checked.launcher ?? false,
      checked.redirectUris ?? [],
      checked.launchUrl ?? null,
      checked.origins ?? [],
      checked.dpop ?? false,
      checked.certificateBound ?? false,
      now,
      checked.certificates,
      checked.legalBasis ?? null,
    ],
  );
  const [client] = rows;
  if (client === undefined) return taken(id);
  return secret === undefined ? client : { ...client, secret };
}

/** The client of this id, as it is registered now. */
export async function findClient(sql: Sql, id: string): Promise<ClientRecord | undefined> {
  const { rows } = await sql.query<ClientRecord>(`SELECT ${COLUMNS} FROM auth_client WHERE id = $1`, [id]);
  return rows[0];
}

/** The clients of these ids in order, with the digests of their secrets: for the authorization server only. */
export async function findClientsWithSecret(
  sql: Sql,
  ids: readonly string[],
): Promise<(ClientWithSecret | undefined)[]> {
  const { rows } = await sql.query<ClientWithSecret>(
    `SELECT ${COLUMNS}, secret_digest AS "secretDigest" FROM auth_client WHERE id = ANY($1::text[])`,
    [[...new Set(ids)].filter((id) => CLIENT_ID.test(id))],
  );
  const found = new Map(rows.map((client) => [client.id, client]));
  return ids.map((id) => found.get(id));
}

/** All clients, by id. */
export async function listClients(sql: Sql): Promise<ClientRecord[]> {
  const { rows } = await sql.query<ClientRecord>(`SELECT ${COLUMNS} FROM auth_client ORDER BY id`);
  return rows;
}

/** Whether any client's pages come from this origin. */
export async function isOriginKnown(sql: Sql, origin: string): Promise<boolean> {
  const { rowCount } = await sql.query('SELECT 1 FROM auth_client WHERE $1 = ANY(origins) LIMIT 1', [origin]);
  return rowCount > 0;
}

/** Removes a client and every token that it holds. False when there is none of this id. */
export function removeClient(database: Database, id: string): Promise<boolean> {
  return database.transaction(async (sql) => {
    // Its tokens go too: a client registered later under the same id must not wake them.
    await endState(sql, `payload->>'clientId' = $1`, [id]);
    await sql.query('DELETE FROM auth_launch WHERE client_id = $1', [id]);
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
