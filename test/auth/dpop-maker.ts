/** The client's side of DPoP: a key pair, and proofs that hold or that are wrong in one thing. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { forgeJwt } from './forge-jwt.ts';

export interface ProofKey {
  readonly alg: string;
  readonly privateJwk: Record<string, unknown>;
  readonly publicJwk: Record<string, unknown>;
}

export function proofKey(alg: 'ES256' | 'ES384' | 'RS256' | 'PS256' | 'RS384', modulusLength = 2048): ProofKey {
  const pair = alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' })
    : generateKeyPairSync('rsa', { modulusLength });
  return {
    alg,
    privateJwk: { ...pair.privateKey.export({ format: 'jwk' }) },
    publicJwk: { ...pair.publicKey.export({ format: 'jwk' }) },
  };
}

export interface Proving {
  readonly method?: string;
  readonly url: string;
  readonly token?: string;
  /** Takes the place of what a good proof says; undefined leaves it out. */
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

let made = 0;

/** A proof of this key for one request. */
export function dpopProof(key: ProofKey, { method = 'GET', url, token, claims, header }: Proving): string {
  made += 1;
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return forgeJwt(
    { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk, ...header },
    { jti: `proof-${made}`, htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ...ath, ...claims },
    key.privateJwk,
  );
}
