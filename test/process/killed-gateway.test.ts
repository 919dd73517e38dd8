import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { COPIES, createKey, RACE_AGENT } from '../http/race.ts';
import { dataDirectory, endAll, freePort, startGatewayProcess } from './gateway.ts';

const CLIENTS = 32;
const KEYS_COUNT = 200;
const SENDERS = 4;
/** Answers after which one of the gateways is killed, in the middle of others. */
const ANSWERS_BEFORE = 150;

const directory = dataDirectory();
afterAll(async () => {
  RACE_AGENT.destroy();
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

test('when one of two gateways is killed and its clients ask the other again, each key is made exactly once', async () => {
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
  let [next, answered, repeated] = [0, 0, 0];
  const client = async (who: number) => {
    while (next < KEYS_COUNT * SENDERS) {
      const key = `race-${Math.floor(next++ / SENDERS)}`;
      const gateway = who % 2 === 0 || killed.process.signalCode !== null ? stays : killed;
      const status = await createKey(gateway.url, token, key).catch(() => {
        repeated++;
        return createKey(stays.url, token, key);
      });
      expect([200, 201]).toContain(status);
      if (++answered === ANSWERS_BEFORE) killed.process.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, who) => client(who)));
  expect(repeated).toBeGreaterThan(0);
  expect((await database.query(COPIES)).rows).toEqual([{ copies: 1, keys: KEYS_COUNT }]);
});
