/** Which elements have been accounted for, and the names of those that have not. */
import { isTree, type Place } from './path.ts';

/** By what holds them: nothing but a look is needed to know whether an element is there. */
export type Covered = Map<object, Set<string | number>>;

export function coverPlace(covered: Covered, [holder, key]: Place): void {
  const known = covered.get(holder);
  if (known === undefined) covered.set(holder, new Set([key]));
  else known.add(key);
}

/** The leaves of a node that are not accounted for, nor anything above them: `activity[0].detail.code.text`. */
export function leavesBeside(covered: Covered, node: object): string[] {
  const left: string[] = [];
  gather(covered, node, '', left);
  return left;
}

function gather(covered: Covered, node: object, path: string, left: string[]): void {
  const known = covered.get(node);
  for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
    if (known?.has(key) === true) continue;
    const value = (node as Record<string | number, unknown>)[key];
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null) gather(covered, value, below(path, key), left);
    else left.push(below(path, key));
  }
}

const below = (path: string, key: string | number): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** The path of a place within a resource; nothing where it stands elsewhere. */
export function pathTo(resource: object, [holder, key]: Place, path = ''): string | undefined {
  if (resource === holder) return below(path, key);
  for (const [name, value] of Array.isArray(resource) ? resource.entries() : Object.entries(resource)) {
    if (!isTree(value) && !Array.isArray(value)) continue;
    const found = pathTo(value, [holder, key], below(path, name));
    if (found !== undefined) return found;
  }
  return undefined;
}
