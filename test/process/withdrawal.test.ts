import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { raceWithdrawals } from '../prove/withdrawal-race.ts';
import { dataDirectory, endAll, freePort, startGatewayProcess } from './gateway.ts';

const REQUESTS = 400;

const directory = dataDirectory();
afterAll(async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

test('after a withdrawal is answered by one gateway process, neither it nor the other shows anything more', async () => {
  const database = await freshDatabase();
  const port = String(await freePort());
  const shared = {
    KAKEHASHI_DATA_DIR: directory,
    DATABASE_URL: database.url,
    KAKEHASHI_PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  const one = await startGatewayProcess(['--sandbox'], { ...shared, KAKEHASHI_PORT: port });
  const other = await startGatewayProcess(['--sandbox'], shared);
  const raced = await raceWithdrawals({ gateways: [one, other], requests: REQUESTS });
  expect([raced.stale, raced.hiddenWhileGiven]).toEqual([0, 0]);
  expect(raced.requests).toBeGreaterThanOrEqual(REQUESTS);
  expect(Math.min(raced.shownWhileGiven, raced.hiddenAfterwards)).toBeGreaterThan(20);
}, 120_000);
