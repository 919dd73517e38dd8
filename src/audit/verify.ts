/** Walks the chain and finds the first record that is not what was recorded. */
import type { Sql } from '#database';
import { digestOf, linkOf } from './chain.ts';
import { patientsOf, readRecord } from './record.ts';

/** `broken` is the number of the first event that does not fit; absent when all `events` do and the head agrees. */
export interface ChainReport {
  readonly events: number;
  readonly broken?: number;
  readonly reason?: 'changed' | 'missing' | 'relinked' | 'head';
}

interface Row {
  number: string;
  id: string;
  recorded: Date;
  patients: string[];
  content: string;
  digest: Buffer;
  chained: Buffer;
}

const BATCH = 1_000;

/** Recomputes every digest and link from the first event to the head. Others may go on recording meanwhile. */
export async function verifyChain(sql: Sql): Promise<ChainReport> {
  let previous: Buffer = Buffer.alloc(32);
  let number = 0n;
  let awaited = 0n;
  for (;;) {
    const { rows } = await sql.query<Row>('SELECT * FROM audit_record WHERE number > $1 ORDER BY number LIMIT $2', [
      String(number),
      BATCH,
    ]);
    for (const row of rows) {
      number += 1n;
      const report = { events: Number(number - 1n), broken: Number(number) };
      if (BigInt(row.number) !== number) return { ...report, reason: 'missing' };
      const digest = digestOf(row.content);
      if (!digest.equals(row.digest) || !isFoundAsWritten(row)) return { ...report, reason: 'changed' };
      previous = linkOf(previous, number, digest);
      if (!previous.equals(row.chained)) return { ...report, reason: 'relinked' };
    }
    if (rows.length > 0) continue;
    const { rows: heads } = await sql.query<{ number: string; chained: Buffer }>(
      'SELECT number, chained FROM audit_head',
    );
    const [head] = heads;
    const last = BigInt(head?.number ?? 0);
    if (last === number && head?.chained.equals(previous)) return { events: Number(number) };
    // What was recorded between the two looks is there at the next one, or it is missing.
    if (last <= number || last === awaited) {
      return { events: Number(number), broken: Number(number) + 1, reason: 'head' };
    }
    awaited = last;
  }
}

/** Only the content is chained; the columns by which it is found must say the same. */
function isFoundAsWritten({ id, recorded, patients, content }: Row): boolean {
  const record = readRecord(content);
  return (
    id === record.id &&
    recorded.toISOString() === record.recorded &&
    JSON.stringify(patients) === JSON.stringify(patientsOf(record))
  );
}
