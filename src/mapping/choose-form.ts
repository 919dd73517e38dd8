/** Which forms a resource can leave as, and what of its surroundings a form wants to know. */
import type { Resource } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { fits } from './graph.ts';
import { listMappings, loadMapping } from './load-mapping.ts';
import type { Mapping } from './mapping.ts';
import type { Tree } from './path.ts';

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
export function typesOf({ resources, rowTables }: Mapping): ReadonlySet<string> {
  const ofRows = Object.values(rowTables).flatMap(({ resource, with: parts = {} }) => [
    ...(resource === undefined ? [] : [resource]),
    ...Object.values(parts),
  ]);
  return new Set([...Object.values(resources), ...ofRows].map(({ type }) => type));
}
