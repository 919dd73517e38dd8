/** What is answered where the database takes a question and never says anything again. */

import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { failureOf, openDatabase } from '../../src/database/index.ts';
import { assertion, emptyDatabase, openHouse, register, stopClock, tokenForm } from './house.ts';

stopClock();
const { url } = await emptyDatabase();
const { hostname, port } = new URL(url);
let isSilent = false;
const line = createServer((near) => {
  const far = connect(Number(port), hostname);
  near.pipe(far);
  far.on('data', (chunk) => isSilent || near.write(chunk));
  for (const [one, other] of [[near, far] as const, [far, near] as const])
    one.on('error', () => {}).on('close', () => other.destroy());
});
await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
const through = new URL(url);
through.port = String((line.address() as AddressInfo).port);
const database = openDatabase(through.href, { statementTimeoutMs: 2_000, connectionWaitMs: 2_000, silenceMs: 200 });
afterAll(async () => {
  await database.close();
  line.close();
});

test('a token request is answered though the database fell silent, and the next when it speaks again', async () => {
  const house = await openHouse(database);
  await register(house);
  const ask = async () => (await house.post('/oauth/token', tokenForm(assertion()))).status;
  expect(await ask()).toBe(200);
  isSilent = true;
  // On a connection that is open, and on a new one.
  expect([await ask(), await ask()]).toEqual([500, 500]);
  isSilent = false;
  expect(await ask()).toBe(200);
});

test('who asks is told that the database cannot be reached', async () => {
  await database.query('SELECT 1');
  isSilent = true;
  const failure = await database.query('SELECT $1::int', [1]).catch((error: unknown) => error);
  isSilent = false;
  expect(failureOf(failure)).toBe('unreachable');
});
