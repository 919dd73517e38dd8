/** The record of disclosures of one person: who saw what, when, for which purpose and on what ground. */
import type { Sql } from '#database';
import { type Batch, recordsIn } from './batch.ts';
import { disclosedIn } from './disclosure-events.ts';
import { isWithin } from './find-records.ts';
import type { AuditRecord } from './record.ts';

export interface Disclosure {
  /** The id of the record that tells of it, which is also that of its first AuditEvent. */
  readonly eventId: string;
  /** ISO 8601, UTC. */
  readonly recorded: string;
  readonly actor: string;
  /** The id, at the authorization server, of the person who signed in. */
  readonly user: string | null;
  readonly organization: string | null;
  readonly clientName: string;
  readonly purpose: string;
  /** Why the glass was broken. */
  readonly purposeReason: string | null;
  readonly items: readonly { reference: string; categories: readonly string[]; ground: string; custodian: string }[];
  readonly consents: readonly string[];
}

export interface ReportSpan {
  readonly start?: Date;
  readonly end?: Date;
}

/** All disclosures about `patient` (`Patient/x`) within the span, oldest first. */
export async function disclosuresOf(sql: Sql, patient: string, span: ReportSpan): Promise<Disclosure[]> {
  const { rows } = await sql.query<Batch>(
    `SELECT number, content FROM audit_batch WHERE named @> ARRAY[$1] AND content IS NOT NULL
      AND until >= COALESCE($2::timestamptz, '-infinity') AND recorded <= COALESCE($3::timestamptz, 'infinity') ORDER BY number`,
    [patient, span.start?.toISOString() ?? null, span.end?.toISOString() ?? null],
  );
  const found = rows.flatMap((batch) => recordsIn(batch, [patient]));
  return found.flatMap(({ record }) => (isWithin(record, spanOf(span)) ? disclosureOf(record, patient) : []));
}

export const spanOf = ({ start, end }: ReportSpan) => ({ from: start?.getTime(), to: end?.getTime() });

/** What a record tells of one person; nothing where it tells nobody else of them. */
export function disclosureOf(record: AuditRecord, patient: string): Disclosure[] {
  const disclosed = disclosedIn(record).find((each) => each.patient === patient);
  if (disclosed === undefined) return [];
  const { id, recorded, actor = '', user = null, organization = null, client, purpose = '' } = record;
  return [
    {
      eventId: id,
      recorded,
      actor,
      user,
      organization,
      clientName: client?.name ?? '',
      purpose,
      purposeReason: record.purposeReason ?? null,
      consents: [...new Set(disclosed.groups.flatMap(({ consents }) => consents))],
      items: disclosed.groups.flatMap(({ references, categories, reason: ground, custodian }) =>
        references.map((reference) => ({ reference, categories, ground, custodian: custodian ?? 'none' })),
      ),
    },
  ];
}
