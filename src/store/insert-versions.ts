/** Puts any number of new versions with all their index rows into the database by one statement. */
import type { Sql } from '#database';
import type { CompositeValue, IndexValues } from './index-values.ts';
import type { Quantity } from './quantity.ts';
import { aboutColumn, basisColumn, distributionKey, factColumns, type Stored, type StoredWithFacts } from './row.ts';
import type { SectionRow } from './section-row.ts';

export interface IndexedVersion {
  readonly stored: Stored;
  readonly values: IndexValues;
  readonly sections: readonly SectionRow[] | null;
  readonly about: readonly string[];
  readonly indexed: string;
}

export interface NewVersion extends IndexedVersion {
  readonly stored: StoredWithFacts;
}

export async function insertVersions(sql: Sql, versions: readonly NewVersion[]): Promise<void> {
  let start = 1;
  const rows = versions.map((version, n) => {
    const bytes = Buffer.byteLength(version.stored.text);
    const row = { ...rowOf(version, n + 1), start, bytes };
    start += bytes;
    return row;
  });
  // The contents go as one run of bytes: nothing has to be escaped on the way.
  const contents = Buffer.from(versions.map(({ stored }) => stored.text).join(''));
  const indexed = indexRowsOf(versions.map(({ values }) => values));
  const statement = withIndexRows(INSERT_VERSIONS, indexed, 3);
  await sql.query(statement, [JSON.stringify(rows), contents, ...valuesOf(indexed)]);
}

/** Draws the index of versions that are stored already anew. */
export async function indexVersions(sql: Sql, versions: readonly IndexedVersion[]): Promise<void> {
  await forgetIndexRows(
    sql,
    versions.map(({ stored }) => stored),
  );
  const rows = versions.map((version, n) => indexRowOf(version, n + 1));
  const indexed = indexRowsOf(versions.map(({ values }) => values));
  await sql.query(withIndexRows(INDEX_VERSIONS, indexed, 2), [JSON.stringify(rows), ...valuesOf(indexed)]);
}

/** Removes the index rows of these versions. Two types may know the same id. */
export async function forgetIndexRows(
  sql: Sql,
  versions: readonly Pick<Stored, 'type' | 'id' | 'version'>[],
): Promise<void> {
  for (const table of INDEX_TABLES) {
    await sql.query(
      `DELETE FROM ${table} i USING unnest($1::text[], $2::uuid[], $3::int[]) AS v(type, id, version)
        WHERE i.id = v.id AND i.version = v.version AND i.type = v.type`,
      [versions.map(({ type }) => type), versions.map(({ id }) => id), versions.map(({ version }) => version)],
    );
  }
}

/** Ends the current versions of these resources: the same transaction makes the next ones. */
export async function endVersions(sql: Sql, resources: readonly Pick<Stored, 'type' | 'id'>[]): Promise<void> {
  await sql.query(
    `UPDATE resource r SET until_tx = pg_current_xact_id() FROM unnest($1::text[], $2::uuid[]) AS v(type, id)
      WHERE r.type = v.type AND r.id = v.id AND r.until_tx IS NULL`,
    [resources.map(({ type }) => type), resources.map(({ id }) => id)],
  );
}

export const INDEX_TABLES = ['index_date', 'index_string', 'index_quantity', 'index_composite'] as const;
type IndexTable = (typeof INDEX_TABLES)[number];

const COLUMNS = `dist, type, id, version, updated, deleted, keys, sorts, texts, indexed, sections, about, members, patients, conf, sens, handling,
  classes, codes, clinical_start, clinical_end, authors, performers, refs, custodian, labelled, label_basis`;

const GIVEN = `given AS (SELECT * FROM json_to_recordset($1::json) AS g(n int, start int, bytes int, dist uuid, type text, id uuid, version int,
    updated timestamptz, deleted boolean, keys bigint[], sorts jsonb, texts jsonb, indexed text, sections jsonb, about text[], members text[], patients text[],
    conf smallint, sens text[], handling text[], classes text[], codes text[], clinical_start timestamptz, clinical_end timestamptz,
    authors text[], performers text[], refs text[], custodian text, labelled text, label_basis json))`;

/** What each index table holds besides the version and the parameter that its rows are of. */
const INDEX_COLUMNS: Readonly<Record<IndexTable, string>> = {
  index_date: 'low float8, high float8',
  index_string: 'normal text, exact text',
  index_quantity:
    'low float8, high float8, system text, code text, unit text, base_unit text, base_low float8, base_high float8',
  index_composite:
    'keys bigint[], place int, part int, low float8, high float8, system text, code text, unit text, base_unit text, base_low float8, base_high float8, normal text, exact text',
};

/** Inserts rows that come as JSON in the placeholder `$at`. */
function insertRows(table: IndexTable, at: number): string {
  const columns = INDEX_COLUMNS[table];
  const names = columns.split(', ').map((column) => column.split(' ')[0]);
  return `${table}_rows AS (INSERT INTO ${table} (dist, type, id, version, param, ${names.join(', ')})
    SELECT g.dist, g.type, g.id, g.version, v.param, ${names.map((name) => `v.${name}`).join(', ')}
    FROM json_to_recordset($${at}::json) AS v(n int, param text, ${columns}) JOIN given g USING (n))`;
}

/** The statement with those index tables that there are rows for: each costs, also when nothing goes into it. */
function withIndexRows(write: string, indexed: readonly IndexRows[], first: number): string {
  const name = [write, ...indexed.map(({ table }) => table)].join();
  const known = STATEMENTS.get(name);
  if (known !== undefined) return known;
  const made = `WITH ${[GIVEN, ...indexed.map(({ table }, n) => insertRows(table, first + n))].join(', ')} ${write}`;
  STATEMENTS.set(name, made);
  return made;
}

const STATEMENTS = new Map<string, string>();

const INSERT_VERSIONS = `INSERT INTO resource (${COLUMNS}, content)
  SELECT ${COLUMNS}, convert_from(substring($2::bytea FROM start FOR bytes), 'UTF8') FROM given`;

const INDEX_VERSIONS = `UPDATE resource r SET keys = g.keys, sorts = g.sorts, texts = g.texts, indexed = g.indexed, sections = g.sections, about = g.about
  FROM given g WHERE r.id = g.id AND r.version = g.version AND r.type = g.type`;

function rowOf(made: NewVersion, n: number): Record<string, unknown> {
  const { updated, deleted, members, facts, custodian, labelled, basis } = made.stored;
  return {
    ...indexRowOf(made, n),
    updated: updated.toISOString(),
    deleted,
    members,
    ...factColumns(facts),
    custodian,
    labelled,
    label_basis: basisColumn(basis),
  };
}

function indexRowOf({ stored, values, sections, about, indexed }: IndexedVersion, n: number): Record<string, unknown> {
  const { type, id, version, facts } = stored;
  return {
    n,
    dist: distributionKey({ id, patients: facts.patients }),
    type,
    id,
    version,
    keys: values.keys.map(String),
    sorts: values.sorts,
    texts: values.texts,
    indexed,
    sections,
    about: aboutColumn(about),
  };
}

interface IndexRows {
  readonly table: IndexTable;
  readonly rows: readonly object[];
}

/** The rows of each index table that gets some, each with the number of its version. */
function indexRowsOf(all: readonly IndexValues[]): IndexRows[] {
  const numbered = <T>(pick: (values: IndexValues) => readonly T[], row: (value: T) => object) =>
    all.flatMap((values, i) => pick(values).map((value) => ({ n: i + 1, ...row(value) })));
  const tables: IndexRows[] = [
    { table: 'index_date', rows: numbered(({ dates }) => dates, dateColumns) },
    {
      table: 'index_string',
      rows: numbered(
        ({ strings }) => strings,
        (row) => row,
      ),
    },
    {
      table: 'index_quantity',
      rows: numbered(
        ({ quantities }) => quantities,
        ({ param, ...rest }) => ({ param, ...quantityColumns(rest) }),
      ),
    },
    { table: 'index_composite', rows: numbered(({ composites }) => composites, compositeColumns) },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

const valuesOf = (indexed: readonly IndexRows[]): string[] => indexed.map(({ rows }) => JSON.stringify(rows));

const dateColumns = ({ param, low, high }: IndexValues['dates'][number]) => ({
  param,
  low: numberColumn(low),
  high: numberColumn(high),
});

/** JSON has no infinity; PostgreSQL reads the word. */
export const numberColumn = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

export const quantityColumns = ({ low, high, system, code, unit, base }: Quantity) => ({
  low: numberColumn(low),
  high: numberColumn(high),
  system,
  code,
  unit,
  ...(base ? { base_unit: base.unit, base_low: numberColumn(base.low), base_high: numberColumn(base.high) } : {}),
});

export const compositeColumns = ({ param, keys, place, part, date, quantity, string }: CompositeValue) => ({
  param,
  keys: keys.map(String),
  ...(place === undefined ? {} : { place, part }),
  ...(date ? { low: numberColumn(date.low), high: numberColumn(date.high) } : {}),
  ...(quantity ? quantityColumns(quantity) : {}),
  ...(string ?? {}),
});
