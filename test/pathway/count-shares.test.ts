import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countShares, type HeldPerson } from '../../src/pathway/index.ts';

const TODAY = new Date('2026-11-28T00:00:00Z');
const STEP = 10;
const HOLDERS = ['Organization/a', 'Organization/b', 'Organization/c'];
const stay = (start: string) => ({
  resourceType: 'Encounter' as const,
  status: 'in-progress' as const,
  class: {},
  period: { start },
});

const person = fc.record({
  patient: fc.record({
    resourceType: fc.constant('Patient' as const),
    gender: fc.constantFrom('male' as const, 'female' as const),
    address: fc.constantFrom<{ city: string }[]>([{ city: 'A市' }], [{ city: 'B村' }]),
  }),
  holder: fc.constantFrom(...HOLDERS),
  records: fc.array(
    fc.record({
      record: fc.constantFrom(stay('2026-11-01'), stay('2024-11-01'), stay('2010-01-01')),
      holder: fc.constantFrom(...HOLDERS),
      since: fc.nat(100),
    }),
    { maxLength: 3 },
  ),
});

const cellsOf = (people: readonly HeldPerson[]): Record<string, number> =>
  Object.fromEntries(
    countShares(people, TODAY, STEP).dimensions.flatMap(({ id, cells }) =>
      cells.map(({ cell, count }) => [`${id} ${cell}`, count]),
    ),
  );

test('what a holder adds later, of its own people or about others, moves no share but its own', () => {
  fc.assert(
    fc.property(
      fc.array(person, { maxLength: 60 }),
      fc.array(person, { maxLength: 30 }),
      fc.array(fc.nat(59), { maxLength: 20 }),
      (people, added, about) => {
        const holder = 'Organization/x';
        const late = { record: stay('2026-11-20'), holder, since: 1_000 };
        const more = people.map((one, n) => (about.includes(n) ? { ...one, records: [...one.records, late] } : one));
        const own = added.map((one) => ({ ...one, holder, records: [] }));
        const alone = [
          ...own,
          ...more.map((one) => ({
            ...one,
            holder,
            patient: { resourceType: 'Patient' as const },
            records: one.records.some((record) => record === late) && !decides(one) ? [late] : [],
          })),
        ];
        const [before, after, mine] = [cellsOf(people), cellsOf([...more, ...own]), cellsOf(alone)];
        for (const cell of Object.keys(after))
          expect([cell, after[cell]]).toEqual([cell, (before[cell] ?? 0) + (mine[cell] ?? 0)]);
      },
    ),
    { seed: 20261128, numRuns: 150 },
  );
});

/** Whether some holder before says one length of a stay. */
const decides = ({ records }: HeldPerson): boolean =>
  HOLDERS.some((by) => {
    const starts = new Set(
      records.flatMap(({ record, holder }) => (holder === by ? [(record as any).period.start] : [])),
    );
    return starts.size === 1;
  });

test('who is known to two holders stands in one share, and each service with who granted it first', () => {
  const { people, shares } = countShares(
    Array.from({ length: 10 }, () => ({
      patient: { resourceType: 'Patient' as const, gender: 'female' as const },
      holder: 'Organization/a',
      records: [{ record: stay('2026-11-01'), holder: 'Organization/b', since: 1 }],
    })),
    TODAY,
    STEP,
  );
  expect([people, shares]).toEqual([10, 1]);
});
