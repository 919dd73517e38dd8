/** The entries of lists that a foreign map makes: FML always makes a fresh one, our paths find it again by what was fixed in it. */
import type { MapPlace } from './map-issue.ts';

/** An entry, told from its neighbours by its conditions: path below it → value. */
export interface Entry {
  readonly place: MapPlace;
  readonly parent: Entry | undefined;
  /** From the entry around it, or the resource: `type.coding`. */
  readonly below: string;
  readonly list: string;
  readonly resource: string;
  /** Made whatever the form says. */
  readonly sure: boolean;
  readonly conditions: [path: string, value: string][];
  /** Values of fields or references within it. */
  leaves: number;
}

/** A step of a path: an element, or an entry of the list of that name. */
export interface EntryStep {
  readonly name: string;
  readonly entry?: Entry;
}

export const lastEntry = (steps: readonly EntryStep[]): Entry | undefined =>
  steps.findLast(({ entry }) => entry !== undefined)?.entry;

/** The path below the last entry. */
export function namesBelow(steps: readonly EntryStep[]): string {
  const at = steps.findLastIndex(({ entry }) => entry !== undefined);
  return steps
    .slice(at + 1)
    .map(({ name }) => name)
    .join('.');
}

/** As our rules write it: `identifier(system=urn:x).value`, `name[0].text`. */
export const pathText = (steps: readonly EntryStep[]): string =>
  steps.map(({ name, entry }) => (entry === undefined ? name : `${name}${suffixOf(entry)}`)).join('.');

const suffixOf = ({ conditions }: Entry): string =>
  conditions.length === 0 ? '[0]' : `(${conditions.map(([path, value]) => `${path}=${value}`).join(';')})`;

/** What can stand as a condition of our paths. */
export const isConditionValue = (value: unknown): value is string => typeof value === 'string' && !/[();]/.test(value);

/** Where an entry holds nothing but constants, they tell the entry around it from its neighbours. */
export function settleEntries(entries: readonly Entry[]): {
  fixed: { resource: string; path: string; value: string }[];
  unsure: Entry[];
  alike: Entry[];
} {
  const fixed: { resource: string; path: string; value: string }[] = [];
  const unsure: Entry[] = [];
  const bare = new Map<string, number>();
  for (const entry of entries.toReversed()) {
    if (entry.leaves > 0) continue;
    const { parent, below, conditions, resource, list } = entry;
    if (parent !== undefined)
      parent.conditions.push(...conditions.map(([path, value]) => [`${below}[0].${path}`, value] as [string, string]));
    else if (conditions.length > 0 && !entry.sure) unsure.push(entry);
    else if (conditions.length > 0) {
      const at = bare.get(list) ?? 0;
      bare.set(list, at + 1);
      fixed.push(...conditions.map(([path, value]) => ({ resource, path: `${below}[${at}].${path}`, value })));
    }
  }
  return { fixed, unsure, alike: alikeIn(entries.filter(({ leaves }) => leaves > 0)) };
}

/** Entries of one list that could not be told apart when they are read back. */
function alikeIn(entries: readonly Entry[]): Entry[] {
  const lists = Map.groupBy(entries, ({ list }) => list);
  return [...lists.values()].flatMap((own) => {
    const names = own.map(suffixOf);
    return own.length > 1 ? own.filter((_, at) => names[at] === '[0]' || names.indexOf(names[at] ?? '') !== at) : [];
  });
}
