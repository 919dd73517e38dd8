/** Walks the chain and finds the first event that is not what was recorded. */
import type { Sql } from '#database';
import { digestOf, linkOf } from './chain.ts';

/** `broken` is the number of the first event that does not fit; absent when all `events` do and the head agrees. */
export interface ChainReport {
  readonly events: number;
  readonly broken?: number;
  readonly reason?: 'changed' | 'missing' | 'relinked' | 'head';
}

const BATCH = 1_000;

/** Recomputes every digest and link from the first event to the head. */
export async function verifyChain(sql: Sql): Promise<ChainReport> {
  let previous: Buffer = Buffer.alloc(32);
  let number = 0n;
  for (;;) {
    const { rows } = await sql.query<{ number: string; content: string; digest: Buffer; chained: Buffer }>(
      'SELECT number, content, digest, chained FROM audit_event WHERE number > $1 ORDER BY number LIMIT $2',
      [String(number), BATCH],
    );
    for (const row of rows) {
      number += 1n;
      const report = { events: Number(number - 1n), broken: Number(number) };
      if (BigInt(row.number) !== number) return { ...report, reason: 'missing' };
      const digest = digestOf(JSON.parse(row.content));
      if (!digest.equals(row.digest)) return { ...report, reason: 'changed' };
      previous = linkOf(previous, number, digest);
      if (!previous.equals(row.chained)) return { ...report, reason: 'relinked' };
    }
    if (rows.length < BATCH) break;
  }
  const { rows } = await sql.query<{ number: string; chained: Buffer }>('SELECT number, chained FROM audit_head');
  const [head] = rows;
  const intact = head && BigInt(head.number) === number && head.chained.equals(previous);
  return intact ? { events: Number(number) } : { events: Number(number), broken: Number(number) + 1, reason: 'head' };
}
