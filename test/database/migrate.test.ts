import { expect, test } from 'vitest';
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
