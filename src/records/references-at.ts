/** The literal references that a search parameter finds in a resource, with their versions. */
import { evalFhirPath } from '@medplum/core';
import type { Reference, Resource } from '@medplum/fhirtypes';

export function referencesAt(resource: Resource, expression: string): string[] {
  return (evalFhirPath(expression, resource) as (Reference | string)[])
    .map((value) => (typeof value === 'string' ? value : value.reference))
    .filter((reference) => reference !== undefined);
}
