/** How organizations and the people behind roles are called, for what is read without a directory beside it. */
import type { Permit } from '#consent';
import { resourceOf } from '#store';
import type { House } from './house.ts';

/** The names by literal reference, as far as the permit shows them. */
export async function namesOf(
  house: Pick<House, 'store'>,
  permit: Permit,
  references: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const roles = new Map<string, string[]>();
  for (const row of await house.store.readMany(permit, [...new Set(references)])) {
    const resource = resourceOf(row);
    const reference = `${row.type}/${row.id}`;
    if (resource.resourceType === 'PractitionerRole' && resource.practitioner?.reference)
      roles.set(resource.practitioner.reference, [...(roles.get(resource.practitioner.reference) ?? []), reference]);
    else names.set(reference, nameIn(resource) ?? reference);
  }
  for (const row of await house.store.readMany(permit, [...roles.keys()])) {
    const name = nameIn(resourceOf(row));
    for (const role of roles.get(`Practitioner/${row.id}`) ?? []) if (name) names.set(role, name);
  }
  return names;
}

function nameIn(resource: unknown): string | undefined {
  const { name } = resource as { name?: string | readonly { text?: string }[] };
  return typeof name === 'string' ? name : name?.[0]?.text;
}
