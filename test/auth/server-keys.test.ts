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

const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

test('a new key is there at once, signs a day later, and the older one verifies for thirty days', async () => {
  const database = await emptyDatabase();
  const first = await loadServerKeys(database, NOW);
  const kidOf = ({ signing }: typeof first, index = 0) => signing[index]?.kid;
  const listed = await listServerKeys(database, NOW);
  expect(listed.map(({ use, signs }) => [use, signs])).toEqual([
    ['signing', true],
    ['cookie', true],
  ]);
  expect(listed[0]).toEqual({ use: 'signing', kid: kidOf(first), createdAt: NOW, signsFrom: NOW, signs: true });

  const rotated = await rotateServerKeys(database, hours(1));
  expect(rotated.map(({ use, signs, signsFrom }) => [use, signs, signsFrom])).toEqual([
    ['signing', false, hours(25)],
    ['signing', true, NOW],
    ['cookie', false, hours(25)],
    ['cookie', true, NOW],
  ]);
  expect(JSON.stringify(rotated)).not.toMatch(new RegExp(`"d"|${first.cookie[0]}`));
  const before = await loadServerKeys(database, new Date(hours(25).getTime() - 1));
  expect(before.signing.map(({ kid }) => kid)).toEqual([kidOf(first), rotated[0]?.kid]);
  expect([before.cookie.length, before.cookie[0]]).toEqual([2, first.cookie[0]]);
  const after = await loadServerKeys(database, hours(25));
  expect(after.signing.map(({ kid }) => kid)).toEqual([rotated[0]?.kid, kidOf(first)]);
  expect(after.cookie).toEqual(before.cookie.toReversed());
  expect((await listServerKeys(database, hours(25))).map(({ signs }) => signs)).toEqual([true, false, true, false]);

  await rotateServerKeys(database, hours(1 + 30 * 24));
  expect((await loadServerKeys(database, hours(1 + 30 * 24))).signing.map(({ kid }) => kid)).toContain(kidOf(first));
  await rotateServerKeys(database, hours(1 + 31 * 24));
  const last = await loadServerKeys(database, hours(1 + 31 * 24));
  expect(last.signing.map(({ kid }) => kid)).not.toContain(kidOf(first));
  expect(last.signing.map(({ kid }) => kid)).toContain(rotated[0]?.kid);
  expect([last.signing.length, last.cookie.length]).toEqual([3, 3]);
});

test('whoever rotates twice within a day waits a day for each, and what signed before still signs', async () => {
  const database = await emptyDatabase();
  const [first] = (await loadServerKeys(database, NOW)).signing;
  const [second] = await rotateServerKeys(database, hours(1));
  const [third] = await rotateServerKeys(database, hours(2));
  const signerAt = async (at: Date) => (await loadServerKeys(database, at)).signing[0]?.kid;
  expect([await signerAt(hours(24)), await signerAt(hours(25)), await signerAt(hours(26))]).toEqual([
    first?.kid,
    second?.kid,
    third?.kid,
  ]);
});
