/** Which filled forms were stored: who sends one twice, or on two lines at once, has it stored once. */
import type { Sql } from '#database';
import type { WrittenVersion } from './files.ts';
import { digestOf } from './letters.ts';

export interface FormCommitKey {
  /** `Organization/x`: whoever of it sends the form, it is the same form. */
  readonly holder: string;
  /** The version of the preview that was looked at: the mapping, and all that it would store. */
  readonly preview: string;
  readonly bytes: Uint8Array;
}

export interface FormCommit {
  readonly written: readonly WrittenVersion[];
  /** How often it was stored: again only where what had come of it was gone. */
  readonly times: number;
  readonly committed: Date;
}

export async function findFormCommit(
  sql: Sql,
  { holder, preview, bytes }: FormCommitKey,
): Promise<FormCommit | undefined> {
  const { rows } = await sql.query<FormCommit & Record<string, unknown>>(
    'SELECT written, times, committed FROM form_commit WHERE holder = $1 AND preview = $2 AND digest = $3',
    [holder, preview, digestOf(bytes)],
  );
  return rows[0];
}

/** False where another connection has stored it in the meantime, since `before`: then nothing of this one may be stored. */
export async function keepFormCommit(
  sql: Sql,
  { holder, preview, bytes }: FormCommitKey,
  {
    written,
    committed,
    before,
  }: Pick<FormCommit, 'written' | 'committed'> & { readonly before: FormCommit | undefined },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO form_commit (holder, preview, digest, written, times, committed) VALUES ($1, $2, $3, $4, 1, $5)
     ON CONFLICT (holder, preview, digest) DO UPDATE SET
       written = EXCLUDED.written, committed = EXCLUDED.committed, times = form_commit.times + 1
     WHERE form_commit.times = $6`,
    [holder, preview, digestOf(bytes), JSON.stringify(written), committed, before?.times ?? 0],
  );
  return rowCount > 0;
}

export async function forgetFormCommits(sql: Sql, before: Date): Promise<void> {
  await sql.query('DELETE FROM form_commit WHERE committed < $1', [before]);
}
