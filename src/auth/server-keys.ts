/**
 * The server's own keys: made on the first start, kept in the database, and the same in every process. All verify; a new
 * one signs once every process and every app had a day to learn of it.
 */
import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import type { Database, Sql } from '#database';

export interface ServerKeys {
  /** Private JSON Web Keys, the one that signs first. */
  readonly signing: JWK[];
  /** Secrets of cookies, the one that signs first. */
  readonly cookie: string[];
}

/** A key as anyone may know it. */
export interface ServerKeyInfo {
  readonly use: 'signing' | 'cookie';
  readonly kid: string;
  readonly createdAt: Date;
  /** Since when, or from when on, it signs in place of its predecessor. */
  readonly signsFrom: Date;
  /** Whether what is signed now is signed by it. */
  readonly signs: boolean;
}

type Uses = { readonly use: 'signing' | 'cookie'; readonly createdAt: Date };
type KeyRow = Uses & { readonly secret: JWK | string };

/** Processes that start at once take turns on this advisory lock, so that only one makes the keys. */
const KEY_LOCK = 7_305_814;
const SIGNING_BITS = 2048;
const COOKIE_SECRET_BYTES = 32;
/** How long a key is published before it signs. Processes read the keys every ten seconds; apps may keep them for hours. */
const LEAD_MS = 24 * 3_600_000;
/** How long a key verifies after its successor was made: it signs for one day of them, and nothing it signed lives as long. */
const RETIRED_DAYS_MAX = 30;

/** Reads the keys, and makes what is missing. */
export function loadServerKeys(database: Database, now: Date): Promise<ServerKeys> {
  return database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [KEY_LOCK]);
    const { signing, cookie } = await readServerKeys(sql, now);
    if (signing.length === 0) await keep(sql, 'signing', await signingKey(), now);
    if (cookie.length === 0) await keep(sql, 'cookie', randomBytes(COOKIE_SECRET_BYTES).toString('base64url'), now);
    return readServerKeys(sql, now);
  });
}

/** The keys as they are at this moment. */
export async function readServerKeys(sql: Sql, now: Date): Promise<ServerKeys> {
  const { rows } = await sql.query<KeyRow & Record<string, unknown>>(
    'SELECT use, secret, created_at AS "createdAt" FROM auth_key ORDER BY created_at DESC, kid',
  );
  const secretsOf = (use: Uses['use']): KeyRow['secret'][] => {
    const keys = rows.filter((one) => one.use === use);
    const signer = signerOf(keys, now);
    return keys.toSorted((one, other) => Number(other === signer) - Number(one === signer)).map(({ secret }) => secret);
  };
  return { signing: secretsOf('signing') as JWK[], cookie: secretsOf('cookie') as string[] };
}

/** The newest key that was made long enough ago; where none was, the oldest. Of keys of one use, the newest first. */
const signerOf = <Key extends Uses>(keys: readonly Key[], now: Date): Key | undefined =>
  keys.find(({ createdAt }) => createdAt.getTime() + LEAD_MS <= now.getTime()) ?? keys.at(-1);

/**
 * Adds a signing key and a cookie key. They are published and verify at once, and sign a day later, in every process and
 * without a new start. What the older ones signed stays good; those that were succeeded 30 days ago are taken away.
 * Opaque tokens need no key.
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
    return listServerKeys(sql, now);
  });
}

/** All keys without their secrets, the newest of each use first. */
export async function listServerKeys(sql: Sql, now: Date): Promise<ServerKeyInfo[]> {
  const { rows } = await sql.query<Uses & { readonly kid: string } & Record<string, unknown>>(
    'SELECT use, kid, created_at AS "createdAt" FROM auth_key ORDER BY use DESC, created_at DESC, kid',
  );
  return rows.map((one) => {
    const { use, kid, createdAt } = one;
    const keys = rows.filter((other) => other.use === use);
    // The first of all had nobody to wait for.
    const signsFrom = one === keys.at(-1) ? createdAt : new Date(createdAt.getTime() + LEAD_MS);
    return { use, kid, createdAt, signsFrom, signs: one === signerOf(keys, now) };
  });
}

async function keep(sql: Sql, use: Uses['use'], secret: KeyRow['secret'], now: Date): Promise<void> {
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
