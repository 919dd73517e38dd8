/** Disclosures of everybody in which one organization is named, for the record that it must keep itself. */
import type { AuditEvent } from '@medplum/fhirtypes';
import type { Sql } from '#database';
import { type Disclosure, disclosureOf, type ReportSpan } from './disclosures.ts';

export interface DisclosureOfPatient {
  /** `Patient/x`. */
  readonly patient: string;
  readonly disclosure: Disclosure;
}

/** Those within the span that name `organization` (`Organization/x`) as who saw or who held, oldest first; at most `max`. */
export async function disclosuresNaming(
  sql: Sql,
  organization: string,
  { start, end }: ReportSpan,
  max: number,
): Promise<DisclosureOfPatient[]> {
  const { rows } = await sql.query<{ content: string; patients: string[] }>(
    `SELECT content, patients FROM audit_event WHERE kind = 'disclosure' AND position($1 IN content) > 0
      AND recorded >= COALESCE($2::timestamptz, '-infinity') AND recorded <= COALESCE($3::timestamptz, 'infinity')
      ORDER BY number LIMIT $4`,
    [`"${organization}"`, start?.toISOString() ?? null, end?.toISOString() ?? null, max],
  );
  return rows.flatMap(({ content, patients }) => {
    const disclosure = disclosureOf(JSON.parse(content) as AuditEvent);
    return patients.map((patient) => ({ patient, disclosure }));
  });
}
