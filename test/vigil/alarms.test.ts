import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createAudit } from '../../src/audit/index.ts';
import { migrate } from '../../src/database/index.ts';
import { houseMigrations } from '../../src/upkeep/index.ts';
import { type Alarm, alarmSender, createVigil, decideReview, listReviews } from '../../src/vigil/index.ts';
import { entry, item } from '../audit/entries.ts';
import { freshDatabase } from '../database.ts';

const database = await freshDatabase();
await migrate(database, houseMigrations);

/** An address that is not there at first, and takes alarms later. */
const heard: unknown[] = [];
let answers = 503;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    heard.push(JSON.parse(body));
    response.writeHead(answers).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => void server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`;

const OFFICER = { actor: 'PractitionerRole/officer', organization: 'Organization/region', user: null, persons: [] };
const logged: Alarm[] = [];
const vigil = createVigil(createAudit(database), {
  database,
  alarms: { log: (alarm) => void logged.push(alarm), send: alarmSender(url) },
});
const emergency = (n: number, more = {}) =>
  entry(n, {
    purpose: 'BTG',
    purposeReason: '意識がない',
    user: 'user-1',
    items: [item({ reason: 'BREAK_GLASS', consents: [] })],
    ...more,
  });
const at = (n: number, seconds = 0): Date => new Date(emergency(n).recorded.getTime() + seconds * 1_000);

test('an alarm that does not arrive is sent again each minute until it does, and is logged once', async () => {
  await vigil.audit.record(emergency(1));
  const [review] = await listReviews(database, OFFICER);
  await vigil.step(at(1));
  await vigil.step(at(1, 59));
  expect(heard.length).toBe(1);
  answers = 204;
  await vigil.step(at(1, 60));
  await vigil.step(at(1, 120));
  const said = { kind: 'opened', id: review?.id, due: new Date(at(1).getTime() + 72 * 3_600_000).toISOString() };
  expect(heard).toEqual([said, said]);
  expect(logged).toEqual([{ ...said, due: new Date(said.due) }]);
});

test('of two gateways one sends', async () => {
  heard.length = 0;
  await vigil.audit.record(emergency(2, { client: { id: 'c', name: 'c', tokenId: 'token-2' } }));
  await Promise.all([vigil.step(at(2)), vigil.step(at(2)), vigil.step(at(2))]);
  expect(heard.length).toBe(1);
});

test('an officer is told of no emergency of their own, in whatever role they had it, and cannot review it', async () => {
  const [review] = await listReviews(database, OFFICER);
  const decision = { id: review?.id ?? '', outcome: 'justified', note: 'x', now: at(3) } as const;
  for (const asker of [
    { ...OFFICER, actor: 'PractitionerRole/worker' },
    { ...OFFICER, actor: 'PractitionerRole/another-role', user: 'user-1', persons: ['user-1'] },
    // The same human by another sign-in, a client behind which they may stand, and one of where they did it.
    { ...OFFICER, user: 'user-9', persons: ['user-1', 'user-9'] },
    { ...OFFICER, persons: ['user-1', 'user-2'] },
    { ...OFFICER, organization: emergency(1).organization ?? null },
  ]) {
    expect(await listReviews(database, asker)).toEqual([]);
    expect(await decideReview(database, asker, decision)).toBeUndefined();
  }
  const other = { ...OFFICER, user: 'user-2', persons: ['user-2'] };
  expect((await listReviews(database, other)).length).toBe(2);
  expect((await decideReview(database, other, decision))?.outcome).toBe('justified');
});

test('what is looked at after a review has a review of its own', async () => {
  await vigil.audit.record(emergency(4, { client: { id: 'c', name: 'c', tokenId: 'token-2' } }));
  await vigil.audit.record(emergency(5));
  const reviews = await listReviews(database, OFFICER);
  expect(reviews.map(({ outcome, requests }) => [outcome, requests])).toEqual([
    [null, 1],
    ['justified', 1],
    [null, 2],
  ]);
});

test('what is not committed opens none', async () => {
  const before = await listReviews(database, OFFICER);
  await expect(
    database.transaction(async (sql) => {
      await vigil.audit.recordIn(sql, emergency(6, { client: { id: 'c', name: 'c', tokenId: 'token-6' } }));
      throw new Error('the write failed');
    }),
  ).rejects.toThrow('the write failed');
  expect(await listReviews(database, OFFICER)).toEqual(before);
});
