/** The caller that a registered backend is, where a channel without tokens has proved by its connection who sends. */
import type { Sql } from '#database';
import type { Caller } from './authenticate.ts';
import { shownCertificate } from './client-certificate.ts';
import { findClient } from './clients.ts';
import { effectiveScopes, parseScopes } from './scopes.ts';

/** As it is registered now; nothing for an app, which acts for people, and for what is not registered. */
export async function callerOfClient(sql: Sql, id: string, now: Date): Promise<Caller | undefined> {
  const client = await findClient(sql, id);
  if (client?.kind !== 'backend' || client.actor === null || client.purpose === null) return undefined;
  const { name, actor, organization, purpose, legalBasis, scopes } = client;
  return {
    clientId: id,
    clientName: name,
    actor,
    organization,
    purpose,
    legalBasis,
    patient: null,
    user: null,
    reason: null,
    scopes: effectiveScopes(parseScopes(scopes.join(' ')), { patient: null }),
    tokenId: '',
    expiresAt: now,
  };
}

/** The id of the one client that is registered with the certificate that the other end of a TLS connection shows. */
export async function clientByCertificate(sql: Sql, socket: unknown, now: Date): Promise<string | undefined> {
  const certificate = shownCertificate(socket, now);
  if (certificate === undefined) return undefined;
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM auth_client WHERE $1 = ANY(certificates) LIMIT 2', [
    String(certificate),
  ]);
  return rows.length === 1 ? rows[0]?.id : undefined;
}
