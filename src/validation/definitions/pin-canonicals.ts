/**
 * Where two packages bring different versions of one canonical, each dependant means the one of its own dependencies.
 * Its references are then written with that version, so that everything that reads them finds the right one.
 */
import type { Shelf } from './shelf.ts';

/** Canonicals of which packages hold several versions: kind and canonical → shelf → version. */
export type Contested = ReadonlyMap<string, ReadonlyMap<Shelf, string>>;

/** The members of definitions that refer to others by canonical. */
const CANONICALS: ReadonlySet<string> = new Set([
  'baseDefinition',
  'profile',
  'targetProfile',
  'valueSet',
  'answerValueSet',
  'derivedFrom',
  'supplements',
  'valueCanonical',
  'sourceCanonical',
  'targetCanonical',
  'library',
]);

/** What is held in more than one version by packages; nothing in most worlds. */
export function contestedIn(shelves: readonly Shelf[]): Contested {
  const held = new Map<string, Map<Shelf, string>>();
  for (const shelf of shelves) {
    if (shelf.kind !== 'package') continue;
    for (const { url, version } of shelf.entries) {
      const versions = held.get(url) ?? new Map<Shelf, string>();
      held.set(url, versions.set(shelf, version));
    }
  }
  return new Map([...held].filter(([, versions]) => new Set(versions.values()).size > 1));
}

/** The resource with each contested canonical in the version that its package means. */
export function pinCanonicals(resource: unknown, home: Shelf | undefined, contested: Contested): unknown {
  if (contested.size === 0 || home === undefined || home.kind !== 'package') return resource;
  const scope = [home, ...home.sees];
  const pin = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return CANONICALS.has(key) ? pinned(value, scope, contested) : value;
    if (Array.isArray(value)) return value.map((one) => pin(one, key));
    if (typeof value !== 'object' || value === null || VALUES.test(key)) return value;
    const members = Object.entries(value).map(([name, inner]) => [name, pin(inner, name)] as const);
    return key === 'include' || key === 'exclude'
      ? withVersion(Object.fromEntries(members))
      : Object.fromEntries(members);
  };
  // A part of a value set names its code system by identity, and the version beside it.
  const withVersion = (part: Record<string, unknown>): Record<string, unknown> => {
    const { system, version } = part;
    if (typeof system !== 'string' || version !== undefined) return part;
    const bar = pinned(system, scope, contested).slice(system.length + 1);
    return bar === '' ? part : { ...part, version: bar };
  };
  return pin(resource, '');
}

/** Values that instances must have are content, not references of the definition. */
const VALUES = /^(fixed|pattern|defaultValue|example)/;

function pinned(canonical: string, scope: readonly Shelf[], contested: Contested): string {
  const versions = contested.get(canonical);
  const shelf = scope.find((one) => versions?.has(one));
  const version = shelf && versions?.get(shelf);
  return version === undefined || version === '' ? canonical : `${canonical}|${version}`;
}
