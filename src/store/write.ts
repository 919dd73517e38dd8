/** Writes resources with their history, search index and what decisions need to know of them, all in one transaction. */
import type { Resource } from '@medplum/fhirtypes';
import type { Facts } from '#consent';
import type { Sql } from '#database';
import type { Issue } from '#fhir';
import { keepFindings } from './findings.ts';
import { indexValuesOf } from './index-values.ts';
import { distributionKey, type Stored } from './row.ts';

/** What is to be stored: the resource without id and version, and who holds it. */
export interface Draft {
  readonly resource: Resource;
  readonly custodian: string | null;
  readonly members?: readonly string[];
  /** Faults with which it is stored all the same. */
  readonly findings?: readonly Issue[];
}

/** What a write needs besides its transaction: the time, new ids, and what a decision must know of a resource. */
export interface WriteContext {
  readonly now: Date;
  readonly factsOf: (resource: Resource, custodian: string | null) => Facts;
}

/** Stores the first version under `id`. */
export function insert(sql: Sql, context: WriteContext, id: string, draft: Draft): Promise<Stored> {
  return store(sql, context, { id, version: 1, deleted: false }, draft);
}

/** Stores the version after `current`. The caller holds the lock on the row. */
export async function replace(sql: Sql, context: WriteContext, current: Stored, draft: Draft): Promise<Stored> {
  await removeCurrent(sql, current);
  return store(sql, context, { id: current.id, version: current.version + 1, deleted: false }, draft);
}

/** Marks a resource as deleted: its history stays, it is found by no search. */
export async function remove(sql: Sql, context: WriteContext, current: Stored): Promise<Stored> {
  await removeCurrent(sql, current);
  const next = { ...current, version: current.version + 1, updated: context.now, deleted: true, text: '' };
  await sql.query(INSERT_TWICE, rowValues(next, []));
  return next;
}

async function removeCurrent(sql: Sql, { type, id, facts }: Stored): Promise<void> {
  const values = [distributionKey(facts), type, id];
  for (const table of ['resource', 'index_date', 'index_string', 'index_quantity']) {
    await sql.query(`DELETE FROM ${table} WHERE dist = $1 AND type = $2 AND id = $3`, values);
  }
}

async function store(
  sql: Sql,
  { now, factsOf }: WriteContext,
  at: { id: string; version: number; deleted: boolean },
  { resource, custodian, members = [], findings = [] }: Draft,
): Promise<Stored> {
  const meta = { ...resource.meta, versionId: String(at.version), lastUpdated: now.toISOString() };
  const complete = { ...resource, id: at.id, meta } as Resource;
  const text = JSON.stringify(ordered(complete));
  const facts = factsOf(complete, custodian);
  const stored: Stored = { type: resource.resourceType, ...at, updated: now, text, custodian, facts, members };
  const { keys, dates, strings, quantities } = indexValuesOf(complete);
  await sql.query(INSERT_TWICE, rowValues(stored, keys));
  await keepFindings(sql, stored, findings);
  const place = [distributionKey(facts), stored.type, at.id];
  const column = <T, K extends keyof T>(rows: readonly T[], name: K) => rows.map((row) => row[name]);
  if (dates.length > 0) {
    await sql.query(INSERT_DATES, [...place, column(dates, 'param'), column(dates, 'low'), column(dates, 'high')]);
  }
  if (strings.length > 0) {
    await sql.query(INSERT_STRINGS, [
      ...place,
      column(strings, 'param'),
      column(strings, 'normal'),
      column(strings, 'exact'),
    ]);
  }
  if (quantities.length > 0) {
    const { system, code, unit } = {
      system: column(quantities, 'system'),
      code: column(quantities, 'code'),
      unit: column(quantities, 'unit'),
    };
    await sql.query(INSERT_QUANTITIES, [
      ...place,
      column(quantities, 'param'),
      column(quantities, 'low'),
      column(quantities, 'high'),
      system,
      code,
      unit,
    ]);
  }
  return stored;
}

/** `resourceType`, `id` and `meta` first, as people expect to read them. */
function ordered({ resourceType, id, meta, ...rest }: Resource): Resource {
  return { resourceType, id, meta, ...rest } as Resource;
}

const COLUMNS = `dist, type, id, version, updated, deleted, content, keys, members, patients, conf, sens, handling, classes,
  codes, clinical_start, clinical_end, authors, performers, refs, custodian`;

const INSERT_TWICE = `WITH row AS (SELECT $1::uuid AS dist, $2::text AS type, $3::uuid AS id, $4::int AS version,
    $5::timestamptz AS updated, $6::boolean AS deleted, $7::text AS content, $8::bigint[] AS keys, $9::text[] AS members,
    $10::text[] AS patients, $11::smallint AS conf, $12::text[] AS sens, $13::text[] AS handling, $14::text[] AS classes,
    $15::text[] AS codes, $16::timestamptz AS clinical_start, $17::timestamptz AS clinical_end, $18::text[] AS authors,
    $19::text[] AS performers, $20::text[] AS refs, $21::text AS custodian),
  version AS (INSERT INTO resource_version (${COLUMNS}) SELECT ${COLUMNS} FROM row)
  INSERT INTO resource (${COLUMNS}) SELECT ${COLUMNS} FROM row`;

const INSERT_DATES = `INSERT INTO index_date (dist, type, id, param, low, high)
  SELECT $1::uuid, $2, $3::uuid, v.* FROM unnest($4::text[], $5::timestamptz[], $6::timestamptz[]) AS v`;

const INSERT_STRINGS = `INSERT INTO index_string (dist, type, id, param, normal, exact)
  SELECT $1::uuid, $2, $3::uuid, v.* FROM unnest($4::text[], $5::text[], $6::text[]) AS v`;

const INSERT_QUANTITIES = `INSERT INTO index_quantity (dist, type, id, param, low, high, system, code, unit)
  SELECT $1::uuid, $2, $3::uuid, v.* FROM unnest($4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[], $9::text[]) AS v`;

function rowValues(
  { type, id, version, updated, deleted, text, members, facts, custodian }: Stored,
  keys: bigint[],
): unknown[] {
  return [
    distributionKey(facts),
    type,
    id,
    version,
    updated.toISOString(),
    deleted,
    text,
    keys.map(String),
    members,
    facts.patients,
    facts.conf,
    facts.sens,
    facts.handling,
    facts.classes,
    facts.codes,
    facts.clinicalStart,
    facts.clinicalEnd,
    facts.authors,
    facts.performers,
    facts.references,
    custodian,
  ];
}
