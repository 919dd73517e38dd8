/**
 * The server's own keys: made on the first start, kept in the database, and the same in every process. The newest signs,
 * the older ones still verify what they signed.
 */
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

/** A key as anyone may know it. */
export interface ServerKeyInfo {
  readonly use: 'signing' | 'cookie';
  readonly kid: string;
  readonly createdAt: Date;
  /** Whether what is signed from now on is signed by it, once every process was started anew. */
  readonly signs: boolean;
}

interface KeyRow {
  readonly use: 'signing' | 'cookie';
  readonly secret: JWK | string;
}

/** Processes that start at once take turns on this advisory lock, so that only one makes the keys. */
const KEY_LOCK = 7_305_814;
const SIGNING_BITS = 2048;
const COOKIE_SECRET_BYTES = 32;
/**
 * How long a key verifies after its successor was made. Nothing that is signed lives a day, so the rest is for a process
 * that was not started anew, and signs by the older key until it is.
 */
const RETIRED_DAYS_MAX = 30;

/** Reads the keys, and makes what is missing. */
export function loadServerKeys(database: Database, now: Date): Promise<ServerKeys> {
  return database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [KEY_LOCK]);
    const uses = new Set((await read(sql)).map(({ use }) => use));
    if (!uses.has('signing')) await keep(sql, 'signing', await signingKey(), now);
    if (!uses.has('cookie')) await keep(sql, 'cookie', randomBytes(COOKIE_SECRET_BYTES).toString('base64url'), now);
    return byUse(await read(sql));
  });
}

/**
 * Adds a signing key and a cookie key, which sign from the next start of each process on. What the older ones signed stays
 * good, in processes of either age; those that were succeeded 30 days ago are taken away. Opaque tokens need no key.
 */
export function rotateServerKeys(database: Database, now: Date): Promise<ServerKeyInfo[]> {
  return database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [KEY_LOCK]);
    await keep(sql, 'signing', await signingKey(), now);
    await keep(sql, 'cookie', randomBytes(COOKIE_SECRET_BYTES).toString('base64url'), now);
    await sql.query(
      `DELETE FROM auth_key old WHERE EXISTS (SELECT 1 FROM auth_key next WHERE next.use = old.use
         AND next.created_at > old.created_at AND next.created_at < $1::timestamptz - interval '${RETIRED_DAYS_MAX} days')`,
      [now],
    );
    return listServerKeys(sql);
  });
}

/** All keys without their secrets, the newest of each use first. */
export async function listServerKeys(sql: Sql): Promise<ServerKeyInfo[]> {
  const { rows } = await sql.query<ServerKeyInfo & Record<string, unknown>>(
    `SELECT use, kid, created_at AS "createdAt", row_number() OVER (PARTITION BY use ORDER BY created_at DESC, kid) = 1 AS signs
     FROM auth_key ORDER BY use DESC, created_at DESC, kid`,
  );
  return rows;
}

async function read(sql: Sql): Promise<KeyRow[]> {
  const { rows } = await sql.query<KeyRow>('SELECT use, secret FROM auth_key ORDER BY created_at DESC, kid');
  return rows;
}

async function keep(sql: Sql, use: KeyRow['use'], secret: KeyRow['secret'], now: Date): Promise<void> {
  const kid = typeof secret === 'string' ? randomUUID() : secret.kid;
  // Two of one instant would have no order.
  await sql.query(
    `INSERT INTO auth_key (use, kid, secret, created_at) SELECT $1, $2, $3,
       greatest($4, (SELECT max(created_at) + interval '1 millisecond' FROM auth_key WHERE use = $1))`,
    [use, kid, JSON.stringify(secret), now],
  );
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
