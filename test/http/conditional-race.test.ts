import { afterAll, expect, test } from 'vitest';
import { sandboxGateway } from '../gateway.ts';
import { COPIES, createKey, RACE_AGENT } from './race.ts';

const CLIENTS = 64;
const KEYS_COUNT = 1_000;
/** How many clients send each key: neighbours in line send it at nearly the same time, to one gateway and the other. */
const SENDERS = 4;

const gateway = await sandboxGateway();
const other = await gateway.second();
const token = await gateway.token('hospital-ehr');
afterAll(() => RACE_AGENT.destroy());

test('of 64 clients that send 1,000 keys to two gateways at once each key is made exactly once', async () => {
  const statuses = new Map<number, number>();
  let next = 0;
  const client = async (who: number) => {
    while (next < KEYS_COUNT * SENDERS) {
      const key = Math.floor(next++ / SENDERS);
      const status = await createKey(who % 2 === 0 ? gateway.url : other.url, token, `race-${key}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, who) => client(who)));
  expect(Object.fromEntries(statuses)).toEqual({ 200: KEYS_COUNT * (SENDERS - 1), 201: KEYS_COUNT });
  expect((await gateway.database.query(COPIES)).rows).toEqual([{ copies: 1, keys: KEYS_COUNT }]);
});
