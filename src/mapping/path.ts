/** The restricted paths of the rule tables: `detail.goal[0].reference`, `extension(person-wish).valueString`, `item(=sleep).answer[*].valueCoding`. */
import { isDeepStrictEqual } from 'node:util';
import { compilePath, type Slice, type Step } from './path-steps.ts';

export type Tree = Record<string, unknown>;

/** An element, by what holds it and its name or place there. */
export type Place = readonly [holder: object, key: string | number];

/** What a path found, and every element that it has thereby accounted for. */
export interface Reading {
  readonly value: unknown;
  readonly places: readonly Place[];
}

export const readPath = (root: unknown, path: string): Reading => readSteps(root, compilePath(path));

/** Writes into `root` itself; `undefined` removes, and takes with it whatever it leaves empty. */
export const writePath = (root: Tree, path: string, value: unknown): void => write(root, compilePath(path), 0, value);

export function readSteps(root: unknown, steps: readonly Step[]): Reading {
  const places: Place[] = [];
  return { value: read(root, steps, 0, places), places };
}

export const writeSteps = (root: Tree, steps: readonly Step[], value: unknown): void => write(root, steps, 0, value);

export const isTree = (node: unknown): node is Tree =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

function read(root: unknown, steps: readonly Step[], from: number, places: Place[]): unknown {
  let node: unknown = root;
  let holder: object | undefined;
  let key: string | number = '';
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at] as Step;
    if (!isTree(node)) return undefined;
    holder = node;
    key = step.name;
    node = node[step.name];
    if (step.index === undefined && step.slice === undefined) continue;
    if (!Array.isArray(node)) return undefined;
    if (step.index === 'all') return readAll(node, steps, at + 1, places);
    const found = indexIn(node, step);
    if (found < 0) return undefined;
    holder = node;
    key = found;
    node = node[found];
    if (step.slice !== undefined) readFrame(node, step.slice, places);
  }
  if (node !== undefined && holder !== undefined) places.push([holder, key]);
  return node;
}

/** What tells an entry from its neighbours is accounted for with it. */
function readFrame(entry: unknown, { key, frame, also = [] }: Slice, places: Place[]): void {
  read(entry, key, 0, places);
  for (const one of also) readFrame(entry, one, places);
  if (isTree(entry)) for (const one of frame) places.push([entry, one]);
}

function readAll(list: readonly unknown[], steps: readonly Step[], at: number, places: Place[]): unknown {
  const slice = steps[at - 1]?.slice;
  const values: unknown[] = [];
  for (const [index, entry] of list.entries()) {
    if (slice !== undefined && !isOf(entry, slice)) continue;
    if (slice !== undefined) readFrame(entry, slice, places);
    const value = read(entry, steps, at, places);
    if (value === undefined) continue;
    if (at === steps.length) places.push([list, index]);
    values.push(value);
  }
  return values.length === 0 ? undefined : values;
}

/** The entry has what the slice asks for. */
function isOf(entry: unknown, { key, element, value, also = [] }: Slice): boolean {
  if (!also.every((one) => isOf(entry, one))) return false;
  if (element !== undefined) return isTree(entry) && entry[element] === value;
  return readSteps(entry, key).value === value;
}

function indexIn(list: readonly unknown[], { index, slice }: Step): number {
  if (slice !== undefined) {
    for (let at = 0; at < list.length; at += 1) if (isOf(list[at], slice)) return at;
    return -1;
  }
  return index === 'append' ? list.length : Number(index ?? 0);
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
  if (step.index === 'all') writeAll(list, step, { steps, at: at + 1, value });
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
function writeAll(list: unknown[], step: Step, { steps, at, value }: Rest): void {
  const values = value === undefined ? [] : [value].flat();
  const { slice } = step;
  const own = list.flatMap((entry, index) => (slice === undefined || isOf(entry, slice) ? [index] : []));
  while (own.length < values.length) own.push(list.push(slice === undefined ? undefined : madeOf(step)) - 1);
  for (const [index, place] of [...own.entries()].reverse()) {
    const holder: Tree = list[place] === undefined ? {} : { entry: list[place] };
    put(holder, 'entry', { steps, at, value: values[index] });
    const { entry } = holder;
    if (entry === undefined || (values[index] === undefined && isBare(entry, step))) list.splice(place, 1);
    else list[place] = entry;
  }
}

/** A fresh entry of a slice: nothing but what tells it from its neighbours. */
function madeOf({ slice }: Step): Tree {
  const made: Tree = {};
  for (const { key, value } of slice === undefined ? [] : [slice, ...(slice.also ?? [])]) write(made, key, 0, value);
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
