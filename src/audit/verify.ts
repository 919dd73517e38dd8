/** Walks the chain and finds the first record that is not what was recorded. */
import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '#database';
import { type Batch, columnsOf, recordsIn, textsIn } from './batch.ts';
import { digestOf, digestsIn, linkOf } from './chain.ts';
import { ERASURE, erasedUpTo } from './erase.ts';
import { readRecord } from './record.ts';

/** `broken` is the number of the first event that does not fit; absent when all `events` do and the head agrees. */
export interface ChainReport {
  readonly events: number;
  readonly broken?: number;
  /** `erased`: emptied, though no record of the chain tells that its time was over. */
  readonly reason?: 'changed' | 'missing' | 'relinked' | 'head' | 'erased';
}

interface Row extends Batch {
  /** How many records it holds. */
  readonly count: number;
  readonly recorded: Date;
  readonly until: Date;
  readonly named: string[];
  readonly first_id: string;
  readonly last_id: string;
  readonly digests: Buffer;
  readonly chained: Buffer;
}

const BATCHES_AT_ONCE = 200;

/** Recomputes every digest and link from the first event to the head. Others may go on recording meanwhile. */
export async function verifyChain(sql: Sql): Promise<ChainReport> {
  let previous: Buffer = Buffer.alloc(32);
  let number = 0n;
  let awaited = 0n;
  let erasures: readonly Erasure[] = [];
  for (;;) {
    const { rows } = await sql.query<Row>('SELECT * FROM audit_batch WHERE number > $1 ORDER BY number LIMIT $2', [
      String(number),
      BATCHES_AT_ONCE,
    ]);
    for (const row of rows) {
      if (row.content === null && !isErased(erasures, row)) erasures = await erasuresIn(sql);
      const fault = faultIn(row, { first: number + 1n, previous, erasures });
      if (fault) {
        const events = Number(number) + (fault.place ?? 0);
        return { events, broken: events + 1, reason: fault.reason };
      }
      previous = row.chained;
      number += BigInt(row.count);
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

interface Fault {
  readonly reason: NonNullable<ChainReport['reason']>;
  /** Which record of the batch, from 0; absent where it cannot be told. */
  readonly place?: number;
}

/** Where the walk stands. */
interface Standing {
  /** The number that comes next. */
  readonly first: bigint;
  readonly previous: Buffer;
  readonly erasures: readonly Erasure[];
}

function faultIn(row: Row, { first, previous, erasures }: Standing): Fault | undefined {
  if (BigInt(row.number) !== first) return { reason: 'missing' };
  if (row.content === null && !isErased(erasures, row)) return { reason: 'erased' };
  const fault = faultWithin(row);
  if (fault) return fault;
  return linkOf(previous, first, row.digests).equals(row.chained) ? undefined : { reason: 'relinked' };
}

/** Only the content is chained; the columns beside it must say the same. */
function faultWithin({ content, count, digests, ...row }: Row): Fault | undefined {
  const kept = digestsIn(digests);
  const texts = content === null ? undefined : textsIn({ content });
  const isOther = (digest: Buffer, place: number) => texts !== undefined && !digest.equals(digestAt(texts, place));
  const changed = kept.findIndex(isOther);
  const records = texts?.length ?? count;
  if (changed >= 0) return { reason: records < count ? 'missing' : 'changed', place: changed };
  if (kept.length !== count || records !== count) return { reason: 'changed', place: Math.min(kept.length, count) };
  if (texts === undefined) return undefined;
  const columns = columnsOf(texts.map(readRecord));
  return isDeepStrictEqual(columns, columnsIn(row)) ? undefined : { reason: 'changed' };
}

const columnsIn = ({
  named,
  recorded,
  until,
  first_id: first,
  last_id: last,
}: Omit<Row, keyof Batch | 'count' | 'digests' | 'chained'>) => ({
  named,
  recorded: recorded.toISOString(),
  until: until.toISOString(),
  first,
  last,
});

const digestAt = (texts: readonly string[], place: number): Buffer => {
  const text = texts[place];
  return text === undefined ? Buffer.alloc(0) : digestOf(text);
};

/** What a record of the chain tells: that everything up to a number was erased, and how old it had to be then. */
interface Erasure {
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly before: number;
}

/** The law asks for three years (個人情報保護法 施行規則 § 21). */
const YEARS_MIN = 3;

const yearsBefore = (at: Date): number => new Date(at).setUTCFullYear(at.getUTCFullYear() - YEARS_MIN);

/** They are records like others: the walk finds out whether they are as they were written. */
async function erasuresIn(sql: Sql): Promise<Erasure[]> {
  const { rows } = await sql.query<Batch>('SELECT number, content FROM audit_batch WHERE strpos(content, $1) > 0', [
    ERASURE,
  ]);
  return rows
    .flatMap((batch) => recordsIn(batch, [ERASURE]))
    .map(({ record }) => ({ to: erasedUpTo(record), before: yearsBefore(new Date(record.recorded)) }));
}

const isErased = (erasures: readonly Erasure[], { number, count, until }: Row): boolean =>
  erasures.some(({ to, before }) => Number(number) + count - 1 <= to && until.getTime() <= before);
