import { describe, expect, test } from 'vitest';
import { isRefusal, parseSearch, type SearchQuery, searchParametersOf, splitToken } from '../../src/fhir/index.ts';

const parse = (type: string, query: string) => parseSearch(type, new URLSearchParams(query), 200);

function read(type: string, query: string): SearchQuery {
  const parsed = parse(type, query);
  if (isRefusal(parsed)) throw new Error(parsed.issues[0]?.en);
  return parsed;
}
const valuesOf = (query: string) => read('Observation', query).filters.map(({ values }) => values);

test('a search without anything asks for the first fifty, counted, in the order of ids', () => {
  expect(read('Patient', '')).toEqual({
    type: 'Patient',
    filters: [],
    includes: [],
    revincludes: [],
    count: 50,
    sort: 'id',
    total: true,
    summaryCount: false,
  });
});

test('each filter keeps its parameter, modifier and alternatives, also when one comes twice', () => {
  const { filters } = read('Patient', 'name:contains=a,b&name=c&_id=x&birthdate:missing=true');
  expect(filters.map(({ parameter, modifier, values }) => [parameter.code, modifier, values])).toEqual([
    ['name', 'contains', ['a', 'b']],
    ['name', '', ['c']],
    ['_id', '', ['x']],
    ['birthdate', 'missing', ['true']],
  ]);
});

test.each([
  [String.raw`code=a\,b`, [['a,b']]],
  [String.raw`code=a\,b,c`, [['a,b', 'c']]],
  [String.raw`code=a\$b`, [['a$b']]],
  [String.raw`code=a\\,b`, [['a\\', 'b']]],
  [String.raw`code=s\|1|c`, [[String.raw`s\|1|c`]]],
  ['code=a,,b', [['a', 'b']]],
  ['code=%E4%BD%90%E8%97%A4', [['佐藤']]],
])('%s stands for %j', (query, expected) => {
  expect(valuesOf(query)).toEqual(expected);
});

test.each([
  ['c', { system: undefined, code: 'c' }],
  ['s|c', { system: 's', code: 'c' }],
  ['|c', { system: '', code: 'c' }],
  ['s|', { system: 's', code: '' }],
  [String.raw`s\|1|c`, { system: 's|1', code: 'c' }],
  [String.raw`a\|b`, { system: undefined, code: 'a|b' }],
  [String.raw`s|a\|b`, { system: 's', code: 'a|b' }],
])('the token %s is taken apart', (value, expected) => {
  expect(splitToken(value)).toEqual(expected);
});

test('a page is capped at what the house allows, and a page of none is a count', () => {
  expect(read('Patient', '_count=3').count).toBe(3);
  expect(read('Patient', '_count=100000').count).toBe(200);
  expect(read('Patient', '_count=0').summaryCount).toBe(true);
  expect(read('Patient', '_summary=count').summaryCount).toBe(true);
  expect(read('Patient', '_summary=false').summaryCount).toBe(false);
  expect(read('Patient', '_total=none').total).toBe(false);
  expect(read('Patient', '_sort=-_lastUpdated').sort).toBe('-_lastUpdated');
  expect(read('Patient', '_cursor=abc').cursor).toBe('abc');
  expect(read('Patient', '_format=json&_pretty=true').filters).toEqual([]);
});

test('records that others refer to, and that refer to others, can be included', () => {
  const { includes, revincludes } = read(
    'CarePlan',
    '_include=CarePlan:subject&_include=CarePlan:goal:Goal&_revinclude=Communication:based-on',
  );
  expect(includes.map(({ type, parameter, target }) => [type, parameter.code, target])).toEqual([
    ['CarePlan', 'subject', undefined],
    ['CarePlan', 'goal', 'Goal'],
  ]);
  expect(revincludes.map(({ type, parameter }) => [type, parameter.code])).toEqual([['Communication', 'based-on']]);
});

const VALID = [...searchParametersOf('Patient').keys()].sort().join(', ');
const INCLUDE = '`Type:reference-parameter` or `Type:reference-parameter:Target`';
const INCLUDE_JA = '`型:参照パラメータ` または `型:参照パラメータ:対象型`';

describe('what the house does not know is refused, never ignored', () => {
  test.each([
    [
      'nickname=a',
      'search-parameter-unknown',
      'not-supported',
      `Patient has no search parameter \`nickname\`; valid ones: ${VALID}`,
      `検索パラメータ「nickname」は Patient にありません。使えるもの: ${VALID}`,
    ],
    [
      'general-practitioner.name=a',
      'search-parameter-unknown',
      'not-supported',
      `Patient has no search parameter \`general-practitioner.name\`; valid ones: ${VALID}`,
      `検索パラメータ「general-practitioner.name」は Patient にありません。使えるもの: ${VALID}`,
    ],
    [
      '_has:Observation:patient:code=a',
      'search-parameter-unknown',
      'not-supported',
      `Patient has no search parameter \`_has\`; valid ones: ${VALID}`,
      `検索パラメータ「_has」は Patient にありません。使えるもの: ${VALID}`,
    ],
    [
      'gender:text=a',
      'search-modifier-unknown',
      'not-supported',
      '`gender` does not take the modifier `:text`; valid ones: not, missing',
      '「gender」に修飾子「:text」は使えません。使えるもの: not, missing',
    ],
    [
      'birthdate:exact=2026',
      'search-modifier-unknown',
      'not-supported',
      '`birthdate` does not take the modifier `:exact`; valid ones: missing',
      '「birthdate」に修飾子「:exact」は使えません。使えるもの: missing',
    ],
    [
      'name=',
      'search-value-invalid',
      'value',
      'the value `` of `name` is not valid; expected a value',
      '「name」の値「」は使えません。値を指定してください。',
    ],
    [
      'name=,',
      'search-value-invalid',
      'value',
      'the value `,` of `name` is not valid; expected a value',
      '「name」の値「,」は使えません。値を指定してください。',
    ],
    [
      'birthdate=%5C',
      'search-value-invalid',
      'value',
      'the value `\\` of `birthdate` is not valid; expected a value',
      '「birthdate」の値「\\」は使えません。値を指定してください。',
    ],
    [
      'name=a%00',
      'search-value-invalid',
      'value',
      'the value `a\0` of `name` is not valid; expected a value',
      '「name」の値「a\0」は使えません。値を指定してください。',
    ],
    [
      'name:missing=yes',
      'search-value-invalid',
      'value',
      'the value `yes` of `name:missing` is not valid; expected `true` or `false`',
      '「name:missing」の値「yes」は使えません。`true` か `false`を指定してください。',
    ],
    [
      '_count=-1',
      'search-value-invalid',
      'value',
      'the value `-1` of `_count` is not valid; expected 0 or a positive integer',
      '「_count」の値「-1」は使えません。0以上の整数を指定してください。',
    ],
    [
      '_count=many',
      'search-value-invalid',
      'value',
      'the value `many` of `_count` is not valid; expected 0 or a positive integer',
      '「_count」の値「many」は使えません。0以上の整数を指定してください。',
    ],
    [
      '_sort=birthdate',
      'search-value-invalid',
      'value',
      'the value `birthdate` of `_sort` is not valid; expected `_lastUpdated` or `-_lastUpdated`',
      '「_sort」の値「birthdate」は使えません。`_lastUpdated` か `-_lastUpdated`を指定してください。',
    ],
    [
      '_total=estimate',
      'search-value-invalid',
      'value',
      'the value `estimate` of `_total` is not valid; expected `accurate` or `none`',
      '「_total」の値「estimate」は使えません。`accurate` か `none`を指定してください。',
    ],
    [
      '_summary=text',
      'search-value-invalid',
      'value',
      'the value `text` of `_summary` is not valid; expected `count` or `false`',
      '「_summary」の値「text」は使えません。`count` か `false`を指定してください。',
    ],
    [
      '_include=Patient:name',
      'search-value-invalid',
      'value',
      `the value \`Patient:name\` of \`_include\` is not valid; expected ${INCLUDE}`,
      `「_include」の値「Patient:name」は使えません。${INCLUDE_JA}を指定してください。`,
    ],
    [
      '_include=*',
      'search-value-invalid',
      'value',
      `the value \`*\` of \`_include\` is not valid; expected ${INCLUDE}`,
      `「_include」の値「*」は使えません。${INCLUDE_JA}を指定してください。`,
    ],
    [
      '_revinclude=Observation:nobody',
      'search-value-invalid',
      'value',
      `the value \`Observation:nobody\` of \`_revinclude\` is not valid; expected ${INCLUDE}`,
      `「_revinclude」の値「Observation:nobody」は使えません。${INCLUDE_JA}を指定してください。`,
    ],
  ])('%s', (query, code, type, en, ja) => {
    const expression = `http.${decodeURIComponent(query.slice(0, query.indexOf('=')))}`;
    expect(parse('Patient', query)).toEqual({
      refused: true,
      status: 400,
      issues: [{ severity: 'error', code, type, ja, en, expression }],
    });
  });
});
