/** Twins of the rules of things that hold themselves: as FHIRPath they would walk the whole tree from each place in it. */
import { type Fields, list } from './fields.ts';

type Holds = (resource: Fields) => boolean;

export const TREE_TWINS: Readonly<Record<string, Holds>> = {
  'descendants().linkId.isDistinct()': (resource) => areDistinct(resource, 'item', 'linkId'),
  'concept.code.combine($this.descendants().concept.code).isDistinct()': (resource) =>
    areDistinct(resource, 'concept', 'code'),
};

/** Is the key of every branch, at any depth, its own? */
function areDistinct(root: Fields, branch: string, key: string): boolean {
  const seen = new Set<unknown>();
  const open = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const inner of list(at[branch])) {
      const name = inner[key];
      if (name !== undefined && seen.has(name)) return false;
      seen.add(name);
      open.push(inner);
    }
  }
  return true;
}
