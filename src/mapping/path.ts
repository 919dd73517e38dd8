/** The restricted paths of the rule tables: `detail.goal[0].reference`, `extension(person-wish).valueString`, `name[]`. */
import { idSystemUrl, profileUrl } from '#fhir';

export type Tree = Record<string, unknown>;

interface Step {
  readonly name: string;
  /** `[2]`; `[]` appends. */
  readonly index?: number | 'append';
  /** `(person-wish)`: the entry of our extension or identifier system; `(=interval)` takes the word as it is. */
  readonly slice?: { readonly key: 'url' | 'system'; readonly value: string };
}

/** What a path found, and every concrete place that it has thereby accounted for. */
export interface Reading {
  readonly value: unknown;
  readonly places: readonly string[];
}

export function readPath(root: unknown, path: string): Reading {
  let node: unknown = root;
  let place = '';
  const places: string[] = [];
  for (const step of parsePath(path)) {
    if (!isTree(node)) return { value: undefined, places };
    node = node[step.name];
    place = place === '' ? step.name : `${place}.${step.name}`;
    if (step.index === undefined && step.slice === undefined) continue;
    if (!Array.isArray(node)) return { value: undefined, places };
    const at = indexIn(node, step);
    if (step.slice !== undefined && at >= 0) places.push(`${place}[${at}].${step.slice.key}`);
    node = node[at];
    place = `${place}[${at}]`;
  }
  return {
    value: node,
    places: node === undefined ? places : [...places, place],
  };
}

/** Writes into `root` itself; `undefined` removes, and takes with it whatever it leaves empty. */
export function writePath(root: Tree, path: string, value: unknown): void {
  write(root, parsePath(path), value);
}

export const isTree = (node: unknown): node is Tree =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

function parsePath(path: string): Step[] {
  const steps = path.match(/[^.(]+(?:\([^)]*\))?/g) ?? [];
  return steps.map((text) => {
    const [, name = '', bracket, slice] = /^([A-Za-z]\w*)(\[\d*\])?(?:\((.+)\))?$/.exec(text) ?? [];
    if (name === '') throw new Error(`\`${path}\` is not a path of a rule table`);
    if (bracket !== undefined)
      return {
        name,
        index: bracket === '[]' ? 'append' : Number(bracket.slice(1, -1)),
      };
    return slice === undefined ? { name } : { name, slice: sliceOf(name, slice) };
  });
}

function sliceOf(name: string, word: string): { key: 'url' | 'system'; value: string } {
  if (name === 'identifier') return { key: 'system', value: idSystemUrl(word) };
  return {
    key: 'url',
    value: word.startsWith('=') ? word.slice(1) : profileUrl(word),
  };
}

function indexIn(list: readonly unknown[], { index, slice }: Step): number {
  if (slice !== undefined) return list.findIndex((entry) => isTree(entry) && entry[slice.key] === slice.value);
  return index === 'append' ? list.length : (index ?? 0);
}

function write(node: Tree, [step, ...rest]: Step[], value: unknown): void {
  if (step === undefined) return;
  if (step.index === undefined && step.slice === undefined) {
    put(node, step.name, rest, value);
    return;
  }
  const held = node[step.name];
  const list: unknown[] = Array.isArray(held) ? held : [];
  const found = indexIn(list, step);
  const at = found < 0 ? list.length : Math.min(found, list.length);
  if (at === list.length && value === undefined) return;
  const holder: Tree = {
    entry: list[at] ?? (step.slice === undefined ? undefined : { [step.slice.key]: step.slice.value }),
  };
  put(holder, 'entry', rest, value);
  const entry = holder['entry'];
  const only = step.slice !== undefined && isTree(entry) && Object.keys(entry).length === 1;
  if (entry === undefined || only) list.splice(at, 1);
  else list[at] = entry;
  if (list.length === 0) delete node[step.name];
  else node[step.name] = list;
}

function put(node: Tree, name: string, rest: Step[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) delete node[name];
    else node[name] = value;
    return;
  }
  const child = isTree(node[name]) ? node[name] : {};
  write(child, rest, value);
  if (Object.keys(child).length === 0) delete node[name];
  else node[name] = child;
}

/** The concrete places of every leaf below a node, `activity[0].detail.code.text`. */
export function leavesOf(node: unknown, place = ''): string[] {
  if (Array.isArray(node)) return node.flatMap((item, at) => leavesOf(item, `${place}[${at}]`));
  if (!isTree(node)) return node === undefined ? [] : [place];
  return Object.entries(node).flatMap(([key, value]) => leavesOf(value, place === '' ? key : `${place}.${key}`));
}

/** A leaf is accounted for when a rule touched it or something above it. */
export const isCovered = (leaf: string, places: ReadonlySet<string>): boolean => {
  if (places.has(leaf)) return true;
  return [...leaf.matchAll(/[.[]/g)].some(({ index }) => places.has(leaf.slice(0, index)));
};
