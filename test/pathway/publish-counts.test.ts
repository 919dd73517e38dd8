import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countPeople,
  DIMENSIONS,
  type Known,
  type PublishedCounts,
  publishCounts,
  type Tally,
} from '../../src/pathway/index.ts';

const TODAY = new Date('2026-11-28T00:00:00Z');
const own = (path: string) => `https://kakehashi.example/fhir/${path}`;
const concept = (system: string, code: string) => ({ coding: [{ system: own(`CodeSystem/${system}`), code }] });
const extension = (id: string, value: object) => ({ url: own(`StructureDefinition/${id}`), ...value });

/** Somebody in hospital for two years, who is to go home. */
const person = (more: object = {}): Known => ({
  patient: {
    resourceType: 'Patient',
    gender: 'female',
    birthDate: '1970-01-01',
    address: [{ state: '架空県', city: 'A市' }],
    ...more,
  },
  records: [
    {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject: {},
      category: [concept('careplan-kind', 'pathway')],
      extension: [
        extension('pathway-phase', { valueCodeableConcept: concept('pathway-phase', 'settlement.recovery') }),
        extension('expected-destination', { valueCodeableConcept: concept('discharge-destination', '1') }),
      ],
    },
    {
      resourceType: 'Encounter',
      status: 'in-progress',
      class: {},
      period: { start: '2024-11-01' },
      extension: ['voluntary', 'medical-protection'].map((form, at) =>
        extension('admission-legal-status', {
          extension: [
            { url: 'status', valueCodeableConcept: concept('psych-admission-status', form) },
            {
              url: 'period',
              valuePeriod: at === 0 ? { start: '2024-11-01', end: '2025-01-01' } : { start: '2025-01-01' },
            },
          ],
        }),
      ),
    },
    {
      resourceType: 'Coverage',
      status: 'active',
      beneficiary: {},
      payor: [],
      extension: ['46', '52'].map((code) =>
        extension('granted-service', {
          extension: [{ url: 'service', valueCodeableConcept: concept('welfare-service-type', code) }],
        }),
      ),
    },
  ],
});

test('a person is counted once in each thing that is asked of, and in each service that is granted', () => {
  const { people, cells } = countPeople([person()], TODAY);
  expect(people).toBe(1);
  expect(Object.fromEntries([...cells].map(([id, row]) => [id, Object.fromEntries(row)]))).toEqual({
    sex: { female: 1 },
    age: { '40-64': 1 },
    phase: { settlement: 1 },
    admission: { 'medical-protection': 1 },
    stay: { '1 to 5 years': 1 },
    destination: { '1': 1 },
    service: { '46': 1, '52': 1 },
    municipality: { 架空県A市: 1 },
  });
});

test('who is in two cells of what can be but one is in none, and what is not known is not told', () => {
  const twice = person();
  const other = { ...twice.records[1], period: { start: '2026-11-01' } } as Known['records'][number];
  const { cells } = countPeople(
    [{ patient: { resourceType: 'Patient', gender: 'unknown' }, records: [...twice.records, other] }],
    TODAY,
  );
  expect([...cells].flatMap(([id, row]) => (row.size === 0 ? [id] : []))).toEqual([
    'sex',
    'age',
    'stay',
    'municipality',
  ]);
});

test('counts are told in multiples of the step; fewer than it are not told, and rare places not even named', () => {
  const people = [
    ...Array.from({ length: 23 }, () => person()),
    ...Array.from({ length: 9 }, () => person({ gender: 'male', address: [{ city: 'B村' }] })),
  ];
  const { people: told, dimensions } = publishCounts(countPeople(people, TODAY), 10);
  expect(told).toBe(30);
  const of = (id: string) => dimensions.find((one) => one.id === id)?.cells;
  expect(of('sex')).toEqual([
    { cell: 'male', count: 0 },
    { cell: 'female', count: 20 },
    { cell: 'other', count: 0 },
  ]);
  expect(of('municipality')).toEqual([{ cell: '架空県A市', count: 20 }]);
});

/**
 * All numbers that a cell may have, by everything that is told: for each total, each dimension must add up. `residual`
 * is whether people may be in no cell; an attacker who knows that all are in one knows more.
 */
function possible(told: PublishedCounts, id: string, at: number, residual: boolean): number[] {
  const { step, people, dimensions } = told;
  const fits = (counts: readonly number[], total: number, isMany: boolean): boolean => {
    const least = counts.reduce((a, b) => a + b, 0);
    if (isMany) return counts.every((count) => count <= total);
    return residual ? least <= total : least <= total && total <= least + counts.length * (step - 1);
  };
  const found = new Set<number>();
  for (let total = people; total < people + step; total += 1) {
    const isTotal = dimensions.every((one) =>
      fits(
        one.cells.map(({ count }) => count),
        total,
        isOpen(one.id),
      ),
    );
    if (!isTotal) continue;
    const dimension = dimensions.find((one) => one.id === id);
    const others = (dimension?.cells ?? []).flatMap(({ count }, n) => (n === at ? [] : [count]));
    for (let more = 0; more < step; more += 1) {
      const value = (dimension?.cells[at]?.count ?? 0) + more;
      if (value <= total && fits(others, total - (isOpen(id) ? 0 : value), isOpen(id))) found.add(value);
    }
  }
  return [...found].sort((a, b) => a - b);
}
/** Services are many to a person, and of places only some are told: these add up to nothing. */
const isOpen = (id: string): boolean => id === 'service' || id === 'municipality';

const STEP = 10;
/** A region of few people or many: how they lie in the cells is drawn for each dimension by itself. */
const anyTally: fc.Arbitrary<{ tally: Tally; isWhole: boolean }> = fc
  .record({ people: fc.integer({ min: 0, max: 90 }), seed: fc.nat(), isWhole: fc.boolean() })
  .map(({ people, seed, isWhole }) => {
    let state = seed;
    const draw = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const cells = new Map<string, Map<string, number>>();
    for (const dimension of DIMENSIONS) {
      const names: readonly string[] = 'cells' in dimension ? dimension.cells : ['11', '12', '46', '52'];
      const row = new Map<string, number>();
      const share = 1 + draw(names.length);
      for (let n = 0; n < people; n += 1) {
        const to = names[draw(isWhole ? share : share + 1)];
        if (to !== undefined) row.set(to, (row.get(to) ?? 0) + 1);
      }
      cells.set(dimension.id, row);
    }
    return { tally: { people, cells }, isWhole };
  });

test('nobody can work out from all that is told what a count is, nor anything of one that is not told', () => {
  let [attacks, narrowed] = [0, 0];
  fc.assert(
    fc.property(anyTally, ({ tally, isWhole }) => {
      const told = publishCounts(tally, STEP);
      for (const { id, cells } of told.dimensions) {
        for (const [at, { cell, count }] of cells.entries()) {
          const all = Array.from({ length: STEP }, (_, more) => count + more);
          const real = tally.cells.get(id)?.get(cell) ?? 0;
          const found = possible(told, id, at, true);
          expect(found).toEqual(all);
          // Who knows besides that everybody is in a cell still finds no number, since cells are fewer than the step.
          const whole = isWhole ? possible(told, id, at, false) : all;
          expect(whole).toContain(real);
          expect(whole.length).toBeGreaterThan(1);
          if (whole.length < STEP) narrowed += 1;
          attacks += 1;
        }
      }
    }),
    { seed: 20261128, numRuns: 500 },
  );
  expect(attacks).toBeGreaterThan(10_000);
  // The attacker is one that finds something where there is something to find.
  expect(narrowed).toBeGreaterThan(50);
});

test('the attacker would find counts that are only left out where they are small', () => {
  const exact = (tally: Tally): number => {
    const row = [...(tally.cells.get('sex')?.values() ?? [])];
    return tally.people - row.filter((count) => count >= STEP).reduce((a, b) => a + b, 0);
  };
  const tally = {
    people: 34,
    cells: new Map([
      [
        'sex',
        new Map([
          ['male', 20],
          ['female', 11],
          ['other', 3],
        ]),
      ],
    ]),
  };
  expect(exact(tally)).toBe(3);
  expect(possible(publishCounts(tally, STEP), 'sex', 2, true)).toHaveLength(STEP);
});

test('every dimension whose cells are listed has fewer of them than the least step', () => {
  for (const dimension of DIMENSIONS) if ('cells' in dimension) expect(dimension.cells.length).toBeLessThan(STEP);
});
