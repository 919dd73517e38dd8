/** Labels anew what other rules labelled, a batch at a time, while others read and write. */
import type { Resource } from '@medplum/fhirtypes';
import { factsOf, type LabelBasis, type LabelRules, labelOnWrite } from '#consent';
import type { Database, Sql } from '#database';
import { fromJson, toJson } from '#fhir';
import { indexOf } from './index-of.ts';
import { indexVersions } from './insert-versions.ts';
import { basisColumn, basisOfRow, columnsWithFactsOf, type RowWithFacts, storedOf } from './row.ts';
import { type Drawing, SECTIONED_TYPES } from './sections.ts';
import type { Indexed } from './write.ts';

export interface LabelWork {
  /** Makes the rules of this process those of the house: of several processes, those of the one that was started last. */
  begin(): Promise<void>;
  /** Labels one batch; false when nothing is left to do, another process is at it, or the house has other rules. */
  step(): Promise<boolean>;
  progress(): Promise<LabelProgress>;
}

interface LabelProgress {
  readonly version: string;
  /** Versions of resources, those that are labelled by today's rules, and whether these are all. */
  readonly wanted: number;
  readonly done: number;
  readonly finished: boolean;
}

/** Small: writers wait for the rows of one. */
const BATCH = 100;
const NOTE = 'label-rules';
/** One process at a time labels anew. */
const RELABEL_LOCK = 7_305_816;

/**
 * Versions are labelled where they lie: their number and time stay, since labels are the house's, and their content tells
 * the new ones. Old versions too, so that a stricter label covers them. What waits is hidden meanwhile, not shown by old
 * labels: no decision is kept that another epoch would have to end.
 */
export const labelWork = (database: Database, { parameters, labels: rules }: Drawing): LabelWork => ({
  begin: async () => {
    if (rules === undefined) return;
    await database.query(
      `INSERT INTO house (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [NOTE, rules.version],
    );
  },
  step: async () => rules !== undefined && database.transaction((sql) => step(sql, { parameters, labels: rules })),
  progress: async () => {
    const { version } = rules ?? { version: '' };
    const { rows } = await database.query<{ wanted: number; done: number }>(
      'SELECT count(*)::int AS wanted, count(*) FILTER (WHERE labelled = $1)::int AS done FROM resource',
      [version],
    );
    const { wanted, done } = rows[0] ?? { wanted: 0, done: 0 };
    return { version, wanted, done, finished: wanted === done };
  },
});

type Relabelling = Drawing & { readonly labels: LabelRules };

async function step(sql: Sql, drawing: Relabelling): Promise<boolean> {
  const { labels: rules } = drawing;
  const { rows: mine } = await sql.query(
    'SELECT 1 FROM house WHERE name = $1 AND value = $2 AND pg_try_advisory_xact_lock($3)',
    [NOTE, rules.version, RELABEL_LOCK],
  );
  if (mine.length === 0) return false;
  const rows = await otherRows(sql, rules.version);
  const drawn = rows.map((row) => drawAnew(row, drawing));
  await relabel(sql, drawn, rules.version);
  const searched = drawn.flatMap(({ row, text, index }) =>
    index === undefined || row.indexed === '' ? [] : [{ stored: { ...storedOf(row), text }, ...index }],
  );
  if (searched.length > 0) await indexVersions(sql, searched);
  return rows.length > 0;
}

/** What a mark of a deletion is labelled by: the version before it. */
interface OtherRow extends RowWithFacts {
  readonly indexed: string;
  readonly before_content: string | null;
  readonly before_labelled: string | null;
  readonly before_basis: LabelBasis | null;
}

/**
 * A batch of what other rules labelled: below and above are looked for one by one, since "other" is no place in an index.
 * What somebody is changing is left for the next time: nobody waits here with rows in hand that others wait for.
 */
async function otherRows(sql: Sql, version: string): Promise<OtherRow[]> {
  const found: OtherRow[] = [];
  for (const other of ['<', '>']) {
    const { rows } = await sql.query<OtherRow>(
      `SELECT ${columnsWithFactsOf('r')}, r.indexed, b.content AS before_content, b.labelled AS before_labelled,
          b.label_basis AS before_basis
        FROM resource r LEFT JOIN resource b ON r.deleted AND b.id = r.id AND b.type = r.type AND b.version = r.version - 1
        WHERE r.labelled ${other} $1 LIMIT $2 FOR NO KEY UPDATE OF r SKIP LOCKED`,
      [version, BATCH - found.length],
    );
    found.push(...rows);
  }
  return found;
}

interface Drawn {
  readonly row: OtherRow;
  readonly text: string;
  readonly basis: LabelBasis;
  /** What changes with the labels: also sections, which have their own. */
  readonly index?: Indexed;
  readonly conf: number | null;
  readonly sens: readonly string[];
  readonly handling: readonly string[];
}

function drawAnew(row: OtherRow, drawing: Relabelling): Drawn {
  const { labels: rules } = drawing;
  const told = row.deleted
    ? { ...row, content: row.before_content ?? '', labelled: row.before_labelled ?? '', label_basis: row.before_basis }
    : row;
  const basis = basisOfRow(told);
  if (told.content === '') return { ...row, row, text: row.content, basis };
  const { resource } = labelOnWrite(fromJson(told.content) as Resource, { rules, basis, custodian: row.custodian });
  const { conf, sens, handling } = factsOf(resource);
  const text = row.deleted ? '' : toJson(resource);
  const drawn = { row, text, basis, conf, sens, handling };
  if (row.deleted || (text === row.content && !SECTIONED_TYPES.includes(row.type))) return drawn;
  return { ...drawn, index: indexOf(resource, drawing, { ...storedOf(row), labelled: rules.version, basis }) };
}

async function relabel(sql: Sql, drawn: readonly Drawn[], version: string): Promise<void> {
  if (drawn.length === 0) return;
  const given = drawn.map(({ row, text, basis, index, conf, sens, handling }) => ({
    type: row.type,
    id: row.id,
    version: row.version,
    // Most keep their labels, and then their content stays where it is.
    content: text === row.content ? null : text,
    conf,
    sens,
    handling,
    // Also of what has left the index: versions of long ago are decided by them.
    sections: index?.sections ?? null,
    label_basis: basisColumn(basis),
  }));
  await sql.query(
    `UPDATE resource r SET labelled = $2, label_basis = g.label_basis, content = coalesce(g.content, r.content),
        sections = coalesce(g.sections, r.sections), conf = g.conf, sens = g.sens, handling = g.handling
      FROM json_to_recordset($1::json) AS g(type text, id uuid, version int, content text, conf smallint, sens text[],
        handling text[], sections jsonb, label_basis json)
      WHERE r.id = g.id AND r.version = g.version AND r.type = g.type`,
    [JSON.stringify(given), version],
  );
}
