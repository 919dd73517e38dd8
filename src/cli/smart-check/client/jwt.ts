/** Signs, reads and verifies JWTs, also such as no honest library would write. */
import { createHmac, createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';
import { type Members, membersOf } from './http.ts';

export type Jwk = Readonly<JsonWebKey & { kid?: string; alg?: string; use?: string }>;

export interface Jwt {
  readonly header: Members;
  readonly claims: Members;
}

/** A compact JWT of exactly this header and these claims. A key in text is a shared secret, none leaves it unsigned. */
export function signJwt(header: Members, claims: Members, key?: Jwk | string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signatureOf(String(header['alg']), text, key)}`;
}

function signatureOf(alg: string, text: string, key: Jwk | string | undefined): string {
  if (key === undefined) return '';
  const hash = `sha${alg.slice(2)}`;
  if (typeof key === 'string') return createHmac(hash, key).update(text).digest('base64url');
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return sign(hash, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** The parts of a compact JWT, or nothing where it is none. */
export function decodeJwt(jwt: unknown): Jwt | undefined {
  const parts = typeof jwt === 'string' ? jwt.split('.') : [];
  if (parts.length !== 3) return undefined;
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    if (typeof header !== 'object' || typeof claims !== 'object' || header === null || claims === null)
      return undefined;
    return { header: membersOf(header), claims: membersOf(claims) };
  } catch {
    return undefined;
  }
}

/** Whether the key signed the JWT by RS256. */
export function isSignedRs256(jwt: string, key: Jwk): boolean {
  const at = jwt.lastIndexOf('.');
  const signature = Buffer.from(jwt.slice(at + 1), 'base64url');
  return verify('sha256', Buffer.from(jwt.slice(0, at)), createPublicKey({ key, format: 'jwk' }), signature);
}

/** Whether a public key can be made of it. */
export function isImportable(key: Jwk): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** The public key as PEM text: what an attacker hopes will be taken as a shared secret. */
export const pemOf = (key: Jwk): string =>
  createPublicKey({ key: publicPart(key), format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** The key without its private members. */
export function publicPart({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest }: Jwk): Jwk {
  return rest;
}

/** RS384 or ES384, as the key says or is made for. */
export const algOf = (key: Jwk): string => key.alg ?? (key.kty === 'RSA' ? 'RS384' : 'ES384');
