/** Page cursors that a caller can neither read a hidden thing from, nor forge, nor pass on to another caller. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_BYTES = 32;

/** Seals a position for the caller and search that `binding` names. */
export function sealCursor<Position>(secret: string, binding: string, position: Position): string {
  const body = Buffer.from(JSON.stringify(position));
  return Buffer.concat([mac(secret, binding, body), body]).toString('base64url');
}

/** The position, or nothing when the cursor was not sealed by us for this binding. */
export function openCursor<Position>(secret: string, binding: string, cursor: string): Position | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= MAC_BYTES) return undefined;
  const body = bytes.subarray(MAC_BYTES);
  if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(secret, binding, body))) return undefined;
  return JSON.parse(body.toString()) as Position;
}

const mac = (secret: string, binding: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(binding).update('\0').update(body).digest();
