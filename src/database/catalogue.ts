/** What lies in the schema of the house, as PostgreSQL's own catalogue tells it. */
import type pg from 'pg';
import type { BackupHeader, TableHeader } from './backup-file.ts';

/** What an extension brought along is not of the house. */
const OURS = `c.relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** The tables with the columns that are written, by name. */
export async function tablesOf(client: pg.Client): Promise<TableHeader[]> {
  const { rows } = await client.query<TableHeader>(
    `SELECT c.relname AS name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${OURS} GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows;
}

export async function sequencesOf(client: pg.Client): Promise<BackupHeader['sequences']> {
  const { rows } = await client.query<{ name: string; place: string }>(
    `SELECT c.relname AS name, format('%I', c.relname) AS place FROM pg_class c WHERE c.relkind = 'S' AND ${OURS} ORDER BY 1`,
  );
  const sequences: { name: string; value: string; called: boolean }[] = [];
  for (const { name, place } of rows) {
    const { rows: states } = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${place}`,
    );
    for (const state of states) sequences.push({ name, ...state });
  }
  return sequences;
}

/** Whether nothing was ever made in the schema. */
export async function isEmpty(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${OURS} LIMIT 1`,
  );
  return rows.length === 0;
}
