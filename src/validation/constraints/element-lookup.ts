/** Finds the elements that a path names in a definition, going into the types of elements where the definition stops. */
import { type Fields, isFields, list } from './fields.ts';
import type { Run } from './shape.ts';

/** An element and the list of elements that it stands in. */
export interface Located {
  readonly element: Fields;
  readonly elements: readonly Fields[];
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const BASES_MAX = 20;

/** The elements of a definition, or of the nearest base that has them written out; undefined when none is loaded. */
export function elementsOf(canonical: string, run: Run): readonly Fields[] | undefined {
  let definition = run.definition('StructureDefinition', canonical);
  for (let depth = 0; depth < BASES_MAX && isFields(definition); depth++) {
    const { snapshot, baseDefinition } = definition;
    if (isFields(snapshot)) return listed(snapshot);
    if (typeof baseDefinition !== 'string') return undefined;
    definition = run.definition('StructureDefinition', baseDefinition);
  }
  return undefined;
}

const lists = new WeakMap<Fields, readonly Fields[]>();

/** One list for each snapshot, so that what is worked out from it is kept. */
function listed(snapshot: Fields): readonly Fields[] {
  let elements = lists.get(snapshot);
  if (elements === undefined) {
    elements = list(snapshot['element']);
    lists.set(snapshot, elements);
  }
  return elements;
}

/** Where a definition begins. */
export function rootOf(elements: readonly Fields[]): readonly Located[] {
  const [element] = elements;
  return element === undefined ? [] : [{ element, elements }];
}

/** The child of that name: none when there is no such element, undefined when what could tell is not loaded. */
export function enter(from: readonly Located[], name: string, run: Run): readonly Located[] | undefined {
  const found: Located[] = [];
  let open = false;
  for (const one of from) {
    const inside = childrenOf(one, run);
    if (inside === undefined) open = true;
    else found.push(...inside.flatMap((child) => named(child, name)));
  }
  return found.length === 0 && open ? undefined : found;
}

/** The steps one after the other. */
export function follow(from: readonly Located[], steps: readonly string[], run: Run): readonly Located[] | undefined {
  let at: readonly Located[] | undefined = from;
  for (const step of steps) {
    if (at === undefined || at.length === 0) return at;
    at = enter(at, step, run);
  }
  return at;
}

/** The names of the children, in their order. */
export const childNames = (from: readonly Located[], run: Run): readonly string[] =>
  from.flatMap((one) => (childrenOf(one, run) ?? []).map(({ element }) => lastOf(element['path'])));

export const typesOf = ({ type }: Fields): readonly string[] =>
  list(type).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));

const lastOf = (path: unknown): string => String(path).split('.').at(-1) ?? '';

/** The element under that name: `value[x]` is also `value`, and `valueQuantity` is `value[x]` with that type alone. */
function named(located: Located, name: string): readonly Located[] {
  const { element } = located;
  const own = lastOf(element['path']);
  if (own === name) return [located];
  const stem = own.slice(0, -3);
  if (!own.endsWith('[x]') || !name.startsWith(stem)) return [];
  if (name === stem) return [located];
  const suffix = name.slice(stem.length).toLowerCase();
  const type = list(element['type']).filter(({ code }) => String(code).toLowerCase() === suffix);
  return type.length === 0 ? [] : [{ ...located, element: { ...element, type } }];
}

function childrenOf({ element, elements }: Located, run: Run): readonly Located[] | undefined {
  const { path, contentReference } = element;
  const below = childrenAt(elements, String(path));
  if (below.length > 0) return below;
  if (typeof contentReference === 'string')
    return childrenAt(elements, contentReference.slice(contentReference.indexOf('#') + 1));
  const inside = typesOf(element).map((code) => {
    const own = elementsOf(code.includes(':') ? code : `${CORE}${code}`, run);
    return own === undefined ? undefined : childrenAt(own, String(own[0]?.['path']));
  });
  return inside.includes(undefined) ? undefined : inside.flatMap((one) => one ?? []);
}

const children = new WeakMap<readonly Fields[], ReadonlyMap<string, readonly Located[]>>();

/** The children of a path, each element once: slices have the same children as what they slice. */
function childrenAt(elements: readonly Fields[], path: string): readonly Located[] {
  let index = children.get(elements);
  if (index === undefined) {
    const made = new Map<string, Located[]>();
    for (const element of elements) {
      const own = String(element['path']);
      const dot = own.lastIndexOf('.');
      if (dot < 0 || element['sliceName'] !== undefined) continue;
      const parent = own.slice(0, dot);
      const known = made.get(parent);
      if (known === undefined) made.set(parent, [{ element, elements }]);
      else if (!known.some((one) => one.element['path'] === own)) known.push({ element, elements });
    }
    index = made;
    children.set(elements, index);
  }
  return index.get(path) ?? [];
}
