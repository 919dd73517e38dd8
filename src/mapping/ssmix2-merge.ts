/** Writes what a hospital sends into what is there already: others' numbers and the history of a stay survive. */
import { isDeepStrictEqual } from 'node:util';
import type { Bundle } from '@medplum/fhirtypes';
import { isTree, type Tree } from './path.ts';

/** The resource of `existing` with the same type and an identifier in common, overlaid by `incoming`; else `incoming`. */
export function mergeInto(existing: Bundle | undefined, incoming: Tree): Tree {
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
  const held = listOf(there, 'extension');
  const extension = [
    ...held,
    ...listOf(incoming, 'extension').filter((one) => !held.some((other) => isDeepStrictEqual(one, other))),
  ];
  const meta = {
    ...(isTree(there['meta']) ? there['meta'] : {}),
    ...(isTree(incoming['meta']) ? incoming['meta'] : {}),
  };
  return {
    ...there,
    ...incoming,
    meta,
    identifier,
    ...(extension.length === 0 ? {} : { extension }),
  };
}

function listOf(resource: Tree, name: string): Tree[] {
  const list = resource[name];
  return Array.isArray(list) ? list.filter(isTree) : [];
}

const isSameIdentifier = (one: Tree, other: Tree): boolean =>
  one['system'] === other['system'] && one['value'] === other['value'] && one['system'] !== undefined;
