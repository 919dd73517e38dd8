/** About two hundred random records of five types out of one seed, with the gaps that real ones have. */
import type {
  CarePlan,
  Communication,
  Condition,
  Observation,
  Patient,
  Resource,
  RiskAssessment,
} from '@medplum/fhirtypes';
import fc from 'fast-check';
import { uuid } from './world.ts';

const SEED = 20260401;
const PER_TYPE = 40;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const DATES = ['2025', '2026-03', '2026-04', '2026-04-01', '2026-03-31', '2026-04-02'];
const TIMES = [
  ...DATES,
  '2026-03-31T14:59:59.999Z',
  '2026-03-31T15:00:00Z',
  '2026-04-01T00:00:00+09:00',
  '2026-04-01T23:59:59+09:00',
  '2026-04-01T10:30:15.25+09:00',
  '2026-04-01T15:00:00Z',
];
const INSTANTS = TIMES.filter((time) => time.includes('T'));
const SYSTEMS = ['urn:a', 'urn:b', undefined];
const CODES = ['x', 'y', 'X', 'a,b', 'a|b'];

const coding = fc.record({ system: fc.constantFrom(...SYSTEMS), code: fc.constantFrom(...CODES) });
const concept = fc.oneof(
  fc.record({ coding: fc.array(coding, { minLength: 1, maxLength: 2 }) }),
  fc.constant({ text: '記載のみ' }),
);
const date = fc.constantFrom(...DATES);
const time = fc.constantFrom(...TIMES);
const period = fc.record({ start: maybe(date), end: maybe(fc.constantFrom('2026-04-01', '2026-06', '2027')) });
const patient = fc.nat({ max: PER_TYPE - 1 }).map((n) => ({ reference: `Patient/${uuid(n)}` }));

const NAMES = [
  { family: '佐藤', given: ['花子'] },
  { family: 'サトウ', given: ['ハナコ'] },
  { family: 'ｻﾄｳ', given: ['ﾊﾅｺ'] },
  { family: 'さとう', given: ['はなこ'] },
  { text: '佐藤　花子' },
  { family: '斎藤', given: ['Ａｎｎａ'] },
  { family: 'Sato', given: ['Hanako'] },
  { text: '100%の会_A' },
  { text: '100点の会BA' },
  { family: 'ガンジー' },
];

const patients = fc.record({
  name: maybe(fc.subarray(NAMES, { minLength: 1, maxLength: 2 })),
  gender: maybe(fc.constantFrom('male' as const, 'female' as const)),
  birthDate: maybe(date),
  active: maybe(fc.boolean()),
  identifier: maybe(
    fc.array(fc.record({ system: fc.constantFrom(...SYSTEMS), value: fc.constantFrom('1', '2', '001') }), {
      minLength: 1,
      maxLength: 2,
    }),
  ),
  address: maybe(fc.constantFrom([{ city: 'Ａ市', line: ['1丁目'] }], [{ text: 'B市2丁目' }])),
});

const quantity = fc.record({
  value: fc.constantFrom(5.35, 5.4, 5.395, 5.405, 5.44, 5.45, 5, 0, -5.4, 54),
  unit: fc.constantFrom('kg', '㎏', undefined),
  system: fc.constantFrom('http://unitsofmeasure.org', undefined),
  code: fc.constantFrom('kg', 'g', undefined),
});

const observations = fc.record({
  status: fc.constantFrom('final' as const, 'amended' as const),
  code: concept,
  subject: maybe(patient),
  effectiveDateTime: maybe(time),
  valueQuantity: maybe(quantity),
  hasMember: maybe(fc.constantFrom([{ reference: `Observation/${uuid(41)}/_history/2` }], [{ display: '不明' }])),
});

const conditions = fc.record({
  code: maybe(concept),
  subject: patient,
  onsetAge: maybe(quantity),
  recordedDate: maybe(time),
});

const carePlans = fc.record({
  status: fc.constant('active' as const),
  intent: fc.constantFrom('plan' as const, 'proposal' as const),
  subject: patient,
  period: maybe(period),
  category: maybe(fc.array(concept, { minLength: 1, maxLength: 2 })),
  instantiatesUri: maybe(fc.constantFrom(['https://example.jp/path'], ['https://example.jp/path/2', 'urn:x'])),
});

const communications = fc.record({
  status: fc.constant('completed' as const),
  subject: maybe(patient),
  sent: maybe(fc.constantFrom(...INSTANTS)),
  recipient: maybe(
    fc.constantFrom([{ reference: `Organization/${uuid(1)}` }], [{ reference: `PractitionerRole/${uuid(1)}` }]),
  ),
});

const assessments = fc.record({
  status: fc.constant('final' as const),
  subject: patient,
  prediction: maybe(
    fc.constantFrom([{ probabilityDecimal: 0.5 }], [{ probabilityDecimal: 0.45 }], [{ rationale: '高い' }]),
  ),
});

type Drawn = Patient | Observation | Condition | CarePlan | Communication | RiskAssessment;

/** Ids run through the types: 0–39 are Patients, 40–79 Observations and so on. */
export const RECORDS: readonly Drawn[] = (
  [
    ['Patient', patients],
    ['Observation', observations],
    ['Condition', conditions],
    ['CarePlan', carePlans],
    ['Communication', communications],
    ['RiskAssessment', assessments],
  ] as const
).flatMap(([resourceType, arbitrary], index) =>
  fc
    .sample(arbitrary as fc.Arbitrary<object>, { seed: SEED + index, numRuns: PER_TYPE })
    .map(
      (record, n) =>
        JSON.parse(JSON.stringify({ resourceType, id: uuid(index * PER_TYPE + n), ...record })) as Resource as Drawn,
    ),
);
