import type { ValueSet } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { codes, contains, operate, refused, SERVICES, vs, WARDS } from './loaded.ts';

const expand = (id: string, more = '') => operate('ValueSet/$expand', `url=${vs(id)}${more}`);
const expansion = (id: string, more = '') => (expand(id, more) as ValueSet).expansion;

test('an expansion says what it was made from, when, and how many codes there are', () => {
  expect(expand('listed')).toEqual({
    resourceType: 'ValueSet',
    id: 'listed',
    url: vs('listed'),
    version: '1',
    name: 'listed',
    status: 'active',
    expansion: {
      identifier: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      timestamp: '2026-11-23T09:00:00.000+09:00',
      total: 2,
      parameter: [{ name: 'version', valueUri: `${SERVICES}|2` }],
      contains: [
        { system: SERVICES, code: 'nurse', display: '看護師の訪問' },
        { system: SERVICES, code: 'helper', display: '居宅介護（ホームヘルプ）' },
      ],
    },
  });
});

test.each([
  ['all', ['home', 'helper', 'nurse', 'grouphome', 'workshop']],
  ['no-nurse', ['home', 'helper', 'grouphome', 'workshop']],
  ['in-use', ['home', 'helper', 'nurse', 'grouphome']],
  ['at-home', ['home', 'helper', 'nurse']],
  ['paid', ['helper', 'nurse', 'grouphome']],
  ['both', ['helper', 'nurse']],
  ['either', ['nurse', 'helper', 'grouphome', 'A1']],
  ['expanded', ['nurse', 'home']],
])('the set `%s` holds %j', (id, expected) => {
  expect(codes(expand(id))).toEqual(expected);
});

test('a code that only groups others, and one no longer in use, are marked, and left out on request', () => {
  const marked = contains(expand('all')).filter(({ abstract, inactive }) => abstract || inactive);
  expect(marked.map(({ code, abstract, inactive }) => ({ code, abstract, inactive }))).toEqual([
    { code: 'home', abstract: true, inactive: undefined },
    { code: 'workshop', abstract: undefined, inactive: true },
  ]);
  expect(codes(expand('all', '&activeOnly=true'))).toEqual(['home', 'helper', 'nurse', 'grouphome']);
  expect(codes(expand('all', '&excludeNotForUI=true'))).toEqual(['helper', 'nurse', 'grouphome', 'workshop']);
});

test.each([
  ['ほーむ', ['helper', 'grouphome']],
  ['ﾎｰﾑﾍﾙﾌﾟ', ['helper']],
  ['ＨＯＭＥ', ['home', 'helper', 'grouphome']],
  ['看護 訪問', ['nurse']],
  ['soins', ['nurse']],
  ['visiting 看護', ['nurse']],
  ['精神科', []],
])('a search for `%s` finds names in every language, width and kana', (filter, expected) => {
  expect(codes(expand('all', `&filter=${encodeURIComponent(filter)}`))).toEqual(expected);
});

test('a name of the wanted language is shown, and the display where there is none', () => {
  const shown = (language: string) =>
    contains(expand('all', `&displayLanguage=${encodeURIComponent(language)}`)).map(({ display }) => display);
  expect(shown('en')).toEqual(['Services at home', 'Home help', 'Visiting nurse', 'グループホーム', '通所授産']);
  expect(shown('fr, en;q=0.5')[2]).toBe('Soins à domicile');
  expect(shown('fr;q=0.1, en-US;q=0.5')[2]).toBe('Visiting nurse');
  expect(shown('ja-JP')[1]).toBe('居宅介護（ホームヘルプ）');
});

test('designations are given on request, and those of one language alone', () => {
  expect(contains(expand('all', '&includeDesignations=true&filter=nurse'))).toEqual([
    {
      system: SERVICES,
      code: 'nurse',
      display: '訪問看護',
      designation: [
        { language: 'en-US', value: 'Visiting nurse' },
        { language: 'fr', value: 'Soins à domicile' },
      ],
    },
  ]);
  expect(contains(expand('all', '&designation=urn:ietf:bcp:47%7Cfr&filter=nurse'))[0].designation).toEqual([
    { language: 'fr', value: 'Soins à domicile' },
  ]);
  expect(contains(expand('all', '&includeDesignations=true&displayLanguage=fr&filter=nurse'))[0].designation).toEqual([
    { language: 'ja', value: '訪問看護' },
    { language: 'en-US', value: 'Visiting nurse' },
    { language: 'fr', value: 'Soins à domicile' },
  ]);
});

test('the hierarchy is shown where it is asked for, and never in pages', () => {
  expect(contains(expand('all', '&excludeNested=false'))).toMatchObject([
    { code: 'home', contains: [{ code: 'helper' }, { code: 'nurse' }] },
    { code: 'grouphome' },
    { code: 'workshop' },
  ]);
  expect(expansion('all', '&excludeNested=false')?.total).toBe(5);
  expect(codes(expand('all', '&excludeNested=false&filter=nurse'))).toEqual(['nurse']);
  expect(codes(expand('all', '&excludeNested=false&count=3'))).toEqual(['home', 'helper', 'nurse']);
});

test('pages put together are the whole', () => {
  const pages = [0, 2, 4, 6].flatMap((offset) => codes(expand('all', `&offset=${offset}&count=2`)));
  expect(pages).toEqual(codes(expand('all')));
  expect(expansion('all', '&offset=2&count=2')).toMatchObject({ total: 5, offset: 2 });
  expect(expansion('all', '&count=0')).not.toHaveProperty('contains');
  expect(expansion('all', '&count=0')?.total).toBe(5);
});

test('what was asked for is repeated in the expansion', () => {
  const asked = `&filter=nurse&count=5&activeOnly=true&exclude-system=${WARDS}&displayLanguage=en`;
  expect(expansion('all', asked)?.parameter).toEqual([
    { name: 'filter', valueString: 'nurse' },
    { name: 'count', valueInteger: 5 },
    { name: 'activeOnly', valueBoolean: true },
    { name: 'displayLanguage', valueCode: 'en' },
    { name: 'exclude-system', valueUri: WARDS },
    { name: 'version', valueUri: `${SERVICES}|2` },
  ]);
});

test('codes of a system can be left out', () => {
  expect(codes(expand('either', `&exclude-system=${SERVICES}`))).toEqual(['A1']);
});

test('properties are given as the extension that R5 has for R4', () => {
  expect(contains(expand('listed', '&property=fee&property=definition'))[1].extension).toEqual([
    {
      url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property',
      extension: [
        { url: 'code', valueCode: 'definition' },
        { url: 'value', valueString: '自宅での介護' },
      ],
    },
    {
      url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property',
      extension: [
        { url: 'code', valueCode: 'fee' },
        { url: 'value', valueInteger: 100 },
      ],
    },
  ]);
});

test('the definition comes along on request', () => {
  expect(expand('listed', '&includeDefinition=true')).toHaveProperty('compose.include');
  expect(expand('listed')).not.toHaveProperty('compose');
});

test('a set of which only a part is loaded says that there may be more', () => {
  const unclosed = [{ url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true }];
  expect(expansion('either')).toMatchObject({ extension: unclosed, total: 4 });
  expect(expansion('all')).not.toHaveProperty('extension');
});

test('more codes than one answer may list are refused as too costly, and given in pages', () => {
  const answer = expand('numbers');
  expect(refused(answer)).toBe('422 expansion-too-costly');
  expect(answer).toMatchObject({ issues: [{ type: 'too-costly' }] });
  expect(codes(expand('numbers', '&offset=10000'))).toEqual(['n10000']);
  expect(expansion('numbers', '&count=20000')?.contains).toHaveLength(10_000);
  expect(codes(expand('numbers', '&filter=9999'))).toEqual(['n9999']);
});

test.each([
  ['abroad', '422 set-not-listable'],
  ['units', '422 set-not-listable'],
  ['circle', '422 set-not-listable'],
  ['empty', '422 set-not-listable'],
  ['nowhere', '404 definition-not-loaded'],
])('the set `%s` is refused: %s', (id, refusal) => {
  expect(refused(expand(id))).toBe(refusal);
});

test('an imported set may be listed when it has system and set together', () => {
  const inline = {
    resourceType: 'ValueSet',
    status: 'active',
    compose: { include: [{ system: SERVICES, valueSet: [vs('paid')] }], exclude: [{ valueSet: [vs('both')] }] },
  } as const;
  expect(codes(operate('ValueSet/$expand', [{ name: 'valueSet', resource: inline as never }]))).toEqual(['grouphome']);
});

test('a set that is sent may not filter by a pattern, nor be another resource', () => {
  const filter = [{ property: 'code', op: 'regex', value: '(a+)+$' }];
  const inline = { resourceType: 'ValueSet', status: 'active', compose: { include: [{ system: SERVICES, filter }] } };
  expect(refused(operate('ValueSet/$expand', [{ name: 'valueSet', resource: inline as never }]))).toBe(
    '400 parameter-wrong',
  );
  const patient = { resourceType: 'Patient' } as const;
  expect(refused(operate('ValueSet/$expand', [{ name: 'valueSet', resource: patient }]))).toBe('400 parameter-wrong');
});

test('a version of a system or set that is not the loaded one is refused, never passed over', () => {
  expect(refused(expand('all', '&valueSetVersion=1'))).toBe('not refused');
  expect(refused(expand('all', '&valueSetVersion=9'))).toBe('404 definition-not-loaded');
  const system = encodeURIComponent(`${SERVICES}|`);
  expect(refused(expand('all', `&check-system-version=${system}2`))).toBe('not refused');
  expect(refused(expand('all', `&check-system-version=${system}9`))).toBe('422 system-version-differs');
  expect(refused(expand('all', `&force-system-version=${system}9`))).toBe('422 system-version-differs');
  expect(refused(expand('all', `&system-version=${system}2`))).toBe('not refused');
  expect(refused(expand('all', `&system-version=${SERVICES}`))).toBe('400 parameter-wrong');
});

test.each([
  ['', 'url'],
  [`url=${vs('all')}&url=${vs('both')}`, 'url'],
  [`url=${vs('all')}&count=-1`, 'count'],
  [`url=${vs('all')}&count=many`, 'count'],
  [`url=${vs('all')}&activeOnly=yes`, 'activeOnly'],
  [`url=${vs('all')}&colour=red`, 'colour'],
  [`url=${vs('all')}&date=2026-01-01`, 'date'],
  [`url=${vs('all')}&valueSet=x`, 'valueSet'],
])('the query `%s` is refused at `%s`', (query, name) => {
  const answer = operate('ValueSet/$expand', query);
  expect(refused(answer)).toBe('400 parameter-wrong');
  expect(answer).toMatchObject({ issues: [{ expression: `Parameters.parameter.where(name='${name}')` }] });
});

test('languages have their names in the language of the reader', () => {
  const shown = (more: string) => contains(expand('languages', more)).map(({ code, display }) => `${code} ${display}`);
  expect(shown('&displayLanguage=ja')).toEqual(['ja 日本語', 'fr フランス語']);
  expect(shown('')).toEqual(['ja Japanese', 'fr French']);
  expect(codes(expand('languages', `&filter=${encodeURIComponent('日本')}`))).toEqual(['ja']);
});
