/** A small world of definitions, and R4's operations on it, for tests of terminology. */
import type { CodeSystem, ConceptMap, Parameters, Resource, ValueSet } from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import {
  createTerminology,
  type OperationName,
  parametersOfQuery,
  TERMINOLOGY_OPERATIONS,
  type Terminology,
  type TerminologySource,
} from '#terminology';

export const SERVICES = 'https://example.jp/CodeSystem/services';
export const NEW_SERVICES = 'https://example.jp/CodeSystem/new-services';
export const WARDS = 'https://example.jp/CodeSystem/wards';

const services = {
  resourceType: 'CodeSystem',
  id: 'services',
  url: SERVICES,
  version: '2',
  name: 'Services',
  status: 'active',
  content: 'complete',
  language: 'ja',
  hierarchyMeaning: 'is-a',
  property: [
    { code: 'fee', type: 'integer' },
    { code: 'inactive', uri: 'http://hl7.org/fhir/concept-properties#inactive', type: 'boolean' },
    { code: 'group', uri: 'http://hl7.org/fhir/concept-properties#notSelectable', type: 'boolean' },
  ],
  concept: [
    {
      code: 'home',
      display: '居宅のサービス',
      designation: [{ language: 'en', value: 'Services at home' }],
      property: [{ code: 'group', valueBoolean: true }],
      concept: [
        {
          code: 'helper',
          display: '居宅介護（ホームヘルプ）',
          definition: '自宅での介護',
          designation: [{ language: 'en', value: 'Home help' }],
          property: [{ code: 'fee', valueInteger: 100 }],
        },
        { code: 'nurse', display: '訪問看護', designation: [{ language: 'en-US', value: 'Visiting nurse' }] },
      ],
    },
    { code: 'grouphome', display: 'グループホーム', property: [{ code: 'fee', valueInteger: 200 }] },
    { code: 'workshop', display: '通所授産', property: [{ code: 'inactive', valueBoolean: true }] },
  ],
};
const supplement = {
  resourceType: 'CodeSystem',
  url: 'https://example.jp/CodeSystem/services-fr',
  status: 'active',
  content: 'supplement',
  supplements: SERVICES,
  language: 'fr',
  concept: [{ code: 'nurse', display: 'Soins à domicile', property: [{ code: 'fee', valueInteger: 300 }] }],
};
const wards = {
  resourceType: 'CodeSystem',
  url: WARDS,
  version: '1',
  status: 'active',
  content: 'fragment',
  caseSensitive: false,
  concept: [{ code: 'A1', display: '急性期病棟' }],
};
const rooms = {
  resourceType: 'CodeSystem',
  url: 'https://example.jp/CodeSystem/rooms',
  status: 'active',
  content: 'complete',
  hierarchyMeaning: 'part-of',
  concept: [{ code: 'ward', concept: [{ code: 'room' }] }],
};
const numbers = {
  resourceType: 'CodeSystem',
  url: 'https://example.jp/CodeSystem/numbers',
  status: 'active',
  content: 'complete',
  concept: Array.from({ length: 10_001 }, (_, n) => ({ code: `n${n}`, display: `${n} 番` })),
};

const set = (id: string, compose: unknown, more: object = {}) => ({
  resourceType: 'ValueSet',
  id,
  url: `https://example.jp/ValueSet/${id}`,
  version: '1',
  name: id,
  status: 'active',
  ...(compose === undefined ? {} : { compose }),
  ...more,
});
const sets = [
  set('all', { include: [{ system: SERVICES }] }),
  set('no-nurse', { include: [{ system: SERVICES }], exclude: [{ system: SERVICES, concept: [{ code: 'nurse' }] }] }),
  set('in-use', { inactive: false, include: [{ system: SERVICES }] }),
  set('at-home', { include: [{ system: SERVICES, filter: [{ property: 'concept', op: 'is-a', value: 'home' }] }] }),
  set('paid', { include: [{ system: SERVICES, filter: [{ property: 'fee', op: 'exists', value: 'true' }] }] }),
  set('listed', {
    include: [{ system: SERVICES, concept: [{ code: 'nurse', display: '看護師の訪問' }, { code: 'helper' }] }],
  }),
  set('both', {
    include: [{ valueSet: ['https://example.jp/ValueSet/at-home', 'https://example.jp/ValueSet/paid'] }],
  }),
  set('either', {
    include: [
      { valueSet: ['https://example.jp/ValueSet/listed'] },
      { valueSet: ['https://example.jp/ValueSet/paid'] },
      { system: WARDS },
    ],
  }),
  set('circle', { include: [{ valueSet: ['https://example.jp/ValueSet/circle'] }] }),
  set('abroad', { include: [{ system: 'http://snomed.info/sct' }] }),
  set('numbers', { include: [{ system: 'https://example.jp/CodeSystem/numbers' }] }),
  set('units', { include: [{ system: 'http://unitsofmeasure.org' }] }),
  set('languages', { include: [{ system: 'urn:ietf:bcp:47', concept: [{ code: 'ja' }, { code: 'fr' }] }] }),
  set('expanded', undefined, {
    expansion: {
      timestamp: '2026-01-01',
      contains: [
        { display: '見出し', contains: [{ system: SERVICES, code: 'nurse' }] },
        { system: SERVICES, code: 'home', abstract: true },
      ],
    },
  }),
  set('empty', undefined),
];
const maps = [
  {
    resourceType: 'ConceptMap',
    id: 'to-new',
    url: 'https://example.jp/ConceptMap/to-new',
    version: '1',
    status: 'active',
    sourceUri: 'https://example.jp/ValueSet/all',
    targetUri: 'https://example.jp/ValueSet/new',
    group: [
      {
        source: SERVICES,
        target: NEW_SERVICES,
        element: [
          { code: 'nurse', target: [{ code: 'N1', display: '訪問看護', equivalence: 'equivalent' }] },
          {
            code: 'helper',
            target: [
              { code: 'H1', equivalence: 'wider' },
              {
                code: 'H2',
                equivalence: 'narrower',
                dependsOn: [{ property: 'https://example.jp/age', value: 'child' }],
                product: [{ property: 'https://example.jp/hours', system: NEW_SERVICES, value: '2h' }],
              },
            ],
          },
          { code: 'workshop', target: [{ equivalence: 'unmatched' }] },
        ],
        unmapped: { mode: 'other-map', url: 'https://example.jp/ConceptMap/rest' },
      },
    ],
  },
  {
    resourceType: 'ConceptMap',
    url: 'https://example.jp/ConceptMap/rest',
    status: 'active',
    group: [{ source: SERVICES, target: NEW_SERVICES, unmapped: { mode: 'fixed', code: 'OTHER', display: 'その他' } }],
  },
  {
    resourceType: 'ConceptMap',
    url: 'https://example.jp/ConceptMap/same',
    status: 'active',
    group: [{ source: WARDS, target: 'https://example.jp/CodeSystem/same', unmapped: { mode: 'provided' } }],
  },
  {
    resourceType: 'ConceptMap',
    url: 'https://example.jp/ConceptMap/circle',
    status: 'active',
    group: [
      { source: WARDS, target: 'urn:x', unmapped: { mode: 'other-map', url: 'https://example.jp/ConceptMap/circle' } },
    ],
  },
];

const find = <T>(list: readonly { url?: string | undefined; version?: string }[], canonical: string) =>
  list.find(({ url }) => url === canonical.split('|')[0]) as T | undefined;
const systems = [services, wards, rooms, numbers];

export const source: TerminologySource = {
  valueSet: (canonical) => find<ValueSet>(sets, canonical),
  codeSystem: (canonical) => find<CodeSystem>(systems, canonical),
  conceptMap: (canonical) => find<ConceptMap>(maps, canonical),
  conceptMaps: () => maps as unknown as ConceptMap[],
  supplements: (system) => (system === SERVICES ? [supplement as unknown as CodeSystem] : []),
};
export const terminology = createTerminology(source);

export const vs = (id: string): string => `https://example.jp/ValueSet/${id}`;
const stamp = { now: new Date('2026-11-23T00:00:00Z'), newId: () => '00000000-0000-4000-8000-000000000001' };

/** The answer to a query as it stands in a URL, or to Parameters. */
export function operate(
  name: OperationName,
  asked: string | Parameters['parameter'],
  around: { terminology?: Terminology; instance?: string } = {},
): Resource | Refusal {
  const { shape, run } = TERMINOLOGY_OPERATIONS[name];
  const parameters =
    typeof asked === 'string'
      ? parametersOfQuery(new URLSearchParams(asked), shape)
      : ({ resourceType: 'Parameters', parameter: asked ?? [] } as Parameters);
  if (isRefusal(parameters)) return parameters;
  return run(parameters, { terminology, stamp, ...around });
}

/** `status code` of a refusal. */
export const refused = (answer: Resource | Refusal): string =>
  isRefusal(answer) ? `${answer.status} ${answer.issues[0]?.code}` : 'not refused';

/** The parameters by name, parts as objects of their own. */
export function read(answer: Resource | Refusal): Record<string, any> {
  if (isRefusal(answer)) return { refused: refused(answer) };
  return partsOf((answer as Parameters).parameter ?? []);
}

function partsOf(parameters: readonly any[]): Record<string, any> {
  const found: Record<string, any> = {};
  for (const { name, resource, part, ...value } of parameters) {
    const one = part ? partsOf(part) : (resource ?? Object.values(value)[0]);
    found[name] =
      name === 'match' || name === 'property' || name === 'designation' ? [...(found[name] ?? []), one] : one;
  }
  return found;
}

export const contains = (answer: Resource | Refusal): any[] => (answer as ValueSet).expansion?.contains ?? [];

/** The codes of an expansion, in order. */
export const codes = (answer: Resource | Refusal): string[] => contains(answer).map(({ code }) => code);
