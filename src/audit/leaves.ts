/** The digests of the stored records as the leaves of a tree. */
import type { Sql } from '#database';
import { digestsIn } from './chain.ts';
import { BLOCK, type Leaves, rootOverDigests } from './merkle.ts';

/** Leaves as they are stored now; a block that has no root yet is reckoned, and kept where `keeps`. */
export function leavesOf(sql: Sql, { keeps = false, trustsBlocks = true } = {}): Leaves {
  const digests: Leaves['digests'] = async (from, to) => {
    const { rows } = await sql.query<{ number: string; digests: Buffer }>(
      `SELECT number, digests FROM audit_batch WHERE number <= $2
        AND number >= (SELECT max(number) FROM audit_batch WHERE number <= $1::bigint + 1) ORDER BY number`,
      [from, to],
    );
    const found = digestsBetween(rows, from, to);
    if (found.length !== to - from) throw new LeavesMissing(from, to);
    return found;
  };
  let known: Promise<Map<number, Buffer>> | undefined;
  const block = async (index: number): Promise<Buffer> => {
    known ??= trustsBlocks ? storedBlocks(sql) : Promise.resolve(new Map());
    const found = (await known).get(index);
    if (found) return found;
    const root = rootOverDigests(await digests(index * BLOCK, (index + 1) * BLOCK));
    if (keeps) await sql.query('INSERT INTO audit_block (block, root) VALUES ($1, $2)', [index, root]);
    (await known).set(index, root);
    return root;
  };
  return { digests, block };
}

/** Those of the records behind `from` up to `to`; fewer where the rows have a gap. */
function digestsBetween(rows: readonly { number: string; digests: Buffer }[], from: number, to: number): Buffer[] {
  let next = Number(rows[0]?.number);
  const found: Buffer[] = [];
  for (const { number, digests } of rows) {
    if (Number(number) !== next) return found;
    for (const digest of digestsIn(digests)) {
      if (next > from && next <= to) found.push(digest);
      next += 1;
    }
  }
  return found;
}

/** Records that a tree needs are not there. */
export class LeavesMissing extends Error {
  override name = 'LeavesMissing';
  constructor(from: number, to: number) {
    super(`of the records ${from + 1} to ${to} some are missing`);
  }
}

async function storedBlocks(sql: Sql): Promise<Map<number, Buffer>> {
  const { rows } = await sql.query<{ block: string; root: Buffer }>('SELECT block, root FROM audit_block');
  return new Map(rows.map(({ block, root }) => [Number(block), root]));
}
