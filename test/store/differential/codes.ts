/** The code systems and value sets of the random population, and once more, by hand, what they say. */
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { createTerminology } from '../../../src/terminology/index.ts';

const set = (id: string, compose: ValueSet['compose']): ValueSet =>
  ({ resourceType: 'ValueSet', url: `urn:set:${id}`, status: 'active', compose }) as ValueSet;

const SYSTEMS = [
  {
    resourceType: 'CodeSystem',
    url: 'urn:a',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    hierarchyMeaning: 'is-a',
    concept: [
      { code: 'x', concept: [{ code: 'y', concept: [{ code: 'X' }] }, { code: 'a,b' }] },
      { code: 'a|b', concept: [{ code: 'a$b' }] },
    ],
  },
  {
    resourceType: 'CodeSystem',
    url: 'urn:b',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    concept: [{ code: 'x' }, { code: 'y' }],
  },
  {
    resourceType: 'CodeSystem',
    url: 'http://hl7.org/fhir/administrative-gender',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    concept: [{ code: 'male' }, { code: 'female' }],
  },
] as CodeSystem[];

const SETS = [
  set('listed', { include: [{ system: 'urn:a', concept: [{ code: 'x' }, { code: 'a,b' }] }, { system: 'urn:b' }] }),
  set('under-y', { include: [{ system: 'urn:a', filter: [{ property: 'concept', op: 'is-a', value: 'y' }] }] }),
  set('but-y', { include: [{ system: 'urn:a' }], exclude: [{ valueSet: ['urn:set:under-y'] }] }),
  set('genders', { include: [{ system: 'http://hl7.org/fhir/administrative-gender' }] }),
  set('empty', { include: [{ system: 'urn:b' }], exclude: [{ system: 'urn:b' }] }),
];

export const TERMINOLOGY = createTerminology({
  valueSet: (canonical) => SETS.find(({ url }) => url === canonical),
  codeSystem: (canonical) => SYSTEMS.find(({ url }) => url === canonical),
  conceptMap: () => undefined,
  conceptMaps: () => [],
  supplements: () => [],
});

/** What each set holds, as `system code`. */
export const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'urn:set:listed': ['urn:a x', 'urn:a a,b', 'urn:b x', 'urn:b y'],
  'urn:set:under-y': ['urn:a y', 'urn:a X'],
  'urn:set:but-y': ['urn:a x', 'urn:a a,b', 'urn:a a|b', 'urn:a a$b'],
  'urn:set:genders': [
    'http://hl7.org/fhir/administrative-gender male',
    'http://hl7.org/fhir/administrative-gender female',
  ],
  'urn:set:empty': [],
};

/** The code that each code of `urn:a` lies directly under. */
export const WHOLES: Readonly<Record<string, string>> = { y: 'x', X: 'y', 'a,b': 'x', a$b: 'a|b' };
