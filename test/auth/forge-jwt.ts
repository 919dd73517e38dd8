/** Writes JWTs that no honest library would, to see them refused. */
import { constants, createHmac, createPrivateKey, createPublicKey, type JsonWebKey, sign } from 'node:crypto';

/** A compact JWT of exactly this header and these claims. A key in text is a shared secret, else a private JWK. */
export function forgeJwt(header: Record<string, unknown>, claims: unknown, key: object | string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signature(String(header['alg']), text, key)}`;
}

/** The public key as PEM text: what an attacker hopes will be taken as a shared secret. */
export const pemOf = (jwk: object): string =>
  createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

function signature(alg: string, text: string, key: object | string): string {
  if (alg === 'none') return '';
  const hash = `sha${alg.slice(2)}`;
  if (typeof key === 'string') return createHmac(hash, key).update(text).digest('base64url');
  const privateKey = createPrivateKey({ key: key as JsonWebKey, format: 'jwk' });
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const padding = alg.startsWith('PS') ? pss : {};
  return sign(hash, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding }).toString(
    'base64url',
  );
}
