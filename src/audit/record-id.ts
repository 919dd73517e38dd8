/** Ids that come in the order of time (UUIDv7, RFC 9562), so that new records lie side by side in the index. */
import { randomUUID } from 'node:crypto';

export function newRecordId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  // What is random is taken from a UUIDv4, which Node makes from bytes that it keeps ready.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
