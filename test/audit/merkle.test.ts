import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { consistencyProof, inclusionProof, provesConsistency, provesInclusion } from '../../src/audit/index.ts';
import { BLOCK, type Leaves, rootOf, rootOverDigests } from '../../src/audit/merkle.ts';

const leavesFrom = (digests: readonly Buffer[]): Leaves => ({
  digests: async (from, to) => digests.slice(from, to),
  block: async (index) => rootOverDigests(digests.slice(index * BLOCK, (index + 1) * BLOCK)),
});
const digests = Array.from({ length: 3 * BLOCK + 5 }, (_, n) => createHash('sha256').update(String(n)).digest());
const leaves = leavesFrom(digests);

test('the roots are those that are published for the tree of certificate transparency', async () => {
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const published = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const few = leavesFrom(inputs.map((hex) => Buffer.from(hex, 'hex')));
  for (const [size, root] of published.entries()) expect((await rootOf(few, 0, size)).toString('hex')).toBe(root);
});

test('a tree made from blocks is that of all its leaves', async () => {
  for (const size of [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 7, digests.length])
    expect(await rootOf(leaves, 0, size)).toEqual(rootOverDigests(digests.slice(0, size)));
});

const SIZES = [...Array.from({ length: 20 }, (_, n) => n + 1), BLOCK, BLOCK + 3, 2 * BLOCK + 1, digests.length];

test('every record is proved to be in the tree, at its place and at no other', async () => {
  for (const size of SIZES) {
    const root = await rootOf(leaves, 0, size);
    const places = size <= 20 ? [...Array(size).keys()] : [0, 1, size >> 1, BLOCK - 1, size - 2, size - 1];
    for (const index of places) {
      const path = await inclusionProof(leaves, index, size);
      const claim = { digest: digests[index] as Buffer, index, size, path, root };
      expect(provesInclusion(claim)).toBe(true);
      expect(provesInclusion({ ...claim, digest: digests[index + 1] ?? Buffer.alloc(32) })).toBe(false);
      expect(provesInclusion({ ...claim, index: index === 0 ? 1 : index - 1 })).toBe(false);
      expect(provesInclusion({ ...claim, index: size })).toBe(false);
      expect(provesInclusion({ ...claim, path: [...path, root] })).toBe(false);
      if (path.length > 0) expect(provesInclusion({ ...claim, path: path.slice(1) })).toBe(false);
    }
  }
});

test('an earlier tree is proved to be the beginning of a later one, and a forked one is not', async () => {
  for (const second of SIZES) {
    for (const first of SIZES.filter((size) => size <= second)) {
      const [firstRoot, secondRoot] = [await rootOf(leaves, 0, first), await rootOf(leaves, 0, second)];
      const path = await consistencyProof(leaves, first, second);
      const claim = { first, second, firstRoot, secondRoot, path };
      expect(provesConsistency(claim)).toBe(true);
      const forked = rootOverDigests([...digests.slice(0, first - 1), Buffer.alloc(32, 7)]);
      expect(provesConsistency({ ...claim, firstRoot: forked })).toBe(false);
      expect(provesConsistency({ ...claim, secondRoot: forked })).toBe(false);
      expect(provesConsistency({ ...claim, path: [...path, secondRoot] })).toBe(false);
      expect(provesConsistency({ ...claim, first: second + 1 })).toBe(false);
      if (path.length > 0) expect(provesConsistency({ ...claim, path: path.slice(1) })).toBe(false);
    }
  }
  const claim = { first: 0, second: 3, firstRoot: digests[0] as Buffer, secondRoot: digests[1] as Buffer, path: [] };
  expect(provesConsistency(claim)).toBe(false);
  expect(provesConsistency({ ...claim, first: 3, second: 4 })).toBe(false);
});
