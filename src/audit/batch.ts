/** Records that were committed together: one row, one record a line, and the names and ids by which it is found. */
import { digestOf } from './chain.ts';
import type { AuditEntry } from './entry.ts';
import { type AuditRecord, namesOf, readRecord, recordOf } from './record.ts';

/** A row as it is stored; `content` is null when it was erased after the time of retention. */
export interface Batch {
  /** The number of its first record. */
  readonly number: string;
  readonly content: string | null;
}

/** What is stored of entries that are committed together; times in ISO 8601, UTC. */
export interface BatchWritten extends BatchColumns {
  readonly content: string;
  /** Of each record, one after the other. */
  readonly digests: Buffer;
}

/** What is stored beside the content. */
interface BatchColumns {
  readonly named: readonly string[];
  readonly recorded: string;
  readonly until: string;
  /** The ids that come first and last in their order. */
  readonly first: string;
  readonly last: string;
}

/** At least one entry. */
export function writeBatch(entries: readonly AuditEntry[]): BatchWritten {
  const records = entries.map(recordOf);
  const times = entries.map(({ recorded }) => recorded.getTime());
  return {
    // INVARIANT: canonical JSON has no line break.
    content: records.map(({ content }) => content).join('\n'),
    digests: Buffer.concat(records.map(({ content }) => digestOf(content))),
    named: unique(records.flatMap(({ names }) => names)),
    recorded: new Date(Math.min(...times)).toISOString(),
    until: new Date(Math.max(...times)).toISOString(),
    ...endsOf(entries),
  };
}

/** What `writeBatch` stored beside the content. */
export function columnsOf(records: readonly AuditRecord[]): BatchColumns {
  const times = records.map(({ recorded }) => recorded).toSorted();
  const ends = endsOf(records);
  return { named: unique(records.flatMap(namesOf)), recorded: times[0] ?? '', until: times.at(-1) ?? '', ...ends };
}

function endsOf(records: readonly { readonly id: string }[]): Pick<BatchColumns, 'first' | 'last'> {
  const ids = records.map(({ id }) => id).sort();
  return { first: ids[0] ?? '', last: ids.at(-1) ?? '' };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();

export interface FoundRecord {
  readonly number: number;
  readonly record: AuditRecord;
}

/** The texts of its records, in their order. */
export const textsIn = ({ content }: Pick<Batch, 'content'>): string[] => content?.split('\n') ?? [];

/** Its records whose text holds one of `names`, where any are given; with their numbers, in their order. */
export function recordsIn(batch: Batch, names?: readonly string[]): FoundRecord[] {
  const written = names?.map((name) => JSON.stringify(name).slice(1, -1));
  return textsIn(batch).flatMap((text, place) =>
    written === undefined || written.some((name) => text.includes(name))
      ? [{ number: Number(batch.number) + place, record: readRecord(text) }]
      : [],
  );
}
