/** One condition of a search, from `name[:modifier]`, a chain or `_has`, as a tree; what is not known is refused with what is. */
import { isRefusal, type Refusal } from './issue.ts';
import type { SearchParameter } from './search-parameter.ts';
import type { SearchValue } from './search-value.ts';

/** A condition on a resource. */
export type SearchCondition =
  | SearchFilter
  | { readonly op: 'all' | 'any'; readonly of: readonly SearchCondition[] }
  | { readonly op: 'types'; readonly types: readonly string[] }
  /** It is of one of these types and refers to one of these resources `Type/id` by one of these parameters. */
  | {
      readonly op: 'refers';
      readonly types: readonly string[];
      readonly parameters: readonly SearchParameter[];
      readonly references: readonly string[];
    }
  /** A resource of `type` that the parameter refers to meets the condition. */
  | {
      readonly op: 'chain';
      readonly parameter: SearchParameter;
      readonly type: string;
      readonly of: SearchCondition;
    }
  /** A resource of `type` that refers to this one by the parameter meets the condition. */
  | {
      readonly op: 'has';
      readonly parameter: SearchParameter;
      readonly type: string;
      readonly of: SearchCondition;
    };

export interface SearchFilter {
  readonly op: 'filter';
  readonly parameter: SearchParameter;
  /** Empty for none; a reference's `:Type` is part of its values. */
  readonly modifier: Modifier;
  /** Alternatives: one must match. Of `missing` none, see {@link SearchFilter.missing}. */
  readonly values: readonly SearchValue[];
  readonly missing?: boolean;
}

export type Modifier =
  | ''
  | 'missing'
  | 'exact'
  | 'contains'
  | 'text'
  | 'not'
  | 'in'
  | 'not-in'
  | 'above'
  | 'below'
  | 'identifier'
  | 'of-type';

/** Every filter in a condition, at any depth. */
export function filtersIn(condition: SearchCondition): SearchFilter[] {
  switch (condition.op) {
    case 'filter':
      return [condition];
    case 'types':
    case 'refers':
      return [];
    case 'all':
    case 'any':
      return condition.of.flatMap(filtersIn);
    default:
      return filtersIn(condition.of);
  }
}

/** The same condition with every filter replaced; the first refusal ends it. */
export async function mapFilters(
  condition: SearchCondition,
  change: (filter: SearchFilter) => Promise<SearchFilter | Refusal>,
): Promise<SearchCondition | Refusal> {
  if (condition.op === 'types' || condition.op === 'refers') return condition;
  if (condition.op === 'filter') return change(condition);
  if (condition.op === 'chain' || condition.op === 'has') {
    const of = await mapFilters(condition.of, change);
    return isRefusal(of) ? of : { ...condition, of };
  }
  const of: SearchCondition[] = [];
  for (const part of condition.of) {
    const changed = await mapFilters(part, change);
    if (isRefusal(changed)) return changed;
    of.push(changed);
  }
  return { ...condition, of };
}
