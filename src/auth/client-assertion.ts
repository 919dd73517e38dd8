/** The client's side of SMART Backend Services: a key pair, and the assertion that asks for a token. */
import { createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import jwt from 'jsonwebtoken';
import type { AssertionAlgorithm, Jwk } from './public-key.ts';
import type { JwtAlgorithm } from './verify-jwt.ts';

/** What goes into one assertion. */
export interface AssertionOptions {
  readonly clientId: string;
  /** The token endpoint, e.g. `https://kakehashi.example/oauth/token`. */
  readonly tokenUrl: string;
  /** PEM text or a private JSON Web Key. */
  readonly privateKey: string | Jwk;
  readonly kid: string;
  readonly alg: JwtAlgorithm;
  readonly now: Date;
  /** Unique for each assertion. */
  readonly jti: string;
}

/** Shorter than the five minutes that servers allow, so that a clock a little ahead is forgiven. */
const ASSERTION_AGE_SECONDS = 240;
const RSA_BITS = 2048;

/** A signed assertion for one token request, good for four minutes. */
export function clientAssertion({ clientId, tokenUrl, privateKey, kid, alg, now, jti }: AssertionOptions): string {
  const iat = Math.floor(now.getTime() / 1000);
  const claims = { iss: clientId, sub: clientId, aud: tokenUrl, jti, iat, exp: iat + ASSERTION_AGE_SECONDS };
  return jwt.sign(claims, readPrivateKey(privateKey), { algorithm: alg, keyid: kid });
}

/** A fresh key pair as JSON Web Keys with one random `kid`: the public one is registered, the private one stays. */
export async function generateClientKey(alg: AssertionAlgorithm): Promise<{ privateJwk: Jwk; publicJwk: Jwk }> {
  const { privateKey, publicKey } = await makePair(alg);
  const marks = { kid: randomUUID(), alg, use: 'sig' };
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...marks },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), ...marks },
  };
}

const makePair = (alg: AssertionAlgorithm): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> =>
  alg === 'RS384'
    ? promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS })
    : promisify(generateKeyPair)('ec', { namedCurve: 'P-384' });

const readPrivateKey = (key: string | Jwk): KeyObject =>
  typeof key === 'string' ? createPrivateKey(key) : createPrivateKey({ key: key as JsonWebKey, format: 'jwk' });
