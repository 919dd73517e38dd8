import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKinds } from '../../src/records/kinds-of-observation.ts';

interface Seen {
  readonly codes: readonly string[];
  readonly at: number;
}

/** Newest first, each with its place in that order. */
const observed = fc
  .array(
    fc.record({ codes: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }), at: fc.integer({ min: 1, max: 6 }) }),
    {
      maxLength: 14,
    },
  )
  .map((all) => all.toSorted((a, b) => b.at - a.at));

/** The kinds by their definition: joined as long as any two share a code; then the newest, with ties. */
function newestByDefinition(all: readonly Seen[], max: number): number[] {
  const kinds: number[][] = all.map((_, i) => [i]);
  const shares = (a: readonly number[], b: readonly number[]) =>
    a.some((i) => b.some((j) => all[i]?.codes.some((code) => all[j]?.codes.includes(code))));
  for (let joined = true; joined; ) {
    joined = false;
    for (let i = 0; i < kinds.length; i += 1)
      for (let j = kinds.length - 1; j > i; j -= 1)
        if (shares(kinds[i] ?? [], kinds[j] ?? [])) {
          kinds[i]?.push(...(kinds.splice(j, 1)[0] ?? []));
          joined = true;
        }
  }
  return kinds
    .flatMap((kind) => {
      const sorted = kind.toSorted((a, b) => a - b);
      const last = all[sorted[max - 1] ?? -1]?.at;
      return sorted.filter((place, index) => index < max || all[place]?.at === last);
    })
    .toSorted((a, b) => a - b);
}

test('what is kept while reading newest first is what the whole list gives', () => {
  fc.assert(
    fc.property(observed, fc.integer({ min: 1, max: 4 }), (all, max) => {
      const kinds = createKinds<number>(max);
      for (const [place, { codes, at }] of all.entries())
        kinds.add({
          item: place,
          id: String(place),
          code: { coding: codes.map((code) => ({ system: 'urn:x', code })) },
          at: String(at),
        });
      expect(kinds.newest()).toEqual(newestByDefinition(all, max));
    }),
    { seed: 20_261_128, numRuns: 2_000 },
  );
});

test('a code of another system is another kind, and what has no time ties with nothing', () => {
  const kinds = createKinds<string>(1);
  kinds.add({ item: 'one', id: '1', code: { coding: [{ system: 'urn:x', code: 'a' }] }, at: undefined });
  kinds.add({ item: 'other', id: '2', code: { coding: [{ system: 'urn:y', code: 'a' }] }, at: undefined });
  kinds.add({ item: 'older', id: '3', code: { coding: [{ system: 'urn:x', code: 'a' }] }, at: undefined });
  kinds.add({ item: 'nameless', id: '4', code: {}, at: undefined });
  kinds.add({ item: 'nameless too', id: '5', code: undefined, at: undefined });
  expect(kinds.newest()).toEqual(['one', 'other', 'nameless', 'nameless too']);
});
