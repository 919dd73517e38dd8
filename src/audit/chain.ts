/** Links what is recorded to what was before it, so that a changed, inserted or removed event shows. */
import { createHash, hash } from 'node:crypto';

/** The digest of an event's text, which is canonical JSON after RFC 8785. */
export const digestOf = (canonical: string): Buffer => hash('sha256', canonical, 'buffer');

/** `SHA-256(previous ‖ number ‖ digests)`: of records that were committed together, the number of the first as eight bytes, big-endian. */
export function linkOf(previous: Buffer, number: bigint, digests: Buffer): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(number);
  return createHash('sha256').update(previous).update(place).update(digests).digest();
}

const DIGEST_BYTES = 32;

/** They stand one after the other. */
export const digestsIn = (digests: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(digests.length / DIGEST_BYTES) }, (_, place) =>
    digests.subarray(place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES),
  );
