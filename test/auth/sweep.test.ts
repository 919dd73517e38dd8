import { expect, test } from 'vitest';
import { emptyDatabase, NOW, openHouse, register, stopClock } from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);
await register(house);

/** Rows of every kind that ran out one second ago, or just now. */
async function fill(): Promise<void> {
  for (const [name, until] of [
    ['over', new Date(NOW.getTime() - 1_000)],
    ['now', NOW],
  ] as const) {
    await database.query(`INSERT INTO auth_state (model, id, payload, expires_at) VALUES ('Session', $1, '{}', $2)`, [
      name,
      until,
    ]);
    await database.query(
      `INSERT INTO auth_launch (id, client_id, context, expires_at) VALUES ($1, 'sodan-soft', '{}', $2)`,
      [name, new Date(until.getTime() - 3_600_000)],
    );
    await database.query(
      `INSERT INTO auth_federation (id, browser, interaction, nonce, verifier, expires_at) VALUES ($1, 'b', 'i', 'n', 'v', $2)`,
      [name, until],
    );
  }
}

test('what has run out is taken away and counted, launches an hour after their handle', async () => {
  await fill();
  expect(await house.auth.sweep()).toBe(3);
  for (const table of ['auth_state', 'auth_launch', 'auth_federation'])
    expect((await database.query(`SELECT id FROM ${table}`)).rows).toEqual([{ id: 'now' }]);
  expect(await house.auth.sweep()).toBe(0);
});
