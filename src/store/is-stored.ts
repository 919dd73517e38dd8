/** Whether there is a record, whoever holds it: for administrators, who name records for others to act as. */
import type { Sql } from '#database';
import { isUuid } from './row.ts';

/** `reference`: `Type/id`. What was deleted is not there. */
export async function isStored(sql: Sql, reference: string): Promise<boolean> {
  const [type = '', id = ''] = reference.split('/');
  if (!isUuid(id)) return false;
  const { rowCount } = await sql.query(
    'SELECT 1 FROM resource WHERE type = $1 AND id = $2 AND until_tx IS NULL AND NOT deleted',
    [type, id],
  );
  return rowCount === 1;
}
