import { expect, test } from 'vitest';
import { listServerKeys, loadServerKeys, rotateServerKeys } from '../../src/auth/server-keys.ts';
import { emptyDatabase, NOW } from './house.ts';

test('processes that start at once have the same keys, made once and kept', async () => {
  const database = await emptyDatabase();
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => loadServerKeys(database, NOW)));
  expect(first?.signing).toHaveLength(1);
  expect(first?.signing[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' });
  expect(first?.cookie).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)]);
  for (const other of others) expect(other).toEqual(first);
  expect(await loadServerKeys(database, NOW)).toEqual(first);
});

test('two houses never share a key', async () => {
  const [one, two] = await Promise.all([
    loadServerKeys(await emptyDatabase(), NOW),
    loadServerKeys(await emptyDatabase(), NOW),
  ]);
  expect(one.signing[0]?.kid).not.toBe(two.signing[0]?.kid);
  expect(one.cookie[0]).not.toBe(two.cookie[0]);
});

test('a new key signs from the next start on, and the older one goes on verifying for thirty days', async () => {
  const database = await emptyDatabase();
  const first = await loadServerKeys(database, NOW);
  const listed = await listServerKeys(database);
  expect(listed.map(({ use, signs }) => [use, signs])).toEqual([
    ['signing', true],
    ['cookie', true],
  ]);
  expect(listed[0]).toEqual({ use: 'signing', kid: first.signing[0]?.kid, createdAt: NOW, signs: true });
  const rotated = await rotateServerKeys(database, NOW);
  expect(rotated.map(({ use, signs }) => [use, signs])).toEqual([
    ['signing', true],
    ['signing', false],
    ['cookie', true],
    ['cookie', false],
  ]);
  expect(JSON.stringify(rotated)).not.toMatch(new RegExp(`"d"|${first.cookie[0]}`));
  const second = await loadServerKeys(database, NOW);
  expect(second.signing.map(({ kid }) => kid)).toEqual([rotated[0]?.kid, first.signing[0]?.kid]);
  expect(second.cookie[1]).toBe(first.cookie[0]);

  const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
  await rotateServerKeys(database, days(30));
  expect((await loadServerKeys(database, days(30))).signing.map(({ kid }) => kid)).toContain(first.signing[0]?.kid);
  await rotateServerKeys(database, days(31));
  const last = await loadServerKeys(database, days(31));
  expect(last.signing.map(({ kid }) => kid)).not.toContain(first.signing[0]?.kid);
  expect(last.signing.map(({ kid }) => kid)).toContain(second.signing[0]?.kid);
  expect([last.signing.length, last.cookie.length]).toEqual([3, 3]);
});
