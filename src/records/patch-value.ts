/** The value that an operation of a FHIRPath Patch gives: one of a type, or one made of its parts as R4 defines its element. */
import { copyOf, putAsWritten } from '#fhir';
import type { Definitions } from '#validation';
import { elementAt } from './element-list.ts';
import {
  besideName,
  type Content,
  type Holder,
  isHeld,
  isHolder,
  isThere,
  itemsOf,
  plainName,
  setContent,
  setItems,
} from './patch-element.ts';

/** A part of Parameters, as it was sent. */
export type Part = Readonly<Record<string, unknown>>;

export interface Given {
  /** The type in the name of the value, e.g. `String` of `valueString`; empty where it is made of parts. */
  readonly type: string;
  /** The member of `part` that holds it; what a primitive has beside its value stands beside it there too. */
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
  const key = Object.keys(part)
    .map(plainName)
    .find((name) => /^value[A-Z]/.test(name));
  if (key !== undefined) return { type: key.slice('value'.length), key, part };
  return Array.isArray(part['part']) ? { type: '', key: 'part', part } : undefined;
}

/** What is written under the value, where it is one of a type. */
export const plainOf = (given: Given | undefined): unknown =>
  given === undefined || given.type === '' ? undefined : given.part[given.key];

/** Puts the value under a name of `holder`, a number as it is written; false where its parts make no such element. */
export function put(given: Given, holder: Holder, key: string, element: Element): boolean {
  const content = contentOf(given, element);
  if (content === undefined) return false;
  setContent(holder, key, content);
  if (given.type !== '') putAsWritten(given.part, given.key, holder, key);
  return true;
}

/** Puts the value into a list under a name of `holder`, in the place of so many items. */
export function putItem(given: Given, { holder, key, index, instead }: ItemPlace, element: Element): boolean {
  const content = contentOf(given, element);
  if (content === undefined) return false;
  setItems(holder, key, itemsOf(holder, key).toSpliced(index, instead, content));
  return true;
}

interface ItemPlace {
  readonly holder: Holder;
  readonly key: string;
  readonly index: number;
  readonly instead: 0 | 1;
}

function contentOf({ type, key, part }: Given, element: Element): Content | undefined {
  const value = type === '' ? made(part['part'] as readonly Part[], element) : copyOf(part[key]);
  const beside = type === '' ? undefined : copyOf(part[besideName(key)]);
  if (isThere(beside) && !isHolder(beside)) return undefined;
  return isThere(value) || isThere(beside) ? { value, beside } : undefined;
}

function made(parts: readonly Part[], element: Element): object | undefined {
  const whole: Holder = {};
  for (const part of parts) {
    const given = givenIn(part);
    const name = part?.['name'];
    if (given === undefined || typeof name !== 'string' || !/^[A-Za-z]+$/.test(name)) return undefined;
    const { key, list } = memberOf(element, name, given.type);
    const within = { ...element, names: [...element.names, key] };
    if (!(list ? append(given, whole, key, within) : !isHeld(whole, key) && put(given, whole, key, within)))
      return undefined;
  }
  return whole;
}

/** Puts the value behind the items of a list, which may not be there yet. */
export const append = (given: Given, holder: Holder, key: string, element: Element): boolean =>
  putItem(given, { holder, key, index: itemsOf(holder, key).length, instead: 0 }, element);

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
