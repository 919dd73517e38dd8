import { describe, expect, test } from 'vitest';
import { type Migration, migrate } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';

const step = (number: number, sql: string): Migration => ({ room: 'store', number, name: `step-${number}`, sql });
const one = step(1, 'CREATE TABLE one (id int)');
const two = step(2, 'CREATE TABLE two (id int)');
const three = step(3, 'CREATE TABLE three (id int)');

const database = await freshDatabase();

test('migrations are applied once, in order, and a second start applies none', async () => {
  expect(await migrate(database, [one, three])).toBe(2);
  expect(await migrate(database, [one, three])).toBe(0);
});

test('a migration that was changed after it had been applied refuses, and says which', async () => {
  await expect(migrate(database, [step(1, 'CREATE TABLE one (id text)'), three])).rejects.toThrow(
    'migration 1 (step-1) of room store was changed after it had been applied: restore its text, and add a new migration',
  );
});

test('a migration that was skipped refuses', async () => {
  await expect(migrate(database, [one, two, three])).rejects.toThrow(
    'migration 2 (step-2) of room store was skipped: 3 is already applied; give it a later number',
  );
});

test('a schema from a newer version refuses', async () => {
  await expect(migrate(database, [one])).rejects.toThrow(
    'the database holds migration 3 (step-3) of room store, which this version does not know: start the newer version',
  );
});

test('a migration that fails leaves nothing of the others behind', async () => {
  const four = step(4, 'CREATE TABLE four (id int)');
  const broken = step(5, 'CREATE TABLE');
  await expect(migrate(database, [one, three, four, broken])).rejects.toThrow();
  expect(await migrate(database, [one, three, four])).toBe(1);
});

describe('migrations beside a serving house', async () => {
  const busy = await freshDatabase();
  const table = step(1, 'CREATE TABLE record (id int); INSERT INTO record SELECT generate_series(1, 1000)');
  const column = step(3, 'ALTER TABLE record ADD COLUMN note text');
  const index: Migration = {
    ...step(
      2,
      '-- Found by id.\nCREATE INDEX CONCURRENTLY IF NOT EXISTS record_by_id ON record (id);\nANALYZE record;\n',
    ),
    online: true,
  };
  const valid = async () =>
    (await busy.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('record_by_id')`)).rows;

  test('an index left unfinished by a killed build is built again, once, after the others', async () => {
    expect(await migrate(busy, [table])).toBe(1);
    await busy.query('CREATE INDEX record_by_id ON record (id)');
    await busy.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'record_by_id'::regclass`);
    expect(await valid()).toEqual([{ indisvalid: false }]);
    // The later number is already applied when the online one comes to its turn.
    // Whichever of the two comes first, each of them is applied once.
    const both = await Promise.all([migrate(busy, [table, index, column]), migrate(busy, [table, index, column])]);
    expect(both.reduce((all, one) => all + one, 0)).toBe(2);
    expect(await valid()).toEqual([{ indisvalid: true }]);
    expect(await migrate(busy, [table, index, column])).toBe(0);
  });

  test('a table in long use lets its readers pass, and the migration is applied when it comes free', async () => {
    const next = step(4, 'ALTER TABLE record ADD COLUMN mark text');
    const all = [table, index, column, next];
    let migrating: Promise<number> = Promise.resolve(0);
    await busy.transaction(async (sql) => {
      await sql.query('SELECT count(*) FROM record');
      await expect(migrate(busy, all, { lockTimeoutMs: 50, pauseMs: 10, triesMax: 2 })).rejects.toThrow(
        'a table is in use for so long that the schema cannot be changed',
      );
      migrating = migrate(busy, all, { lockTimeoutMs: 50, pauseMs: 10 });
      expect((await busy.query('SELECT count(*)::int AS n FROM record')).rows).toEqual([{ n: 1000 }]);
    });
    expect(await migrating).toBe(1);
  });
});
