/** Disclosures of everybody in which one organization is named, for the record that it must keep itself. */
import type { Sql } from '#database';
import { disclosedIn } from './disclosure-events.ts';
import { type Disclosure, disclosureOf, type ReportSpan } from './disclosures.ts';
import { readRecord } from './record.ts';

export interface DisclosureOfPatient {
  /** `Patient/x`. */
  readonly patient: string;
  readonly disclosure: Disclosure;
}

/** Most records that name an organization are of its own work, and disclose nothing: so many are looked at at a time. */
const RECORDS_AT_ONCE = 2_000;

/** Those within the span that name `organization` (`Organization/x`), oldest first; a few more than `max` where there are more. */
export async function disclosuresNaming(
  sql: Sql,
  organization: string,
  { start, end }: ReportSpan,
  max: number,
): Promise<DisclosureOfPatient[]> {
  const found: DisclosureOfPatient[] = [];
  for (let after = '0', more = true; more && found.length <= max; ) {
    const { rows } = await sql.query<{ number: string; content: string }>(
      `SELECT number::text, content FROM audit_record WHERE number > $4::bigint AND position($1 IN content) > 0
        AND recorded >= COALESCE($2::timestamptz, '-infinity') AND recorded <= COALESCE($3::timestamptz, 'infinity')
        ORDER BY number LIMIT $5`,
      [`"${organization}"`, start?.toISOString() ?? null, end?.toISOString() ?? null, after, RECORDS_AT_ONCE],
    );
    for (const { content } of rows) {
      const record = readRecord(content);
      for (const { patient } of disclosedIn(record))
        found.push(...disclosureOf(record, patient).map((disclosure) => ({ patient, disclosure })));
    }
    after = rows.at(-1)?.number ?? after;
    more = rows.length === RECORDS_AT_ONCE;
  }
  return found;
}
