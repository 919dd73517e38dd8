/** The paths of message rules: `location[0].period.start`, `name[]`, `dosageInstruction[segment].timing`; taken apart once. */
import { isTree, type Tree } from '#mapping';

export interface MessageStep {
  readonly name: string;
  /** A place in a list; `append`; `segment`: the place of the segment among those that speak of the resource. */
  readonly at?: number | 'append' | 'segment';
}

export const messagePath = (path: string): MessageStep[] =>
  path === ''
    ? []
    : path.split('.').map((step) => {
        const [, name = '', , at] = /^([A-Za-z]+)(\[(\d*|segment)\])?$/.exec(step) ?? [];
        if (name === '') throw new Error(`\`${path}\` is not a path of a message rule`);
        if (at === undefined) return { name };
        if (at === 'segment') return { name, at };
        return { name, at: at === '' ? 'append' : Number(at) };
      });

/** Writes into `root` itself. An object meets the object that is there: each value of a rule adds to what others wrote. */
export function writeMessage(root: Tree, steps: readonly MessageStep[], value: unknown, segment: number): void {
  let node = root;
  for (const [depth, { name, at }] of steps.entries()) {
    const last = depth === steps.length - 1;
    if (at === undefined) {
      if (last) {
        node[name] = joined(node[name], value);
        return;
      }
      node = treeIn(node, name);
      continue;
    }
    const list = Array.isArray(node[name]) ? (node[name] as unknown[]) : [];
    node[name] = list;
    const wanted = at === 'segment' ? segment : at === 'append' ? list.length : at;
    const place = Math.min(wanted, list.length);
    if (last) {
      list[place] = joined(list[place], value);
      return;
    }
    if (!isTree(list[place])) list[place] = {};
    node = list[place] as Tree;
  }
  if (isTree(value)) for (const [name, member] of Object.entries(value)) node[name] = both(node[name], member);
}

function treeIn(node: Tree, name: string): Tree {
  const there = node[name];
  if (isTree(there)) return there;
  const made: Tree = {};
  node[name] = made;
  return made;
}

const joined = (there: unknown, value: unknown): unknown =>
  isTree(there) && isTree(value) ? { ...there, ...value } : value;

/** Notes of several fields stand side by side. */
const both = (there: unknown, value: unknown): unknown =>
  Array.isArray(there) && Array.isArray(value) ? [...there, ...value] : value;

/** The value at `code.text`; lists are not entered. */
export function readMessage(root: Tree, path: string): unknown {
  let node: unknown = root;
  for (const name of path.split('.')) node = isTree(node) ? node[name] : undefined;
  return Array.isArray(node) && node.length === 0 ? undefined : node;
}
