/** An element of a resource in its JSON: a primitive is its value and what stands beside it, `birthDate` and `_birthDate`. */
import type { Resource } from '@medplum/fhirtypes';

export type Step = string | number;
export type Place = readonly Step[];
export type Holder = Record<string, unknown>;

export interface Content {
  readonly value: unknown;
  /** The `id` and `extension` of a primitive. */
  readonly beside: unknown;
}

const NOTHING: Content = { value: undefined, beside: undefined };

/** The value at a place. */
export const valueAt = (resource: Resource, place: Place): unknown =>
  place.reduce<unknown>((node, step) => (node as Record<Step, unknown> | undefined | null)?.[step], resource);

/** Where the parts of an element stand: those of a primitive stand beside its value. */
export const withinOf = (resource: Resource, place: Place): Place =>
  isHolder(valueAt(resource, place)) ? place : besideOf(place);

/** The place beside a value: `name[0]._given[1]` of `name[0].given[1]`. */
export const besideOf = (place: Place): Place => renamed(place, besideName);

/** How JSON names what stands beside the value under a name. */
export const besideName = (name: string): string => `_${name}`;

/** The name of the element whose value or other side stands under a name. */
export const plainName = (name: string): string => name.replace(/^_/, '');

/** Does an element stand under a name, with a value or without one? */
export const isHeld = (holder: Holder, key: string): boolean =>
  Object.hasOwn(holder, key) || Object.hasOwn(holder, besideName(key));

/** The items of a list; json.html pads with null where a value has nothing beside it, or the other way round. */
export function itemsOf(holder: Holder, key: string): Content[] {
  const [values, besides] = [listed(holder[key]), listed(holder[besideName(key)])];
  const length = Math.max(values.length, besides.length);
  return Array.from({ length }, (_, index) => ({ value: values[index], beside: besides[index] }));
}

/** Writes a list; an item with nothing in it is none, and FHIR knows no empty list. */
export function setItems(holder: Holder, key: string, items: readonly Content[]): void {
  const there = items.filter(({ value, beside }) => isThere(value) || isThere(beside));
  const padded = (side: keyof Content): unknown =>
    there.some((item) => isThere(item[side])) ? there.map((item) => item[side] ?? null) : undefined;
  setContent(holder, key, { value: padded('value'), beside: padded('beside') });
}

/** Writes both sides of an element that does not repeat. */
export function setContent(holder: Holder, key: string, { value, beside }: Content): void {
  for (const [name, one] of [
    [key, value],
    [besideName(key), beside],
  ] as const) {
    if (isThere(one)) holder[name] = one;
    else delete holder[name];
  }
}

/** Takes away the element at a place, and the side of a primitive that is left empty by it. */
export function removeAt(resource: Resource, place: Place): void {
  setAt(resource, place, NOTHING);
  const around = place.slice(0, isItem(place) ? -2 : -1);
  const name = around.findLast((step) => typeof step === 'string');
  if (name?.startsWith('_') !== true || Object.keys(valueAt(resource, around) as object).length > 0) return;
  setBeside(resource, renamed(around, plainName), undefined);
}

/** Writes what stands beside the value of the primitive at a place. */
export const setBeside = (resource: Resource, place: Place, beside: unknown): void =>
  setAt(resource, place, { value: valueAt(resource, place), beside });

function setAt(resource: Resource, place: Place, content: Content): void {
  const { holder, key, index } = spotOf(resource, place);
  if (index === undefined) setContent(holder, key, content);
  else setItems(holder, key, itemsOf(holder, key).with(index, content));
}

/** What holds the element at a place, under which name, and as which item where that is a list. */
export function spotOf(resource: Resource, place: Place): Spot {
  const last = place.at(-1);
  const at = typeof last === 'number' ? place.slice(0, -1) : place;
  const holder = valueAt(resource, at.slice(0, -1)) as Holder;
  return { holder, key: String(at.at(-1)), index: typeof last === 'number' ? last : undefined };
}

interface Spot {
  readonly holder: Holder;
  readonly key: string;
  readonly index: number | undefined;
}

const isItem = (place: Place): boolean => typeof place.at(-1) === 'number';

/** The place with another name for the element; its index in a list stays. */
function renamed(place: Place, rename: (name: string) => string): Place {
  const at = place.findLastIndex((step) => typeof step === 'string');
  return at === -1 ? place : place.with(at, rename(String(place[at])));
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const isThere = (value: unknown): boolean => value !== undefined && value !== null;
export const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;
