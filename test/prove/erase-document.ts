/** What `erase` leaves of a document that holds what it was received as and is signed by nobody: in words of its own (D9). */
import type { Composition } from '@medplum/fhirtypes';
import { type Facts, factsOf } from '../../src/consent/index.ts';
import { labelPart } from '../../src/consent/label-on-write.ts';
import { type Json, MASKED, type Version } from './store-rows.ts';

export interface Seeing {
  /** The document is shown whole, or not at all. */
  readonly whole: boolean;
  isPermitted(facts: Facts): boolean;
  /** Whether the part stored as `Type/id/_history/version` may be seen, as it was and as it is. */
  isPartSeen(place: string): boolean;
  /** Whether the contacts of the Patient that is stored there may be seen in the document. */
  isContactTold(place: string): boolean;
  /** Whether a section may list what is no part of the document. */
  isThere(name: string): boolean;
}

export interface Shown extends Pick<Version, 'members'> {
  /** The document without the references that lead to what is not left. */
  resourceBy(isLeft: (name: string) => boolean): Version['resource'];
}

interface Entry {
  readonly fullUrl: string;
  readonly resource: Json;
}

/** Whether the sections of the document can be told apart: it begins with a Composition, and holds no other. */
export const isDrawn = ({ resource: { entry = [] }, members }: Version): boolean =>
  members.length > 0 &&
  (entry as Entry[]).length > 0 &&
  (entry as Entry[]).every(({ resource }, index) => (resource['resourceType'] === 'Composition') === (index === 0));

/** The document as it is shown; nothing where it is hidden. */
export function shownDocument({ resource, members, custodian }: Version, seeing: Seeing): Shown | undefined {
  const entries = resource['entry'] as Entry[];
  const names = entries.map(({ fullUrl, resource: { resourceType, id } }) => [fullUrl, `${resourceType}/${id}`]);
  const placeIn = (reference: string) => names.findIndex((some) => some.includes(reference));
  const partsOf = (node: unknown) =>
    referencesIn(node)
      .map(placeIn)
      .filter((index) => index >= 0);
  const isSeen = (index: number) => seeing.isPartSeen(members[index] as string);
  const { section = [], ...head } = (entries[0] as Entry).resource as Json & { section?: Json[] };
  const security = [...(head['meta']?.security ?? []), ...(resource['meta']?.security ?? [])];
  const isPermitted = (part: Json) => {
    const known = { ...named(part, names), meta: { ...head['meta'], security } } as unknown as Composition;
    return seeing.isPermitted(factsOf(labelPart(known, { custodian }).resource, custodian));
  };
  if (!isPermitted(head) || ![0, ...partsOf(head)].every(isSeen)) return undefined;
  const shown = section.filter(
    (one) =>
      isPermitted({ ...head, section: [one] }) &&
      referencesIn(one).every((reference) => {
        const index = placeIn(reference);
        const name = index < 0 ? reference : (names[index]?.[1] as string);
        return !/^(?:Bundle|Composition)\//.test(name) && (index < 0 ? seeing.isThere(name) : isSeen(index));
      }),
  );
  const hidesContact = (index: number) =>
    entries[index]?.resource['contact'] !== undefined && !seeing.isContactTold(members[index] as string);
  const lacks = shown.length < section.length || entries.some((_, index) => !isSeen(index) || hidesContact(index));
  if (seeing.whole) return lacks ? undefined : { resourceBy: () => resource, members };
  if (shown.length === 0 && section.length > 0) return undefined;
  const composition = { ...head, ...(shown.length > 0 ? { section: shown } : {}) };
  const bodies = entries.map((one, index) =>
    index === 0 ? composition : hidesContact(index) ? bare(one.resource) : one.resource,
  );
  const before = reached(0, (index) => partsOf(entries[index]?.resource));
  const after = reached(0, (index) => partsOf(bodies[index]).filter(isSeen));
  const kept = entries.flatMap((_, i) => (i === 0 || (isSeen(i) && (after.has(i) || !before.has(i))) ? [i] : []));
  const gone = (reference: string) => placeIn(reference) >= 0 && !kept.includes(placeIn(reference));
  const resourceBy: Shown['resourceBy'] = (isLeft) => {
    const isMasked = (reference: string) =>
      gone(reference) || (placeIn(reference) < 0 && LOCAL.test(reference) && !isLeft(reference));
    return { ...resource, entry: kept.map((i) => ({ ...entries[i], resource: masked(bodies[i] as Json, isMasked) })) };
  };
  return { resourceBy, members: kept.map((i) => members[i] as string) };
}

function bare({ contact: _, text: __, ...rest }: Json): Json {
  return rest;
}

/** A document that is whole or not at all, but for the contacts of its Patients. */
export const withoutContacts = ({ resource, members }: Version, isTold: (place: string) => boolean): Json =>
  (resource['entry'] ?? []).length === 0
    ? resource
    : {
        ...resource,
        entry: (resource['entry'] as Entry[]).map((one, index) =>
          one.resource['contact'] !== undefined && !isTold(members[index] as string)
            ? { ...one, resource: bare(one.resource) }
            : one,
        ),
      };

/** The places that are led to from one. */
function reached(from: number, leadsTo: (index: number) => readonly number[]): ReadonlySet<number> {
  const found = new Set<number>();
  const follow = (index: number): void => {
    for (const next of leadsTo(index)) {
      if (found.has(next)) continue;
      found.add(next);
      follow(next);
    }
  };
  follow(from);
  return found;
}

const LOCAL = /^[A-Z]\w+\/[^/#|]+$/;

const referencesIn = (node: unknown): string[] =>
  [...(JSON.stringify(node) ?? '').matchAll(/"reference":"([^"]+)"/g)].map(([, reference = '']) => reference);

/** With the names that the parts have in the store. */
const named = (part: Json, names: readonly (readonly string[])[]): Json =>
  JSON.parse(
    JSON.stringify(part).replace(/"reference":"([^"]+)"/g, (all, reference) => {
      const known = names.find(([address]) => address === reference)?.[1];
      return known === undefined ? all : `"reference":"${known}"`;
    }),
  ) as Json;

/** What is masked in a resource takes its narrative along. */
function masked(resource: Json, isMasked: (reference: string) => boolean): Json {
  if (!referencesIn(resource).some(isMasked)) return resource;
  const without = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(without);
    if (typeof node !== 'object' || node === null) return node;
    if (isMasked(String((node as Json)['reference'] ?? ''))) return MASKED;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, without(value)]));
  };
  const { text: _, ...rest } = resource;
  return without(rest) as Json;
}
