/** The restricted paths of the rule tables: `detail.goal[0].reference`, `extension(person-wish).valueString`, `item(=sleep).answer[*].valueCoding`. */
import { isDeepStrictEqual } from 'node:util';
import { compilePath, type Step } from './path-steps.ts';

export type Tree = Record<string, unknown>;

/** What a path found, and every concrete place that it has thereby accounted for. */
export interface Reading {
  readonly value: unknown;
  readonly places: readonly string[];
}

export const readPath = (root: unknown, path: string): Reading => readSteps(root, compilePath(path));

/** Writes into `root` itself; `undefined` removes, and takes with it whatever it leaves empty. */
export const writePath = (root: Tree, path: string, value: unknown): void => write(root, compilePath(path), 0, value);

export function readSteps(root: unknown, steps: readonly Step[]): Reading {
  const places: string[] = [];
  const value = read(root, steps, { at: 0, place: '', places });
  return { value, places };
}

export const writeSteps = (root: Tree, steps: readonly Step[], value: unknown): void => write(root, steps, 0, value);

export const isTree = (node: unknown): node is Tree =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

interface Walk {
  readonly at: number;
  readonly place: string;
  readonly places: string[];
}

function read(root: unknown, steps: readonly Step[], walk: Walk): unknown {
  let node: unknown = root;
  let { place } = walk;
  for (let at = walk.at; at < steps.length; at += 1) {
    const step = steps[at] as Step;
    if (!isTree(node)) return undefined;
    node = node[step.name];
    place = place === '' ? step.name : `${place}.${step.name}`;
    if (step.index === undefined && step.slice === undefined) continue;
    if (!Array.isArray(node)) return undefined;
    if (step.index === 'all') return readAll(node, steps, { at: at + 1, place, places: walk.places });
    const found = indexIn(node, step);
    if (found < 0) return undefined;
    node = node[found];
    place = `${place}[${found}]`;
    if (step.slice !== undefined) {
      read(node, step.slice.key, { at: 0, place, places: walk.places });
      for (const frame of step.slice.frame) walk.places.push(`${place}.${frame}`);
    }
  }
  if (node !== undefined) walk.places.push(place);
  return node;
}

function readAll(list: readonly unknown[], steps: readonly Step[], { at, place, places }: Walk): unknown {
  const values = list.flatMap((entry, index) => {
    const value = read(entry, steps, { at, place: `${place}[${index}]`, places });
    return value === undefined ? [] : [value];
  });
  return values.length === 0 ? undefined : values;
}

function indexIn(list: readonly unknown[], { index, slice }: Step): number {
  if (slice === undefined) return index === 'append' ? list.length : Number(index ?? 0);
  const [only, ...more] = slice.key;
  if (only !== undefined && more.length === 0 && only.index === undefined && only.slice === undefined)
    return list.findIndex((entry) => isTree(entry) && entry[only.name] === slice.value);
  return list.findIndex((entry) => readSteps(entry, slice.key).value === slice.value);
}

function write(node: Tree, steps: readonly Step[], at: number, value: unknown): void {
  const step = steps[at];
  if (step === undefined) return;
  if (step.index === undefined && step.slice === undefined) {
    put(node, step.name, { steps, at: at + 1, value });
    return;
  }
  const held = node[step.name];
  const list: unknown[] = Array.isArray(held) ? held : [];
  if (step.index === 'all') writeAll(list, steps, at + 1, value);
  else writeOne(list, step, { steps, at: at + 1, value });
  if (list.length === 0) delete node[step.name];
  else node[step.name] = list;
}

interface Rest {
  readonly steps: readonly Step[];
  readonly at: number;
  readonly value: unknown;
}

function writeOne(list: unknown[], step: Step, rest: Rest): void {
  const found = indexIn(list, step);
  const at = found < 0 ? list.length : Math.min(found, list.length);
  if (at === list.length && rest.value === undefined) return;
  const holder: Tree = { entry: list[at] ?? (step.slice === undefined ? undefined : madeOf(step)) };
  put(holder, 'entry', rest);
  const { entry } = holder;
  if (entry === undefined || (rest.value === undefined && isBare(entry, step))) list.splice(at, 1);
  else list[at] = entry;
}

/** One value for each entry, in order; entries beyond the values lose what the path names. */
function writeAll(list: unknown[], steps: readonly Step[], at: number, value: unknown): void {
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
  for (let index = Math.max(list.length, values.length) - 1; index >= 0; index -= 1) {
    const holder: Tree = list[index] === undefined ? {} : { entry: list[index] };
    put(holder, 'entry', { steps, at, value: values[index] });
    if (holder['entry'] === undefined) list.splice(index, 1);
    else list[index] = holder['entry'];
  }
}

/** A fresh entry of a slice: nothing but what tells it from its neighbours. */
function madeOf({ slice }: Step): Tree {
  const made: Tree = {};
  if (slice !== undefined) write(made, slice.key, 0, slice.value);
  return made;
}

/** Nothing is left of the entry but its frame. */
function isBare(entry: unknown, step: Step): boolean {
  if (step.slice === undefined || !isTree(entry)) return false;
  const made = madeOf(step);
  return Object.entries(entry).every(
    ([key, value]) => step.slice?.frame.includes(key) === true || isDeepStrictEqual(made[key], value),
  );
}

function put(node: Tree, name: string, { steps, at, value }: Rest): void {
  if (at === steps.length) {
    if (value === undefined) delete node[name];
    else node[name] = value;
    return;
  }
  const child = isTree(node[name]) ? node[name] : {};
  write(child, steps, at, value);
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
