/** A search for nothing but what meets a condition: the house's own questions, in no order and without what they refer to. */
import type { SearchQuery } from '#fhir';

export const PLAIN_SEARCH: Omit<SearchQuery, 'types' | 'condition' | 'count'> = {
  includes: [],
  revincludes: [],
  sort: [],
  total: false,
  summaryCount: false,
  used: [],
  ignored: [],
};
