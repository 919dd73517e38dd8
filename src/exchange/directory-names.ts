/** Names of organizations, and of the people behind roles, for reports that can be read without a directory. */
import type { Permit } from '#consent';
import { resourceOf } from '#store';
import type { House } from './house.ts';

/** By literal reference, of those that the permit shows. */
export async function directoryNames(
  house: House,
  permit: Permit,
  references: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const people = new Map<string, string[]>();
  const wanted = references.flatMap((reference) => reference || []);
  for (const row of await house.store.readMany(permit, [...new Set(wanted)])) {
    const resource = resourceOf(row);
    const reference = `${row.type}/${row.id}`;
    if (resource.resourceType === 'Organization') names.set(reference, resource.name ?? '');
    if (resource.resourceType !== 'PractitionerRole' || !resource.practitioner?.reference) continue;
    people.set(resource.practitioner.reference, [...(people.get(resource.practitioner.reference) ?? []), reference]);
  }
  for (const row of await house.store.readMany(permit, [...people.keys()])) {
    const resource = resourceOf(row);
    if (resource.resourceType !== 'Practitioner') continue;
    for (const role of people.get(`Practitioner/${row.id}`) ?? []) names.set(role, resource.name?.[0]?.text ?? '');
  }
  return names;
}
