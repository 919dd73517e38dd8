/** Who belongs to whom: the closure of a reference leads upward only (D15), from a role to its office to the owner. */

import { inPeriod } from './time.ts';

interface DirectoryPeriod {
  readonly start?: string;
  readonly end?: string;
}

/** One entry of the directory; which fields count follows from the resource type in its key. */
export interface DirectoryEntry {
  readonly partOf?: string;
  readonly practitioner?: string;
  readonly organization?: string;
  readonly period?: DirectoryPeriod;
  readonly active?: boolean;
  readonly status?: string;
  /** Whom else it says that it belongs to, which nobody above says: it opens nothing, and a refusal may mean it. */
  readonly claimed?: readonly string[];
  readonly member?: readonly (string | { readonly ref: string; readonly period?: DirectoryPeriod })[];
}

/** Literal references of Organization, PractitionerRole, CareTeam and Group to what the decision needs of each. */
export type Directory = Readonly<Record<string, DirectoryEntry>>;

interface Edge {
  readonly lower: string;
  readonly upper: string;
  readonly holds: (at: number) => boolean;
}
interface Edges {
  readonly up: ReadonlyMap<string, readonly Edge[]>;
  readonly down: ReadonlyMap<string, readonly Edge[]>;
}

/** Everything that a reference stands for at a moment: itself, its office, the office's owners, its teams. */
export function closureOf(reference: string | undefined, directory: Directory, at: number): ReadonlySet<string> {
  return reference === undefined
    ? new Set()
    : spread([reference], (from) => edgesOf(directory).up.get(from), at, 'upper');
}

/** What a refusal may name to mean one of these: what they stand for, and whom they only say that they belong to. */
export function refusableOf(
  references: readonly (string | undefined)[],
  directory: Directory,
  at: number,
): ReadonlySet<string> {
  const { up } = edgesOf(directory);
  const claimed = (from: string): Edge[] =>
    (directory[from]?.claimed ?? []).map((upper) => ({ lower: from, upper, holds: () => true }));
  const named = references.filter((reference) => reference !== undefined);
  return spread(named, (from) => [...(up.get(from) ?? []), ...claimed(from)], at, 'upper');
}

/** As {@link closureOf}, except that a role which is not in force gives the requester nothing. */
export function closureOfRequester(actor: string | undefined, directory: Directory, at: number): ReadonlySet<string> {
  const entry = actor === undefined ? undefined : directory[actor];
  const idle = actor?.startsWith('PractitionerRole/') && entry !== undefined && !isInForce(entry, at);
  return idle ? new Set() : closureOf(actor, directory, at);
}

/** The opposite of {@link closureOf}: every reference whose closure holds one of these. */
export function leadingTo(references: readonly string[], directory: Directory, at: number): string[] {
  return [...spread(references, (from) => edgesOf(directory).down.get(from), at, 'lower')];
}

function spread(
  from: readonly string[],
  edges: (reference: string) => readonly Edge[] | undefined,
  at: number,
  side: 'upper' | 'lower',
): Set<string> {
  const reached = new Set(from);
  for (const reference of reached) {
    for (const edge of edges(reference) ?? []) if (edge.holds(at)) reached.add(edge[side]);
  }
  return reached;
}

const isInForce = (entry: DirectoryEntry, at: number): boolean =>
  entry.active !== false && (entry.status ?? 'active') === 'active' && inPeriod({ ...entry.period }, at);

// A directory is a value: it is indexed once, and a changed directory is another object.
const indexed = new WeakMap<Directory, Edges>();

function edgesOf(directory: Directory): Edges {
  const known = indexed.get(directory);
  if (known) return known;
  const all = Object.entries(directory).flatMap(([key, entry]) => edgesOfEntry(key, entry));
  const made = { up: groupBy(all, 'lower'), down: groupBy(all, 'upper') };
  indexed.set(directory, made);
  return made;
}

function groupBy(edges: readonly Edge[], side: 'upper' | 'lower'): Map<string, Edge[]> {
  return Map.groupBy(edges, (edge) => edge[side]);
}

function edgesOfEntry(key: string, entry: DirectoryEntry): Edge[] {
  const always = (upper: string | undefined): Edge[] =>
    upper === undefined ? [] : [{ lower: key, upper, holds: () => true }];
  switch (key.slice(0, key.indexOf('/'))) {
    case 'PractitionerRole':
      return [...always(entry.practitioner), ...always(entry.organization)];
    case 'Organization':
      return always(entry.partOf);
    case 'CareTeam':
    case 'Group':
      return (entry.member ?? []).map((member) => {
        const { ref, period } = typeof member === 'string' ? { ref: member, period: undefined } : member;
        return {
          lower: ref,
          upper: key,
          holds: (at) => isInForce(entry, at) && inPeriod({ ...period }, at),
        };
      });
    default:
      return [];
  }
}
