/** Finds access tokens with the clients that hold them, as they are now; requests of one moment share one look. */
import { type Gathered, gather, type Sql } from '#database';
import type { ClientRecord } from './clients.ts';

/** What is kept of an access token. */
export interface FoundToken {
  /** Seconds since 1970. */
  readonly exp?: number;
  readonly aud?: string;
  readonly scope?: string;
  /** Absent when the client was removed. */
  readonly client?: TokenHolder;
}

export type TokenHolder = Pick<ClientRecord, 'id' | 'name' | 'actor' | 'organization' | 'purpose'>;

/** The token of a digest, or nothing when it is unknown or revoked. */
export type FindToken = Gathered<string, FoundToken | undefined>;

export const createFindToken = (sql: Sql): FindToken => gather((digests) => findTokens(sql, digests), 3);

type TokenRow = { digest: string; payload: Omit<FoundToken, 'client'> } & (TokenHolder | { id: null });

async function findTokens(sql: Sql, digests: readonly string[]): Promise<(FoundToken | undefined)[]> {
  const { rows } = await sql.query<TokenRow>(
    `SELECT s.id AS digest, s.payload, c.id, c.name, c.actor, c.organization, c.purpose
      FROM auth_state s LEFT JOIN auth_client c ON c.id = s.payload ->> 'clientId'
      WHERE s.model = 'ClientCredentials' AND s.id = ANY($1::text[])`,
    [[...new Set(digests)]],
  );
  const found = new Map(rows.map(({ digest, payload, ...client }) => [digest, { payload, client }]));
  return digests.map((digest) => {
    const { payload, client } = found.get(digest) ?? {};
    return client === undefined || client.id === null ? payload : { ...payload, client };
  });
}
