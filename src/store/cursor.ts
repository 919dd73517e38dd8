/** Page cursors that a caller can neither read anything from, nor forge, nor pass on to another caller. */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a position for the caller and search that `binding` names. */
export function sealCursor<Position>(secret: string, binding: string, position: Position): string {
  const text = JSON.stringify(position);
  // Drawn from what is sealed: the same place has the same cursor, and no nonce serves two.
  const nonce = createHmac('sha256', secret)
    .update(binding)
    .update('\0')
    .update(text)
    .digest()
    .subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(binding));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** The position, or nothing when the cursor was not sealed by us for this binding. */
export function openCursor<Position>(secret: string, binding: string, cursor: string): Position | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  const [tag, body] = [NONCE_BYTES, NONCE_BYTES + TAG_BYTES];
  if (bytes.length <= body) return undefined;
  const decipher = createDecipheriv(CIPHER, keyOf(secret), bytes.subarray(0, tag), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(binding));
  decipher.setAuthTag(bytes.subarray(tag, body));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(body)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as Position;
  } catch {
    return undefined;
  }
}

const keyOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Cursors of a search that the store does not run itself. */
export interface Cursors {
  seal(binding: string, position: object): string;
  open<Position extends object>(binding: string, cursor: string): Position | undefined;
}

export const cursorsBy = (secret: string): Cursors => ({
  seal: (binding, position) => sealCursor(secret, binding, position),
  open: (binding, cursor) => openCursor(secret, binding, cursor),
});
