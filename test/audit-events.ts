/** What the audit of a database tells, as AuditEvents, for tests that look into it. */
import type { AuditEvent } from '@medplum/fhirtypes';
import { type AuditRecord, eventsOf, readRecord } from '../src/audit/index.ts';
import type { Sql } from '../src/database/index.ts';

/** All records, oldest first; of those with a text in them where one is given. */
export async function auditRecords(sql: Sql, containing = ''): Promise<AuditRecord[]> {
  const { rows } = await sql.query<{ content: string }>(
    'SELECT content FROM audit_record WHERE strpos(content, $1) > 0 ORDER BY number',
    [containing],
  );
  return rows.map(({ content }) => readRecord(content));
}

/** The events of all records, oldest first. */
export async function auditEvents(sql: Sql, containing = ''): Promise<AuditEvent[]> {
  return (await auditRecords(sql, containing)).flatMap(eventsOf);
}
