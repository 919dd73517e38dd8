/** Which public keys a client may prove itself with: RSA of 2048 bits or more for RS384, or P-384 for ES384. */
import { createPublicKey, type KeyObject } from 'node:crypto';

/** The algorithms of SMART's asymmetric client authentication. */
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384'] as const;
/** `RS384` or `ES384`. */
export type AssertionAlgorithm = (typeof ASSERTION_ALGORITHMS)[number];

/** One JSON Web Key as it came, unread. */
export type Jwk = Readonly<Record<string, unknown>>;

/** Why a key was not taken. */
export type KeyFault = 'private' | 'no-kid' | 'unsupported' | 'unreadable';

const RSA_BITS_MIN = 2048;
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** The public key reduced to its public members and tied to its one algorithm, or why it cannot be used. */
export function readPublicKey(jwk: Jwk): Jwk | KeyFault {
  if (holdsSecret(jwk)) return 'private';
  const { kid } = jwk;
  if (typeof kid !== 'string' || kid === '') return 'no-kid';
  const alg = algorithmOf(jwk);
  if (alg === undefined || (jwk['alg'] ?? alg) !== alg || (jwk['use'] ?? 'sig') !== 'sig') return 'unsupported';
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    if (alg === 'RS384' && !isLongRsa(key)) return 'unsupported';
    return { ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' };
  } catch {
    return 'unreadable';
  }
}

/** Whether a key is RSA of 2048 bits or more. */
export const isLongRsa = ({ asymmetricKeyDetails }: KeyObject): boolean =>
  Number(asymmetricKeyDetails?.modulusLength) >= RSA_BITS_MIN;

/** Whether anything of a key is in it that only its owner may know. */
export const holdsSecret = (jwk: Jwk): boolean => SECRET_MEMBERS.some((member) => member in jwk);

function algorithmOf(jwk: Jwk): AssertionAlgorithm | undefined {
  if (jwk['kty'] === 'RSA') return 'RS384';
  return jwk['kty'] === 'EC' && jwk['crv'] === 'P-384' ? 'ES384' : undefined;
}
