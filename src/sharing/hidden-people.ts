/** People whom the region's rules name and whom a person does not see: relatives of others, of whom nothing is told. */
import type { Permit, PolicyRule } from '#consent';
import type { House } from '#visit';

const PEOPLE = /^(?:RelatedPerson|Patient)\//;

export async function hiddenPeople(
  { store }: Pick<House, 'store'>,
  permit: Permit,
  rules: readonly PolicyRule[],
): Promise<ReadonlySet<string>> {
  const people = [...new Set(rules.flatMap(({ actor = [] }) => actor))].filter((one) => PEOPLE.test(one));
  const rows = await store.readMany(permit, people);
  const seen = new Set(rows.map(({ type, id }) => `${type}/${id}`));
  return new Set(people.filter((one) => !seen.has(one)));
}

/** A rule for none but hidden people says nothing about this person. */
export const isForHiddenOnly = ({ actor = [] }: PolicyRule, hidden: ReadonlySet<string>): boolean =>
  actor.length > 0 && actor.every((one) => hidden.has(one));
