/** The Merkle tree of RFC 9162 over the digests of records: its root, and proofs that can be checked without the records. */
import { createHash } from 'node:crypto';

/** What a tree is made from. Records are counted from 0 here. */
export interface Leaves {
  /** Digests of the records from `from` up to, not including, `to`. */
  digests(from: number, to: number): Promise<readonly Buffer[]>;
  /** The root over a whole block of {@link BLOCK} records. */
  block(index: number): Promise<Buffer>;
}

/** A power of two: a block is a subtree of every tree that holds it whole. */
export const BLOCK = 1_024;

const hash = (...parts: readonly Buffer[]): Buffer => {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part);
  return sha.digest();
};
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
const leafHash = (digest: Buffer): Buffer => hash(LEAF, digest);
const nodeHash = (left: Buffer, right: Buffer): Buffer => hash(NODE, left, right);

/** The root over the records from `from` up to `to` (RFC 9162 § 2.1.1). */
export async function rootOf(leaves: Leaves, from: number, to: number): Promise<Buffer> {
  const size = to - from;
  if (size === 0) return hash();
  if (size === BLOCK && from % BLOCK === 0) return leaves.block(from / BLOCK);
  if (size <= BLOCK) return rootOverDigests(await leaves.digests(from, to));
  const middle = from + splitOf(size);
  return nodeHash(await rootOf(leaves, from, middle), await rootOf(leaves, middle, to));
}

/** The root over digests that are all at hand. */
export function rootOverDigests(digests: readonly Buffer[]): Buffer {
  const [first, ...others] = digests;
  if (first === undefined) return hash();
  if (others.length === 0) return leafHash(first);
  const middle = splitOf(digests.length);
  return nodeHash(rootOverDigests(digests.slice(0, middle)), rootOverDigests(digests.slice(middle)));
}

/** The path from a record to the root over the first `size` records, from below (§ 2.1.3.1). */
export const inclusionProof = (leaves: Leaves, index: number, size: number): Promise<Buffer[]> =>
  pathIn(leaves, index, 0, size);

async function pathIn(leaves: Leaves, index: number, from: number, to: number): Promise<Buffer[]> {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...(await pathIn(leaves, index, from, middle)), await rootOf(leaves, middle, to)]
    : [...(await pathIn(leaves, index, middle, to)), await rootOf(leaves, from, middle)];
}

/** That the tree over `first` records is the beginning of that over `second` (§ 2.1.4.1); `0 < first ≤ second`. */
export const consistencyProof = (leaves: Leaves, first: number, second: number): Promise<Buffer[]> =>
  subproof(leaves, { first, from: 0, to: second }, true);

interface Span {
  /** How many records the earlier tree has, counted from 0. */
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

async function subproof(leaves: Leaves, { first, from, to }: Span, isWhole: boolean): Promise<Buffer[]> {
  if (first === to) return isWhole ? [] : [await rootOf(leaves, from, to)];
  const middle = from + splitOf(to - from);
  if (first <= middle) {
    return [...(await subproof(leaves, { first, from, to: middle }, isWhole)), await rootOf(leaves, middle, to)];
  }
  return [...(await subproof(leaves, { first, from: middle, to }, false)), await rootOf(leaves, from, middle)];
}

/** The largest power of two below a size of at least 2. */
const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

interface Inclusion {
  readonly digest: Buffer;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Buffer[];
  readonly root: Buffer;
}

/** Whether a path proves that a record is in the tree (§ 2.1.3.2). */
export function provesInclusion({ digest, index, size, path, root }: Inclusion): boolean {
  if (index >= size) return false;
  let place = index;
  let last = size - 1;
  let found = leafHash(digest);
  for (const sibling of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      found = nodeHash(sibling, found);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else found = nodeHash(found, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && found.equals(root);
}

interface Consistency {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Buffer;
  readonly secondRoot: Buffer;
  readonly path: readonly Buffer[];
}

/** Whether a path proves that one tree is the beginning of the other (§ 2.1.4.2). */
export function provesConsistency({ first, second, firstRoot, secondRoot, path }: Consistency): boolean {
  if (first === second) return path.length === 0 && firstRoot.equals(secondRoot);
  if (first <= 0 || first > second) return false;
  const steps = Number.isInteger(Math.log2(first)) ? [firstRoot, ...path] : [...path];
  const [start, ...siblings] = steps;
  if (start === undefined) return false;
  let [place, last] = [first - 1, second - 1];
  while (place % 2 === 1) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  let [earlier, later] = [start, start];
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [earlier, later] = [nodeHash(sibling, earlier), nodeHash(sibling, later)];
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else later = nodeHash(later, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && earlier.equals(firstRoot) && later.equals(secondRoot);
}
