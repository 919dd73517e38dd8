/** Finds stored records, the newest first: by people and time in the database, by what their text holds beside it. */
import type { Sql } from '#database';
import { type AuditRecord, readRecord } from './record.ts';

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

export interface FoundRecord {
  readonly number: number;
  readonly record: AuditRecord;
}

const BATCH = 500;

/** In batches, for as long as they are asked for. */
export async function* findRecords(sql: Sql, wanted: RecordsWanted): AsyncGenerator<FoundRecord> {
  let { below } = wanted;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const byActor = wanted.actor === undefined ? '$3::text IS NULL' : `${ACTOR} = $3`;
  for (;;) {
    const { rows } = await sql.query<{ number: string; content: string }>(
      `SELECT number, content FROM audit_record WHERE number < $1 AND content IS NOT NULL
        AND ($2::text[] IS NULL OR patients && $2) AND ${byActor}
        AND ($4::timestamptz IS NULL OR recorded >= $4) AND ($5::timestamptz IS NULL OR recorded <= $5)
        ORDER BY number DESC LIMIT ${BATCH}`,
      [below, wanted.patients ?? null, writtenAs(wanted.actor), time(wanted.from), time(wanted.to)],
    );
    for (const { number, content } of rows) yield { number: Number(number), record: readRecord(content) };
    if (rows.length < BATCH) return;
    below = Number(rows.at(-1)?.number);
  }
}

/** As it is indexed. Texts are canonical: a member is written in one way only, and a reference holds no quotation mark. */
const ACTOR = `substring(content from '"actor":("[^"]*")')`;

const writtenAs = (actor: string | undefined): string | null => (actor === undefined ? null : JSON.stringify(actor));

/** The record of an id; undefined where there is none, or its content was erased. */
export async function findRecord(sql: Sql, id: string): Promise<FoundRecord | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  const { rows } = await sql.query<{ number: string; content: string | null }>(
    'SELECT number, content FROM audit_record WHERE id = $1',
    [id],
  );
  const [row] = rows;
  return row?.content == null ? undefined : { number: Number(row.number), record: readRecord(row.content) };
}

/** The text of a record, as its digest is made from. */
export async function recordTextAt(sql: Sql, number: number): Promise<string | undefined> {
  const { rows } = await sql.query<{ content: string | null }>('SELECT content FROM audit_record WHERE number = $1', [
    number,
  ]);
  return rows[0]?.content ?? undefined;
}
