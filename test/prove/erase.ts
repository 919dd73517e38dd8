/**
 * `erase(S, u)` of consent design §1.4, in words of its own: every version goes that the interpreter does not permit to u, and
 * every one of which all that it is about is gone; and from what is left every reference that leads to what is gone.
 */
import type { Composition, Resource } from '@medplum/fhirtypes';
import { decide, type Facts, factsOf, NO_BASIS, type Policy, type Request } from '../../src/consent/index.ts';
import { labelPart } from '../../src/consent/label-on-write.ts';
import { codeSystemUrl } from '../../src/fhir/index.ts';
import { isDrawn, type Shown, shownDocument, withoutContacts } from './erase-document.ts';
import { type Asker, contextOf, currentOf, type Json, MASKED, nameOf, placeOf, type Version } from './store-rows.ts';

export function erase(
  versions: readonly Version[],
  policy: Policy,
  asker: Asker,
  action: Request['action'] = 'access',
): Version[] {
  const { context, consents } = contextOf(versions, policy);
  const { actor, purpose, reason, organization, time } = asker;
  const request: Request = {
    actor,
    purpose,
    action,
    time,
    ...(organization === null ? {} : { organization }),
    ...(purpose === 'BTG' && reason !== null ? { btg: { reason } } : {}),
  };
  const current = currentOf(versions);
  const byPlace = new Map(versions.map((one) => [placeOf(one), one]));
  const isOwn = ({ custodian }: Version) => custodian !== null && custodian === organization;
  const permittedPart = (facts: Facts) => decide({ request, facts, consents, context }).decision === 'PERMIT';
  // What one holds needs nobody's consent, and so no section of it does.
  const permittedSection = (facts: Facts) =>
    (facts.custodian !== null && facts.custodian === organization) || permittedPart(facts);
  const permitted = remembered(
    (one: Version) => isOwn(one) || permittedPart(factsOf(one.resource as Resource, one.custodian)),
  );
  const signed = new Set([...current.values()].filter(({ deleted }) => !deleted).flatMap(signedBy));
  const headOf = (one: Version) => current.get(nameOf(one)) as Version;
  const isThere = (one: Version) => one === headOf(one) && !one.deleted;
  const leads = (one: Version, steps = STEPS_MAX): boolean =>
    isOwn(one) ||
    subjectsOf(one).length === 0 ||
    (steps > 0 &&
      subjectsOf(one).some((name) => {
        const target = current.get(name);
        return target?.deleted === false && seenAlone(target) && leads(target, steps - 1);
      }));
  // No section of a Composition leads to a document, and no document to others what is about further records.
  const leadsAsPart = (one: Version) => isOwn(one) || subjectsOf(one).length === 0;
  const there = new Set(
    versions
      .filter((one) => isThere(one) && one.members.length === 0 && permitted(one) && leadsAsPart(one))
      .map(nameOf),
  );
  const told = (one: Version) => withoutSections(one, there, permittedSection);
  const lacksAsOf = (one: Version, custodian: string | null) =>
    one.resource['resourceType'] === 'Composition' &&
    sectionsIn(withoutSections({ ...one, custodian }, there, permittedSection)) < sectionsIn(one.resource);
  const lacks = remembered((one: Version) => lacksAsOf(one, one.custodian));
  // What a document was received as is held by who holds the document, also where its parts are the asker's own.
  const lacksIn = (document: Version, part: Version, one: Version) =>
    isOwn(one) && isReceived(document) ? one === part && lacksAsOf(one, document.custodian) : lacks(one);
  // A document equals its parts: each in the version that it holds, and each still to be seen (D9), as a whole.
  const isPartSeen = (document: Version, place: string) => {
    const part = byPlace.get(place);
    return (
      part !== undefined &&
      [headOf(part), part].every(
        (one) => !headOf(one).deleted && permitted(one) && !lacksIn(document, part, one) && leadsAsPart(one),
      )
    );
  };
  // Where sections are told apart, the Composition of a document needs only to be told at all, and as it is told now.
  const isToldAsNow = (one: Version) => {
    const head = headOf(one);
    return isOwn(head) || !lacks(head) || (isWholeEnough(head) && saidIn(one) === saidIn(head));
  };
  // Of a Patient who is seen the contacts may go: they are as much the family's as what is labelled so.
  const isContactTold = (one: Version, custodian: string | null) =>
    (custodian !== null && custodian === organization) ||
    [headOf(one), one].every(({ resource }) => permittedPart(factsOf(withFamily(resource), custodian)));
  const isPartTold = (place: string) => {
    const part = byPlace.get(place);
    return (
      part !== undefined &&
      !headOf(part).deleted &&
      [headOf(part), part].every((one) => permitted(one) && leadsAsPart(one)) &&
      (part.type !== 'Composition' || isToldAsNow(part))
    );
  };
  const shown = remembered((one: Version): Shown | undefined =>
    shownDocument(one, {
      whole: one.resource['signature'] !== undefined || signed.has(signedAs(one)),
      isPermitted: (facts) => (one.custodian !== null && one.custodian === organization) || permittedPart(facts),
      isPartSeen: isPartTold,
      isThere: (name) => there.has(name),
      isContactTold: (place) => isContactTold(byPlace.get(place) as Version, one.custodian),
    }),
  );
  // What is signed lacks nothing, and of no Composition everything goes.
  const isWholeEnough = (one: Version) =>
    isOwn(one) || !lacks(one) || (!signed.has(signedAs(one)) && sectionsIn(told(one)) > 0);
  const seenAlone = (one: Version): boolean => {
    if (one.members.length === 0 || isOwn(one)) return permitted(one) && isWholeEnough(one);
    return isDrawn(one) ? shown(one) !== undefined : one.members.every((place) => isPartSeen(one, place));
  };
  const seen = (one: Version) => seenAlone(one) && leads(one);
  // A stricter label covers the versions before it; of what was deleted only its holder hears. Of a Composition that now
  // lacks a section, nothing is told as it was before.
  const isCovered = (one: Version) => one !== headOf(one) && !isOwn(headOf(one)) && lacks(headOf(one));
  const kept = versions.filter(
    (one) => seen(one) && seen(headOf(one)) && (!headOf(one).deleted || isOwn(one)) && !isCovered(one),
  );
  const left = new Set(kept.filter(isThere).map(nameOf));
  // Who sees the signature sees what is signed as it came.
  const signatures = new Set(kept.filter(isThere).flatMap(signedBy));
  // A document holds its Composition as it is now where nobody is told of that as it was.
  const places = new Set(kept.map(placeOf));
  const heldAs = (place: string) => (places.has(place) ? place : placeOf(headOf(byPlace.get(place) as Version)));
  return kept.map((one) => {
    if (isOwn(one) || one.deleted) return one;
    if (one.members.length > 0) {
      const { resourceBy, members } = (isDrawn(one) && shown(one)) || {
        resourceBy: () => withoutContacts(one, (place) => isContactTold(byPlace.get(place) as Version, one.custodian)),
        ...one,
      };
      return { ...one, resource: resourceBy((name) => left.has(name)), members: members.map(heldAs) };
    }
    const hidesContact = one.resource['contact'] !== undefined && !isContactTold(one, one.custodian);
    const { contact: _, text: __, ...bare } = one.resource;
    const body = hidesContact ? bare : signatures.has(signedAs(one)) ? one.resource : told(one);
    return { ...one, resource: redacted(body as Json, left) };
  });
}

/** A Patient with the labels of a relative besides its own. */
function withFamily({ meta, ...rest }: Json): Resource {
  const security = [...(meta?.security ?? []), ...FAMILY];
  return { ...rest, meta: { ...meta, security } } as unknown as Resource;
}

const FAMILY = [
  { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
  { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' },
  { system: codeSystemUrl('jp-chiiki-ikou-category'), code: 'family' },
];

/** A chain of records that are about each other is followed so far. */
const STEPS_MAX = 4;

/** What somebody may sign: only a signature by who holds it counts. */
const signedAs = (one: Version): string => `${nameOf(one)} ${one.custodian}`;

function signedBy({ custodian, resource: { resourceType, signature, target } }: Version): string[] {
  if (resourceType !== 'Provenance' || signature === undefined) return [];
  return (target as Json[]).flatMap(({ reference }) => `${LOCAL.exec(String(reference))?.[1]} ${custodian}`);
}

/** What a record is about that speaks of others. */
function subjectsOf({ members, resource: { resourceType, target, focus, about, entry, member } }: Version): string[] {
  if (members.length > 0) return [];
  const of: Record<string, unknown> = {
    Provenance: target,
    Task: focus,
    Communication: about,
    List: (entry as Json[] | undefined)?.map(({ item }) => item),
    Group: (member as Json[] | undefined)?.map(({ entity }) => entity),
  };
  const named = [of[resourceType] ?? []].flat() as Json[];
  const all = named.flatMap((one) => LOCAL.exec(String(one?.['reference'] ?? ''))?.[1] ?? []);
  // A person beside other things only says whose they are.
  return all.every((name) => name.startsWith('Patient/')) ? all : all.filter((name) => !name.startsWith('Patient/'));
}

/** Whether a document holds what it was received as. */
const isReceived = ({ resource: { entry = [] } }: Version): boolean => (entry as unknown[]).length > 0;

const saidIn = ({ resource: { section, contained, meta } }: Version): string =>
  JSON.stringify([section, contained, meta?.security]);

const sectionsIn = ({ section = [] }: Json & { section?: unknown[] }): number => section.length;

/** Of these documents every section may go: by what it says itself, or with what it lists. */
function withoutSections(
  { resource, custodian }: Version,
  there: ReadonlySet<string>,
  isPermitted: (facts: Facts) => boolean,
): Json {
  if (resource['resourceType'] !== 'Composition') return resource;
  const { section = [], text: _, ...head } = resource as Json & { section?: Json[] };
  const shown = section.filter((one) => {
    const part = { ...head, section: [one] } as unknown as Composition;
    const { resource: labelled } = labelPart(part, { basis: NO_BASIS, custodian });
    const listed = JSON.stringify(one).matchAll(/"reference":"([A-Z]\w+\/[^/"]+)/g);
    return (
      isPermitted(factsOf(labelled, custodian)) &&
      [...listed].every(([, name = '']) => there.has(name) && !/^(?:Bundle|Composition)\//.test(name))
    );
  });
  return { ...head, ...(shown.length > 0 ? { section: shown } : {}) } as Json;
}

function remembered<K extends object, V>(tell: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, tell(key));
    return known.get(key) as V;
  };
}

const LOCAL = /^([A-Z]\w+\/[^/#|]+)(?:\/_history\/[^/]+)?$/;

/** Each reference to what is not there gives way to the mark of what is masked, and the narrative with it. */
function redacted(resource: Json, there: ReadonlySet<string>): Json {
  let changed = false;
  const without = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(without);
    if (typeof node !== 'object' || node === null) return node;
    const target = LOCAL.exec(String((node as Json)['reference'] ?? ''))?.[1];
    if (target !== undefined && !there.has(target)) {
      changed = true;
      return MASKED;
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, without(value)]));
  };
  const { text: _, ...rest } = resource;
  const masked = without(rest) as Json;
  return changed ? masked : resource;
}
