/** Stores the resources of one bundle together: references between them are resolved, all of them are stored or none. */
import { isDeepStrictEqual } from 'node:util';
import type { BundleEntry, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal, referencesOf, refuseAll, renameReferences } from '#fhir';
import { fullerLists, type Listing, statusIn } from '#messages';
import { resourceOf, type Stored, type StoredWithFacts, type Writer } from '#store';
import { type House, holderOf, isKnownTo, scopeMissing, type Visit, within } from '#visit';
import type { Checked } from './check-resource.ts';
import { admit, draftOf } from './create.ts';
import { ambiguous, type EntryNames, entryNames } from './entry-names.ts';
import { gatherLists } from './gather-lists.ts';
import { insertTold, replaceTold } from './origin.ts';

export interface Placed {
  readonly entry: BundleEntry;
  readonly index: number;
  /** `Type/id` under which it rests. */
  readonly reference: string;
  /** What the caller's organization already holds under the same identifier, where the entry only refers to it. */
  readonly refersTo?: Stored;
  /** The same where the entry says something new about it. */
  readonly replaces?: StoredWithFacts;
}

/** Types that a sender repeats in every message: found again by their identifiers instead of stored anew. */
export const RECURRING_TYPES: readonly string[] = ['Patient', 'Organization', 'Practitioner', 'Location'];

/** How an entry meets what is there: always new, only referring to what exists, or updating it. */
export type Meeting = 'new' | 'refer' | 'update';

/** By its request: a conditional create refers to what exists, a conditional update brings news of it. */
export function meetingOf({ request }: BundleEntry): Meeting {
  if (request?.method === 'PUT') return 'update';
  return request?.ifNoneExist === undefined ? 'new' : 'refer';
}

/** Gives each entry its place. INVARIANT: within the transaction, one identifier of one holder leads to one resource. */
export async function place(
  writer: Writer,
  holder: EntriesHolder,
  entries: readonly BundleEntry[],
  meeting: (entry: BundleEntry) => Meeting = meetingOf,
): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const [index, entry] of entries.entries()) {
    const { resource } = entry;
    if (!resource) continue;
    const meets = meeting(entry);
    const existing = meets === 'new' ? undefined : await find(writer, holder, resource, meets === 'update');
    const id = existing?.id ?? writer.newId();
    const met = existing && (meets === 'update' ? { replaces: existing } : { refersTo: existing });
    placed.push({ entry, index, reference: `${resource.resourceType}/${id}`, ...met });
  }
  return placed;
}

/** Who holds what is stored, and what the token may know of what is held already: all else is stored anew. */
export interface EntriesHolder {
  readonly custodian: string;
  isKnown(stored: Stored, update: boolean): boolean;
}

export const entriesHolder = (house: House, visit: Visit): EntriesHolder => ({
  custodian: holderOf(visit),
  isKnown: (stored, update) => isKnownTo(house, visit, stored, update),
});

async function find(
  writer: Writer,
  { custodian, isKnown }: EntriesHolder,
  resource: Resource,
  update: boolean,
): Promise<StoredWithFacts | undefined> {
  const { identifier } = resource as {
    identifier?: { system?: string; value?: string }[] | { system?: string; value?: string };
  };
  const identifiers = (Array.isArray(identifier) ? identifier : [identifier])
    .flatMap((one) => (one?.system && one.value ? [`${one.system}|${one.value}`] : []))
    .sort();
  for (const one of identifiers) {
    const claimed = await writer.claim(custodian, resource.resourceType, one);
    const found = claimed.find((stored) => isKnown(stored, update));
    if (found) return found;
  }
  return undefined;
}

/** The entries with their names, which lead to where they rest; or the first reference that could mean two of them. */
function namesIn(placed: readonly Placed[]): EntryNames | Refusal {
  const entries = placed.map(({ entry, reference }) => ({ ...entry, reference }));
  const names = entryNames(entries, ({ reference }) => reference);
  for (const { entry, index } of placed)
    for (const { reference, expression } of referencesOf(entry.resource ?? {}, `Bundle.entry[${index}].resource`))
      if (names.meantBy(entry, reference).length > 1) return ambiguous(reference, expression);
  return names;
}

export interface StoringTogether {
  readonly writer: Writer;
  readonly permit: Permit;
  readonly placed: readonly Placed[];
  /** Codes of the document sections that list an entry, by its fullUrl. */
  readonly sections?: ReadonlyMap<string, readonly string[]>;
  /** Elements that are to go from what is there, by the fullUrl of the entry; `*`: whatever is not spoken of. */
  readonly removed?: ReadonlyMap<string, readonly string[]>;
  /** What an entry has besides where nobody knows it yet, by its fullUrl. */
  readonly whenNew?: ReadonlyMap<string, object>;
  /** Which lists of an entry hold more than it tells, by its fullUrl. */
  readonly lists?: ReadonlyMap<string, Listing>;
}

/**
 * Checks and stores all entries. Refuses with the issues of all
 * entries, each with its place in the bundle.
 */
export async function storePlaced(
  house: House,
  visit: Visit,
  { writer, permit, placed, sections, removed, whenNew, lists }: StoringTogether,
): Promise<Map<Placed, Stored> | Refusal> {
  const inside = within(house, writer);
  const names = namesIn(placed);
  if (isRefusal(names)) return names;
  const known = new Set(placed.map(({ reference }) => reference));
  const holder = entriesHolder(house, visit);
  const states = new Map(placed.map(({ reference, entry }) => [reference, statusIn(entry.resource)]));
  const isKnown = (row: Stored): boolean => holder.isKnown(row, false);
  const gathering = { writer, custodian: holder.custodian, isKnown, states };
  const stored = new Map<Placed, Stored>();
  const refusals: Refusal[] = [];
  for (const one of placed) {
    const { refersTo, replaces: before } = one;
    if (refersTo) {
      stored.set(one, refersTo);
      continue;
    }
    const type = one.entry.resource?.resourceType ?? '';
    const action = before ? 'update' : 'create';
    if (!covers(visit.caller.scopes, type, action)) return scopeMissing(type, action);
    const renamed = renameReferences(one.entry.resource as Resource, (name) => names.meantBy(one.entry, name)[0]);
    const fullUrl = one.entry.fullUrl ?? '';
    const listing = lists?.get(fullUrl);
    const told = before
      ? merged(resourceOf(before), renamed, removed?.get(fullUrl))
      : ({ ...whenNew?.get(fullUrl), ...renamed } as Resource);
    const resource =
      before && listing ? await gatherLists(gathering, listing, { before: resourceOf(before), merged: told }) : told;
    const sectionCodes = sections?.get(fullUrl) ?? [];
    const draft = await admit(
      inside,
      { ...visit, setting: { known, sectionCodes, before, actions: [action] } },
      permit,
      resource,
    );
    if (isRefusal(draft)) refusals.push(located(draft, one));
    else if (refusals.length === 0) stored.set(one, await storeOne(writer, visit, one, draft));
  }
  const [first] = refusals;
  return first
    ? refuseAll(
        first.status,
        refusals.flatMap(({ issues }) => issues),
        first.auditReason,
      )
    : stored;
}

/** The versions that were made; the rest was there before. */
export const writtenIn = (stored: ReadonlyMap<Placed, Stored>): Stored[] =>
  [...stored].flatMap(([{ refersTo, replaces }, row]) => (refersTo || row === replaces ? [] : [row]));

async function storeOne(
  writer: Writer,
  visit: Visit,
  { replaces, reference }: Placed,
  checked: Checked,
): Promise<Stored> {
  const draft = { ...draftOf(checked), custodian: holderOf(visit) };
  if (!replaces) return insertTold(visit, writer, draft, { id: reference.split('/')[1] });
  if (sameContent(resourceOf(replaces), checked.resource)) return replaces;
  return replaceTold(visit, writer, { current: replaces, draft });
}

const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

interface Listed {
  identifier?: { system?: string; value?: string }[];
  extension?: { url: string }[];
  link?: { other?: { reference?: string } }[];
}

/** What others say of a resource stays, even where its sender tells the whole of it anew. */
const ALWAYS_KEPT: readonly string[] = ['resourceType', 'id', 'meta', 'identifier', 'extension'];

/** A message says what it knows; what it does not speak of, or tells less of, stays, other systems' identifiers and extensions included. */
function merged(existing: Resource, incoming: Resource, removed: readonly string[] = []): Resource {
  const stays = (element: string): boolean =>
    removed.includes('*') ? ALWAYS_KEPT.includes(element) : !removed.includes(element);
  const kept = Object.fromEntries(Object.entries(existing).filter(([element]) => stays(element)));
  return overlaid(kept as unknown as Resource, incoming);
}

function overlaid(existing: Resource, incoming: Resource): Resource {
  const [before, news] = [existing as Listed, incoming as Listed];
  const kept = <T>(old: T[] = [], fresh: T[] = [], key: (item: T) => string | undefined): T[] => [
    ...fresh,
    ...old.filter((item) => !fresh.some((other) => key(other) === key(item))),
  ];
  return {
    ...existing,
    ...incoming,
    ...fullerLists(existing, incoming),
    id: existing.id,
    meta: { ...existing.meta, ...incoming.meta },
    // A Composition has one number, no list of them.
    ...(isList(before.identifier) || isList(news.identifier)
      ? { identifier: kept(before.identifier, news.identifier, ({ system }) => system) }
      : {}),
    ...(before.extension || news.extension
      ? { extension: kept(before.extension, news.extension, ({ url }) => url) }
      : {}),
    // Each merge of two records of a person adds a link, and none takes one away.
    ...(existing.resourceType === 'Patient' && (before.link || news.link)
      ? { link: kept(before.link, news.link, ({ other }) => other?.reference) }
      : {}),
  } as Resource;
}

/** True when nothing but id and version differs: a message that was sent twice makes no new version. */
export function sameContent(a: Resource, b: Resource): boolean {
  const bare = ({ id: _, meta, ...rest }: Resource) => ({
    ...rest,
    profile: meta?.profile,
    security: meta?.security,
    source: meta?.source,
  });
  return isDeepStrictEqual(bare(a), bare(b));
}

function located(refusal: Refusal, { index, entry }: Placed): Refusal {
  const type = entry.resource?.resourceType ?? 'Resource';
  const issues = refusal.issues.map((issue) => ({
    ...issue,
    expression: `Bundle.entry[${index}].resource${(issue.expression ?? type).slice(type.length)}`,
  }));
  return { ...refusal, issues };
}
