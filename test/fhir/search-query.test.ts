import { describe, expect, test } from 'vitest';
import {
  compartmentCondition,
  createSearchParameters,
  isRefusal,
  parseSearch,
  type SearchAsked,
  type SearchCondition,
  type SearchQuery,
} from '../../src/fhir/index.ts';

const PARAMETERS = createSearchParameters();
const BASE = 'https://gateway.example/fhir';

const parse = (type: string, query: string, more: Partial<SearchAsked> = {}) =>
  parseSearch({
    parameters: PARAMETERS,
    base: BASE,
    types: [type],
    query: new URLSearchParams(query),
    countMax: 200,
    ...more,
  });

function read(type: string, query: string, more: Partial<SearchAsked> = {}): SearchQuery {
  const parsed = parse(type, query, more);
  if (isRefusal(parsed)) throw new Error(parsed.issues[0]?.en);
  return parsed;
}

/** A condition in short: what a reader would write. */
function short(condition: SearchCondition): unknown {
  switch (condition.op) {
    case 'filter': {
      const { parameter, modifier, values, missing } = condition;
      return [parameter.code, modifier, missing ?? values.map(({ type: _, ...value }) => value)];
    }
    case 'chain':
    case 'has':
      return { [condition.op]: `${condition.parameter.code}>${condition.type}`, of: short(condition.of) };
    case 'all':
    case 'any':
      return condition.of.length === 1 ? short(condition.of[0]!) : { [condition.op]: condition.of.map(short) };
    default:
      return condition;
  }
}
const conditionOf = (type: string, query: string) => short(read(type, query).condition);

test('a search without anything asks for the first fifty, counted, in the order of ids', () => {
  expect(read('Patient', '')).toEqual({
    types: ['Patient'],
    condition: { op: 'all', of: [] },
    includes: [],
    revincludes: [],
    count: 50,
    sort: [],
    total: true,
    summaryCount: false,
    used: [],
    ignored: [],
  });
});

const token = (code: string, system?: string) => ({ system, code });

test.each<[string, string, unknown]>([
  ['Patient', 'name:contains=a,b', ['name', 'contains', [{ text: 'a' }, { text: 'b' }]]],
  ['Patient', 'birthdate:missing=true', ['birthdate', 'missing', true]],
  ['Observation', String.raw`code=a\,b,c`, ['code', '', [token('a,b'), token('c')]]],
  ['Observation', String.raw`code=a\$b`, ['code', '', [token('a$b')]]],
  ['Observation', String.raw`code=a\\,b`, ['code', '', [token('a\\'), token('b')]]],
  ['Observation', String.raw`code=s\|1|c`, ['code', '', [token('c', 's|1')]]],
  ['Observation', 'code=|c', ['code', '', [token('c', '')]]],
  ['Observation', 'code=s|', ['code', '', [token('', 's')]]],
  ['Observation', 'code=a,,b', ['code', '', [token('a'), token('b')]]],
  ['Observation', 'code:in=http://x/vs', ['code', 'in', [{ text: 'http://x/vs' }]]],
  ['Observation', 'code:text=体重', ['code', 'text', [{ text: '体重' }]]],
  ['Patient', 'identifier:of-type=s|MR|1', ['identifier', 'of-type', [{ system: 's', kind: 'MR', code: '1' }]]],
  ['Observation', 'subject:identifier=s|1', ['subject', 'identifier', [token('1', 's')]]],
  ['Observation', 'subject:Patient=23', ['subject', '', [{ text: 'Patient/23' }]]],
  ['Observation', `subject=${BASE}/Patient/23`, ['subject', '', [{ text: 'Patient/23' }]]],
  ['Observation', 'subject=https://elsewhere/Patient/23', ['subject', '', [{ text: 'https://elsewhere/Patient/23' }]]],
  [
    'Observation',
    'value-quantity=ge5.4|http://unitsofmeasure.org|mg',
    [
      'value-quantity',
      '',
      [
        {
          prefix: 'ge',
          system: 'http://unitsofmeasure.org',
          code: 'mg',
          value: 5.4,
          low: 5.35,
          high: 5.45,
        },
      ],
    ],
  ],
  [
    'Observation',
    'code-value-concept=s|a$b',
    [
      'code-value-concept',
      '',
      [
        {
          parts: [
            { type: 'token', ...token('a', 's') },
            { type: 'token', ...token('b') },
          ],
        },
      ],
    ],
  ],
  ['Observation', 'patient.name=佐藤', { chain: 'patient>Patient', of: ['name', '', [{ text: '佐藤' }]] }],
  [
    'Observation',
    'subject:Patient.organization.name=x',
    {
      chain: 'subject>Patient',
      of: { chain: 'organization>Organization', of: ['name', '', [{ text: 'x' }]] },
    },
  ],
  ['Patient', '_has:Observation:patient:code=c', { has: 'patient>Observation', of: ['code', '', [token('c')]] }],
  [
    'Patient',
    '_has:Observation:patient:_has:Provenance:target:_id=p',
    { has: 'patient>Observation', of: { has: 'target>Provenance', of: ['_id', '', [token('p')]] } },
  ],
  ['Patient', '_list=42', { has: 'item>List', of: ['_id', '', [token('42')]] }],
  ['Patient', '_list=42,List/43', { has: 'item>List', of: ['_id', '', [token('42'), token('43')]] }],
])('%s?%s is understood', (type, query, expected) => {
  expect(conditionOf(type, query)).toEqual(expected);
});

test('a chain without a type goes to every type that knows what follows', () => {
  const { condition } = read('Observation', 'subject.name=x');
  const [chains] = condition.op === 'all' ? condition.of : [];
  const types = chains?.op === 'any' ? chains.of.map((chain) => chain.op === 'chain' && chain.type) : [];
  expect(types.toSorted()).toEqual(['Location', 'Patient']);
});

test('a page is capped at what the house allows, and a page of none is a count', () => {
  expect(read('Patient', '_count=3').count).toBe(3);
  expect(read('Patient', '_count=100000').count).toBe(200);
  expect(read('Patient', '_count=0').summaryCount).toBe(true);
  expect(read('Patient', '_summary=count').summaryCount).toBe(true);
  expect(read('Patient', '_summary=false').summaryCount).toBe(false);
  expect(read('Patient', '_total=none').total).toBe(false);
  expect(read('Patient', '_cursor=abc').cursor).toBe('abc');
  expect(read('Patient', '_format=json&_pretty=true&_elements=name').condition).toEqual({ op: 'all', of: [] });
});

test('the order may have several keys, each up or down', () => {
  const { sort } = read('Observation', '_sort=-date,code,_lastUpdated');
  expect(sort.map(({ parameter, descending }) => [parameter.code, descending])).toEqual([
    ['date', true],
    ['code', false],
    ['_lastUpdated', false],
  ]);
});

test('records that others refer to, and that refer to others, can be included', () => {
  const { includes, revincludes } = read(
    'CarePlan',
    '_include=CarePlan:subject&_include:iterate=CarePlan:goal:Goal&_include=*&_revinclude=Communication:*',
  );
  expect(includes.map(({ type, parameter, target, iterate }) => [type, parameter?.code, target, iterate])).toEqual([
    ['CarePlan', 'subject', undefined, false],
    ['*', undefined, undefined, false],
    ['CarePlan', 'goal', 'Goal', true],
  ]);
  expect(revincludes.map(({ type, parameter }) => [type, parameter?.code])).toEqual([['Communication', undefined]]);
});

test('a search over several types takes what they share, and _type narrows it', () => {
  const types = ['Observation', 'Condition', 'Patient'];
  expect(read('', '_type=Observation,Condition&patient=1&_lastUpdated=ge2026', { types }).types).toEqual([
    'Observation',
    'Condition',
  ]);
  expect(parse('', 'patient=1', { types })).toMatchObject({ issues: [{ code: 'search-parameter-unknown' }] });
  expect(parse('', '_type=Flag', { types })).toMatchObject({ issues: [{ expression: 'http._type' }] });
});

test('what belongs to a person is found by the parameters of the compartment', () => {
  const condition = compartmentCondition(PARAMETERS, { type: 'Patient', id: '1' }, ['Observation']);
  expect(short(condition)).toEqual({
    any: [
      ['subject', '', [{ text: 'Patient/1' }]],
      ['performer', '', [{ text: 'Patient/1' }]],
    ],
  });
});

test('on request, what is not understood is left out and told, and the rest is used', () => {
  const query = 'nickname=a&gender=male&birthdate:exact=2026&general-practitioner.shoe=1';
  const { condition, used, ignored } = read('Patient', query, { lenient: true });
  expect(short(condition)).toEqual(['gender', '', [token('male')]]);
  expect(used).toEqual([['gender', 'male']]);
  expect(ignored.map(({ severity, code }) => [severity, code])).toEqual([
    ['warning', 'search-parameter-unknown'],
    ['warning', 'search-modifier-unknown'],
    ['warning', 'search-parameter-unknown'],
  ]);
});

test('on request, so is what only shapes the answer: an order, an include, a word that is not known', () => {
  const query = '_sort=shoe&_include=Patient:shoe&_total=roughly&_count=many&_include=Patient:link&gender=male';
  const { sort, includes, total, count, used, ignored } = read('Patient', query, { lenient: true });
  expect([sort, includes.length, total, count]).toEqual([[], 1, true, 50]);
  expect(used).toEqual([
    ['_include', 'Patient:link'],
    ['gender', 'male'],
  ]);
  expect(ignored.map(({ severity, expression }) => [severity, expression])).toEqual([
    ['warning', 'http._sort'],
    ['warning', 'http._include'],
    ['warning', 'http._total'],
    ['warning', 'http._count'],
  ]);
});

const VALID = [...PARAMETERS.of('Patient').keys(), '_has', '_list'].sort().join(', ');

describe('what the house does not know is refused, never ignored', () => {
  test.each([
    [
      'nickname=a',
      'search-parameter-unknown',
      `Patient has no search parameter \`nickname\`; valid ones: ${VALID}`,
      `検索パラメータ「nickname」は Patient にありません。使えるもの: ${VALID}`,
    ],
    [
      'name.given=a',
      'search-parameter-unknown',
      '`name` (string) is no reference and cannot be chained as in `name.given`; those that can be: general-practitioner, link, organization',
      '「name」（string）は参照ではないので、「name.given」のように連鎖できません。連鎖できるもの: general-practitioner, link, organization',
    ],
    [
      'gender:exact=a',
      'search-modifier-unknown',
      '`gender` (token) does not take the modifier of `gender:exact`; valid ones: missing, not, text, in, not-in, above, below, of-type',
      '「gender」（token）に「gender:exact」の修飾子は使えません。使えるもの: missing, not, text, in, not-in, above, below, of-type',
    ],
    [
      'organization:Group=1',
      'search-modifier-unknown',
      '`organization` (reference) does not take the modifier of `organization:Group`; valid ones: missing, identifier, above, below, Organization',
      '「organization」（reference）に「organization:Group」の修飾子は使えません。使えるもの: missing, identifier, above, below, Organization',
    ],
    [
      'name=',
      'search-value-invalid',
      'the value `` of `name` is not valid; expected a value',
      '「name」の値「」は使えません。値を指定してください。',
    ],
    [
      'name=a%00',
      'search-value-invalid',
      'the value `a\0` of `name` is not valid; expected a value',
      '「name」の値「a\0」は使えません。値を指定してください。',
    ],
    [
      'name:missing=yes',
      'search-value-invalid',
      'the value `yes` of `name:missing` is not valid; expected `true` or `false`',
      '「name:missing」の値「yes」は使えません。`true` か `false`を指定してください。',
    ],
    [
      '_count=-1',
      'search-value-invalid',
      'the value `-1` of `_count` is not valid; expected 0 or a positive integer',
      '「_count」の値「-1」は使えません。0以上の整数を指定してください。',
    ],
    [
      '_total=maybe',
      'search-value-invalid',
      'the value `maybe` of `_total` is not valid; expected `accurate` or `estimate` or `none`',
      '「_total」の値「maybe」は使えません。`accurate` か `estimate` か `none`を指定してください。',
    ],
    [
      '_count=1&_count=2',
      'search-value-invalid',
      'the value `1&2` of `_count` is not valid; expected one value',
      '「_count」の値「1&2」は使えません。一つの値を指定してください。',
    ],
    [
      '_has:Observation:patient=1',
      'search-value-invalid',
      'the value `_has:Observation:patient` of `_has` is not valid; expected `_has:Type:reference-parameter:parameter`',
      '「_has」の値「_has:Observation:patient」は使えません。`_has:型:参照パラメータ:パラメータ`を指定してください。',
    ],
    [
      '_include=Patient:name',
      'search-value-invalid',
      'the value `Patient:name` of `_include` is not valid; expected `*`, `Type:*`, `Type:reference-parameter` or `Type:reference-parameter:Target`, such as Patient:general-practitioner, Patient:link, Patient:organization',
      '「_include」の値「Patient:name」は使えません。`*`、`型:*`、`型:参照パラメータ`、`型:参照パラメータ:対象型` のどれか（Patient:general-practitioner, Patient:link, Patient:organization など）を指定してください。',
    ],
    [
      'organization.partof.partof.partof.partof.partof.name=x',
      'search-too-large',
      'a search has at most 30 conditions of 300 values each and chains of 4 links; search in parts',
      '検索の条件が多すぎます。条件は 30 個、一つの条件の値は 300 個、連鎖は 4 段までです。分けて検索してください。',
    ],
  ])('Patient?%s', (query, code, en, ja) => {
    const refusal = parse('Patient', query);
    expect(isRefusal(refusal) && { status: refusal.status, issues: refusal.issues }).toMatchObject({
      status: 400,
      issues: [{ severity: 'error', code, en, ja }],
    });
  });

  test.each([
    ['date=令和8年4月1日', 'date'],
    ['date=R8.4.1', 'date'],
    ['value-quantity=heavy', 'value-quantity'],
    ['code=a|b|c', 'code'],
    ['code-value-quantity=a', 'code-value-quantity'],
    ['identifier:of-type=1', 'identifier:of-type'],
    ['_sort=nickname', '_sort'],
    ['_sort=code-value-quantity', '_sort'],
    ['_list=a/b/c', '_list'],
  ])('the value of Observation?%s', (query, key) => {
    expect(parse('Observation', query)).toMatchObject({
      status: 400,
      issues: [{ code: 'search-value-invalid', expression: `http.${key}` }],
    });
  });

  test('a chain through what is no reference, told from one through what is not there', () => {
    const told = (query: string) => {
      const refused = parse('Observation', query);
      return isRefusal(refused) ? refused.issues.map(({ code, en, ja, expression }) => [code, en, ja, expression]) : [];
    };
    const references = /those that can be: based-on, .*, subject$/;
    const [[code, en, ja, expression] = []] = told('code.foo=1');
    expect([code, expression]).toEqual(['search-parameter-unknown', 'http.code.foo']);
    expect(en).toMatch(/^`code` \(token\) is no reference and cannot be chained as in `code\.foo`; /);
    expect(en).toMatch(references);
    expect(ja).toMatch(
      /^「code」（token）は参照ではないので、「code\.foo」のように連鎖できません。連鎖できるもの: based-on, .*, subject$/,
    );
    expect(told('colour.foo=1')[0]?.[1]).toMatch(
      /^Observation has no search parameter `colour`; valid ones: based-on, /,
    );
    expect(told('subject:Patient.birthdate.year=1971')[0]?.[1]).toMatch(/^`birthdate` \(date\) is no reference /);
  });

  test('more conditions or values than a person would ask for', () => {
    const many = Array.from({ length: 31 }, (_, n) => `name=a${n}`).join('&');
    expect(parse('Patient', many)).toMatchObject({ issues: [{ code: 'search-too-large' }] });
    const values = Array.from({ length: 301 }, (_, n) => `a${n}`).join(',');
    expect(parse('Patient', `name=${values}`)).toMatchObject({ issues: [{ code: 'search-too-large' }] });
  });
});
