/** Compares secrets so that the time it takes tells nothing. */
import { timingSafeEqual } from 'node:crypto';

/** Whether two texts are equal. Digests of one length are compared, as all that is secret here is kept by its digest. */
export function constantEquals(known: string, presented: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(presented)];
  return a.length === b.length && timingSafeEqual(a, b);
}
