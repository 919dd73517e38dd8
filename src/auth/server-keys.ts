/** The server's own keys: made on the first start, kept in the database, and the same in every process. */
import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import type { Database, Sql } from '#database';

export interface ServerKeys {
  /** Private JSON Web Keys, the newest first. */
  readonly signing: JWK[];
  /** Secrets that sign cookies, the newest first. */
  readonly cookie: string[];
}

interface KeyRow {
  readonly use: 'signing' | 'cookie';
  readonly secret: JWK | string;
}

/** Processes that start at once take turns on this advisory lock, so that only one makes the keys. */
const KEY_LOCK = 7_305_814;
const SIGNING_BITS = 2048;
const COOKIE_SECRET_BYTES = 32;
const COUNT_OF_USES = 2;

/** Reads the keys, and makes what is missing. */
export function loadServerKeys(database: Database, now: Date): Promise<ServerKeys> {
  return database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [KEY_LOCK]);
    const held = await read(sql);
    const uses = new Set(held.map(({ use }) => use));
    if (!uses.has('signing')) await keep(sql, 'signing', await signingKey(), now);
    if (!uses.has('cookie')) await keep(sql, 'cookie', randomBytes(COOKIE_SECRET_BYTES).toString('base64url'), now);
    return byUse(uses.size === COUNT_OF_USES ? held : await read(sql));
  });
}

async function read(sql: Sql): Promise<KeyRow[]> {
  const { rows } = await sql.query<KeyRow>('SELECT use, secret FROM auth_key ORDER BY created_at DESC, kid');
  return rows;
}

async function keep(sql: Sql, use: KeyRow['use'], secret: KeyRow['secret'], now: Date): Promise<void> {
  const kid = typeof secret === 'string' ? randomUUID() : secret.kid;
  await sql.query('INSERT INTO auth_key (use, kid, secret, created_at) VALUES ($1, $2, $3, $4)', [
    use,
    kid,
    JSON.stringify(secret),
    now,
  ]);
}

async function signingKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: SIGNING_BITS });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' } as JWK;
}

function byUse(rows: readonly KeyRow[]): ServerKeys {
  const secrets = rows.map(({ secret }) => secret);
  return {
    signing: secrets.filter((secret) => typeof secret !== 'string'),
    cookie: secrets.filter((secret) => typeof secret === 'string'),
  };
}
