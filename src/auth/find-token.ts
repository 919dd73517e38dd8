/** Finds tokens with who holds them, as they are now; requests of one moment share one look. */
import { type Gathered, gather, type Sql } from '#database';
import { sessionLives } from './grant-context.ts';
import type { LaunchContext } from './launches.ts';
import type { Binding } from './token-binding.ts';

/** A token as it stands. */
interface FoundToken {
  readonly model: 'AccessToken' | 'ClientCredentials' | 'RefreshToken';
  readonly payload: TokenPayload;
  /** Absent when the client was removed, or the person, role or session behind the token is gone. */
  readonly holder?: TokenHolder;
  /** The value of what was asked for beside it. */
  readonly seen?: unknown;
}

/** What the authorization server keeps of a token. */
interface TokenPayload extends Binding {
  /** Seconds since 1970. */
  readonly exp: number;
  readonly iat: number;
  readonly aud?: string;
  readonly scope: string;
  readonly accountId?: string;
  readonly clientId?: string;
}

/** For whom a token acts: a backend as it is registered, or a person in the role that they chose. */
export interface TokenHolder {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
  readonly introspection: boolean;
  readonly launcher: boolean;
  readonly actor: string;
  readonly organization: string | null;
  readonly purpose: string;
  readonly reason: string | null;
  readonly legalBasis: string | null;
  readonly user: string | null;
  readonly fhirUser: string | null;
  /** `Patient/x` in context, or null. */
  readonly patient: string | null;
  readonly context: LaunchContext;
}

/** The token of a digest, or nothing when it is unknown, revoked or used up. */
export type FindToken = Gathered<string, FoundToken | undefined>;

/** `beside` is an SQL expression whose value, as of the same moment, is told with each token. */
export const createFindToken = (sql: Sql, now: () => Date, beside?: string): FindToken => {
  const find = findStatement(beside);
  return gather((digests) => findTokens(sql, digests, { find, now: now() }), 3);
};

interface TokenRow extends Record<string, unknown> {
  readonly digest: string;
  readonly model: FoundToken['model'];
  readonly payload: TokenPayload;
  readonly kind: 'backend' | 'app' | null;
  readonly acts: boolean;
  readonly seen?: unknown;
}

/** A person's token lives only while its role, that role's purpose, the person's account and its session do. */
const findStatement = (
  beside?: string,
): string => `SELECT s.id AS digest, s.model, s.payload,${beside === undefined ? '' : ` ${beside} AS seen,`}
    c.kind, c.id, c.name, c.origins, c.introspection, c.launcher,
    coalesce(r.actor, c.actor) AS actor,
    CASE WHEN r.id IS NULL THEN c.organization ELSE r.organization END AS organization,
    coalesce(x.purpose, c.purpose) AS purpose, c.legal_basis AS "legalBasis", x.reason, x.user_id AS "user", u.fhir_user AS "fhirUser", x.patient,
    coalesce(x.context, '{}') AS context,
    CASE c.kind WHEN 'backend' THEN true
      ELSE r.id IS NOT NULL AND x.purpose = ANY (r.purposes) AND NOT u.disabled
        AND ${sessionLives('x', '$2')} END AS acts
  FROM auth_state s
    LEFT JOIN auth_client c ON c.id = s.payload ->> 'clientId'
    LEFT JOIN auth_context x ON x.grant_id = s.grant_id
    LEFT JOIN auth_role r ON r.id = x.role_id
    LEFT JOIN auth_user u ON u.id = x.user_id
  WHERE s.model IN ('AccessToken', 'ClientCredentials', 'RefreshToken') AND s.id = ANY($1::text[])
    AND s.consumed_at IS NULL`;

async function findTokens(
  sql: Sql,
  digests: readonly string[],
  { find, now }: { find: string; now: Date },
): Promise<(FoundToken | undefined)[]> {
  const { rows } = await sql.query<TokenRow & TokenHolder>(find, [[...new Set(digests)], now]);
  const found = new Map(
    rows.map(({ digest, model, payload, kind, acts, seen, ...holder }): [string, FoundToken] => [
      digest,
      kind === null || !acts ? { model, payload } : { model, payload, holder, seen },
    ]),
  );
  return digests.map((digest) => found.get(digest));
}
