/**
 * Where two packages bring different versions of one canonical, each dependant means the one of its own dependencies.
 * Its references are then written with that version, so that everything that reads them finds the right one.
 */
import type { Shelf } from './shelf.ts';
import { compareVersions } from './versions.ts';

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

/** Writes each contested canonical in the resource with the version that its package means. Changes the resource. */
export function pinCanonicals(resource: unknown, home: Shelf | undefined, contested: Contested): void {
  if (contested.size === 0 || home?.kind !== 'package') return;
  const scope = [home, ...home.sees];
  const pin = (holder: Record<string, unknown>, within: string): void => {
    if (within === 'include' || within === 'exclude') addVersion(holder, scope, contested);
    for (const key in holder) {
      const value = holder[key];
      if (typeof value === 'string') {
        if (CANONICALS.has(within === '' ? key : within)) holder[key] = pinned(value, scope, contested);
      } else if (typeof value === 'object' && value !== null && !VALUES.test(key)) {
        pin(value as Record<string, unknown>, Array.isArray(value) ? key : '');
      }
    }
  };
  pin(resource as Record<string, unknown>, '');
}

/** A part of a value set names its code system by identity, and the version beside it. */
function addVersion(parts: Record<string, unknown>, scope: readonly Shelf[], contested: Contested): void {
  for (const part of Object.values(parts) as { system?: unknown; version?: unknown }[]) {
    if (typeof part?.system !== 'string' || part.version !== undefined) continue;
    const version = pinned(part.system, scope, contested).slice(part.system.length + 1);
    if (version !== '') part.version = version;
  }
}

/** Values that instances must have are content, not references of the definition. */
const VALUES = /^(fixed|pattern|defaultValue|example)/;

function pinned(canonical: string, scope: readonly Shelf[], contested: Contested): string {
  const held = contested.get(canonical);
  const shelf = scope.find((one) => held?.has(one));
  const version = (shelf && held?.get(shelf)) ?? '';
  // The highest version is found without being named.
  const isHighest = [...(held?.values() ?? [])].every((other) => compareVersions(other, version) <= 0);
  return version === '' || isHighest ? canonical : `${canonical}|${version}`;
}
