/** GET /fhir/$regional-counts: how many people a region's meetings (協議の場) plan for, so that nobody is recognised. */
import type { Consent, MeasureReport, MeasureReportGroupStratifier, Patient } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { factsOf, mayDeny } from '#consent';
import { CANONICAL_BASE, isRefusal, japanDay, type Refusal, refuse } from '#fhir';
import { countShares, DIMENSIONS, type HeldPerson, type PublishedCounts, type SharedCounts } from '#pathway';
import {
  type Answer,
  type House,
  type OperationRequest,
  readOperation,
  scopeMissing,
  type Visit,
  valueInvalid,
} from '#visit';

const PURPOSE = 'HQUALIMP';
const RECORDS = ['CarePlan', 'Encounter', 'Coverage'];
const FORMATS = ['json', 'csv'];

/**
 * The counts of this quarter. They are made once, when they are first asked for, and stay as they are until its end,
 * whoever asks: two that differ by one person would tell of that person.
 */
export async function readRegionalCounts(
  house: House,
  visit: Visit,
  request: OperationRequest,
): Promise<Answer | Refusal> {
  const { purpose, scopes, organization } = visit.caller;
  if (purpose !== PURPOSE || organization === null) return purposeNeeded();
  if (!covers(scopes, 'MeasureReport', 'read')) return scopeMissing('MeasureReport', 'read');
  const asked = readOperation(request, ['format']);
  if (isRefusal(asked)) return asked;
  const format = asked.get('format') ?? 'json';
  if (!FORMATS.includes(format)) return valueInvalid('format', format, { ja: 'json か csv', en: '`json` or `csv`' });
  const quarter = quarterOf(visit.now);
  const note = `regional-counts ${quarter.start}`;
  const known = await house.store.note(note);
  const kept = known ?? (await house.store.keepNote(note, JSON.stringify(await countNow(house, visit.now))));
  const made = JSON.parse(kept) as Made;
  const frame = { status: 200, interaction: '$regional-counts', action: 'E', items: [] } as const;
  return format === 'csv'
    ? { ...frame, body: csvOf(made), contentType: 'text/csv; charset=utf-8' }
    : { ...frame, body: JSON.stringify(reportOf(made, quarter)) };
}

type Person = Omit<HeldPerson, 'records'> & { readonly records: HeldPerson['records'][number][] };

interface Made {
  readonly date: string;
  readonly counts: SharedCounts;
}

/**
 * Everybody who has a record here, in the share of each who has one. INVARIANT: whether another has the same person changes no
 * share: who tried names until their own share grew less would learn who is in the records of others. Counts that tell of nobody need no consent; but a use that a person may have refused is
 * not made, and not even the number of those is told. That is asked of the consents, not of a requester, so that all
 * organizations are told the same.
 */
async function countNow(house: House, now: Date): Promise<Made> {
  const use = { purpose: PURPOSE, action: 'use', at: now.getTime() } as const;
  const refusing = new Set<string>();
  for await (const { resource } of house.store.walk(['Consent']))
    if (mayDeny(resource as Consent, use)) for (const patient of factsOf(resource).patients) refusing.add(patient);
  const people = new Map<string, Person>();
  const merged: Person[] = [];
  for await (const { resource, holder } of house.store.walk(['Patient'])) {
    const person = { patient: resource as Patient, holder, records: [] };
    if (replacedBy(person.patient) === undefined) people.set(nameOf(person), person);
    else merged.push(person);
  }
  joinMerged(people, merged);
  const refused = new Set([...refusing].map((name) => people.get(name)));
  for (const [name, person] of people) if (refused.has(person)) people.delete(name);
  for await (const { resource: record, ...held } of house.store.walk(RECORDS))
    for (const person of new Set(factsOf(record).patients.map((patient) => people.get(patient))))
      person?.records.push({ record, ...held });
  return { date: now.toISOString(), counts: countShares(new Set(people.values()), now, house.policy.countStep) };
}

const nameOf = ({ patient }: Person): string => `Patient/${patient.id}`;

const replacedBy = ({ link }: Patient): string | undefined =>
  link?.find(({ type }) => type === 'replaced-by')?.other.reference;

/** Two records that their holder made one are one person, by either name: with the records of both, refusing where either does. */
function joinMerged(people: Map<string, Person>, merged: readonly Person[]): void {
  const byName = new Map(merged.map((person) => [nameOf(person), person]));
  for (const person of merged) {
    const seen = new Set<string>();
    let name = nameOf(person);
    for (let at: Person | undefined = person; at && !seen.has(name); at = byName.get(name)) {
      seen.add(name);
      name = replacedBy(at.patient) ?? '';
    }
    const survivor = people.get(name);
    if (survivor?.holder === person.holder) people.set(nameOf(person), survivor);
  }
}

/** The quarter of the year in Japan time. */
function quarterOf(now: Date): { start: string; end: string } {
  const [year = '', month = ''] = japanDay(now).split('-');
  const first = Math.floor((Number(month) - 1) / 3) * 3 + 1;
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  return {
    start: `${year}-${String(first).padStart(2, '0')}-01`,
    end: day(new Date(Date.UTC(Number(year), first + 2, 0))),
  };
}

const POPULATION = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/measure-population', code: 'initial-population' }],
};
const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

function reportOf({ date, counts }: Made, period: { start: string; end: string }): MeasureReport {
  const { step, people, dimensions } = counts;
  const population = (count: number) => [
    { code: POPULATION, ...(count === 0 ? ({ _count: MASKED } as object) : { count }) },
  ];
  return {
    resourceType: 'MeasureReport',
    status: 'complete',
    type: 'summary',
    measure: `${CANONICAL_BASE}/Measure/regional-counts`,
    date,
    period,
    group: [
      {
        code: {
          text: `人数。記録を持つ機関ごとに${step}人単位で切り下げて足し、${step}人未満は示さない。二つの機関に記録のある人は二度数える / people, rounded down to multiples of ${step} for each holder of their records; fewer than ${step} are not told, and who is in the records of two is counted twice`,
        },
        population: population(people),
        stratifier: dimensions.map(({ id, cells }): MeasureReportGroupStratifier => {
          const { ja, en, ...dimension } = dimensionOf(id);
          const stratum = cells.map(({ cell, count }) => ({
            value: 'system' in dimension ? { coding: [{ system: dimension.system, code: cell }] } : { text: cell },
            population: population(count),
          }));
          return {
            id,
            code: [{ text: `${ja} / ${en}` }],
            ...(stratum.length === 0 ? {} : { stratum }),
          };
        }),
      },
    ],
  };
}

const dimensionOf = (id: PublishedCounts['dimensions'][number]['id']) =>
  DIMENSIONS.find((one) => one.id === id) ?? DIMENSIONS[0];

/** As spreadsheets in Japan open it: with a byte order mark. */
function csvOf({ counts: { step, shares = 1, people, dimensions } }: Made): string {
  const line = (...cells: readonly (string | number)[]) => `${cells.map(quoted).join(',')}\r\n`;
  const range = (count: number, by: number) => [count, count + by * (step - 1)];
  const rows = dimensions.flatMap(({ id, cells, shares: by = 1 }) =>
    cells.map(({ cell, count }) => line(id, dimensionOf(id).ja, cell, ...range(count, by))),
  );
  return `\uFEFF${line('dimension', '項目', 'cell', 'from', 'to')}${line('people', '人数', '', ...range(people, shares))}${rows.join('')}`;
}

/** A cell that a spreadsheet might take for a formula is text. */
function quoted(cell: string | number): string {
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const purposeNeeded = (): Refusal =>
  refuse(403, {
    code: 'counts-purpose-needed',
    type: 'forbidden',
    ja: `地域の人数は、機関が利用目的 ${PURPOSE}（協議会・質の改善）で求めるときだけ示します。`,
    en: `the counts of the region are told only to an organization that asks for the purpose \`${PURPOSE}\``,
  });
