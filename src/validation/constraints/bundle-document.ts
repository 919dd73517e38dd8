/** A document holds nothing that is not linked with its Composition, in one direction or the other; a message had better not. */
import { type Fields, isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

/** Reports each entry that no chain of references ties to the first one. Linear in the size of the bundle. */
export function linkedEntries(entries: readonly Fields[], node: Node, run: Run): void {
  const { type } = node.value as { type?: unknown };
  const severity = type === 'document' ? 'error' : 'warning';
  const linked = reachable(neighboursOf(entries));
  entries.forEach(({ resource, fullUrl }, index) => {
    if (linked.has(index) || !isFields(resource)) return;
    const words = { found: String(fullUrl ?? resource['resourceType']), type: String(type) };
    run.report('bundle-entry-orphan', node, words, { below: `.entry[${index}]`, key: 'entry', severity });
  });
}

/** For each entry, those that it refers to and those that refer to it. */
function neighboursOf(entries: readonly Fields[]): readonly number[][] {
  const byName = indexOf(entries);
  const neighbours: number[][] = entries.map(() => []);
  entries.forEach(({ resource }, index) => {
    for (const text of textsIn(resource)) {
      for (const other of byName.get(nameIn(text)) ?? []) {
        neighbours[index]?.push(other);
        neighbours[other]?.push(index);
      }
    }
  });
  return neighbours;
}

/** Entries by fullUrl and by `Type/id`. */
function indexOf(entries: readonly Fields[]): ReadonlyMap<string, number[]> {
  const byName = new Map<string, number[]>();
  entries.forEach(({ fullUrl, resource }, index) => {
    const { resourceType, id } = isFields(resource) ? resource : {};
    for (const name of new Set([fullUrl, `${resourceType}/${id}`])) {
      if (typeof name !== 'string') continue;
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [index]);
      else known.push(index);
    }
  });
  return byName;
}

const nameIn = (literal: string): string => literal.split('/_history/', 1)[0] ?? literal;

/** Every text in a resource, at any depth: references are made as `reference`, but as the `url` of an attachment too. */
function textsIn(resource: unknown): Set<string> {
  const texts = new Set<string>();
  const open: unknown[] = [resource];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'string') texts.add(one);
    else if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return texts;
}

function reachable(neighbours: readonly number[][]): ReadonlySet<number> {
  const reached = new Set([0]);
  // A set gives what is added while it is being read.
  for (const index of reached) for (const other of neighbours[index] ?? []) reached.add(other);
  return reached;
}
