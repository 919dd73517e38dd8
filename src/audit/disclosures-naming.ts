/** Disclosures of everybody in which one organization is named, for the record that it must keep itself. */
import type { Sql } from '#database';
import { type Batch, recordsIn } from './batch.ts';
import { disclosedIn } from './disclosure-events.ts';
import { type Disclosure, disclosureOf, type ReportSpan, spanOf } from './disclosures.ts';
import { isWithin } from './find-records.ts';

export interface DisclosureOfPatient {
  /** `Patient/x`. */
  readonly patient: string;
  readonly disclosure: Disclosure;
}

/** Most records that name an organization are of its own work, and disclose nothing: so many batches are looked at at a time. */
const BATCHES_AT_ONCE = 200;

/** Those within the span that name `organization` (`Organization/x`), oldest first; a few more than `max` where there are more. */
export async function disclosuresNaming(
  sql: Sql,
  organization: string,
  span: ReportSpan,
  max: number,
): Promise<DisclosureOfPatient[]> {
  const name = `"${organization}"`;
  const found: DisclosureOfPatient[] = [];
  for (let after = '0', more = true; more && found.length <= max; ) {
    const { rows } = await sql.query<Batch>(
      `SELECT number, content FROM audit_batch WHERE number > $4::bigint AND position($1 IN content) > 0
        AND until >= COALESCE($2::timestamptz, '-infinity') AND recorded <= COALESCE($3::timestamptz, 'infinity')
        ORDER BY number LIMIT $5`,
      [name, span.start?.toISOString() ?? null, span.end?.toISOString() ?? null, after, BATCHES_AT_ONCE],
    );
    for (const { record } of rows.flatMap((batch) => recordsIn(batch, [organization]))) {
      if (!isWithin(record, spanOf(span))) continue;
      for (const { patient } of disclosedIn(record))
        found.push(...disclosureOf(record, patient).map((disclosure) => ({ patient, disclosure })));
    }
    after = rows.at(-1)?.number ?? after;
    more = rows.length === BATCHES_AT_ONCE;
  }
  return found;
}
