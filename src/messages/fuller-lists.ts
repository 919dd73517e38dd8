/** What is told of a person's names, addresses and contact points meets what is known: saying less takes nothing away. */
import { isDeepStrictEqual } from 'node:util';
import { isTree, type Tree } from '#mapping';

/** Where several systems tell of one person, each in as much detail as it has. */
const LISTS: readonly string[] = ['name', 'address', 'telecom'];
/** What an entry is about. */
const NAMING: readonly string[] = ['text', 'value'];

/**
 * The lists of `told`, each entry with what `known` has besides of the same. Where nothing new is told, what is known stays
 * whole; where anything is, the rest of what was known is no longer so.
 */
export function fullerLists(known: object, told: object): Tree {
  const [before, news] = [known as Tree, told as Tree];
  const found = LISTS.flatMap((name) => {
    const [old, fresh] = [before[name], news[name]];
    return Array.isArray(old) && Array.isArray(fresh) ? [[name, fuller(old, fresh)] as const] : [];
  });
  return Object.fromEntries(found);
}

function fuller(known: readonly unknown[], told: readonly unknown[]): readonly unknown[] {
  const met = new Set<unknown>();
  const all = told.map((one) => {
    const same = known.find((other) => !met.has(other) && isOfTheSame(other, one));
    met.add(same);
    return { one, same, whole: same === undefined ? one : { ...(same as Tree), ...(one as Tree) } };
  });
  const isNew = all.some(({ same }) => same === undefined);
  if (isNew) return all.map(({ whole }) => whole);
  return known.map((other) => all.find(({ same }) => same === other)?.whole ?? other);
}

/** Nothing that both say differs, and what is told is about the same, or does not say what it is about. */
function isOfTheSame(known: unknown, told: unknown): boolean {
  if (!isTree(known) || !isTree(told)) return isDeepStrictEqual(known, told);
  if (NAMING.some((name) => told[name] !== undefined && told[name] !== known[name])) return false;
  return Object.entries(told).every(
    ([name, value]) => known[name] === undefined || isDeepStrictEqual(known[name], value),
  );
}
