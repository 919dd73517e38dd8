/** Links each event to the one before it, so that a changed, inserted or removed event shows. */
import { createHash } from 'node:crypto';

/** Canonical JSON after RFC 8785: keys in order of their UTF-16 units, no white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** The digest of an event's canonical text. */
export const digestOf = (canonical: string): Buffer => createHash('sha256').update(canonical).digest();

/** `SHA-256(previous ‖ number ‖ digest)`, the number as eight bytes, big-endian. */
export function linkOf(previous: Buffer, number: bigint, digest: Buffer): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(number);
  return createHash('sha256').update(previous).update(place).update(digest).digest();
}
