/** Finds stored records: by names and time in the database, and what lies beside them in a batch is left out here. */
import type { Sql } from '#database';
import { type Batch, type FoundRecord, recordsIn, textsIn } from './batch.ts';
import { type AuditRecord, patientsOf } from './record.ts';

export interface RecordsWanted {
  /** Only those with a smaller number. */
  readonly below: number;
  /** Only those that name one of these, `Patient/x`. */
  readonly patients?: readonly string[] | undefined;
  /** Only those by this actor, `PractitionerRole/x`. */
  readonly actor?: string | undefined;
  /** Milliseconds since 1970, both ends included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A batch holds up to some 200 records. */
const BATCHES_AT_ONCE = 100;

/** The newest first; read in parts, for as long as they are asked for. */
export async function* findRecords(sql: Sql, wanted: RecordsWanted): AsyncGenerator<FoundRecord> {
  const { patients, actor } = wanted;
  const names = patients ?? (actor === undefined ? undefined : [actor]);
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  for (let { below } = wanted, more = true; more; ) {
    const { rows } = await sql.query<Batch>(
      `SELECT number, content FROM audit_batch WHERE number < $1 AND content IS NOT NULL
        AND ($2::text[] IS NULL OR named && $2) AND ($3::text IS NULL OR named @> ARRAY[$3])
        AND ($4::timestamptz IS NULL OR until >= $4) AND ($5::timestamptz IS NULL OR recorded <= $5)
        ORDER BY number DESC LIMIT ${BATCHES_AT_ONCE}`,
      [below, patients ?? null, actor ?? null, time(wanted.from), time(wanted.to)],
    );
    for (const batch of rows)
      for (const found of recordsIn(batch, names).reverse()) if (isWanted(found, wanted)) yield found;
    more = rows.length === BATCHES_AT_ONCE;
    below = Number(rows.at(-1)?.number);
  }
}

function isWanted({ number, record }: FoundRecord, { below, patients, actor, from, to }: RecordsWanted): boolean {
  if (number >= below || (actor !== undefined && record.actor !== actor)) return false;
  return isWithin(record, { from, to }) && (patients === undefined || names(record, patients));
}

const names = (record: AuditRecord, patients: readonly string[]): boolean =>
  patientsOf(record).some((patient) => patients.includes(patient));

/** Both ends included. */
export function isWithin({ recorded }: AuditRecord, { from = -Infinity, to = Infinity }: Span): boolean {
  const at = Date.parse(recorded);
  return at >= from && at <= to;
}

/** Milliseconds since 1970. */
interface Span {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** The record of an id; undefined where there is none, or its content was erased. */
export async function findRecord(sql: Sql, id: string): Promise<FoundRecord | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  const { rows } = await sql.query<Batch>(
    'SELECT number, content FROM audit_batch WHERE first_id <= $1::uuid AND last_id >= $1::uuid ORDER BY number',
    [id],
  );
  return rows.flatMap((batch) => recordsIn(batch, [id])).find(({ record }) => record.id === id);
}

/** The text of a record, as its digest is made from. */
export async function recordTextAt(sql: Sql, number: number): Promise<string | undefined> {
  const { rows } = await sql.query<Batch>(
    'SELECT number, content FROM audit_batch WHERE number <= $1 ORDER BY number DESC LIMIT 1',
    [number],
  );
  return rows.flatMap((batch) => textsIn(batch)[number - Number(batch.number)] ?? [])[0];
}
