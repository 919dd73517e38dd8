/** The index of versions as it lies in the database, and as it should, in one form that compares. */
import type { Sql } from '#database';
import type { IndexValues } from './index-values.ts';
import { compositeColumns, INDEX_TABLES, numberColumn, quantityColumns } from './insert-versions.ts';

/** What one version is found by: the columns of its row, and its rows in each index table. */
export type IndexForm = Readonly<Record<string, string>>;

/** The columns of a version's own row that searches read. */
export interface IndexColumns {
  readonly keys: readonly string[];
  readonly sorts: object;
  readonly texts: object;
}

type IndexTable = (typeof INDEX_TABLES)[number];
type Rows = Readonly<Record<IndexTable, readonly object[]>>;

export interface VersionPlace {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

export const placeOf = ({ type, id, version }: VersionPlace): string => `${type}/${id}/_history/${version}`;

/** The form of what these values make; `dist` stands in each row. */
export function formOfValues(values: IndexValues, dist: string): IndexForm {
  const { keys, sorts, texts, dates, strings, quantities, composites } = values;
  const rows: Rows = {
    index_date: dates.map(({ param, low, high }) => ({ param, low: numberColumn(low), high: numberColumn(high) })),
    index_string: strings,
    index_quantity: quantities.map(({ param, ...quantity }) => ({ param, ...quantityColumns(quantity) })),
    index_composite: composites.map(compositeColumns),
  };
  return formOf({ keys: keys.map(String), sorts, texts }, rows, dist);
}

/** The form of a version that no search looks at. */
export const FORGOTTEN: IndexForm = formOf(
  { keys: [], sorts: {}, texts: {} },
  { index_date: [], index_string: [], index_quantity: [], index_composite: [] },
  '',
);

/** The rows that the index tables hold of these versions, by their place. */
export async function readIndexRows(sql: Sql, places: readonly VersionPlace[]): Promise<ReadonlyMap<string, Rows>> {
  const found = new Map<string, Record<IndexTable, object[]>>();
  const ids = places.map(({ id }) => id);
  const versions = places.map(({ version }) => version);
  for (const table of INDEX_TABLES) {
    // As text, since a key does not fit into a number of JSON.
    const row =
      table === 'index_composite' ? `to_jsonb(i) || jsonb_build_object('keys', i.keys::text[])` : 'to_jsonb(i)';
    const { rows } = await sql.query<VersionPlace & { row: object }>(
      `SELECT i.type, i.id, i.version, jsonb_strip_nulls((${row}) - '{type,id,version}'::text[]) AS row
        FROM unnest($1::uuid[], $2::int[]) AS v(id, version) JOIN ${table} i ON i.id = v.id AND i.version = v.version`,
      [ids, versions],
    );
    for (const one of rows) {
      const known = found.get(placeOf(one)) ?? { ...NO_ROWS };
      found.set(placeOf(one), { ...known, [table]: [...known[table], one.row] });
    }
  }
  return found;
}

/** The form of a stored version. */
export const formOfStored = (columns: IndexColumns, rows: Rows = NO_ROWS): IndexForm => formOf(columns, rows);

/** The same of the sections, which the database keeps in another order. */
export const formOfSections = (sections: readonly object[] | null): string => (sections ?? []).map(inOrder).join('\n');

/** What two forms differ in: columns and index tables by name. */
export const differences = (one: IndexForm, other: IndexForm): string[] =>
  Object.keys(one).filter((name) => one[name] !== other[name]);

const NO_ROWS: Record<IndexTable, object[]> = {
  index_date: [],
  index_string: [],
  index_quantity: [],
  index_composite: [],
};

function formOf({ keys, sorts, texts }: IndexColumns, rows: Rows, dist?: string): IndexForm {
  const tables = INDEX_TABLES.map((table) => {
    const lines = rows[table].map((row) => inOrder(dist === undefined ? row : { dist, ...row }));
    return [table, lines.toSorted().join('\n')] as const;
  });
  return {
    keys: keys.toSorted().join(' '),
    sorts: inOrder(sorts),
    texts: inOrder(texts),
    ...Object.fromEntries(tables),
  };
}

/** JSON with the members of the outermost object in one order. */
function inOrder(object: object): string {
  const members = Object.entries(object).filter(([, value]) => value !== undefined);
  return JSON.stringify(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
