/** Makes versions of resources: with their search index and what decisions need to know of them. */
import type { Resource } from '@medplum/fhirtypes';
import type { Facts, Labelled } from '#consent';
import { type Issue, toJson } from '#fhir';
import type { IndexValues } from './index-values.ts';
import type { NewVersion } from './insert-versions.ts';
import { DOCUMENT_TYPES } from './predicate.ts';
import type { StoredWithFacts } from './row.ts';
import type { SectionRow } from './section-row.ts';
import type { Whole } from './sections.ts';

/** What is to be stored: the resource without id and version, and who holds it. */
export interface Draft {
  readonly resource: Resource;
  readonly custodian: string | null;
  readonly members?: readonly string[];
  /** Faults with which it is stored all the same. */
  readonly findings?: readonly Issue[];
  /** How the resource was labelled, where it was. */
  readonly labels?: Pick<Labelled<Resource>, 'version' | 'basis'>;
}

/** Labels a resource as it is to be stored: after what is stored before, where there is anything. */
export type Label = (
  resource: Resource,
  told: {
    readonly custodian: string | null;
    readonly before?: StoredWithFacts | undefined;
    readonly sections?: readonly string[] | undefined;
  },
) => Labelled<Resource>;

/** What a write needs besides its transaction: the time, and what a decision and a search must know of a resource. */
export interface WriteContext {
  readonly now: Date;
  readonly factsOf: (resource: Resource, custodian: string | null) => Facts;
  readonly indexOf: (resource: Resource, whole: Whole) => Indexed;
  readonly label: Label;
}

export interface Indexed {
  readonly values: IndexValues;
  readonly sections: readonly SectionRow[] | null;
  /** What it is about. */
  readonly about: readonly string[];
  /** The digest of the parameters that they were drawn by. */
  readonly indexed: string;
}

const NOT_INDEXED: Omit<Indexed, 'about'> = {
  values: { keys: [], dates: [], strings: [], quantities: [], composites: [], sorts: {}, texts: {} },
  sections: null,
  indexed: '',
};

/** The version of this number, ready to be stored. */
export function versionOf(
  { now, factsOf, indexOf, label }: WriteContext,
  { id, before }: { readonly id: string; readonly before?: StoredWithFacts },
  { resource: given, custodian, members = [], labels }: Draft,
): NewVersion {
  const version = (before?.version ?? 0) + 1;
  // INVARIANT: nothing is stored that the rules have not seen.
  const {
    resource,
    version: labelled,
    basis,
  } = labels ? { resource: given, ...labels } : label(given, { custodian, before });
  const meta = { ...resource.meta, versionId: String(version), lastUpdated: now.toISOString() };
  const complete = { ...resource, id, meta } as Resource;
  const text = toJson(ordered(complete));
  const facts = factsOf(complete, custodian);
  const type = resource.resourceType;
  if (members.length > 0 && !DOCUMENT_TYPES.includes(type)) throw new Error(`defect: a ${type} is no document`);
  const drawn = indexOf(complete, { custodian, members, labelled, basis });
  const { sections, about } = drawn;
  const stored: StoredWithFacts = {
    type,
    id,
    version,
    updated: now,
    deleted: false,
    text,
    custodian,
    labelled,
    facts,
    about,
    basis,
    members,
    sections,
  };
  return { ...drawn, stored };
}

/** The mark that a resource was deleted: its history stays, it is found by no search. */
export function deletionOf({ now }: WriteContext, current: StoredWithFacts): NewVersion {
  const stored = { ...current, version: current.version + 1, updated: now, deleted: true, text: '', sections: null };
  return { stored, ...NOT_INDEXED, about: current.about };
}

/** `resourceType`, `id` and `meta` first, as people expect to read them. */
function ordered({ resourceType, id, meta, ...rest }: Resource): Resource {
  return { resourceType, id, meta, ...rest } as Resource;
}
