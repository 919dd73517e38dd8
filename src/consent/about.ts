/** What a record that speaks of other records is about: where none of that may be told of, neither may the record (§3). */
import type { Resource } from '@medplum/fhirtypes';
import { valuesAt } from './compartment.ts';
import { isObject, type Json, localReference, unique } from './json.ts';

/** A Composition is decided by its sections (D9), a document by its parts, and an AuditEvent where the audit is told of. */
const ABOUT = {
  Communication: 'about',
  Group: 'member.entity',
  List: 'entry.item',
  Provenance: 'target',
  Task: 'focus',
};
const PATHS: ReadonlyMap<string, string> = new Map(Object.entries(ABOUT));

/** The types of such records. */
export const ABOUT_TYPES: readonly string[] = [...PATHS.keys()];

/**
 * `Type/id` of all that a record is about, in element order; what lies elsewhere hides nothing. A person beside other things
 * is named as whose they are: a Provenance names its patient so, and would else be shown with all of them hidden.
 */
export function aboutOf(resource: Resource): string[] {
  const path = PATHS.get(resource.resourceType);
  if (path === undefined) return [];
  const named = valuesAt(resource as unknown as Json, path.split('.'));
  const all = unique(named.flatMap((value) => (isObject(value) ? (localReference(value['reference']) ?? []) : [])));
  const things = all.filter((reference) => !reference.startsWith('Patient/'));
  return things.length > 0 ? things : all;
}
