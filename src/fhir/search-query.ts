/** Reads a search from a query string, strictly: what the house does not know is refused with the list of what it does. */
import { type Issue, isRefusal, type Refusal } from './issue.ts';
import { parseCondition, type SearchWords, sharedParameters } from './parse-condition.ts';
import type { SearchCondition } from './search-condition.ts';
import { createBudget, shapeCost } from './search-cost.ts';
import { type Include, parseIncludes } from './search-include.ts';
import type { SearchParameter } from './search-parameter.ts';
import { badValue, FILTERS_MAX, searchTooCostly, searchTooLarge } from './search-refusals.ts';

export interface SearchQuery {
  /** One type, or several of a search over all. */
  readonly types: readonly string[];
  readonly condition: SearchCondition;
  /** Only of what the caller's own organization does not hold. */
  readonly foreign?: boolean;
  readonly includes: readonly Include[];
  readonly revincludes: readonly Include[];
  readonly count: number;
  /** Before the order of ids, which always comes last. */
  readonly sort: readonly SortKey[];
  readonly total: boolean;
  readonly summaryCount: boolean;
  readonly cursor?: string;
  /** The parameters that the answer is made by: all of them, unless the caller lets unknown ones be left out. */
  readonly used: readonly (readonly [string, string])[];
  /** Why the others were left out. */
  readonly ignored: readonly Issue[];
}

export interface SortKey {
  readonly parameter: SearchParameter;
  readonly descending: boolean;
}

export interface SearchAsked extends Omit<SearchWords, 'budget'> {
  readonly types: readonly string[];
  readonly query: URLSearchParams;
  /** Caps a page. */
  readonly countMax: number;
  /** Caps what it may cost, in the units of `search-cost.ts`. */
  readonly costMax?: number;
  /** Leave out what is not understood, instead of refusing (`Prefer: handling=lenient`). */
  readonly lenient?: boolean;
  /** Why other things were left out before. */
  readonly leftOut?: readonly Issue[];
  /** What must hold beside the query, such as a compartment. */
  readonly within?: SearchCondition;
}

type Reading = SearchAsked & SearchWords;

const COUNT_DEFAULT = 50;
const COST_MAX = 1_000;
/** They shape the answer and are read below, or by who writes it. */
export const RESULT_PARAMETERS: readonly string[] = [
  '_count',
  '_sort',
  '_total',
  '_summary',
  '_elements',
  '_include',
  '_include:iterate',
  '_revinclude',
  '_revinclude:iterate',
  '_cursor',
  '_format',
  '_pretty',
  '_type',
  '_contained',
  '_explain',
];
const ONCE = ['_count', '_sort', '_total', '_summary', '_elements', '_cursor', '_type', '_contained', '_explain'];

const ONE_VALUE = { en: 'one value', ja: '一つの値' };

/** The search that `asked` describes. */
export function parseSearch(given: SearchAsked): SearchQuery | Refusal {
  const asked: Reading = { ...given, budget: createBudget(given.costMax ?? COST_MAX) };
  const broken = [...asked.query].find((pair) => pair.join().includes('\ufffd'));
  if (broken)
    return badValue(broken[0], broken[1], {
      en: 'text percent-encoded as UTF-8',
      ja: 'UTF-8 でパーセント符号化した文字',
    });
  const types = typesOf(asked);
  if (isRefusal(types)) return types;
  const kept = understood(asked, types);
  if (isRefusal(kept)) return kept;
  const { query, conditions, ignored } = kept;
  const shape = shapeOf(asked, types, query);
  if (isRefusal(shape)) return shape;
  if (!asked.budget.spend(shapeCost([...shape.includes, ...shape.revincludes], shape.sort.length)))
    return searchTooCostly('_include', asked.budget.max);
  const of = asked.within === undefined ? conditions : [asked.within, ...conditions];
  return { types, condition: { op: 'all', of }, ...shape, used: [...query], ignored };
}

/** `_type` narrows a search over several types. */
function typesOf({ types, query }: SearchAsked): readonly string[] | Refusal {
  const text = query.get('_type');
  if (text === null) return types;
  const wanted = text.split(',');
  const unknown = wanted.filter((type) => !types.includes(type));
  return unknown.length === 0
    ? wanted
    : badValue('_type', unknown.join(','), {
        en: `types among ${types.join(', ')}`,
        ja: `${types.join('、')} のうちの型`,
      });
}

interface Kept {
  readonly query: URLSearchParams;
  readonly conditions: readonly SearchCondition[];
  readonly ignored: readonly Issue[];
}

/** The conditions, and what remains of the query once what is not understood has been left out. */
function understood(asked: Reading, types: readonly string[]): Kept | Refusal {
  const query = new URLSearchParams();
  const conditions: SearchCondition[] = [];
  const ignored: Issue[] = [...(asked.leftOut ?? [])];
  for (const [key, value] of asked.query) {
    const read = RESULT_PARAMETERS.includes(key)
      ? shapeFault(asked, types, { key, value, again: query.has(key) })
      : parseCondition(asked, types, { key, value });
    if (asked.budget.isSpent()) return searchTooCostly(key, asked.budget.max);
    if (isRefusal(read)) {
      if (asked.lenient !== true) return read;
      ignored.push(...read.issues.map((issue) => ({ ...issue, severity: 'warning' as const })));
      continue;
    }
    query.append(key, value);
    if (read) conditions.push(read);
    if (conditions.length > FILTERS_MAX) return searchTooLarge(key);
  }
  return { query, conditions, ignored };
}

/** Why a parameter that shapes the answer is left out, where the caller lets it. */
function shapeFault(
  asked: Reading,
  types: readonly string[],
  { key, value, again }: { key: string; value: string; again: boolean },
): Refusal | undefined {
  if (asked.lenient !== true) return undefined;
  // The first that can be used counts.
  if (again && ONCE.includes(key)) return badValue(key, value, ONE_VALUE);
  const shape = shapeOf(asked, types, new URLSearchParams([[key, value]]));
  return isRefusal(shape) ? shape : undefined;
}

type Shape = Omit<SearchQuery, 'types' | 'condition' | 'used' | 'ignored'>;

function shapeOf(asked: Reading, types: readonly string[], query: URLSearchParams): Shape | Refusal {
  const twice = ONCE.find((key) => query.getAll(key).length > 1);
  if (twice !== undefined) return badValue(twice, query.getAll(twice).join('&'), ONE_VALUE);
  const includes = parseIncludes(asked, query, '_include');
  if (isRefusal(includes)) return includes;
  const revincludes = parseIncludes(asked, query, '_revinclude');
  if (isRefusal(revincludes)) return revincludes;
  if (includes.length + revincludes.length > FILTERS_MAX) return searchTooLarge('_include');
  // R4, of `_summary`: the two cannot be mixed.
  if (includes.length + revincludes.length > 0 && query.get('_summary') === 'text')
    return badValue('_summary', 'text', {
      en: 'another summary: with `_include` or `_revinclude` there is none of texts',
      ja: '別の要約（`_include`・`_revinclude` と `text` は一緒に使えません）',
    });
  const choice = choices(query);
  if (isRefusal(choice)) return choice;
  const sort = sortOf(asked, types, query.get('_sort') ?? '');
  if (isRefusal(sort)) return sort;
  const cursor = query.get('_cursor');
  return {
    includes,
    revincludes,
    sort,
    ...choice,
    count: Math.min(choice.count, asked.countMax),
    ...(cursor === null ? {} : { cursor }),
  };
}

/** What may be said in a few words only. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  _total: ['accurate', 'estimate', 'none'],
  _summary: ['true', 'text', 'data', 'count', 'false'],
  _contained: ['false'],
  _explain: ['true', 'false'],
};

function choices(query: URLSearchParams): Pick<Shape, 'count' | 'total' | 'summaryCount'> | Refusal {
  for (const [key, words] of Object.entries(WORDS)) {
    const given = query.get(key);
    const list = words.map((word) => `\`${word}\``);
    if (given !== null && !words.includes(given))
      return badValue(key, given, { en: list.join(' or '), ja: list.join(' か ') });
  }
  const count = query.get('_count') ?? String(COUNT_DEFAULT);
  if (!/^\d{1,9}$/.test(count)) return badValue('_count', count, { en: '0 or a positive integer', ja: '0以上の整数' });
  return {
    count: Number(count),
    // An exact number is an estimate too; the other way round it would tell of what is hidden.
    total: query.get('_total') !== 'none',
    summaryCount: query.get('_summary') === 'count' || Number(count) === 0,
  };
}

const UNSORTED = ['composite', 'text', 'special'];

function sortOf(words: SearchWords, types: readonly string[], text: string): SortKey[] | Refusal {
  const known = sharedParameters(words, types);
  const keys: SortKey[] = [];
  for (const one of text.split(',').filter((part) => part !== '')) {
    const parameter = known.get(one.replace(/^-/, ''));
    if (!parameter || UNSORTED.includes(parameter.type)) {
      const valid = [...known.values()].filter(({ type }) => !UNSORTED.includes(type)).map(({ code }) => code);
      const list = valid.sort().join(', ');
      return badValue('_sort', one, {
        en: `one of ${list}, with \`-\` for descending`,
        ja: `${list} のどれか（降順は - を付ける）`,
      });
    }
    keys.push({ parameter, descending: one.startsWith('-') });
  }
  return keys.length > FILTERS_MAX ? searchTooLarge('_sort') : keys;
}
