/** The query part of a SMART scope as a condition: only what can be enforced, always and everywhere, is understood. */
import type { Scope } from '#auth';
import { isRefusal, parseSearch, RESULT_PARAMETERS, type SearchCondition } from '#fhir';
import { isToldByContent } from '#store';
import type { House } from './house.ts';
import { SERVED_TYPES } from './served-types.ts';

type Knowing = Pick<House, 'parameters'>;

/**
 * Whether the query part of a scope can be enforced: filters of its type by code, reference, date, text or URI that one
 * resource alone tells of; nothing through other resources, of the shape of an answer, or by what a region has added. A
 * scope of all types may ask only what every type knows, such as `_tag` and `_security`.
 */
export function scopeQueryUnderstood(house: Knowing, scope: Scope): boolean {
  const types = scope.type === '*' ? SERVED_TYPES : SERVED_TYPES.filter((type) => type === scope.type);
  return types.length > 0 && types.every((type) => scopeCondition(house, scope, type) !== undefined);
}

/** The condition that a scope with a query part puts on resources of one type. */
export function scopeCondition({ parameters }: Knowing, scope: Scope, type: string): SearchCondition | undefined {
  const query = new URLSearchParams(scope.query);
  const keys = [...query.keys()];
  if (scope.version !== 2 || keys.length === 0 || keys.some((key) => RESULT_PARAMETERS.includes(key))) return undefined;
  const parsed = parseSearch({ parameters, types: [type], query, countMax: 1 });
  return isRefusal(parsed) || !isToldByContent(parsed.condition) ? undefined : parsed.condition;
}
