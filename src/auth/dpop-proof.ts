/** DPoP (RFC 9449): a request is signed by the holder of a key, for this address, this token and this moment only. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { Sql } from '#database';
import { isRefusal } from '#fhir';
import { digestOf } from './digest.ts';
import { isLongRsa, type Jwk } from './public-key.ts';
import { verifySelfSigned } from './verify-jwt.ts';

/** The algorithms of proofs that are taken, at the token endpoint too. */
export const DPOP_ALGORITHMS = ['ES256', 'ES384', 'RS256', 'PS256'] as const;

/** The greatest difference between a proof's `iat` and our clock, before or after, in seconds. */
const PROOF_SKEW_SECONDS_MAX = 60;
const PROOF_LENGTH_MAX = 8_192;
const JTI_LENGTH_MAX = 256;

/** What a proof must be about. */
export interface ProofFacts {
  readonly method: string;
  /** The address of the request, without its query. */
  readonly url: string;
  readonly token: string;
  readonly now: Date;
}

/** A proof that holds, of the key with this thumbprint (RFC 7638). */
export interface DpopProof {
  readonly thumbprint: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

/** The proof of a request (RFC 9449 section 4.3), or why it does not hold. */
export function readDpopProof(proof: unknown, { method, url, token, now }: ProofFacts): DpopProof | string {
  if (typeof proof !== 'string' || proof.length > PROOF_LENGTH_MAX) return 'no proof';
  const read = verifySelfSigned(proof, { algorithms: DPOP_ALGORITHMS, typ: 'dpop+jwt', now });
  if (isRefusal(read)) return String(read.auditReason);
  const { htm, htu, ath, iat, jti } = read.claims;
  if (htm !== method) return 'htm is another method';
  const address = addressOf(url);
  if (address === undefined || addressOf(htu) !== address) return 'htu is another address';
  if (ath !== digestOf(token)) return 'ath is of another token';
  if (typeof iat !== 'number' || Math.abs(now.getTime() / 1000 - iat) > PROOF_SKEW_SECONDS_MAX)
    return 'iat is too far from now';
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_LENGTH_MAX) return 'jti missing';
  const thumbprint = thumbprintOf(read.key);
  return thumbprint === undefined ? 'key too short' : { thumbprint, jti, iat };
}

/** Marks a proof as used: of all processes to which it is shown, exactly one hears true. */
export async function useDpopProof(sql: Sql, { thumbprint, jti, iat }: DpopProof, now: Date): Promise<boolean> {
  // Kept a second longer than the proof is taken.
  const expiresAt = new Date((Math.floor(iat) + PROOF_SKEW_SECONDS_MAX + 2) * 1000);
  const { rowCount } = await sql.query(
    `INSERT INTO auth_state AS held (model, id, payload, expires_at) VALUES ('DpopProof', $1, '{}', $2)
     ON CONFLICT (model, id) DO UPDATE SET expires_at = excluded.expires_at WHERE held.expires_at < $3`,
    [digestOf(`${thumbprint} ${jti}`), expiresAt, now],
  );
  return rowCount === 1;
}

/** Scheme, host, port and path, in the form that RFC 3986 makes equal. */
function addressOf(text: unknown): string | undefined {
  const url = typeof text === 'string' ? URL.parse(text) : null;
  if (url === null) return undefined;
  url.search = '';
  url.hash = '';
  return url.href;
}

function thumbprintOf(jwk: Jwk): string | undefined {
  const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  if (kty === 'RSA' && !isLongRsa(key)) return undefined;
  return digestOf(JSON.stringify(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }));
}
