/** What senders of messages were answered: a message that comes again is answered alike, and stored once. */
import type { Sql } from '#database';
import { digestOf, type LetterIssue } from './letters.ts';

/** One message of one sender: another content under the same control id is another message. */
export interface MessageKey {
  /** Whose client it is, and which: another organization may be given the same name later. */
  readonly sender: string;
  /** MSH-10. */
  readonly controlId: string;
  readonly bytes: Uint8Array;
}

export interface Receipt {
  /** `AA`: stored. `AE`: kept as a dead letter. `AR`: kept, and of a kind that is not supported. */
  readonly code: 'AA' | 'AE' | 'AR';
  readonly issues: readonly LetterIssue[];
  readonly letter: string | null;
  readonly received: Date;
}

export async function findReceipt(sql: Sql, { sender, controlId, bytes }: MessageKey): Promise<Receipt | undefined> {
  const { rows } = await sql.query<Receipt & Record<string, unknown>>(
    `SELECT code, issues, letter, received FROM message_receipt WHERE sender = $1 AND control_id = $2 AND digest = $3`,
    [sender, controlId, digestOf(bytes)],
  );
  return rows[0];
}

/** False where another connection has answered the same message in the meantime: then nothing of this one may be stored. */
export async function keepReceipt(
  sql: Sql,
  { sender, controlId, bytes }: MessageKey,
  receipt: Receipt,
): Promise<boolean> {
  const { code, issues, letter, received } = receipt;
  const { rowCount } = await sql.query(
    `INSERT INTO message_receipt (sender, control_id, digest, code, issues, letter, received)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [sender, controlId, digestOf(bytes), code, JSON.stringify(issues), letter, received],
  );
  return rowCount > 0;
}

export async function forgetReceipts(sql: Sql, before: Date): Promise<void> {
  await sql.query('DELETE FROM message_receipt WHERE received < $1', [before]);
}
