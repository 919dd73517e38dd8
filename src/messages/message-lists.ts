/** A report lists what it found: each message adds to the list, and what it says of its own state agrees with what is listed. */
import type { Bundle, BundleEntry, Reference } from '@medplum/fhirtypes';
import type { Collection } from './message-kinds.ts';
import type { MadeResource } from './message-resources.ts';

/** How the lists of a resource grow where somebody knows it already. */
export interface Listing {
  /** Elements whose entries add to those that are there, told apart by what they refer to. */
  readonly adds: readonly string[];
  readonly collects?: Collection & { readonly element: string };
}

/** What is listed, and the state that goes with it. */
export interface Listed {
  readonly references: readonly Reference[];
  readonly status: string | undefined;
}

export function listingOf(
  collects: Readonly<Record<string, Collection>> | undefined,
  adds: readonly string[] | undefined,
): Listing | undefined {
  const [found] = Object.entries(collects ?? {});
  if (found === undefined) return adds && { adds };
  const [element, collection] = found;
  return { adds: adds ?? [], collects: { ...collection, element } };
}

/** What was taken back is listed no longer; `said` is the state that the message gives it. */
export function collected(
  { leaves = [], tells = [] }: Collection,
  { references, status: said }: Listed,
  statusOf: (reference: string) => string | undefined,
): Listed {
  const state = ({ reference = '' }: Reference): string => statusOf(reference) ?? '';
  const left = references.filter((one) => !leaves.includes(state(one)));
  const states = left.map(state);
  const told = tells.find(
    ({ any, of }) => (of === undefined || of.includes(said ?? '')) && any.some((one) => states.includes(one)),
  );
  return { references: left, status: told?.status ?? said };
}

/** Entries whose lists and states agree with what the same messages say of what they list. */
export function withStates(entries: readonly BundleEntry[], lists: ReadonlyMap<string, Listing>): BundleEntry[] {
  const states = new Map(entries.map(({ fullUrl = '', resource }) => [fullUrl, statusIn(resource)]));
  return entries.map((entry) => {
    const collects = lists.get(entry.fullUrl ?? '')?.collects;
    if (collects === undefined || entry.resource === undefined) return entry;
    const own = { references: referencesIn(entry.resource, collects.element), status: statusIn(entry.resource) };
    const now = collected(collects, own, (reference) => states.get(reference));
    return { ...entry, resource: listing(entry.resource, collects.element, now) };
  });
}

type Resource = NonNullable<NonNullable<Bundle['entry']>[number]['resource']>;

/** The resource with this list, or without one where nothing is left of it, and in this state. */
export function listing<T extends Resource>(resource: T, element: string, { references, status }: Listed): T {
  const { [element]: _, ...rest } = resource as unknown as Record<string, unknown>;
  const list = references.length === 0 ? {} : { [element]: references };
  return { ...rest, ...(status === undefined ? {} : { status }), ...list } as unknown as T;
}

export const statusIn = (resource: Resource | undefined): string | undefined =>
  (resource as { status?: string } | undefined)?.status;

export const referencesIn = (resource: Resource, element: string): readonly Reference[] => {
  const list = (resource as unknown as Record<string, unknown>)[element];
  return Array.isArray(list) ? (list as Reference[]) : [];
};

/** Those that are there first, each once. */
export const addedTo = (there: readonly Reference[], news: readonly Reference[]): Reference[] => [
  ...there,
  ...news.filter(({ reference }) => !there.some((one) => one.reference === reference)),
];

/** A resource of the message at each place where the message speaks of it, in their order. */
export interface Standing {
  readonly at: number;
  readonly one: MadeResource;
}

export const standingsOf = (made: readonly MadeResource[]): Standing[] =>
  made.flatMap((one) => [one.at, ...(one.again ?? [])].map((at) => ({ at, one }))).sort((a, b) => a.at - b.at);
