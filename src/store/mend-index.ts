/** Draws the index of single versions anew where verifying found it wrong. */
import { aboutOf } from '#consent';
import type { Sql } from '#database';
import { indexOf } from './index-of.ts';
import { forgetIndexRows, indexVersions } from './insert-versions.ts';
import { aboutColumn, columnsWithFactsOf, type RowWithFacts, resourceOf, storedWithFactsOf } from './row.ts';
import type { Drawing } from './sections.ts';

/** Mends the versions `Type/id/_history/n`: current ones are found again by what they say, others by nothing. */
export async function mendIndex(sql: Sql, drawing: Drawing, places: readonly string[]): Promise<void> {
  const { rows } = await sql.query<RowWithFacts & { live: boolean }>(
    `SELECT ${columnsWithFactsOf('r')}, r.until_tx IS NULL AND NOT r.deleted AS live FROM unnest($1::text[]) AS p(place)
      JOIN resource r ON r.id = uuid_of(split_part(p.place, '/', 2)) AND r.type = split_part(p.place, '/', 1)
        AND r.version::text = split_part(p.place, '/', 4)
      ORDER BY r.id, r.version FOR NO KEY UPDATE OF r`,
    [places],
  );
  const live = rows.filter((row) => row.live).map(storedWithFactsOf);
  await indexVersions(
    sql,
    live.map((stored) => ({ stored, ...indexOf(resourceOf(stored), drawing, stored) })),
  );
  await drawAbout(
    sql,
    rows.filter((row) => !row.deleted),
  );
  const kept = new Set(live.map(({ type, id, version }) => `${type}/${id}/_history/${version}`));
  await forgetVersions(
    sql,
    places.filter((place) => !kept.has(place)).map((place) => place.split('/')),
  );
}

/** Also of what was superseded: its versions are decided by what they were about. */
async function drawAbout(sql: Sql, rows: readonly RowWithFacts[]): Promise<void> {
  const drawn = rows.map((row) => ({
    type: row.type,
    id: row.id,
    version: row.version,
    about: aboutColumn(aboutOf(resourceOf(storedWithFactsOf(row)))),
  }));
  await sql.query(
    `UPDATE resource r SET about = g.about FROM json_to_recordset($1::json) AS g(type text, id uuid, version int, about text[])
      WHERE r.id = g.id AND r.version = g.version AND r.type = g.type AND r.about IS DISTINCT FROM g.about`,
    [JSON.stringify(drawn)],
  );
}

/** Also where there is no such version, but index rows of it. */
async function forgetVersions(sql: Sql, places: readonly (readonly string[])[]): Promise<void> {
  if (places.length === 0) return;
  const versions = places.map(([type = '', id = '', , version]) => ({ type, id, version: Number(version) }));
  await sql.query(
    `UPDATE resource r SET keys = '{}', sorts = '{}', texts = '{}', indexed = ''
      FROM unnest($1::text[], $2::uuid[], $3::int[]) AS v(type, id, version)
      WHERE r.type = v.type AND r.id = v.id AND r.version = v.version AND (r.until_tx IS NOT NULL OR r.deleted)`,
    [versions.map(({ type }) => type), versions.map(({ id }) => id), versions.map(({ version }) => version)],
  );
  await forgetIndexRows(sql, versions);
}
