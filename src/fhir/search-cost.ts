/** What a search costs the database, in rough units, spent from a budget while the search is read: so that no reading is endless either. */
import type { SearchCondition, SearchFilter } from './search-condition.ts';

export interface SearchBudget {
  readonly max: number;
  /** False when there was less left; from then on nothing is. */
  spend(units: number): boolean;
  isSpent(): boolean;
}

export function createBudget(max: number): SearchBudget {
  let left = max;
  return {
    max,
    spend(units) {
      left -= units;
      return left >= 0;
    },
    isSpent: () => left < 0,
  };
}

/** So many types are looked through for a parameter as easily as one. */
const TYPES_AT_ONCE = 10;
/** A look at the resources that are referred to. */
const LINK = 5;
/** A look at all that refer to something. */
const HAS = 50;
/** A look at every row: what has no index, or names what is not wanted. */
const SCAN = 10;
/** A look at the words of every row. */
const WHOLE_TEXT = 300;
/** Wholes and parts at any depth. */
const FAMILY = 20;
/** A row of a table beside the resource. */
const BESIDE = 2;
/** So many keys are looked up as easily as one. */
const KEYS_AT_ONCE = 10;
const INCLUDE = 5;
/** What is followed again and again, or looked for in every type. */
const WIDE = 50;
const SORT_KEY = 5;

/** Reading a condition, also one that is not understood: what a chain without a type makes is mostly that. */
export const readingCost = (types: readonly string[]): number => Math.ceil(types.length / TYPES_AT_ONCE);

/** What one condition adds; its parts are counted by themselves. */
export function costOf(condition: SearchCondition): number {
  switch (condition.op) {
    case 'filter':
      return filterCost(condition);
    case 'any':
      return LINK * condition.of.length;
    case 'has':
      return HAS;
    default:
      return 0;
  }
}

/** What is added to the matches, and how they are ordered. */
export const shapeCost = (
  includes: readonly { readonly iterate: boolean; readonly type: string }[],
  sortKeys: number,
): number =>
  includes.reduce((sum, { iterate, type }) => sum + (iterate || type === '*' ? WIDE : INCLUDE), SORT_KEY * sortKeys);

function filterCost({ parameter: { type, targets }, modifier, values }: SearchFilter): number {
  const count = values.length;
  const keys = Math.ceil(count / KEYS_AT_ONCE);
  switch (modifier) {
    case 'missing':
    case 'not':
    case 'not-in':
      return SCAN + keys;
    case 'contains':
    case 'text':
      return SCAN * count;
    case 'above':
    case 'below':
      return (type === 'reference' ? FAMILY : SCAN) * count;
    case 'identifier':
      return keys;
    default:
  }
  if (type === 'text') return WHOLE_TEXT * count;
  if (type === 'token' || type === 'uri') return keys;
  // A reference without a type may lead to any of them.
  if (type === 'reference')
    return values.reduce(
      (sum, value) => sum + (value.type === 'reference' && isTyped(value.text) ? 1 : targets.length),
      0,
    );
  return BESIDE * count;
}

const isTyped = (text: string): boolean => /[/:]/.test(text);
