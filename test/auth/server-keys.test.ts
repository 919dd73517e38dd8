import { expect, test } from 'vitest';
import { loadServerKeys } from '../../src/auth/server-keys.ts';
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
