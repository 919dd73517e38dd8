/** Links each event to the one before it, so that a changed, inserted or removed event shows. */
import { createHash } from 'node:crypto';

/** The digest of an event's text, which is canonical JSON after RFC 8785. */
export const digestOf = (canonical: string): Buffer => createHash('sha256').update(canonical).digest();

/** `SHA-256(previous ‖ number ‖ digest)`, the number as eight bytes, big-endian. */
export function linkOf(previous: Buffer, number: bigint, digest: Buffer): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(number);
  return createHash('sha256').update(previous).update(place).update(digest).digest();
}
