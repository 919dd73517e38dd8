/** Counts people by what a region's meetings (協議の場) ask of, one thing at a time; never two together. */
import type { CarePlan, CodeableConcept, Coverage, Encounter, Extension, Patient, Resource } from '@medplum/fhirtypes';
import { codeSystemUrl, profileUrl } from '#fhir';
import { isPathway } from './view-pathway.ts';

/** One question. Its cells are listed where they are few and known; otherwise only those that enough people are in are told. */
export interface Dimension {
  readonly id: string;
  readonly ja: string;
  readonly en: string;
  /** Of the codes, where they are codes of our own. */
  readonly system?: string;
  readonly cells?: readonly string[];
}

export const DIMENSIONS = [
  { id: 'sex', ja: '性別', en: 'Sex', cells: ['male', 'female', 'other'] },
  { id: 'age', ja: '年齢', en: 'Age', cells: ['0-17', '18-39', '40-64', '65-74', '75+'] },
  {
    id: 'phase',
    ja: '地域連携パスの時期',
    en: 'Phase of the pathway',
    system: codeSystemUrl('pathway-phase'),
    cells: ['introduction', 'early', 'middle', 'late', 'settlement'],
  },
  {
    id: 'admission',
    ja: '入院中の人の入院形態',
    en: 'Legal form of the present admission',
    system: codeSystemUrl('psych-admission-status'),
    cells: [
      'voluntary',
      'medical-protection',
      'involuntary-administrative',
      'emergency-administrative',
      'emergency-admission',
    ],
  },
  {
    id: 'stay',
    ja: '入院中の人の入院期間',
    en: 'Length of the present stay',
    cells: ['under 3 months', '3 months to 1 year', '1 to 5 years', '5 to 10 years', '10 years or more'],
  },
  {
    id: 'destination',
    ja: '退院先（予想を含む）',
    en: 'Destination, also expected',
    system: codeSystemUrl('discharge-destination'),
    cells: ['1', '2', '3', '4'],
  },
  { id: 'service', ja: '支給決定されたサービス', en: 'Service granted', system: codeSystemUrl('welfare-service-type') },
  { id: 'municipality', ja: '住所の市町村', en: 'Municipality of the address' },
] as const satisfies readonly Dimension[];

/** What is known of one person. */
export interface Known {
  readonly patient: Patient;
  readonly records: readonly Resource[];
}

/** How many people there are, and how many in each cell. Whoever is in two cells of what can be but one is in none. */
export interface Tally {
  readonly people: number;
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export function countPeople(people: Iterable<Known>, today: Date): Tally {
  const cells = new Map<string, Map<string, number>>(DIMENSIONS.map(({ id }) => [id, new Map()]));
  let count = 0;
  for (const known of people) {
    count += 1;
    for (const [id, values] of Object.entries(placesOf(known, today))) {
      const found = [...new Set(values)];
      const counted = id === 'service' || found.length === 1 ? found : [];
      const row = cells.get(id);
      for (const cell of counted) row?.set(cell, (row.get(cell) ?? 0) + 1);
    }
  }
  return { people: count, cells };
}

function placesOf({ patient, records }: Known, today: Date): Record<(typeof DIMENSIONS)[number]['id'], string[]> {
  const plans = records.filter((one): one is CarePlan => one.resourceType === 'CarePlan' && one.status === 'active');
  const stays = records.filter((one): one is Encounter => one.resourceType === 'Encounter');
  const present = stays.filter(({ status }) => status === 'in-progress');
  const grants = records.filter((one): one is Coverage => one.resourceType === 'Coverage' && one.status === 'active');
  const destinations = [
    ...plans.flatMap((plan) => conceptsAt(plan.extension, 'expected-destination')),
    ...stays.flatMap(({ hospitalization }) => hospitalization?.dischargeDisposition ?? []),
  ];
  const { state = '', city } = patient.address?.find(({ use }) => use !== 'old') ?? {};
  return {
    sex: patient.gender === undefined || patient.gender === 'unknown' ? [] : [patient.gender],
    age: patient.birthDate === undefined ? [] : [bandOf(yearsBetween(patient.birthDate, today), AGES)],
    phase: codesOf(
      plans.filter(isPathway).flatMap((plan) => conceptsAt(plan.extension, 'pathway-phase')),
      'pathway-phase',
    ).map((code) => code.split('.')[0] ?? code),
    admission: present.flatMap(({ extension }) => currentForm(extension)),
    stay: present.flatMap(({ period }) =>
      period?.start === undefined ? [] : [bandOf(yearsBetween(period.start, today), STAYS)],
    ),
    destination: codesOf(destinations, 'discharge-destination'),
    service: codesOf(
      grants.flatMap(({ extension = [] }) =>
        extension
          .filter(({ url }) => url === profileUrl('granted-service'))
          .flatMap((grant) => partsOf(grant, 'service').flatMap((part) => part.valueCodeableConcept ?? [])),
      ),
      'welfare-service-type',
    ),
    municipality: city === undefined ? [] : [`${state}${city}`],
  };
}

type Bands = readonly (readonly [below: number, cell: string])[];
const AGES: Bands = [
  [18, '0-17'],
  [40, '18-39'],
  [65, '40-64'],
  [75, '65-74'],
  [Infinity, '75+'],
];
const STAYS: Bands = [
  [0.25, 'under 3 months'],
  [1, '3 months to 1 year'],
  [5, '1 to 5 years'],
  [10, '5 to 10 years'],
  [Infinity, '10 years or more'],
];

const bandOf = (years: number, bands: Bands): string => bands.find(([below]) => years < below)?.[1] ?? '';

const YEAR_MS = 365.2425 * 86_400_000;
const yearsBetween = (start: string, end: Date): number => (end.getTime() - Date.parse(start)) / YEAR_MS;

/** The form that has no end yet; one more is added for each change. */
const currentForm = (extensions: readonly Extension[] = []): string[] =>
  codesOf(
    extensions
      .filter(({ url }) => url === profileUrl('admission-legal-status'))
      .filter((one) => partsOf(one, 'period').every(({ valuePeriod }) => valuePeriod?.end === undefined))
      .flatMap((one) => partsOf(one, 'status').flatMap((part) => part.valueCodeableConcept ?? [])),
    'psych-admission-status',
  );

const partsOf = ({ extension = [] }: Extension, url: string): Extension[] => extension.filter((one) => one.url === url);

const conceptsAt = (extensions: readonly Extension[] | undefined, id: string): CodeableConcept[] =>
  (extensions ?? []).flatMap(({ url, valueCodeableConcept }) =>
    url === profileUrl(id) && valueCodeableConcept ? [valueCodeableConcept] : [],
  );

const codesOf = (concepts: readonly CodeableConcept[], system: string): string[] =>
  concepts.flatMap(({ coding = [] }) =>
    coding.flatMap((one) => (one.system === codeSystemUrl(system) && one.code !== undefined ? [one.code] : [])),
  );
