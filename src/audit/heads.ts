/** Makes, keeps and compares the heads of the tree, our own and those of partners. */
import type { KeyObject } from 'node:crypto';
import type { Database, Sql } from '#database';
import { isSigned, signHead, type TreeHead } from './head.ts';
import { LeavesMissing, leavesOf } from './leaves.ts';
import { rootOf } from './merkle.ts';

const LOCK = 7_305_821;

/** Makes a head where none is younger than `everyMs` and something was recorded since; one process at a time. */
export function makeHead(
  database: Database,
  key: KeyObject,
  now: Date,
  everyMs: number,
): Promise<TreeHead | undefined> {
  return database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const [last] = await headsOf(sql, { newest: 1 });
    if (last && now.getTime() - Date.parse(last.made) < everyMs) return undefined;
    const { rows } = await sql.query<{ house: string; number: string; chained: Buffer }>(
      'SELECT id AS house, number, chained FROM audit_house, audit_head',
    );
    const [at] = rows;
    const size = Number(at?.number ?? 0);
    if (at === undefined || size === (last?.size ?? 0)) return undefined;
    const root = (await rootOf(leavesOf(sql, { keeps: true }), 0, size)).toString('base64');
    const { house, chained } = at;
    const head = signHead({ house, size, root, chained: chained.toString('base64'), made: now.toISOString() }, key);
    await sql.query('INSERT INTO audit_tree_head (size, made, content) VALUES ($1, $2, $3)', [
      size,
      head.made,
      JSON.stringify(head),
    ]);
    return head;
  });
}

/** Our own heads from a size on, the smallest first; or the newest so many. */
export async function headsOf(sql: Sql, { from = 0, newest }: { from?: number; newest?: number }): Promise<TreeHead[]> {
  const { rows } = await sql.query<{ content: string }>(
    'SELECT content FROM audit_tree_head WHERE size >= $1 ORDER BY size DESC LIMIT $2',
    [from, newest ?? HEADS_MAX],
  );
  return rows.map(({ content }) => JSON.parse(content) as TreeHead).reverse();
}

/** A year of hours. */
const HEADS_MAX = 8_784;

export type HeadFault =
  /** It is not what its key signed. */
  | 'signature'
  /** The records up to there are others than those it was made from. */
  | 'forked'
  /** There are fewer records than when it was made: the end was cut, or an old backup brought back. */
  | 'beyond';

/** Holds a head of ours, wherever it was kept, against the records as they are. */
export async function faultOfHead(sql: Sql, head: TreeHead, trustsBlocks = false): Promise<HeadFault | undefined> {
  if (!isSigned(head)) return 'signature';
  const { rows } = await sql.query<{ number: string }>('SELECT number FROM audit_head');
  if (head.size > Number(rows[0]?.number ?? 0)) return 'beyond';
  try {
    const root = await rootOf(leavesOf(sql, { trustsBlocks }), 0, head.size);
    return root.toString('base64') === head.root ? undefined : 'forked';
  } catch (error) {
    if (error instanceof LeavesMissing) return 'forked';
    throw error;
  }
}

export async function houseId(sql: Sql): Promise<string> {
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM audit_house');
  return rows[0]?.id ?? '';
}

/** What keeping a head of another house found. */
export type Kept = 'kept' | 'known' | 'signature' | 'key-changed' | 'forked';

/** Keeps a head of another house; a fork, or one signed by another key than those before, is kept too, and told. */
export async function keepPartnerHead(sql: Sql, head: TreeHead, now: Date): Promise<Kept> {
  if (!isSigned(head)) return 'signature';
  const { rows } = await sql.query<{ content: string }>(
    'SELECT content FROM audit_partner_head WHERE house = $1 ORDER BY received',
    [head.house],
  );
  const before = rows.map(({ content }) => JSON.parse(content) as TreeHead);
  if (before.some(({ size, root }) => size === head.size && root === head.root)) return 'known';
  await sql.query('INSERT INTO audit_partner_head (house, size, root, received, content) VALUES ($1, $2, $3, $4, $5)', [
    head.house,
    head.size,
    Buffer.from(head.root, 'base64'),
    now,
    JSON.stringify(head),
  ]);
  if (before.some(({ size }) => size === head.size)) return 'forked';
  return before.some(({ publicKey }) => publicKey !== head.publicKey) ? 'key-changed' : 'kept';
}
