/**
 * What a decision needs to know besides the directory: the consents, the authority of proxies. Read without a permit, since
 * a permit is made from it; nothing of it is ever part of an answer.
 */
import type { Consent, Patient, RelatedPerson, Resource } from '@medplum/fhirtypes';
import type { Sql } from '#database';
import { parseReference } from '#fhir';
import { isUuid } from './row.ts';

/**
 * The consents of everybody who has one that could concern one of `actors`, by patient: all consents of such a person,
 * since one that names somebody else may still deny. One whose provision names no actor concerns everybody, and so may one
 * that names custodians. `patient` narrows to one person.
 */
export async function loadConsents(
  sql: Sql,
  actors: readonly string[] | 'everybody',
  patient?: string,
): Promise<ReadonlyMap<string, Consent[]>> {
  const consents = (await contentsOf(sql, ...consentsOf(actors, patient))) as Consent[];
  const byPatient = new Map<string, Consent[]>();
  for (const consent of consents) {
    const named = parseReference(consent.patient?.reference ?? '');
    const reference = named && `${named.type}/${named.id}`;
    if (reference) byPatient.set(reference, [...(byPatient.get(reference) ?? []), consent]);
  }
  return byPatient;
}

function consentsOf(
  actors: readonly string[] | 'everybody',
  patient: string | undefined,
): [condition: string, values: readonly unknown[]] {
  const current = `type = 'Consent' AND until_tx IS NULL AND NOT deleted`;
  if (patient !== undefined) return [`${current} AND patients @> $1`, [[patient]]];
  if (actors === 'everybody') return [current, []];
  const concerned = `SELECT COALESCE(array_agg(p), '{}') FROM resource c, unnest(c.patients) p
    WHERE c.type = 'Consent' AND c.until_tx IS NULL AND NOT c.deleted
      AND (c.refs && $1 OR NOT jsonb_exists(c.sorts, 'actor') OR c.content LIKE '%"CST"%')`;
  return [`${current} AND patients && (${concerned})`, [actors]];
}

/** Birth dates of patients, by literal reference: an age does not change when a record of it is deleted. */
export async function loadBirthDates(
  sql: Sql,
  patients: readonly string[],
): Promise<Record<string, { birthDate?: string }>> {
  const ids = patients.map((reference) => reference.slice('Patient/'.length)).filter(isUuid);
  if (ids.length === 0) return {};
  const found = (await latestOf(sql, `type = 'Patient' AND id = ANY($1::uuid[])`, ids)) as Patient[];
  return Object.fromEntries(
    found.map(({ id, birthDate }) => [`Patient/${id}`, birthDate === undefined ? {} : { birthDate }]),
  );
}

export interface ConsentsAbout {
  readonly consents: readonly Consent[];
  readonly patients: Readonly<Record<string, { birthDate?: string }>>;
}

/** Everything that is recorded of a person's consent. */
export async function consentsAbout(sql: Sql, patient: string): Promise<ConsentsAbout> {
  const [byPatient, patients] = await Promise.all([loadConsents(sql, [], patient), loadBirthDates(sql, [patient])]);
  return { consents: byPatient.get(patient) ?? [], patients };
}

/** The relatives of patients, who may be proxies. */
export async function loadRelatives(sql: Sql, patients: readonly string[]): Promise<RelatedPerson[]> {
  if (patients.length === 0) return [];
  return (await contentsOf(sql, `type = 'RelatedPerson' AND patients && $1 AND until_tx IS NULL AND NOT deleted`, [
    patients,
  ])) as RelatedPerson[];
}

/**
 * Any resources by literal reference: what `data` criteria of a provision refer to. What is deleted still tells what a refusal
 * means by it.
 */
export async function loadResources(sql: Sql, references: readonly string[]): Promise<Record<string, Resource>> {
  const ids = references.map((reference) => reference.split('/')[1] ?? '').filter(isUuid);
  if (ids.length === 0) return {};
  const found = await latestOf(sql, 'id = ANY($1::uuid[])', ids);
  return Object.fromEntries(found.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
}

/** What is stored under an id, and who holds it. */
export interface Held {
  readonly resource: Resource;
  readonly version: number;
  readonly custodian: string | null;
}

/** What lies under `Type/id` now, whoever asks: for the audit of a refusal, and for launches of this gateway's own. */
export async function loadHeld(sql: Sql, reference: string): Promise<Held | undefined> {
  const [type = '', id = ''] = reference.split('/');
  if (!isUuid(id)) return undefined;
  const { rows } = await sql.query<{ content: string; version: number; custodian: string | null }>(
    'SELECT content, version, custodian FROM resource WHERE type = $1 AND id = $2 AND until_tx IS NULL AND NOT deleted',
    [type, id],
  );
  return rows[0] && { ...rows[0], resource: JSON.parse(rows[0].content) as Resource };
}

async function contentsOf(sql: Sql, condition: string, values: readonly unknown[]): Promise<Resource[]> {
  const { rows } = await sql.query<{ content: string }>(`SELECT content FROM resource WHERE ${condition}`, values);
  return rows.map(({ content }) => JSON.parse(content) as Resource);
}

/** The current content of each, and the latest of what is deleted. */
async function latestOf(sql: Sql, condition: string, ids: readonly string[]): Promise<Resource[]> {
  const { rows } = await sql.query<{ content: string | null }>(
    `SELECT CASE WHEN r.deleted THEN (${LATEST}) ELSE r.content END AS content FROM resource r WHERE ${condition} AND until_tx IS NULL`,
    [ids],
  );
  return rows.flatMap(({ content }) => (content === null ? [] : [JSON.parse(content) as Resource]));
}

/** Of a deleted row `r`, the latest content. */
export const LATEST = `SELECT was.content FROM resource was WHERE was.type = r.type AND was.id = r.id AND NOT was.deleted
      ORDER BY was.version DESC LIMIT 1`;
