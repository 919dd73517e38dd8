/** Signed heads of the tree: whoever keeps one can tell later whether anything of before was changed, removed or forked. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** A head as it is exchanged: JSON, all binary values as base64. */
export interface TreeHead {
  /** The id of the house whose audit it is. */
  readonly house: string;
  /** How many records the tree holds. */
  readonly size: number;
  readonly root: string;
  /** The last link of the chain at this size. */
  readonly chained: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  /** Ed25519, DER (SPKI). */
  readonly publicKey: string;
  readonly signature: string;
}

type Unsigned = Omit<TreeHead, 'publicKey' | 'signature'>;

export function signHead(head: Unsigned, key: KeyObject): TreeHead {
  const signed = { ...head, publicKey: publicKeyOf(key) };
  return { ...signed, signature: sign(null, signedBytes(signed), key).toString('base64') };
}

/** The public half of a private key, as heads tell it. */
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** Whether the head is what its key signed. Whose key it is, is for the reader to know: {@link fingerprintOf}. */
export function isSigned(head: TreeHead): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(head.publicKey, 'base64'), type: 'spki', format: 'der' });
    const isEd25519 = key.asymmetricKeyType === 'ed25519';
    return isEd25519 && verify(null, signedBytes(head), key, Buffer.from(head.signature, 'base64'));
  } catch {
    return false;
  }
}

/** What two houses read to each other to know each other's key. */
export const fingerprintOf = ({ publicKey }: Pick<TreeHead, 'publicKey'>): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');

/** Members stand in the order of canonical JSON (RFC 8785). */
const signedBytes = ({ chained, house, made, publicKey, root, size }: Omit<TreeHead, 'signature'>): Buffer =>
  Buffer.from(JSON.stringify({ chained, house, made, publicKey, root, size }));
