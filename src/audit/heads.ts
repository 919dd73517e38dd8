/** Makes, keeps and compares the heads of the tree, our own and those of partners. */
import type { KeyObject } from 'node:crypto';
import type { Database, Sql } from '#database';
import { isSigned, publicKeyOf, signHead, type TreeHead } from './head.ts';
import type { HeadFault, PartnerHeadFault } from './head-faults.ts';
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

/** By what a head is known to be of this house. */
export interface OwnAudit {
  readonly house: string;
  /** As {@link TreeHead} has it; absent where the key is not known here. */
  readonly publicKey: string | undefined;
}

/** Of the database, and of the key that is kept outside of it. */
export async function ownAudit(sql: Sql, key: KeyObject | undefined): Promise<OwnAudit> {
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM audit_house');
  return { house: rows[0]?.id ?? '', publicKey: key === undefined ? undefined : publicKeyOf(key) };
}

/** By the id or by the key: the id stands in the database, and could be changed to have heads taken for those of others. */
export const isOurs = ({ house, publicKey }: TreeHead, own: OwnAudit): boolean =>
  house === own.house || publicKey === own.publicKey;

/** Holds a head of ours, wherever it was kept, against our key and the records as they are. */
export async function faultOfHead(sql: Sql, head: TreeHead, own: OwnAudit): Promise<HeadFault | undefined> {
  if (!isSigned(head)) return 'signature';
  // Whoever may write into every table can make heads of what they made of the records, but not by our key.
  if (own.publicKey !== undefined && head.publicKey !== own.publicKey) return 'other-key';
  const { rows } = await sql.query<{ number: string }>('SELECT number FROM audit_head');
  if (head.size > Number(rows[0]?.number ?? 0)) return 'beyond';
  if (!(await isOfTheseRecords(sql, head))) return 'forked';
  return head.house === own.house ? undefined : 'other-house';
}

async function isOfTheseRecords(sql: Sql, { size, root }: TreeHead): Promise<boolean> {
  try {
    return (await rootOf(leavesOf(sql, { trustsBlocks: false }), 0, size)).toString('base64') === root;
  } catch (error) {
    if (error instanceof LeavesMissing) return false;
    throw error;
  }
}

/** What keeping a head of another house found. */
export type Kept = 'kept' | 'known' | PartnerHeadFault;

/** Keeps a head of another house; a fork, or one signed by another key than those before, is kept too, and told. */
export async function keepPartnerHead(sql: Sql, head: TreeHead, now: Date): Promise<Kept> {
  if (!isSigned(head)) return 'signature';
  const { rows } = await sql.query<{ content: string }>(
    'SELECT content FROM audit_partner_head WHERE house = $1 ORDER BY received',
    [head.house],
  );
  const before = rows.map(({ content }) => JSON.parse(content) as TreeHead);
  if (before.some((one) => isSameTree(one, head) && one.publicKey === head.publicKey)) return 'known';
  // The same tree by another key is told of each time, and kept as it came first.
  await sql.query(
    `INSERT INTO audit_partner_head (house, size, root, received, content) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING`,
    [head.house, head.size, Buffer.from(head.root, 'base64'), now, JSON.stringify(head)],
  );
  if (before.some((one) => one.size === head.size && !isSameTree(one, head))) return 'forked';
  if (before.some((one) => isShorterLater(one, head) || isShorterLater(head, one))) return 'shrunk';
  return before.some(({ publicKey }) => publicKey !== head.publicKey) ? 'key-changed' : 'kept';
}

const isSameTree = (one: TreeHead, other: TreeHead): boolean =>
  one.size === other.size && one.root === other.root && one.chained === other.chained;

/** What is only ever added to does not grow shorter. */
const isShorterLater = (earlier: TreeHead, later: TreeHead): boolean =>
  Date.parse(later.made) > Date.parse(earlier.made) && later.size < earlier.size;
