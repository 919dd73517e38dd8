/** Whether the index of a type is whole: while it is drawn anew, searches say that they may miss something. */
import type { Sql } from '#database';
import type { Issue } from '#fhir';

/** How long an answer is believed: another process may have begun or ended the work. */
const FRESH_MS = 1_000;

/** Gives a warning for each type whose index is not whole. */
export type UnfinishedIndex = (types: readonly string[]) => Promise<Issue[]>;

export function createUnfinishedIndex(sql: Sql): UnfinishedIndex {
  let known: { at: number; rows: Promise<Unfinished[]> } | undefined;
  return async (types) => {
    const at = performance.now();
    if (known === undefined || at - known.at > FRESH_MS) known = { at, rows: load(sql) };
    const rows = await known.rows;
    return rows.filter(({ type }) => types.includes(type)).map(partial);
  };
}

interface Unfinished {
  readonly type: string;
}

const load = async (sql: Sql): Promise<Unfinished[]> =>
  (await sql.query<Unfinished>('SELECT type FROM index_state WHERE NOT finished ORDER BY type')).rows;

/** Without how many there are: that would count what the reader may not see. */
const partial = ({ type }: Unfinished): Issue => ({
  severity: 'warning',
  code: 'search-partial',
  type: 'incomplete',
  ja: `${type} の索引を作り直しています。終わるまで、検索の結果は一部だけのことがあります。`,
  en: `the index of \`${type}\` is being drawn anew; until then a search may find a part only`,
});
