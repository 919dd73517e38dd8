/** Some four hundred random records of ten types that refer to one another, held by two organizations, out of one seed. */
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { label } from '../../consent/make.ts';
import { HOSPITAL, OFFICE, uuid } from '../world.ts';

export interface Held {
  readonly resource: Resource;
  readonly custodian: string;
}

export const UCUM = 'http://unitsofmeasure.org';
const SYSTEMS = ['urn:a', 'urn:b', undefined];
export const CODES = ['x', 'y', 'X', 'a,b', 'a|b', 'a$b'];
export const DATES = ['2025', '2026-03', '2026-04', '2026-04-01', '2026-03-31', '2026-04-02'];
export const TIMES = [
  ...DATES,
  '2026-03-31T14:59:59.999Z',
  '2026-03-31T15:00:00Z',
  '2026-04-01T00:00:00+09:00',
  '2026-04-01T23:59:59+09:00',
  '2026-04-01T10:30:15.25+09:00',
  '2026-04-01T10:30:15.250+09:00',
];
export const WORDS = [
  '体重',
  'ﾀｲｼﾞｭｳ',
  '体重 測定',
  'Body Weight',
  '100%_の',
  'Gewicht für Anna',
  'Größe SSW',
  'ガーゼ',
  'カーゼ',
];
export const CANONICALS = ['1', '1.2', '1.2.3', '1.20', '2']
  .map((version) => `https://p.example/plan|${version}`)
  .concat(['https://p.example/plan', 'https://p.example/plan/b|1']);
/** Some are neighbours, one lies beyond the line where the date changes, one at a pole. */
export const PLACES = [
  { latitude: 35.68, longitude: 139.77 },
  { latitude: 35.69, longitude: 139.7 },
  { latitude: 34.7, longitude: 135.5 },
  { latitude: -16.8, longitude: 179.99 },
  { latitude: -16.8, longitude: -179.99 },
  { latitude: 90, longitude: 0 },
];
const NUMBERS = [5.35, 5.4, 5.45, 5, 0, -5.4, 5400, 0.0054];
const UNITS = ['kg', 'g', 'mg', 'Cel', undefined];

const SEED = 20260401;
const PER_TYPE = 45;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const coding = fc.record({
  system: fc.constantFrom(...SYSTEMS),
  code: fc.constantFrom(...CODES),
  display: maybe(fc.constantFrom(...WORDS)),
});
/** With codings, words or both: FHIR has no empty elements. */
const concept = fc
  .record({
    coding: maybe(fc.array(coding, { minLength: 1, maxLength: 2 })),
    text: maybe(fc.constantFrom(...WORDS)),
  })
  .map(({ coding: codings, text }) => ((codings ?? text) ? { coding: codings, text } : { text: '記載のみ' }));
const identifier = fc.record({
  system: fc.constantFrom(...SYSTEMS),
  value: fc.constantFrom('1', '2', '001'),
  type: maybe(fc.record({ coding: fc.array(coding, { minLength: 1, maxLength: 1 }) })),
});
const quantity = fc
  .record({
    value: fc.constantFrom(...NUMBERS),
    code: fc.constantFrom(...UNITS),
    unit: fc.constantFrom('kg', '㎏', undefined),
    comparator: maybe(fc.constantFrom('<' as const, '>=' as const)),
  })
  .map((q) => (q.code === undefined ? q : { ...q, system: UCUM }));
const samples = fc
  .record({
    value: fc.constantFrom(0, 5),
    code: fc.constantFrom('kg', 'g', undefined),
    factor: fc.constantFrom(undefined, 0.1),
    data: fc.constantFrom('4 E 5', '-54 0 3.5', 'L 4', '54000 U', 'E'),
  })
  .map(({ value, code, factor, data }) => ({
    origin: code === undefined ? { value } : { value, code, system: UCUM },
    period: 1,
    factor,
    dimensions: 1,
    data,
  }));
const place = fc.constantFrom(10, 15, 20);
const period = fc
  .record({ start: maybe(fc.constantFrom(...DATES)), end: maybe(fc.constantFrom('2026-04-01', '2027')) })
  .map(({ start, end }) => ((start ?? end) ? { start, end } : { start: '2026-04-02' }));

const TYPES = [
  'Patient',
  'Observation',
  'Condition',
  'CarePlan',
  'Encounter',
  'Location',
  'Organization',
  'List',
  'DocumentReference',
  'MolecularSequence',
] as const;
export type PopulationType = (typeof TYPES)[number];

/** The reference to the n-th record of a type; some lead to nobody. */
const to = (type: PopulationType) => fc.nat({ max: PER_TYPE }).map((n) => ({ reference: `${type}/${idOf(type, n)}` }));
export const idOf = (type: PopulationType, n: number): string => uuid(TYPES.indexOf(type) * 100 + n);
export const POPULATION_TYPES: readonly PopulationType[] = TYPES;
export const ANY_ID = fc
  .tuple(fc.constantFrom(...TYPES), fc.nat({ max: PER_TYPE }))
  .map(([type, n]) => ({ type, id: idOf(type, n) }));

const reference = (type: PopulationType) =>
  fc.oneof(
    { weight: 8, arbitrary: to(type) },
    { weight: 1, arbitrary: fc.record({ identifier }) },
    { weight: 1, arbitrary: fc.constant({ display: '不明' }) },
  );

export const NAMES = [
  { family: '佐藤', given: ['花子'] },
  { family: 'サトウ', given: ['ハナコ'] },
  { family: 'ｻﾄｳ', given: ['ﾊﾅｺ'] },
  { family: '髙橋', given: ['Ａｎｎａ'] },
  { family: '高橋' },
  { family: 'Müller', given: ['André'] },
  { family: 'Weiß', given: ['STRAẞER'] },
  { family: 'Weiss' },
  { family: 'MULLER', given: ['Андрей', 'Ero\u030bs'] },
  { text: '佐藤　花子' },
  { text: '100%の会_A' },
];

const narrative = maybe(
  fc.constantFrom(...WORDS).map((word) => ({ status: 'generated', div: `<div>${word} &amp; more</div>` })),
);
const meta = maybe(
  fc.record({
    tag: maybe(fc.array(coding, { minLength: 1, maxLength: 1 })),
    profile: maybe(
      fc.constantFrom(
        ['https://p.example/a'],
        ['https://p.example/a/b', 'https://p.example/c'],
        ['https://p.example/a|1.2'],
      ),
    ),
    source: maybe(fc.constantFrom('https://s.example/1', 'urn:x')),
  }),
);

const SHAPES: Readonly<Record<PopulationType, fc.Arbitrary<object>>> = {
  Patient: fc.record({
    name: maybe(fc.subarray(NAMES, { minLength: 1, maxLength: 2 })),
    gender: maybe(fc.constantFrom('male', 'female')),
    birthDate: maybe(fc.constantFrom(...DATES)),
    active: maybe(fc.boolean()),
    identifier: maybe(fc.array(identifier, { minLength: 1, maxLength: 2 })),
    managingOrganization: maybe(reference('Organization')),
    generalPractitioner: maybe(fc.array(reference('Organization'), { minLength: 1, maxLength: 2 })),
  }),
  Observation: fc
    .record({
      status: fc.constantFrom('final', 'amended'),
      code: concept,
      category: maybe(fc.array(concept, { minLength: 1, maxLength: 2 })),
      subject: maybe(fc.oneof(reference('Patient'), reference('Location'))),
      encounter: maybe(reference('Encounter')),
      effectiveDateTime: maybe(fc.constantFrom(...TIMES)),
      value: maybe(
        fc.oneof(
          { weight: 3, arbitrary: quantity.map((valueQuantity) => ({ valueQuantity })) },
          { weight: 1, arbitrary: samples.map((valueSampledData) => ({ valueSampledData })) },
        ),
      ),
      hasMember: maybe(fc.array(reference('Observation'), { minLength: 1, maxLength: 2 })),
      component: maybe(
        fc.array(fc.record({ code: concept, valueQuantity: maybe(quantity) }), { minLength: 1, maxLength: 2 }),
      ),
    })
    .map(({ value, ...rest }) => ({ ...rest, ...value })),
  Condition: fc.record({
    code: maybe(concept),
    subject: reference('Patient'),
    encounter: maybe(reference('Encounter')),
    onsetAge: maybe(quantity),
    recordedDate: maybe(fc.constantFrom(...TIMES)),
  }),
  CarePlan: fc.record({
    status: fc.constantFrom('active', 'draft'),
    intent: fc.constantFrom('plan', 'proposal'),
    subject: reference('Patient'),
    period: maybe(period),
    category: maybe(fc.array(concept, { minLength: 1, maxLength: 2 })),
    instantiatesUri: maybe(fc.constantFrom(['https://p.example/path'], ['https://p.example/path/2', 'urn:x'])),
    instantiatesCanonical: maybe(fc.subarray([...CANONICALS], { minLength: 1, maxLength: 2 })),
    partOf: maybe(fc.array(reference('CarePlan'), { minLength: 1, maxLength: 1 })),
  }),
  Encounter: fc.record({
    status: fc.constantFrom('finished', 'planned'),
    class: coding,
    subject: maybe(reference('Patient')),
    period: maybe(period),
    location: maybe(fc.array(fc.record({ location: to('Location') }), { minLength: 1, maxLength: 2 })),
    serviceProvider: maybe(reference('Organization')),
  }),
  Location: fc.record({
    name: maybe(fc.constantFrom(...WORDS)),
    status: maybe(fc.constantFrom('active', 'inactive')),
    partOf: maybe(reference('Location')),
    position: maybe(fc.constantFrom(...PLACES)),
    managingOrganization: maybe(reference('Organization')),
  }),
  Organization: fc.record({
    name: maybe(fc.constantFrom(...WORDS)),
    alias: maybe(fc.constantFrom(['別名'], [...WORDS])),
    partOf: maybe(reference('Organization')),
    identifier: maybe(fc.array(identifier, { minLength: 1, maxLength: 1 })),
  }),
  List: fc.record({
    status: fc.constant('current'),
    mode: fc.constant('working'),
    subject: maybe(reference('Patient')),
    entry: maybe(
      fc.array(fc.record({ item: fc.oneof(to('Observation'), to('Patient'), to('Condition')) }), {
        minLength: 1,
        maxLength: 4,
      }),
    ),
  }),
  DocumentReference: fc.record({
    status: fc.constant('current'),
    subject: maybe(reference('Patient')),
    date: maybe(fc.constantFrom(...TIMES.filter((time) => time.includes('T')))),
    relatesTo: maybe(
      fc.array(fc.record({ code: fc.constantFrom('replaces', 'appends'), target: to('DocumentReference') }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
  }),
  MolecularSequence: fc.record({
    patient: maybe(reference('Patient')),
    referenceSeq: fc.record({
      chromosome: maybe(concept),
      referenceSeqId: maybe(concept),
      windowStart: maybe(place),
      windowEnd: maybe(place),
    }),
    variant: maybe(fc.array(fc.record({ start: maybe(place), end: maybe(place) }), { minLength: 1, maxLength: 3 })),
  }),
};

/** All records; every third is held by another organization than the one that asks. */
export const POPULATION: readonly Held[] = TYPES.flatMap((resourceType, index) =>
  fc
    .sample(fc.tuple(SHAPES[resourceType], narrative, meta), { seed: SEED + index, numRuns: PER_TYPE })
    .map(([record, text, own], n) => ({
      resource: JSON.parse(
        JSON.stringify({
          resourceType,
          id: idOf(resourceType, n),
          meta: { ...own, security: ['N', 'PSY', n % 5 === 0 ? 'finance' : 'service'].map(label) },
          text,
          ...record,
        }),
      ) as Resource,
      custodian: n % 3 === 0 ? OFFICE : HOSPITAL,
    })),
);
