/** Keeps the authorization server's state in PostgreSQL, so that any number of processes share it. */
import Provider, { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { type Database, gather, type Sql } from '#database';
import { metadataOf } from './client-metadata.ts';
import { findClientsWithSecret } from './clients.ts';
import { digestOf } from './digest.ts';
import type { JwksSource } from './jwks-url.ts';
import { endGrant, HELD_GRANT } from './people/end-state.ts';
import { endSession, findFormer, keepSession, rememberSession } from './session-state.ts';

/** What the adapters of one server share. */
export interface AdapterNeeds {
  readonly sql: Database;
  readonly keysAt: JwksSource;
  readonly now: () => Date;
}

/** Models whose id is itself the secret that a client presents: only its digest is kept. */
const BEARER_MODELS = new Set(['AccessToken', 'AuthorizationCode', 'ClientCredentials', 'RefreshToken', 'Session']);

/** What hangs on a grant, and is worth nothing without it. */
const GRANTED_MODELS = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);

/** The adapter of one model. Clients are read from the registry, everything else rests in one table. */
export function adapterFor(model: string, needs: AdapterNeeds): Adapter {
  return model === 'Client' ? clientAdapter(needs) : stateAdapter(model, needs);
}

function clientAdapter({ sql, keysAt }: AdapterNeeds): Adapter {
  const findClient = gather((ids: readonly string[]) => findClientsWithSecret(sql, ids), 3);
  const find: Adapter['find'] = async (id) => {
    const client = await findClient(id);
    // Nobody's server is asked, nor waited for, at the mere name of a client.
    const isProving = Provider.ctx?.oidc.params?.['client_assertion'] !== undefined;
    return client && metadataOf(client, client.jwksUrl && isProving ? await keysAt(client.jwksUrl) : undefined);
  };
  const never = (): never => {
    throw new Error('the authorization server may only read clients');
  };
  const none = async () => undefined;
  return {
    find,
    findByUid: none,
    findByUserCode: none,
    upsert: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  };
}

function stateAdapter(model: string, { sql, now }: AdapterNeeds): Adapter {
  const hashed = BEARER_MODELS.has(model);
  const keyOf = (id: string): string => (hashed ? digestOf(id) : id);
  // A DPoP proof may come from as far ahead as it may be old; the library remembers it for one of the two only.
  const secondsKept = (seconds: number): number =>
    model === 'ReplayDetection' && Provider.ctx?.get('dpop') ? 2 * seconds : seconds;
  const findBy = async (column: 'id' | 'uid' | 'user_code', value: string): Promise<AdapterPayload | undefined> => {
    const { rows } = await sql.query<StateRow>(
      `SELECT payload, consumed_at AS consumed FROM auth_state WHERE model = $1 AND ${column} = $2`,
      [model, value],
    );
    return rows[0] && payloadOf(rows[0]);
  };
  return {
    find: async (id) => {
      // What is told of a token is found by `introspectionOf`; the library's own look into each model would tell nothing.
      if (hashed && Provider.ctx?.oidc.route === 'introspection') return undefined;
      const found = await findBy('id', keyOf(id));
      const payload = found ?? (model === 'Session' ? await findFormer(sql, id, now()) : undefined);
      if (payload !== undefined && model === 'Session') rememberSession(id, payload);
      return payload && hashed ? { ...payload, jti: id } : payload;
    },
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (userCode) => findBy('user_code', userCode),
    upsert: async (id, payload, expiresIn) => {
      const expiresAt = expiresIn === undefined ? null : new Date(now().getTime() + secondsKept(expiresIn) * 1000);
      if (model === 'Session') return keepSession(sql, id, payload, { now: now(), expiresAt });
      const { jti, ...rest } = payload;
      const kept = hashed ? rest : payload;
      const values = [
        model,
        keyOf(id),
        JSON.stringify(kept),
        payload.grantId,
        payload.userCode,
        payload.uid,
        expiresAt,
      ];
      if (model === 'ReplayDetection') return recordOnce(sql, values, now());
      if (GRANTED_MODELS.has(model) && payload.grantId !== undefined) return addToGrant(sql, values);
      // Only a request to the library begins a sign-in; a page of ours goes on with one, unless that was ended.
      const begins = model !== 'Interaction' || Provider.ctx !== undefined;
      await sql.query(begins ? `${INSERT} ${OVERWRITE}` : UPDATE, values);
    },
    consume: async (id) => {
      const { rowCount } = await sql.query(
        'UPDATE auth_state SET consumed_at = $3 WHERE model = $1 AND id = $2 AND consumed_at IS NULL',
        [model, keyOf(id), now()],
      );
      if (rowCount > 0) return;
      // Of two that use a code or refresh token at one time, exactly one gets here first; the other ends what came of it.
      const grantId = (await findBy('id', keyOf(id)))?.grantId;
      if (grantId !== undefined) await endGrant(sql, grantId);
      throw new errors.InvalidGrant('used at the same time by another request');
    },
    destroy: async (id) => {
      if (model === 'Session') return endSession(sql, id);
      await sql.query('DELETE FROM auth_state WHERE model = $1 AND id = $2', [model, keyOf(id)]);
    },
    // The library revokes model by model, and each time the grant is over.
    revokeByGrantId: (grantId) => endGrant(sql, grantId),
  };
}

interface StateRow {
  readonly payload: AdapterPayload;
  readonly consumed: Date | null;
}

const INTO = 'INSERT INTO auth_state AS held (model, id, payload, grant_id, user_code, uid, expires_at)';
const INSERT = `${INTO} VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const INSERT_GRANTED = `${INTO}
  SELECT $1, $2, $3::jsonb, $4, $5, $6, $7::timestamptz ${HELD_GRANT}`;
const UPDATE = `UPDATE auth_state SET payload = $3, grant_id = $4, user_code = $5, uid = $6, expires_at = $7
  WHERE model = $1 AND id = $2`;
const OVERWRITE = `ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
  user_code = excluded.user_code, uid = excluded.uid, expires_at = excluded.expires_at`;

/** Of two processes that see one assertion at one time, exactly one writes the row; the other refuses the client. */
async function recordOnce(sql: Sql, values: readonly unknown[], now: Date): Promise<void> {
  const { rowCount } = await sql.query(`${INSERT} ${OVERWRITE} WHERE held.expires_at < $8`, [...values, now]);
  if (rowCount === 0) throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
}

/** Adds to a grant, unless it was ended since this request found it. */
async function addToGrant(sql: Sql, values: readonly unknown[]): Promise<void> {
  const { rowCount } = await sql.query(`${INSERT_GRANTED} ${OVERWRITE}`, values);
  if (rowCount === 0) throw new errors.InvalidGrant('the grant was ended meanwhile');
}

function payloadOf({ payload, consumed }: StateRow): AdapterPayload {
  return consumed === null ? payload : { ...payload, consumed: Math.floor(consumed.getTime() / 1000) };
}
