import { expect, test } from 'vitest';
import { findRecords } from '../../src/audit/find-records.ts';
import { auditMigrations, createAudit } from '../../src/audit/index.ts';
import { migrate } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { entry } from './entries.ts';

const database = await freshDatabase();
await migrate(database, auditMigrations);
const audit = createAudit(database);

const found = async (actor: string): Promise<(string | null | undefined)[]> => {
  const actors: (string | null | undefined)[] = [];
  for await (const { record } of findRecords(database, { below: 1_000_000, actor })) actors.push(record.actor);
  return actors;
};

test('records by one actor are found by an index, whatever texts they hold', async () => {
  for (let n = 1; n <= 30; n += 1)
    await audit.record(
      entry(n, { actor: `PractitionerRole/${n % 3}`, purposeReason: '"actor":"PractitionerRole/1"\u0000' }),
    );
  expect(await found('PractitionerRole/1')).toEqual(Array(10).fill('PractitionerRole/1'));
  expect(await found('PractitionerRole/9')).toEqual([]);
  const plan = await database.transaction(async (sql) => {
    await sql.query('SET LOCAL enable_seqscan = off');
    await sql.query('SET LOCAL enable_indexscan = on');
    const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT number FROM audit_record WHERE substring(content from '"actor":("[^"]*")') = '"PractitionerRole/1"'`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('audit_record_by_actor');
});
