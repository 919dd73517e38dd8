/** Which bytes a stored CDA document was made of: what comes again is known even where the rules read it otherwise by then. */
import type { Sql } from '#database';
import { digestOf } from './letters.ts';

export interface CdaReceipt {
  /** `Organization/x`. */
  readonly holder: string;
  /** The id of the Bundle that it is stored as. */
  readonly document: string;
  readonly bytes: Uint8Array;
}

export async function isSameCda(sql: Sql, { holder, document, bytes }: CdaReceipt): Promise<boolean> {
  const { rows } = await sql.query<{ same: boolean }>(
    'SELECT digest = $3 AS same FROM cda_receipt WHERE holder = $1 AND document = $2',
    [holder, document, digestOf(bytes)],
  );
  return rows[0]?.same === true;
}

export async function keepCdaReceipt(sql: Sql, { holder, document, bytes }: CdaReceipt): Promise<void> {
  await sql.query(
    `INSERT INTO cda_receipt (holder, document, digest) VALUES ($1, $2, $3)
     ON CONFLICT (holder, document) DO UPDATE SET digest = EXCLUDED.digest WHERE cda_receipt.digest <> EXCLUDED.digest`,
    [holder, document, digestOf(bytes)],
  );
}
