/** The record of disclosures of one person: who saw what, when, for which purpose and on what ground. */
import type { AuditEvent } from '@medplum/fhirtypes';
import type { Sql } from '#database';

export interface Disclosure {
  readonly eventId: string;
  /** ISO 8601, UTC. */
  readonly recorded: string;
  readonly actor: string;
  readonly organization: string | null;
  readonly clientName: string;
  readonly purpose: string;
  readonly items: readonly { reference: string; categories: readonly string[]; ground: string; custodian: string }[];
  readonly consents: readonly string[];
}

export interface ReportSpan {
  readonly start?: Date;
  readonly end?: Date;
}

/** All disclosures about `patient` (`Patient/x`) within the span, oldest first. */
export async function disclosuresOf(sql: Sql, patient: string, { start, end }: ReportSpan): Promise<Disclosure[]> {
  const { rows } = await sql.query<{ content: string }>(
    `SELECT content FROM audit_event WHERE kind = 'disclosure' AND patients @> ARRAY[$1]
      AND recorded >= COALESCE($2::timestamptz, '-infinity') AND recorded <= COALESCE($3::timestamptz, 'infinity') ORDER BY number`,
    [patient, start?.toISOString() ?? null, end?.toISOString() ?? null],
  );
  return rows.map(({ content }) => disclosureOf(JSON.parse(content) as AuditEvent));
}

/** What the event of a disclosure says. */
export function disclosureOf(event: AuditEvent): Disclosure {
  const agents = event.agent ?? [];
  const entities = event.entity ?? [];
  const detail = (entity: (typeof entities)[number], type: string) =>
    entity.detail?.find((d) => d.type === type)?.valueString ?? '';
  return {
    eventId: event.id ?? '',
    recorded: event.recorded ?? '',
    actor: agents.find(({ requestor }) => requestor)?.who?.reference ?? '',
    organization: agents.find(({ who }) => who?.reference?.startsWith('Organization/'))?.who?.reference ?? null,
    clientName: agents.at(-1)?.who?.display ?? '',
    purpose: event.purposeOfEvent?.[0]?.coding?.[0]?.code ?? '',
    consents: entities.filter(({ type }) => type?.code === 'Consent').map(({ what }) => what?.reference ?? ''),
    items: entities
      .filter(({ role }) => role?.code === '4')
      .map((entity) => ({
        reference: entity.what?.reference ?? '',
        categories: (entity.securityLabel ?? []).map(({ code }) => code ?? ''),
        ground: detail(entity, 'ground'),
        custodian: detail(entity, 'custodian'),
      })),
  };
}
