/** Makes versions of resources: with their search index and what decisions need to know of them, in one transaction. */
import type { Resource } from '@medplum/fhirtypes';
import type { Facts } from '#consent';
import type { Sql } from '#database';
import type { Issue } from '#fhir';
import { keepFindings } from './findings.ts';
import type { IndexValues } from './index-values.ts';
import { endVersions, insertVersions, type NewVersion } from './insert-versions.ts';
import type { Stored } from './row.ts';

/** What is to be stored: the resource without id and version, and who holds it. */
export interface Draft {
  readonly resource: Resource;
  readonly custodian: string | null;
  readonly members?: readonly string[];
  /** Faults with which it is stored all the same. */
  readonly findings?: readonly Issue[];
}

/** What a write needs besides its transaction: the time, new ids, and what a decision and a search must know of a resource. */
export interface WriteContext {
  readonly now: Date;
  readonly factsOf: (resource: Resource, custodian: string | null) => Facts;
  readonly indexOf: (resource: Resource) => Indexed;
}

export interface Indexed {
  readonly values: IndexValues;
  /** The digest of the parameters that they were drawn by. */
  readonly indexed: string;
}

const NOT_INDEXED: Indexed = {
  values: { keys: [], dates: [], strings: [], quantities: [], composites: [], sorts: {}, texts: {} },
  indexed: '',
};

/** Stores the first version under `id`. */
export function insert(sql: Sql, context: WriteContext, id: string, draft: Draft): Promise<Stored> {
  return store(sql, versionOf(context, { id, version: 1 }, draft), draft);
}

/** Stores the first versions of many by one statement. */
export async function insertAll(
  sql: Sql,
  context: WriteContext,
  drafts: readonly (Draft & { readonly id: string })[],
): Promise<Stored[]> {
  if (drafts.length === 0) return [];
  const made = drafts.map((draft) => versionOf(context, { id: draft.id, version: 1 }, draft));
  await insertVersions(sql, made);
  for (const [i, { stored }] of made.entries()) await keepFindings(sql, stored, drafts[i]?.findings ?? []);
  return made.map(({ stored }) => stored);
}

/** Stores the version after `current`. The caller holds the lock on the resource. */
export async function replace(sql: Sql, context: WriteContext, current: Stored, draft: Draft): Promise<Stored> {
  await endVersions(sql, [current]);
  return store(sql, versionOf(context, { id: current.id, version: current.version + 1 }, draft), draft);
}

/** Marks a resource as deleted: its history stays, it is found by no search. */
export async function remove(sql: Sql, context: WriteContext, current: Stored): Promise<Stored> {
  await endVersions(sql, [current]);
  const stored = { ...current, version: current.version + 1, updated: context.now, deleted: true, text: '' };
  await insertVersions(sql, [{ stored, ...NOT_INDEXED }]);
  return stored;
}

async function store(sql: Sql, made: NewVersion, { findings = [] }: Draft): Promise<Stored> {
  await insertVersions(sql, [made]);
  await keepFindings(sql, made.stored, findings);
  return made.stored;
}

function versionOf(
  { now, factsOf, indexOf }: WriteContext,
  { id, version }: { id: string; version: number },
  { resource, custodian, members = [] }: Draft,
): NewVersion {
  const meta = { ...resource.meta, versionId: String(version), lastUpdated: now.toISOString() };
  const complete = { ...resource, id, meta } as Resource;
  const text = JSON.stringify(ordered(complete));
  const facts = factsOf(complete, custodian);
  const type = resource.resourceType;
  const stored: Stored = { type, id, version, updated: now, deleted: false, text, custodian, facts, members };
  return { stored, ...indexOf(complete) };
}

/** `resourceType`, `id` and `meta` first, as people expect to read them. */
function ordered({ resourceType, id, meta, ...rest }: Resource): Resource {
  return { resourceType, id, meta, ...rest } as Resource;
}
