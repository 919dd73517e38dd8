/** What was found wrong with a version that was stored all the same, kept beside it. */
import type { Sql } from '#database';
import type { Issue } from '#fhir';
import { distributionKey, type Stored } from './row.ts';

/** Keeps the findings of a version in the transaction that stores it. */
export async function keepFindings(sql: Sql, stored: Stored, issues: readonly Issue[]): Promise<void> {
  if (issues.length === 0) return;
  await sql.query('INSERT INTO finding (dist, type, id, version, issues) VALUES ($1, $2, $3, $4, $5)', [
    ...placeOf(stored),
    JSON.stringify(issues),
  ]);
}

/** The findings of a version that a permit showed; none for what was stored without fault. */
export async function readFindings(sql: Sql, stored: Stored): Promise<readonly Issue[]> {
  const { rows } = await sql.query<{ issues: Issue[] }>(
    'SELECT issues FROM finding WHERE dist = $1 AND type = $2 AND id = $3 AND version = $4',
    placeOf(stored),
  );
  return rows[0]?.issues ?? [];
}

const placeOf = ({ facts: { patients }, type, id, version }: Stored): unknown[] => [
  distributionKey({ id, patients }),
  type,
  id,
  version,
];
