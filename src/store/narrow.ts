/** Searches for what belongs to one person. */
import type { SearchCondition } from '#fhir';

/**
 * Whether it asks for what belongs to one: of that there is little, whoever it is. One plan serves all, and what each row
 * holds itself is looked at sooner than an index.
 */
export function isNarrow(condition: SearchCondition): boolean {
  if (condition.op === 'all') return condition.of.some(isNarrow);
  if (condition.op !== 'filter' || condition.modifier !== '' || condition.values.length !== 1) return false;
  return ['patient', 'subject'].includes(condition.parameter.code) && condition.parameter.type === 'reference';
}
