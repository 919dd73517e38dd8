/** Random facts, atoms and formulas over small shared pools, so that they meet each other often. */
import fc from 'fast-check';
import type { Atom, Facts, Formula } from '../../src/consent/index.ts';
import type { Database } from '../../src/database/index.ts';

const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const TYPES = ['Observation', 'CarePlan', 'Encounter'];
const PATIENTS = ['Patient/a', 'Patient/b', 'Patient/c'];
const TOKENS = [
  `${ACT}|PSY`,
  `${ACT}|SUD`,
  'http://other.example|SUD',
  '|PSY',
  'urn:codes|c1',
  'urn:co|des|c1',
  'urn:lines\n|c2',
  'urn:codes|C1',
];
const CLASSES = [...TYPES, 'http://p.example/sp', 'http://p.example/sp|1', 'http://loinc.org|18842-5'];
const BARE = ['PSY', 'SUD', 'c1', 'c2', '1', 'Observation', '18842-5'];
const PEOPLE = ['Practitioner/p1', 'Organization/o1', 'CareTeam/t1', 'unresolved', 'Patient/a'];
const CUSTODIANS = ['Organization/o1', 'Organization/o2'];
const REFERENCES = ['Encounter/x1', 'CarePlan/x2', 'Patient/a'];
const MOMENTS = [
  '2025-12-31T15:00:00.000Z',
  '2026-05-09T14:59:59.999Z',
  '2026-05-09T15:00:00.000Z',
  '2026-05-10T14:59:59.999Z',
];
export const ROW_IDS = Array.from({ length: 6 }, (_, n) => `10000000-0000-4000-8000-00000000000${n}`);

const some = (values: readonly string[], minLength = 0) => fc.subarray([...values], { minLength });

/** Moments in the order of time. */
const ENDS = ['-infinity', ...MOMENTS, 'infinity'] as const;
const times: fc.Arbitrary<Pick<Facts, 'clinicalStart' | 'clinicalEnd'>> = fc.oneof(
  fc.constant({ clinicalStart: null, clinicalEnd: null }),
  fc
    .tuple(fc.nat({ max: ENDS.length - 1 }), fc.nat({ max: ENDS.length - 1 }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    .map(([a, b]) => ({ clinicalStart: ENDS[a] ?? null, clinicalEnd: ENDS[b] ?? null })),
);

const others = fc.record({
  type: fc.constantFrom(...TYPES),
  patients: fc.oneof(some(PATIENTS), some(PATIENTS, 1), fc.constant(['Patient/b', 'Patient/a'])),
  conf: fc.constantFrom(null, null, 0, 1, 2, 3, 4, 5),
  sens: some(TOKENS),
  handling: some([`${ACT}|NOPAT`, '|NOPAT', `${ACT}|DELAU`]),
  classes: some(CLASSES),
  codes: some(TOKENS),
  authors: fc.oneof(fc.constant([]), some(PEOPLE)),
  performers: some(PEOPLE),
  references: some(REFERENCES),
  custodian: fc.constantFrom(null, ...CUSTODIANS),
});

/** Facts of one row, without its id. */
export const anyFacts: fc.Arbitrary<Omit<Facts, 'id'>> = fc
  .tuple(others, times)
  .map(([rest, time]) => ({ ...rest, ...time }));

const moment = fc.constantFrom(...ENDS);
const atom: fc.Arbitrary<Atom> = fc.oneof(
  fc.record({
    op: fc.constantFrom('class' as const, 'code', 'sensAny'),
    any: some([...CLASSES, ...TOKENS]),
    bare: some(BARE),
  }),
  fc.record({ op: fc.constant('sensWithin' as const), all: some(TOKENS), bare: some(BARE) }),
  fc.record({ op: fc.constantFrom('confAtMost' as const, 'confAtLeast'), level: fc.nat({ max: 5 }) }),
  fc.record({ op: fc.constantFrom('confMissing' as const, 'clinicalUnknown') }),
  fc.record({ op: fc.constant('handlingAny' as const), any: some([`${ACT}|NOPAT`, '|NOPAT']) }),
  fc.record({ op: fc.constantFrom('clinicalWithin' as const, 'clinicalOverlaps'), start: moment, end: moment }),
  fc.record({ op: fc.constant('refersAny' as const), any: some(REFERENCES) }),
  fc.record({
    op: fc.constant('selfAny' as const),
    any: some(TYPES.flatMap((type) => ROW_IDS.slice(0, 2).map((id) => `${type}/${id}`))),
  }),
  fc.record({ op: fc.constantFrom('authorAny' as const, 'performerAny', 'performerOnlyAny'), any: some(PEOPLE) }),
  fc.record({ op: fc.constant('custodianAny' as const), any: some(CUSTODIANS) }),
);

/** One atom of every kind, or a nest of them. */
export const anyFormula: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula; list: Formula[] }>((tie) => ({
  list: fc.array(tie('formula'), { minLength: 1, maxLength: 3, depthIdentifier: 'formula' }),
  formula: fc.oneof(
    { depthIdentifier: 'formula', maxDepth: 3 },
    atom,
    fc.record({ op: fc.constant('not' as const), of: tie('formula') }),
    fc.record({ op: fc.constantFrom('and' as const, 'or'), of: tie('list') }),
    fc.record({ op: fc.constantFrom('true' as const, 'false') }),
  ),
})).formula;

/** Puts rows with these facts into the table by one statement, each as its own shard. */
export async function insertFacts(
  database: Database,
  rows: readonly Facts[],
  labelledOf: (index: number) => string = () => '',
): Promise<void> {
  const records = rows.map((facts, index) => ({
    dist: `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    type: facts.type,
    id: facts.id,
    version: 1,
    updated: '2026-05-10T00:00:00Z',
    deleted: false,
    content: String(index),
    keys: [],
    from_tx: '3',
    // Some share an id, so none of them is the current one: the predicate does not ask for that.
    until_tx: '3',
    sorts: {},
    texts: {},
    indexed: '',
    members: [],
    patients: facts.patients,
    conf: facts.conf,
    sens: facts.sens,
    handling: facts.handling,
    classes: facts.classes,
    codes: facts.codes,
    clinical_start: facts.clinicalStart,
    clinical_end: facts.clinicalEnd,
    authors: facts.authors,
    performers: facts.performers,
    refs: facts.references,
    custodian: facts.custodian,
    labelled: labelledOf(index),
  }));
  await database.query('INSERT INTO resource SELECT * FROM json_populate_recordset(NULL::resource, $1::json)', [
    JSON.stringify(records),
  ]);
}
