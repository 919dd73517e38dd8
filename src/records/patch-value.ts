/** The value that an operation of a FHIRPath Patch gives: one of a type, or one made of its parts as R4 defines its element. */
import { copyOf, putAsWritten } from '#fhir';
import type { Definitions } from '#validation';
import { elementAt } from './element-list.ts';

/** A part of Parameters, as it was sent. */
export type Part = Readonly<Record<string, unknown>>;

export interface Given {
  /** The type in the name of the value, e.g. `String` of `valueString`; empty where it is made of parts. */
  readonly type: string;
  /** The member of `part` that holds it. */
  readonly key: string;
  readonly part: Part;
}

/** An element: names below a type of R4, e.g. `Patient`, [`contact`, `name`]. */
export interface Element {
  readonly definitions: Definitions;
  readonly from: string;
  readonly names: readonly string[];
}

/** The value of a part; undefined where it has none. */
export function givenIn(part: Part | undefined): Given | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const key = Object.keys(part).find((name) => /^value[A-Z]/.test(name));
  if (key !== undefined) return { type: key.slice('value'.length), key, part };
  return Array.isArray(part['part']) ? { type: '', key: 'part', part } : undefined;
}

/** What is written under the value, where it is one of a type. */
export const plainOf = (given: Given | undefined): unknown =>
  given === undefined || given.type === '' ? undefined : given.part[given.key];

/** Puts the value at a place of `into`, a number as it is written; false where its parts make no such element. */
export function put({ type, key, part }: Given, into: object, place: string | number, element: Element): boolean {
  const value = type === '' ? made(part['part'] as readonly Part[], element) : copyOf(part[key]);
  if (value === undefined) return false;
  (into as Record<string | number, unknown>)[place] = value;
  if (type !== '') putAsWritten(part, key, into, String(place));
  return true;
}

function made(parts: readonly Part[], element: Element): object | undefined {
  const whole: Record<string, unknown> = {};
  for (const part of parts) {
    const given = givenIn(part);
    const name = part?.['name'];
    if (given === undefined || typeof name !== 'string' || !/^[A-Za-z]+$/.test(name)) return undefined;
    const { key, list } = memberOf(element, name, given.type);
    const within = { ...element, names: [...element.names, key] };
    const before = whole[key];
    if (list && before === undefined) whole[key] = [];
    else if (!list && before !== undefined) return undefined;
    const items = whole[key] as unknown[] | undefined;
    if (!(items ? put(given, items, items.length, within) : put(given, whole, key, within))) return undefined;
  }
  return whole;
}

/** How JSON names a member of an element, and whether it repeats. What R4 has not is left to be refused by its name. */
export function memberOf({ definitions, from, names }: Element, name: string, type: string): Member {
  const found = elementAt(definitions, from, [...names, name]);
  const choice = found?.choice === true && found.definition.path?.endsWith(`.${name}[x]`) === true;
  return { key: choice ? `${name}${type}` : name, list: found?.list === true, known: found !== undefined };
}

interface Member {
  readonly key: string;
  readonly list: boolean;
  readonly known: boolean;
}
