import { expect, test } from 'vitest';
import { auditMigrations, createAudit, findRecord, verifyChain } from '../../src/audit/index.ts';
import { recordOf } from '../../src/audit/record.ts';
import { migrate } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { entry, item, uuid } from './entries.ts';

const BEFORE = auditMigrations.findIndex(({ name }) => name === 'batches');

test('records that were rows of their own stay in one chain with those that come after', async () => {
  const database = await freshDatabase();
  await migrate(database, auditMigrations.slice(0, BEFORE));
  const entries = [1, 2, 3].map((n) => entry(n, { items: [item({ patients: ['Patient/b', 'Patient/a'] })] }));
  const contents = entries.map((one) => Buffer.from(recordOf(one).content));
  await database.query('SELECT audit_append($1::uuid[], $2::timestamptz[], $3::text[], $4::int[], $5::bytea)', [
    entries.map(({ id }) => id),
    entries.map(({ recorded }) => recorded),
    entries.map(() => '{Patient/a,Patient/b}'),
    contents.map(({ length }) => length),
    Buffer.concat(contents),
  ]);
  await database.query(`UPDATE audit_record SET content = NULL, patients = '{}' WHERE number = 1`);

  await migrate(database, auditMigrations);
  expect(await verifyChain(database)).toEqual({ events: 0, broken: 1, reason: 'erased' });
  expect(await findRecord(database, uuid(1))).toBeUndefined();
  await database.query(
    'UPDATE audit_batch SET content = $1, named = $2, first_id = $3, last_id = $3 WHERE number = 1',
    [contents[0]?.toString(), ['Patient/a', 'Patient/b', 'PractitionerRole/worker'], uuid(1)],
  );
  await createAudit(database).record(entry(4));
  expect(await verifyChain(database)).toEqual({ events: 4 });
  expect((await findRecord(database, uuid(2)))?.number).toBe(2);
  const { rows } = await database.query('SELECT number, id FROM audit_record ORDER BY number');
  expect(rows).toEqual([1, 2, 3, 4].map((n) => ({ number: String(n), id: uuid(n) })));
});
