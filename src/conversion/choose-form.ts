/** Which forms a resource can leave as, and what of its surroundings a form wants to know. */
import type { Resource } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { fits, listMappings, loadMapping, type Mapping, type ResourceRule, type Tree } from '#mapping';

/** The ids of the forms that are about such a resource, in order. */
export function formsFor(resource: Resource): string[] {
  return listMappings().filter((id) => {
    const mapping = loadMapping(id);
    return (
      !isRefusal(mapping) &&
      mapping.kind === 'form' &&
      fits(resource as Resource & Tree, mapping.resources[mapping.root])
    );
  });
}

/** The types of all resources that the form speaks of. */
export const typesOf = (mapping: Mapping): ReadonlySet<string> => new Set(rulesOf(mapping).map(({ type }) => type));

/** The types of those that no reference leads to: they point at the person or the form themselves. */
export const typesPointingAt = (mapping: Mapping): readonly string[] => [
  ...new Set(rulesOf(mapping).flatMap(({ type, foundBy }) => (foundBy === undefined ? [] : [type]))),
];

function rulesOf({ resources, rowTables }: Mapping): ResourceRule[] {
  const ofRows = Object.values(rowTables).flatMap(({ resource, with: parts = {} }) => [
    ...(resource === undefined ? [] : [resource]),
    ...Object.values(parts),
  ]);
  return [...Object.values(resources), ...ofRows];
}
