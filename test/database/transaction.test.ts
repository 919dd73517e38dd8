import { beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';

const database = await freshDatabase();
const stored = async () =>
  (await database.query<{ n: number }>('SELECT n FROM kept ORDER BY n')).rows.map(({ n }) => n);
const insert = 'INSERT INTO kept (n) VALUES ($1)';

beforeAll(async () => {
  await database.query('CREATE TABLE kept (n int PRIMARY KEY)');
});

test('statements that nobody waited for do not outlive a transaction that is rolled back', async () => {
  const late: Promise<unknown>[] = [];
  const ended = database.transaction(async (sql) => {
    late.push(sql.query('SELECT pg_sleep(0.05)'), sql.query(insert, [1]), sql.query(insert, [2]));
    throw new Error('enough');
  });
  await expect(ended).rejects.toThrow('enough');
  const [, ...inserts] = await Promise.allSettled(late);
  expect(inserts.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await stored()).toEqual([]);
});

test('nor is a statement run that is asked for after the end', async () => {
  let kept: typeof database.query | undefined;
  await database.transaction(async (sql) => {
    kept = sql.query;
    await sql.query(insert, [3]);
  });
  await expect(kept?.(insert, [4])).rejects.toThrow('has ended');
  expect(await stored()).toEqual([3]);
});

test('statements that nobody waited for are committed with the others', async () => {
  await database.transaction(async (sql) => {
    void sql.query(insert, [5]).then(() => sql.query(insert, [6]));
  });
  expect(await stored()).toEqual([3, 5, 6]);
});

test('a transaction in which a statement failed is never said to be committed', async () => {
  const ended = database.transaction(async (sql) => {
    await sql.query(insert, [7]);
    await sql.query(insert, [7]).catch(() => undefined);
  });
  await expect(ended).rejects.toThrow('a statement failed');
  expect(await stored()).toEqual([3, 5, 6]);
});
