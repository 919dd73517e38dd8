/** Writes what a hospital sends into what is there already: others' numbers and the history of a stay survive. */
import { isDeepStrictEqual } from 'node:util';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { isTree, type Tree } from '#mapping';
import { fullerLists } from './fuller-lists.ts';
import { EVERYTHING } from './message-elements.ts';
import { addedTo, type Listing, referencesIn } from './message-lists.ts';
import type { MadeResource } from './message-resources.ts';

/** The resource of `existing` with the same type and an identifier in common, overlaid by `incoming`; else `incoming`. */
export function mergeInto(existing: Bundle | undefined, incoming: Tree, removed: readonly string[] = []): Tree {
  const own = listOf(incoming, 'identifier');
  const there = (existing?.entry ?? [])
    .map(({ resource }) => resource as unknown)
    .filter(isTree)
    .find(
      (resource) =>
        resource['resourceType'] === incoming['resourceType'] &&
        listOf(resource, 'identifier').some((one) => own.some((other) => isSameIdentifier(one, other))),
    );
  if (there === undefined) return incoming;
  const kept = listOf(there, 'identifier').filter((one) => !own.some((other) => one['system'] === other['system']));
  const identifier = [...own, ...kept];
  const links = [...listOf(there, 'link'), ...listOf(incoming, 'link')].filter(
    (one, at, all) => all.findIndex((other) => isDeepStrictEqual(one, other)) === at,
  );
  const held = listOf(there, 'extension');
  const extension = [
    ...held,
    ...listOf(incoming, 'extension').filter((one) => !held.some((other) => isDeepStrictEqual(one, other))),
  ];
  const meta = {
    ...(isTree(there['meta']) ? there['meta'] : {}),
    ...(isTree(incoming['meta']) ? incoming['meta'] : {}),
  };
  const stays = Object.entries(there).filter(
    ([element]) => !removed.includes(element) && !removed.includes(EVERYTHING),
  );
  return {
    ...('id' in there ? { id: there['id'] } : {}),
    ...Object.fromEntries(stays),
    ...incoming,
    ...fullerLists(Object.fromEntries(stays), incoming),
    meta,
    identifier,
    ...(extension.length === 0 ? {} : { extension }),
    ...(links.length === 0 ? {} : { link: links }),
  };
}

function listOf(resource: Tree, name: string): Tree[] {
  const list = resource[name];
  return Array.isArray(list) ? list.filter(isTree) : [];
}

const isSameIdentifier = (one: Tree, other: Tree): boolean =>
  one['system'] === other['system'] && one['value'] === other['value'] && one['system'] !== undefined;

/** What a message says twice of one thing is one thing; what only looks alike is told apart by its order. */
export function onlyOnce(made: readonly MadeResource[], isDistinct: boolean): MadeResource[] {
  const byKey = new Map<string, MadeResource>();
  const times = new Map<string, number>();
  for (const one of made) {
    if (one.key === undefined) return [...made];
    const before = byKey.get(one.key);
    if (before === undefined) byKey.set(one.key, one);
    else if (isDistinct) {
      const number = (times.get(one.key) ?? 1) + 1;
      times.set(one.key, number);
      const key = `${one.key}-${number}`;
      const identifier = [{ ...(one.tree['identifier'] as Tree[])[0], value: key }];
      byKey.set(key, { ...one, key, tree: { ...one.tree, identifier } });
    } else {
      const carried = new Map([...before.carried, ...one.carried]);
      const again = [...(before.again ?? []), one.at];
      byKey.set(one.key, { ...before, again, tree: { ...before.tree, ...one.tree }, carried });
    }
  }
  return [...byKey.values()];
}

/** The entries of several messages: a later one about the same thing adds to the earlier. */
export function joinEntries(entries: readonly BundleEntry[], lists: ReadonlyMap<string, Listing>): BundleEntry[] {
  const byUrl = new Map<string, BundleEntry>();
  for (const entry of entries) {
    const before = byUrl.get(entry.fullUrl ?? '');
    if (before === undefined) {
      byUrl.set(entry.fullUrl ?? '', entry);
      continue;
    }
    const request = entry.request?.method === 'PUT' ? entry.request : before.request;
    const resource = joined(before.resource, entry.resource, lists.get(entry.fullUrl ?? '')?.adds);
    byUrl.set(entry.fullUrl ?? '', { ...before, resource, ...(request === undefined ? {} : { request }) });
  }
  return [...byUrl.values()];
}

function joined(before: Resource | undefined, news: Resource | undefined, adds: readonly string[] = []): Resource {
  const both = { ...before, ...news } as Resource;
  if (before === undefined || news === undefined) return both;
  const lists = adds.flatMap((element) => {
    const list = addedTo(referencesIn(before, element), referencesIn(news, element));
    return list.length === 0 ? [] : [[element, list] as const];
  });
  return { ...both, ...Object.fromEntries(lists) };
}
