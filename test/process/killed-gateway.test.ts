import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { dataDirectory, endAll, freePort, startGatewayProcess } from './gateway.ts';
import { createKey, type Keyed, RACE_AGENT, STORED_KEYS } from './race.ts';

const CLIENTS = 64;
const KEYS_COUNT = 1_000;
/** How many clients send each key: neighbours in line send it at nearly the same time, to one gateway and the other. */
const SENDERS = 4;
/** Answers after which one of the gateways is killed, in the middle of others. */
const ANSWERS_BEFORE = 1_500;

const directory = dataDirectory();
afterAll(async () => {
  RACE_AGENT.destroy();
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

test('of 64 clients that send 1,000 keys to two gateways, one of which is killed, each key is made exactly once', async () => {
  const database = await freshDatabase();
  const port = String(await freePort());
  const shared = {
    KAKEHASHI_DATA_DIR: directory,
    DATABASE_URL: database.url,
    KAKEHASHI_PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  const stays = await startGatewayProcess(['--sandbox'], { ...shared, KAKEHASHI_PORT: port });
  const killed = await startGatewayProcess(['--sandbox'], shared);
  const token = await stays.token('hospital-ehr');
  const answers = new Map<string, Keyed[]>();
  let [next, answered, repeated] = [0, 0, 0];
  const client = async (who: number) => {
    while (next < KEYS_COUNT * SENDERS) {
      const key = `race-${Math.floor(next++ / SENDERS)}`;
      const gateway = who % 2 === 0 || killed.process.signalCode !== null ? stays : killed;
      const answer = await createKey(gateway.url, token, key).catch(() => {
        repeated++;
        return createKey(stays.url, token, key);
      });
      answers.set(key, [...(answers.get(key) ?? []), answer]);
      if (++answered === ANSWERS_BEFORE) killed.process.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, who) => client(who)));

  expect(repeated).toBeGreaterThan(0);
  const { rows } = await database.query<{ key: string; ids: string[] }>(STORED_KEYS);
  expect([rows.length, rows.filter(({ ids }) => ids.length !== 1)]).toEqual([KEYS_COUNT, []]);
  const idOf = new Map(rows.map(({ key, ids: [id] }) => [key, id]));
  const all = [...answers].flatMap(([key, of]) => of.map((one) => ({ key, ...one })));
  expect(all.length).toBe(KEYS_COUNT * SENDERS);
  expect(all.filter(({ key, status, id }) => ![200, 201].includes(status) || id !== idOf.get(key))).toEqual([]);
  const making = [...answers.values()].map((of) => of.filter(({ status }) => status === 201).length);
  // Who made it may have been killed before it could say so.
  expect([Math.max(...making), making.filter((count) => count === 0).length <= repeated]).toEqual([1, true]);
}, 120_000);
