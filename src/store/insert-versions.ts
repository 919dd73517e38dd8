/** Puts any number of new versions with all their index rows into the database by one statement. */
import type { Sql } from '#database';
import type { CompositeValue, IndexValues } from './index-values.ts';
import type { Quantity } from './quantity.ts';
import { distributionKey, type Stored, type StoredWithFacts } from './row.ts';

export interface IndexedVersion {
  readonly stored: Stored;
  readonly values: IndexValues;
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
  await sql.query(INSERT_VERSIONS, [
    JSON.stringify(rows),
    contents,
    ...indexColumns(versions.map(({ values }) => values)),
  ]);
}

/** Draws the index of versions that are stored already anew. */
export async function indexVersions(sql: Sql, versions: readonly IndexedVersion[]): Promise<void> {
  const ids = versions.map(({ stored }) => stored.id);
  const numbers = versions.map(({ stored }) => stored.version);
  await forgetIndexRows(sql, ids, numbers);
  const rows = versions.map((version, n) => indexRowOf(version, n + 1));
  await sql.query(INDEX_VERSIONS, [JSON.stringify(rows), ...indexColumns(versions.map(({ values }) => values))]);
}

/** Removes the index rows of these versions. */
export async function forgetIndexRows(sql: Sql, ids: readonly string[], versions: readonly number[]): Promise<void> {
  for (const table of INDEX_TABLES) {
    await sql.query(
      `DELETE FROM ${table} i USING unnest($1::uuid[], $2::int[]) AS v(id, version) WHERE i.id = v.id AND i.version = v.version`,
      [ids, versions],
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

const COLUMNS = `dist, type, id, version, updated, deleted, keys, sorts, texts, indexed, members, patients, conf, sens, handling,
  classes, codes, clinical_start, clinical_end, authors, performers, refs, custodian`;

const GIVEN = `given AS (SELECT * FROM json_to_recordset($1::json) AS g(n int, start int, bytes int, dist uuid, type text, id uuid, version int,
    updated timestamptz, deleted boolean, keys bigint[], sorts jsonb, texts jsonb, indexed text, members text[], patients text[],
    conf smallint, sens text[], handling text[], classes text[], codes text[], clinical_start timestamptz, clinical_end timestamptz,
    authors text[], performers text[], refs text[], custodian text))`;

const place = 'g.dist, g.type, g.id, g.version';

/** Index rows from arrays that begin at the placeholder `$first`. */
const indexRows = (first: number): string => {
  const at = (offset: number, type: string) => `$${first + offset}::${type}[]`;
  return `dates AS (INSERT INTO index_date (dist, type, id, version, param, low, high)
      SELECT ${place}, v.param, v.low, v.high
      FROM unnest(${at(0, 'int')}, ${at(1, 'text')}, ${at(2, 'float8')}, ${at(3, 'float8')}) AS v(n, param, low, high) JOIN given g USING (n)),
    strings AS (INSERT INTO index_string (dist, type, id, version, param, normal, exact)
      SELECT ${place}, v.param, v.normal, v.exact
      FROM unnest(${at(4, 'int')}, ${at(5, 'text')}, ${at(6, 'text')}, ${at(7, 'text')}) AS v(n, param, normal, exact) JOIN given g USING (n)),
    quantities AS (INSERT INTO index_quantity (dist, type, id, version, param, low, high, system, code, unit, base_unit, base_low, base_high)
      SELECT ${place}, v.param, v.low, v.high, v.system, v.code, v.unit, v.base_unit, v.base_low, v.base_high
      FROM json_to_recordset($${first + 8}::json) AS v(n int, param text, low float8, high float8, system text, code text, unit text,
        base_unit text, base_low float8, base_high float8) JOIN given g USING (n)),
    composites AS (INSERT INTO index_composite (dist, type, id, version, param, keys, low, high, system, code, unit, base_unit,
        base_low, base_high, normal, exact)
      SELECT ${place}, v.param, v.keys, v.low, v.high, v.system, v.code, v.unit, v.base_unit, v.base_low, v.base_high, v.normal, v.exact
      FROM json_to_recordset($${first + 9}::json) AS v(n int, param text, keys bigint[], low float8, high float8, system text, code text,
        unit text, base_unit text, base_low float8, base_high float8, normal text, exact text) JOIN given g USING (n))`;
};

const INSERT_VERSIONS = `WITH ${GIVEN}, ${indexRows(3)}
  INSERT INTO resource (${COLUMNS}, content)
    SELECT ${COLUMNS}, convert_from(substring($2::bytea FROM start FOR bytes), 'UTF8') FROM given`;

const INDEX_VERSIONS = `WITH ${GIVEN}, ${indexRows(2)}
  UPDATE resource r SET keys = g.keys, sorts = g.sorts, texts = g.texts, indexed = g.indexed
    FROM given g WHERE r.id = g.id AND r.version = g.version AND r.type = g.type`;

function rowOf({ stored, values, indexed }: NewVersion, n: number): Record<string, unknown> {
  const { updated, deleted, members, facts, custodian } = stored;
  return {
    ...indexRowOf({ stored, values, indexed }, n),
    updated: updated.toISOString(),
    deleted,
    members,
    patients: facts.patients,
    conf: facts.conf,
    sens: facts.sens,
    handling: facts.handling,
    classes: facts.classes,
    codes: facts.codes,
    clinical_start: facts.clinicalStart,
    clinical_end: facts.clinicalEnd,
    authors: facts.authors,
    performers: facts.performers,
    refs: facts.references,
    custodian,
  };
}

function indexRowOf({ stored, values, indexed }: IndexedVersion, n: number): Record<string, unknown> {
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
  };
}

/** The arrays of all index rows, each with the number of its version. */
function indexColumns(all: readonly IndexValues[]): unknown[] {
  const numbered = <T extends object>(pick: (values: IndexValues) => readonly T[]) =>
    all.flatMap((values, i) => pick(values).map((row) => ({ n: i + 1, ...row })));
  const dates = numbered(({ dates: rows }) => rows);
  const strings = numbered(({ strings: rows }) => rows);
  const quantities = numbered(({ quantities: rows }) => rows).map(({ n, param, ...rest }) => ({
    n,
    param,
    ...quantityColumns(rest),
  }));
  const composites = numbered(({ composites: rows }) => rows).map((row) => ({ n: row.n, ...compositeColumns(row) }));
  return [
    dates.map(({ n }) => n),
    dates.map(({ param }) => param),
    dates.map(({ low }) => low),
    dates.map(({ high }) => high),
    strings.map(({ n }) => n),
    strings.map(({ param }) => param),
    strings.map(({ normal }) => normal),
    strings.map(({ exact }) => exact),
    JSON.stringify(quantities),
    JSON.stringify(composites),
  ];
}

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

export const compositeColumns = ({ param, keys, date, quantity, string }: CompositeValue) => ({
  param,
  keys: keys.map(String),
  ...(date ? { low: numberColumn(date.low), high: numberColumn(date.high) } : {}),
  ...(quantity ? quantityColumns(quantity) : {}),
  ...(string ?? {}),
});
