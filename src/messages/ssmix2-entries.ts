/** The entries of the transaction: who is updated, who is only met, and how they refer to each other. */
import type { Bundle, BundleEntry, Identifier, Location, Practitioner } from '@medplum/fhirtypes';
import type { Issue } from '#fhir';
import { INSTITUTION_SYSTEM, nameUuid, post, providerNamed, put, type Tree, token } from '#mapping';
import { INSTANCE_SYSTEM } from './codec-parts.ts';
import { doctorSystem, patientSystem } from './message-codecs-people.ts';
import type { GoingBack, MessageResource } from './message-kinds.ts';
import { type Listing, listingOf, type Standing, standingsOf } from './message-lists.ts';
import type { MadeResource } from './message-resources.ts';
import { mergeInto } from './ssmix2-merge.ts';

export interface Surroundings {
  readonly resources: Readonly<Record<string, MessageResource>>;
  readonly options: {
    readonly institution?: string;
    readonly hospitalName?: string;
    readonly existing?: Bundle;
  };
  /** Resource → its lists that this kind of message adds to. */
  readonly adds: Readonly<Record<string, readonly string[]>> | undefined;
  readonly owner: string;
  /** PID-3, and the number that MRG-1 merges into it. */
  readonly patient: string;
  readonly merged?: string;
  readonly issues: Issue[];
  /** Doctors and wards that the message names. */
  readonly named: readonly BundleEntry[];
  /** Something of the message could not be made. */
  readonly isPartial: boolean;
  /** `PID-3 (segment 3)`. */
  readonly place: string;
}

export interface Entries {
  readonly entry: BundleEntry[];
  /** fullUrl → elements that the message asks to delete. */
  readonly removed: ReadonlyMap<string, readonly string[]>;
  /** fullUrl → what the resource has besides, where nobody knows it yet. */
  readonly whenNew: ReadonlyMap<string, Tree>;
  /** fullUrl → which of its lists hold more than the message tells. */
  readonly lists: ReadonlyMap<string, Listing>;
  /** fullUrl → from which state it goes back to which, where it is in that state. */
  readonly backs: ReadonlyMap<string, GoingBack>;
}

/** Organization, Practitioners, Locations, Patient and all else, in the order of their references. */
export function entriesOf(made: readonly MadeResource[], around: Surroundings): Entries {
  const urls = new Map(made.map((one) => [one, fullUrlOf(one, around)]));
  const standings = standingsOf(made);
  const removed = new Map<string, readonly string[]>();
  const lists = new Map<string, Listing>();
  const entry: BundleEntry[] = [];
  if (around.options.institution === undefined) around.issues.push(noInstitution(around.place));
  for (const one of made) {
    const fullUrl = urls.get(one) ?? '';
    const resource = { ...one.tree, ...references(one, standings, urls, around), ...linked(one, made, urls) };
    entry.push(entryFor(one, fullUrl, resource, around));
    // Doctors and wards come after the hospital, which wards belong to, and before all that names them.
    if (one.name === 'Organization') entry.push(...around.named);
    if (one.removed.length > 0) removed.set(fullUrl, one.removed);
    const listing = listingOf(around.resources[one.name]?.collects, around.adds?.[one.name]);
    if (listing !== undefined) lists.set(fullUrl, listing);
  }
  const kept = entry.filter((one) => isNamed(one, entry, around));
  const backs = made.flatMap((one) => (one.back === undefined ? [] : [[urls.get(one) ?? '', one.back] as const]));
  return { entry: kept, removed, whenNew: whenNewOf(made, urls), lists, backs: new Map(backs) };
}

/** Two numbers of one person: what a message says of the one holds for the other, which keeps what is known of it. */
function whenNewOf(made: readonly MadeResource[], urls: ReadonlyMap<MadeResource, string>): Map<string, Tree> {
  const merged = made.find(({ name }) => name === 'Merged');
  const person = made.find(({ name }) => name === 'Patient')?.tree;
  if (merged === undefined || person === undefined) return new Map();
  const said = ['name', 'gender', 'birthDate'].flatMap((element) =>
    person[element] === undefined ? [] : [[element, person[element]] as const],
  );
  return new Map([[urls.get(merged) ?? '', Object.fromEntries(said)]]);
}

/** Whoever was named only by what could not be made is left out. */
const isNamed = (one: BundleEntry, entry: readonly BundleEntry[], { named, isPartial }: Surroundings): boolean =>
  !isPartial ||
  !named.includes(one) ||
  entry.some(({ resource }) => JSON.stringify(resource).includes(`"${one.fullUrl}"`));

function fullUrlOf({ name, key, tree }: MadeResource, { owner, patient, merged }: Surroundings): string {
  if (name === 'Organization') return urn(`organization:${owner}`);
  if (name === 'Patient') return urn(`patient:${owner}:${patient}`);
  if (name === 'Merged') return urn(`patient:${owner}:${merged}`);
  return urn(`${String(tree['resourceType']).toLowerCase()}:${key}`);
}

const urn = (name: string): string => `urn:uuid:${nameUuid(name)}`;

/** To the only one of the message, or to the one that stands before. */
function references(
  one: MadeResource,
  standings: readonly Standing[],
  urls: ReadonlyMap<MadeResource, string>,
  { resources }: Surroundings,
): Tree {
  const found: Tree = {};
  const places = [one.at, ...(one.again ?? [])];
  for (const [element, target] of Object.entries(resources[one.name]?.references ?? {})) {
    const before = places.map((place) => standings.findLast(({ at, one: { name } }) => name === target && at <= place));
    const to = [...new Set(before.flatMap((standing) => standing?.one ?? []))].map((other) => urls.get(other));
    if (to.length === 0) continue;
    const name = element.replace('[]', '');
    if (name === element) found[name] = { reference: to[0] };
    else {
      const there = (one.tree[name] as unknown[] | undefined) ?? [];
      found[name] = [...there, ...to.map((reference) => ({ reference }))];
    }
  }
  for (const [element, { of }] of Object.entries(resources[one.name]?.collects ?? {})) {
    const own = places.flatMap((place) => followers(standings, { place, name: one.name, of }));
    if (own.length > 0) found[element] = own.map((other) => ({ reference: urls.get(other) }));
  }
  return found;
}

/** Up to the next place that speaks of a thing of the same name. */
function followers(
  standings: readonly Standing[],
  { place, name, of }: { readonly place: number; readonly name: string; readonly of: string },
): MadeResource[] {
  const next = standings.find(({ at, one }) => one.name === name && at > place)?.at ?? Number.POSITIVE_INFINITY;
  return standings.filter(({ at, one }) => one.name === of && at > place && at < next).map(({ one }) => one);
}

/** A merge never deletes: the two records of one person point to each other (HL7 v2.5 §3.3.40). */
function linked({ name }: MadeResource, made: readonly MadeResource[], urls: ReadonlyMap<MadeResource, string>): Tree {
  if (name !== 'Merged' && name !== 'Patient') return {};
  const hospital = made.find((one) => one.name === 'Organization');
  const other = made.find((one) => one.name === (name === 'Merged' ? 'Patient' : 'Merged'));
  const managed = { managingOrganization: { reference: hospital && urls.get(hospital) } };
  const link = (type: string) => ({ link: [{ other: { reference: other && urls.get(other) }, type }] });
  if (name === 'Merged') return { active: false, ...managed, ...link('replaced-by') };
  // Whom a merge keeps is in use, also where an earlier one the other way round is taken back.
  return other === undefined ? managed : { active: true, ...managed, ...link('replaces') };
}

function entryFor(one: MadeResource, fullUrl: string, resource: Tree, around: Surroundings): BundleEntry {
  const { options, patient, merged } = around;
  const { institution, existing } = options;
  if (one.name === 'Organization') return organizationEntry(fullUrl, resource, around);
  if (institution === undefined) return post(fullUrl, resource, undefined);
  const isPerson = one.name === 'Patient' || one.name === 'Merged';
  const number = one.name === 'Merged' ? merged : patient;
  const key = isPerson ? token(patientSystem(institution), number ?? '') : token(INSTANCE_SYSTEM, one.key ?? '');
  return one.making === 'update'
    ? put(fullUrl, mergeInto(existing, resource, one.removed), key)
    : post(fullUrl, resource, `identifier=${key}`);
}

function organizationEntry(fullUrl: string, resource: Tree, { options, owner }: Surroundings): BundleEntry {
  const { institution, hospitalName } = options;
  const sent = resource['name'];
  const alias = hospitalName !== undefined && sent !== undefined && sent !== hospitalName ? { alias: [sent] } : {};
  const { meta, name, type } = providerNamed(hospitalName ?? String(sent ?? owner));
  const organization = {
    ...resource,
    meta,
    ...(institution === undefined ? {} : { identifier: [{ system: INSTITUTION_SYSTEM, value: institution }] }),
    type,
    name,
    ...alias,
  };
  const key = institution === undefined ? undefined : `identifier=${token(INSTITUTION_SYSTEM, institution)}`;
  return post(fullUrl, organization, key);
}

/** Keeps one Practitioner for each doctor of the message, and one Location for each place. */
export function namedIn(owner: string, institution: string | undefined) {
  const made = new Map<string, BundleEntry>();
  const practitioner = (id: string | undefined, name: string): { reference: string; display: string } => {
    const reference = urn(`practitioner:${owner}:${id ?? name}`);
    if (made.has(reference)) return { reference, display: name };
    const identifier = doctorIdentifier(institution, id, name);
    const resource: Practitioner = {
      resourceType: 'Practitioner',
      ...(identifier === undefined ? {} : { identifier: [identifier] }),
      name: [{ text: name }],
    };
    const { system, value = '' } = identifier ?? {};
    made.set(reference, post(reference, resource, system && `identifier=${token(system, value)}`));
    return { reference, display: name };
  };
  const location = (parts: readonly (string | undefined)[], name: string): { reference?: string; display: string } => {
    // Without the number of the hospital a ward could not be met again, and each message would make one more.
    if (institution === undefined) return { display: name };
    const value = `${institution}-location-${parts.map((part) => part ?? '').join('-')}`;
    const reference = urn(`location:${value}`);
    if (made.has(reference)) return { reference, display: name };
    const resource: Location = {
      resourceType: 'Location',
      identifier: [{ system: INSTANCE_SYSTEM, value }],
      status: 'active',
      name,
      mode: 'instance',
      managingOrganization: { reference: urn(`organization:${owner}`) },
    };
    made.set(reference, post(reference, resource, `identifier=${token(INSTANCE_SYSTEM, value)}`));
    return { reference, display: name };
  };
  return { made, practitioner, location };
}

/** Without a number of their own, doctors are told apart by their names: else each message would make them anew. */
function doctorIdentifier(
  institution: string | undefined,
  id: string | undefined,
  name: string,
): Identifier | undefined {
  if (institution === undefined) return id === undefined ? undefined : { value: id };
  if (id !== undefined) return { system: doctorSystem(institution), value: id };
  return { system: INSTANCE_SYSTEM, value: `${institution}-practitioner-${name}` };
}

function noInstitution(expression: string): Issue {
  return {
    severity: 'warning',
    code: 'institution-missing',
    type: 'required',
    ja: '医療機関コードが指定されていないため、患者ID に system を付けられず、再取り込みで同じ人に出会えません。',
    en: 'without the institution number the patient id has no system, and a second import cannot meet the same person',
    expression,
  };
}
