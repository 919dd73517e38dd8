import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { createTerminology, type TerminologySource } from '#terminology';

const animals = {
  resourceType: 'CodeSystem',
  url: 'urn:animals',
  status: 'active',
  content: 'complete',
  property: [{ code: 'legs', type: 'integer' }],
  concept: [
    {
      code: 'mammal',
      display: '哺乳類',
      concept: [
        {
          code: 'cat',
          display: '猫',
          designation: [{ language: 'en', value: 'Cat' }],
          property: [{ code: 'legs', valueInteger: 4 }],
        },
        { code: 'whale' },
      ],
    },
    {
      code: 'bird',
      concept: [{ code: 'crow', property: [{ code: 'legs', valueInteger: 2 }] }],
    },
  ],
} as CodeSystem;
const part = { ...animals, url: 'urn:part', content: 'fragment' } as CodeSystem;
const folded = {
  ...animals,
  url: 'urn:folded',
  caseSensitive: false,
} as CodeSystem;
const loinc = { ...animals, url: 'http://loinc.org' } as CodeSystem;

const set = (id: string, compose: ValueSet['compose'], expansion?: ValueSet['expansion']): ValueSet =>
  ({
    resourceType: 'ValueSet',
    url: `urn:vs:${id}`,
    status: 'active',
    ...(compose ? { compose } : {}),
    ...(expansion ? { expansion } : {}),
  }) as ValueSet;
type Op = 'is-a' | 'descendent-of' | 'is-not-a' | 'in' | 'not-in' | '=' | 'exists' | 'regex' | 'generalizes';
const filtered = (property: string, op: Op, value: string): ValueSet['compose'] => ({
  include: [{ system: 'urn:animals', filter: [{ property, op, value }] }],
});
const sets = [
  set('all', { include: [{ system: 'urn:animals' }] }),
  set('two', {
    include: [{ system: 'urn:animals', concept: [{ code: 'cat' }, { code: 'crow' }] }],
  }),
  set('no-cat', {
    include: [{ system: 'urn:animals' }],
    exclude: [{ system: 'urn:animals', concept: [{ code: 'cat' }] }],
  }),
  set('mammals', filtered('concept', 'is-a', 'mammal')),
  set('below-mammal', filtered('concept', 'descendent-of', 'mammal')),
  set('no-mammals', filtered('concept', 'is-not-a', 'mammal')),
  set('four-legs', filtered('legs', '=', '4')),
  set('with-legs', filtered('legs', 'exists', 'true')),
  set('c-words', filtered('code', 'regex', 'c.*')),
  set('odd', filtered('concept', 'child-of' as Op, 'cat')),
  set('both', { include: [{ valueSet: ['urn:vs:mammals', 'urn:vs:two'] }] }),
  set('circle', { include: [{ valueSet: ['urn:vs:circle'] }] }),
  set('elsewhere', { include: [{ system: 'urn:not-loaded' }] }),
  set('part', { include: [{ system: 'urn:part' }] }),
  set('loinc', { include: [{ system: 'http://loinc.org' }] }),
  set('languages', { include: [{ system: 'urn:ietf:bcp:47' }] }),
  set('expanded', undefined, {
    timestamp: '2024',
    contains: [
      {
        system: 'urn:animals',
        abstract: true,
        code: 'mammal',
        contains: [{ system: 'urn:animals', code: 'cat' }],
      },
    ],
  }),
];
const source: TerminologySource = {
  valueSet: (canonical) => sets.find(({ url }) => url === canonical),
  codeSystem: (canonical) => [animals, part, folded, loinc].find(({ url }) => url === canonical),
};
const terminology = createTerminology(source);
const ask = (id: string, code: string, system: string | undefined = 'urn:animals') =>
  terminology.validateCode(`urn:vs:${id}`, { system, code });

test.each([
  ['all', 'whale', 'member'],
  ['all', 'dog', 'not-member'],
  ['two', 'cat', 'member'],
  ['two', 'whale', 'not-member'],
  ['no-cat', 'crow', 'member'],
  ['no-cat', 'cat', 'not-member'],
  ['mammals', 'mammal', 'member'],
  ['mammals', 'cat', 'member'],
  ['mammals', 'crow', 'not-member'],
  ['below-mammal', 'mammal', 'not-member'],
  ['below-mammal', 'cat', 'member'],
  ['no-mammals', 'crow', 'member'],
  ['no-mammals', 'cat', 'not-member'],
  ['four-legs', 'cat', 'member'],
  ['four-legs', 'crow', 'not-member'],
  ['with-legs', 'crow', 'member'],
  ['with-legs', 'whale', 'not-member'],
  ['c-words', 'crow', 'member'],
  ['c-words', 'whale', 'not-member'],
  ['both', 'cat', 'member'],
  ['both', 'crow', 'not-member'],
  ['expanded', 'cat', 'member'],
  ['expanded', 'mammal', 'not-member'],
])('in the set `%s` the code `%s` is %s', (id, code, answer) => {
  expect(ask(id, code)).toBe(answer);
  expect(ask(id, code)).toBe(answer);
});

test('a code of another system is no member, and a code without a system is looked for in any', () => {
  expect(ask('two', 'cat', 'urn:other')).toBe('not-member');
  expect(terminology.validateCode('urn:vs:two', { code: 'cat' })).toBe('member');
});

test('what nobody here can tell is unknown, never a guess', () => {
  expect(ask('nowhere', 'cat')).toBe('unknown');
  expect(ask('circle', 'cat')).toBe('unknown');
  expect(ask('odd', 'cat')).toBe('unknown');
  expect(ask('elsewhere', 'x', 'urn:not-loaded')).toBe('unknown');
  expect(ask('part', 'dog', 'urn:part')).toBe('unknown');
});

test('a package cannot give LOINC whole, whatever it says of itself', () => {
  expect(ask('loinc', 'cat', 'http://loinc.org')).toBe('member');
  expect(ask('loinc', '8310-5', 'http://loinc.org')).toBe('unknown');
  expect(terminology.lookup('http://loinc.org', '8310-5')).toEqual({
    found: 'unknown',
  });
});

test('a language is judged by its form', () => {
  expect(ask('languages', 'ja-JP', 'urn:ietf:bcp:47')).toBe('member');
  expect(ask('languages', '日本語', 'urn:ietf:bcp:47')).toBe('not-member');
});

test('a code is looked up with its names in every language', () => {
  expect(terminology.lookup('urn:animals', 'cat')).toEqual({
    found: 'concept',
    display: '猫',
    names: ['猫', 'Cat'],
  });
  expect(terminology.lookup('urn:animals', 'CAT')).toEqual({
    found: 'no-concept',
  });
  expect(terminology.lookup('urn:folded', 'CAT')).toMatchObject({
    found: 'concept',
  });
  expect(terminology.lookup('urn:not-loaded', 'cat')).toEqual({
    found: 'unknown',
  });
});

test('a display is right in any language, width and case', () => {
  expect(terminology.checkDisplay('urn:animals', 'cat', '猫')).toBe('member');
  expect(terminology.checkDisplay('urn:animals', 'cat', 'ＣＡＴ')).toBe('member');
  expect(terminology.checkDisplay('urn:animals', 'cat', '犬')).toBe('not-member');
  expect(terminology.checkDisplay('urn:animals', 'whale', '鯨')).toBe('unknown');
});

test('a value set that is loaded is known', () => {
  expect(terminology.knows('urn:vs:two')).toBe(true);
  expect(terminology.knows('urn:vs:nowhere')).toBe(false);
});
