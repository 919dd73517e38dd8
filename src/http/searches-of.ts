/** What a type is searched by: records by every parameter that is known of them, definitions by few. */
import type { SearchParameter, SearchParameters } from '#fhir';
import { DEFINITION_SEARCHES } from '#records';
import { auditSearches } from '#sharing';
import { ADDED_PARAMETER_SEARCHES } from '#upkeep';
import { SERVED_TYPES } from '#visit';

export function searchesOf(type: string, parameters: SearchParameters): SearchParameter[] {
  const known = parameters.of(type);
  if (SERVED_TYPES.includes(type)) return [...known.values()];
  if (type === 'AuditEvent') return [...auditSearches(parameters).values()];
  const codes = type === 'SearchParameter' ? ADDED_PARAMETER_SEARCHES : DEFINITION_SEARCHES;
  return codes.flatMap((code) => known.get(code) ?? []);
}
