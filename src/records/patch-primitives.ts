/** Lets a FHIRPath see what stands beside primitives: their extensions, and those that have no value at all. */
import { type Atom, parseFhirPath, SymbolAtom, type TypedValue } from '@medplum/core';
import { besideName, type Holder, isHolder, itemsOf, plainName } from './patch-element.ts';

/** What the library finds, with its path and what stands beside it. */
interface Found extends TypedValue {
  readonly path?: string | undefined;
  readonly beside?: unknown;
}

/** The program of a path in which the name of an element leads to both sides of it. */
export function pathWithPrimitives(expression: string): Atom {
  const program = parseFhirPath(expression);
  widen(program);
  return program;
}

function widen(atom: object): void {
  if (atom instanceof SymbolAtom && /^[A-Za-z]/.test(atom.name)) widenName(atom);
  for (const part of Object.values(atom).flat()) if (isAtom(part)) widen(part);
}

const isAtom = (part: unknown): part is Atom =>
  typeof part === 'object' && part !== null && typeof (part as Partial<Atom>).eval === 'function';

function widenName(atom: SymbolAtom): void {
  const valuesOf = atom.eval.bind(atom);
  atom.eval = (context, input) =>
    input.flatMap((from: Found) => {
      const within = from.beside === undefined ? from : { type: 'Element', value: from.beside, path: from.path };
      return withBesides(within, atom.name, valuesOf(context, [within]));
    });
}

/** Puts to the values of the elements under a name what stands beside them. */
function withBesides(from: Found, name: string, values: readonly Found[]): Found[] {
  const key = keyOf(from.value, name);
  const holder = from.value as Holder;
  if (key === undefined || from.path === undefined || holder[besideName(key)] === undefined) return [...values];
  const byPath = new Map(values.map((value) => [value.path, value]));
  const path = `${from.path}.${name}`;
  const found = (beside: unknown, at: string): Found[] => {
    const value = byPath.get(at);
    if (!isHolder(beside)) return value ? [value] : [];
    return [value ? { ...value, beside } : { type: 'Element', value: beside, path: at }];
  };
  const repeats = Array.isArray(holder[key]) || Array.isArray(holder[besideName(key)]);
  if (!repeats) return found(holder[besideName(key)], path);
  return itemsOf(holder, key).flatMap(({ beside }, index) => found(beside, `${path}[${index}]`));
}

/** The name of an element in JSON, where a choice has its type behind it. */
export function keyOf(node: unknown, name: string): string | undefined {
  if (!isHolder(node)) return undefined;
  if (Object.hasOwn(node, name) || Object.hasOwn(node, besideName(name))) return name;
  return Object.keys(node)
    .map(plainName)
    .find((key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)));
}
