/** Reads a search from a query string, strictly: what the house does not know is refused with the list of what it does. */
import { type Issue, type Refusal, refuse } from './issue.ts';
import { type SearchParameter, searchParametersOf } from './search-parameter.ts';

export interface SearchFilter {
  readonly parameter: SearchParameter;
  readonly modifier: string;
  /** Alternatives: one must match. */
  readonly values: readonly string[];
}

export interface Include {
  readonly type: string;
  readonly parameter: SearchParameter;
  readonly target?: string;
}

export interface SearchQuery {
  readonly type: string;
  readonly filters: readonly SearchFilter[];
  readonly includes: readonly Include[];
  readonly revincludes: readonly Include[];
  readonly count: number;
  /** `_lastUpdated`, ascending or descending; without it the order is that of ids. */
  readonly sort: 'id' | '_lastUpdated' | '-_lastUpdated';
  readonly total: boolean;
  readonly summaryCount: boolean;
  readonly cursor?: string;
}

const COUNT_DEFAULT = 50;
/** More than any person asks for; each one is a condition that the database works on. */
const FILTERS_MAX = 30;
const VALUES_MAX = 300;
const MODIFIERS: Record<string, readonly string[]> = {
  token: ['', 'not', 'missing'],
  reference: ['', 'missing'],
  date: ['', 'missing'],
  string: ['', 'exact', 'contains', 'missing'],
  uri: ['', 'missing'],
  number: ['', 'missing'],
  quantity: ['', 'missing'],
};
const RESULT_PARAMETERS = [
  '_count',
  '_sort',
  '_total',
  '_summary',
  '_include',
  '_revinclude',
  '_cursor',
  '_format',
  '_pretty',
];

/** The search of `type` that `query` asks for. `countMax` caps a page. */
export function parseSearch(type: string, query: URLSearchParams, countMax: number): SearchQuery | Refusal {
  const broken = [...query].find((pair) => pair.join().includes('\ufffd'));
  if (broken)
    return badValue(broken[0], broken[1], 'text percent-encoded as UTF-8', 'UTF-8 でパーセント符号化した文字');
  const twice = repeated(query);
  if (twice) return twice;
  const filters: SearchFilter[] = [];
  for (const [key, value] of query) {
    if (RESULT_PARAMETERS.includes(key)) continue;
    const filter = parseFilter(type, key, value);
    if ('refused' in filter) return filter;
    filters.push(filter);
    if (filters.length > FILTERS_MAX || filter.values.length > VALUES_MAX) return tooMuch(key);
  }
  if (query.getAll('_include').length + query.getAll('_revinclude').length > FILTERS_MAX) return tooMuch('_include');
  const includes = parseIncludes(query.getAll('_include'), '_include');
  if ('refused' in includes) return includes;
  const revincludes = parseIncludes(query.getAll('_revinclude'), '_revinclude');
  if ('refused' in revincludes) return revincludes;
  const count = query.get('_count') ?? String(COUNT_DEFAULT);
  if (!/^\d{1,9}$/.test(count)) return badValue('_count', count, '0 or a positive integer', '0以上の整数');
  const sort = query.get('_sort') ?? 'id';
  if (sort !== 'id' && sort !== '_lastUpdated' && sort !== '-_lastUpdated') {
    return badValue('_sort', sort, '`_lastUpdated` or `-_lastUpdated`', '`_lastUpdated` か `-_lastUpdated`');
  }
  const total = query.get('_total') ?? 'accurate';
  if (total !== 'accurate' && total !== 'none')
    return badValue('_total', total, '`accurate` or `none`', '`accurate` か `none`');
  const summary = query.get('_summary') ?? 'false';
  if (summary !== 'count' && summary !== 'false')
    return badValue('_summary', summary, '`count` or `false`', '`count` か `false`');
  const cursor = query.get('_cursor');
  return {
    type,
    filters,
    includes,
    revincludes,
    count: Math.min(Number(count), countMax),
    sort,
    total: total === 'accurate',
    summaryCount: summary === 'count' || count === '0',
    ...(cursor === null ? {} : { cursor }),
  };
}

const tooMuch = (key: string): Refusal =>
  refuse(400, {
    code: 'search-too-large',
    type: 'too-costly',
    ja: `検索の条件が多すぎます。条件は ${FILTERS_MAX} 個、一つの条件の値は ${VALUES_MAX} 個までです。分けて検索してください。`,
    en: `a search has at most ${FILTERS_MAX} conditions of ${VALUES_MAX} values each; search in parts`,
    expression: `http.${key}`,
  });

/** A result parameter that is given twice says two things. */
function repeated(query: URLSearchParams): Refusal | undefined {
  const twice = ['_count', '_sort', '_total', '_summary', '_cursor'].find((key) => query.getAll(key).length > 1);
  return twice === undefined ? undefined : badValue(twice, query.getAll(twice).join('&'), 'one value', '一つの値');
}

function parseFilter(type: string, key: string, value: string): SearchFilter | Refusal {
  const [code = '', modifier = ''] = key.split(':', 2);
  const known = searchParametersOf(type);
  const parameter = known.get(code);
  if (!parameter) {
    const valid = [...known.keys()].sort().join(', ');
    return refuse(400, {
      code: 'search-parameter-unknown',
      type: 'not-supported',
      ja: `検索パラメータ「${code}」は ${type} にありません。使えるもの: ${valid}`,
      en: `${type} has no search parameter \`${code}\`; valid ones: ${valid}`,
      expression: `http.${key}`,
    });
  }
  const modifiers = MODIFIERS[parameter.type] ?? [''];
  if (!modifiers.includes(modifier)) {
    const valid = modifiers.filter(Boolean).join(', ');
    return refuse(400, {
      code: 'search-modifier-unknown',
      type: 'not-supported',
      ja: `「${code}」に修飾子「:${modifier}」は使えません。使えるもの: ${valid}`,
      en: `\`${code}\` does not take the modifier \`:${modifier}\`; valid ones: ${valid}`,
      expression: `http.${key}`,
    });
  }
  if (modifier === 'missing' && value !== 'true' && value !== 'false') {
    return badValue(key, value, '`true` or `false`', '`true` か `false`');
  }
  const values = splitEscaped(value);
  // The database holds no text with a NUL.
  if (values.length === 0 || value.includes('\0')) return badValue(key, value, 'a value', '値');
  return { parameter, modifier, values };
}

/** Splits at commas that are not escaped, and takes the escapes away. */
function splitEscaped(value: string): string[] {
  return [...value.matchAll(/(?:\\.|[^,\\])+/gs)].map(([part]) => part.replace(/\\([,$\\])/g, '$1'));
}

/** Splits a token at the first `|` that is not escaped. */
export function splitToken(value: string): { system: string | undefined; code: string } {
  const bar = value.search(/(?<!\\)\|/);
  const clean = (text: string) => text.replaceAll('\\|', '|');
  return bar < 0
    ? { system: undefined, code: clean(value) }
    : { system: clean(value.slice(0, bar)), code: clean(value.slice(bar + 1)) };
}

function parseIncludes(values: readonly string[], name: string): Include[] | Refusal {
  const includes: Include[] = [];
  for (const value of values) {
    const [type = '', code = '', target] = value.split(':');
    const parameter = /^[A-Z][A-Za-z]+$/.test(type) ? searchParametersOf(type).get(code) : undefined;
    if (parameter?.type !== 'reference') {
      return badValue(
        name,
        value,
        '`Type:reference-parameter` or `Type:reference-parameter:Target`',
        '`型:参照パラメータ` または `型:参照パラメータ:対象型`',
      );
    }
    includes.push({ type, parameter, ...(target === undefined ? {} : { target }) });
  }
  return includes;
}

function badValue(key: string, value: string, en: string, ja: string): Refusal {
  const issue: Omit<Issue, 'severity'> = {
    code: 'search-value-invalid',
    type: 'value',
    ja: `「${key}」の値「${value}」は使えません。${ja}を指定してください。`,
    en: `the value \`${value}\` of \`${key}\` is not valid; expected ${en}`,
    expression: `http.${key}`,
  };
  return refuse(400, issue);
}
