/** Walks the chain and finds the first record that is not what was recorded. */
import type { Sql } from '#database';
import { digestOf, linkOf } from './chain.ts';
import { ERASURE, erasedUpTo } from './erase.ts';
import { patientsOf, readRecord } from './record.ts';

/** `broken` is the number of the first event that does not fit; absent when all `events` do and the head agrees. */
export interface ChainReport {
  readonly events: number;
  readonly broken?: number;
  /** `erased`: emptied, though no record of the chain tells that its time was over. */
  readonly reason?: 'changed' | 'missing' | 'relinked' | 'head' | 'erased';
}

interface Row {
  number: string;
  id: string;
  recorded: Date;
  patients: string[];
  content: string | null;
  digest: Buffer;
  chained: Buffer;
}

const BATCH = 1_000;

/** Recomputes every digest and link from the first event to the head. Others may go on recording meanwhile. */
export async function verifyChain(sql: Sql): Promise<ChainReport> {
  let previous: Buffer = Buffer.alloc(32);
  let number = 0n;
  let awaited = 0n;
  let erasures: readonly Erasure[] = [];
  for (;;) {
    const { rows } = await sql.query<Row>('SELECT * FROM audit_record WHERE number > $1 ORDER BY number LIMIT $2', [
      String(number),
      BATCH,
    ]);
    for (const row of rows) {
      number += 1n;
      const report = { events: Number(number - 1n), broken: Number(number) };
      if (BigInt(row.number) !== number) return { ...report, reason: 'missing' };
      if (row.content === null) {
        if (!isErased(erasures, row)) erasures = await erasuresIn(sql);
        if (!isErased(erasures, row)) return { ...report, reason: 'erased' };
      } else if (!isAsWritten(row, row.content)) return { ...report, reason: 'changed' };
      previous = linkOf(previous, number, row.digest);
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

/** What a record of the chain tells: that everything up to a number was erased, and how old it had to be then. */
interface Erasure {
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly before: number;
}

/** The law asks for three years (個人情報保護法 施行規則 § 21). */
const YEARS_MIN = 3;

/** They are records like others: the walk finds out whether they are as they were written. */
async function erasuresIn(sql: Sql): Promise<Erasure[]> {
  const { rows } = await sql.query<{ content: string; recorded: Date }>(
    'SELECT content, recorded FROM audit_record WHERE strpos(content, $1) > 0',
    [`"interaction":"${ERASURE}"`],
  );
  return rows.map(({ content, recorded }) => ({
    to: erasedUpTo(readRecord(content)),
    before: new Date(recorded).setUTCFullYear(recorded.getUTCFullYear() - YEARS_MIN),
  }));
}

const isErased = (erasures: readonly Erasure[], { number, recorded }: Row): boolean =>
  erasures.some(({ to, before }) => Number(number) <= to && recorded.getTime() <= before);

/** Only the content is chained; the columns by which it is found must say the same. */
function isAsWritten({ id, recorded, patients, digest }: Row, content: string): boolean {
  if (!digestOf(content).equals(digest)) return false;
  const record = readRecord(content);
  return (
    id === record.id &&
    recorded.toISOString() === record.recorded &&
    JSON.stringify(patients) === JSON.stringify(patientsOf(record))
  );
}
