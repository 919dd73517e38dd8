/** Holds everything stored against itself, row by row, as it was at one moment, while others read and write. */
import type { Sql } from '#database';
import type { SearchParameters } from '#fhir';
import { createHistoryCheck } from './check-history.ts';
import { checkVersion, type Standard, type VerifiedRow } from './check-version.ts';
import { digestOf } from './index-of.ts';
import { INDEX_TABLES } from './insert-versions.ts';
import { columnsWithFactsOf } from './row.ts';
import { placeOf, readIndexRows } from './stored-index.ts';
import type { Fault } from './verify-faults.ts';

export interface Verified {
  readonly resources: number;
  readonly versions: number;
}

/** Gives the faults of a batch, and takes them back as they are to be told. */
type Tell = (faults: readonly Fault[]) => Promise<void>;

const BATCH = 200;
const ORPHANS_MAX = 1_000;

/** Walks through all versions. `sql` speaks within one transaction that sees one moment. */
export async function verifyStore(
  sql: Sql,
  by: Pick<Standard, 'parameters' | 'labels'>,
  tell: Tell,
): Promise<Verified> {
  const standard = { ...by, inWork: await typesInWork(sql, by.parameters) };
  const history = createHistoryCheck();
  let versions = 0;
  let after: VerifiedRow | undefined;
  for (;;) {
    const rows = await nextRows(sql, after);
    const indexRows = await readIndexRows(sql, rows);
    const faults = rows.flatMap((row): Fault[] => [
      ...history.next(row),
      ...checkVersion(row, indexRows.get(placeOf(row)), standard).map((found) => ({ ...found, place: placeOf(row) })),
    ]);
    await tell([...faults, ...(await missingMembers(sql, rows))]);
    versions += rows.length;
    after = rows.at(-1);
    if (rows.length < BATCH) break;
  }
  await tell([...history.end(), ...(await futureVersions(sql)), ...(await orphans(sql)), ...(await brokenEpoch(sql))]);
  return { resources: history.resources(), versions };
}

async function typesInWork(sql: Sql, parameters: SearchParameters): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ type: string; parameters: string; finished: boolean }>(
    'SELECT type, parameters, finished FROM index_state',
  );
  const inWork = rows.filter((row) => !row.finished || row.parameters !== digestOf(parameters, row.type));
  return new Set(inWork.map(({ type }) => type));
}

async function nextRows(sql: Sql, after: VerifiedRow | undefined): Promise<VerifiedRow[]> {
  const { rows } = await sql.query<VerifiedRow>(
    `SELECT ${columnsWithFactsOf('r')}, r.dist, r.from_tx::text, r.until_tx::text, r.keys::text[] AS keys, r.sorts, r.texts, r.indexed
      FROM resource r WHERE (r.id, r.type, r.version) > ($1::uuid, $2, $3::int) ORDER BY r.id, r.type, r.version LIMIT ${BATCH}`,
    [after?.id ?? '00000000-0000-0000-0000-000000000000', after?.type ?? '', after?.version ?? 0],
  );
  return rows;
}

/** A document's parts are named with their version. */
async function missingMembers(sql: Sql, rows: readonly VerifiedRow[]): Promise<Fault[]> {
  const members = rows.flatMap((row) => row.members.map((member) => ({ place: placeOf(row), member })));
  if (members.length === 0) return [];
  const { rows: missing } = await sql.query<{ place: string; member: string }>(
    `SELECT m.place, m.member FROM unnest($1::text[], $2::text[]) AS m(place, member)
      WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.id = uuid_of(split_part(m.member, '/', 2))
        AND r.type = split_part(m.member, '/', 1) AND r.version::text = split_part(m.member, '/', 4))`,
    [members.map(({ place }) => place), members.map(({ member }) => member)],
  );
  return missing.map(({ place, member }) => ({ code: 'member-missing', place, columns: [member] }));
}

/** A version of a transaction that is yet to come is seen by no walk: so a copy would be that kept the numbers of another server. */
async function futureVersions(sql: Sql): Promise<Fault[]> {
  const { rows } = await sql.query<VerifiedRow>(
    `SELECT r.type, r.id, r.version FROM resource r
      WHERE greatest(r.from_tx, r.until_tx) >= pg_snapshot_xmax(pg_current_snapshot()) ORDER BY r.id, r.version LIMIT ${ORPHANS_MAX}`,
  );
  return rows.map((row) => ({ code: 'transactions-broken', place: placeOf(row) }));
}

async function orphans(sql: Sql): Promise<Fault[]> {
  const found: Fault[] = [];
  for (const table of INDEX_TABLES) {
    const { rows } = await sql.query<VerifiedRow>(
      `SELECT DISTINCT i.type, i.id, i.version FROM ${table} i
        WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.id = i.id AND r.version = i.version AND r.type = i.type)
        ORDER BY i.id, i.version LIMIT ${ORPHANS_MAX}`,
    );
    found.push(...rows.map((row) => ({ code: 'index-orphaned' as const, place: placeOf(row), columns: [table] })));
  }
  return found;
}

/** Gateways tell by it whether what they decide from has changed. */
async function brokenEpoch(sql: Sql): Promise<Fault[]> {
  const { rows } = await sql.query(
    `SELECT 1 WHERE (SELECT value FROM house WHERE name = 'policy-epoch') !~ '^[1-9][0-9]{0,17}$'
      OR (NOT EXISTS (SELECT 1 FROM house WHERE name = 'policy-epoch') AND EXISTS (SELECT 1 FROM resource WHERE type IN ('Consent', 'Organization')))`,
  );
  return rows.length === 0 ? [] : [{ code: 'epoch-broken', place: 'house/policy-epoch' }];
}
