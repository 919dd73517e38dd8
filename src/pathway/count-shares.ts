/** Counts people by who holds what is known of them, so that nobody can bring out a number of others by adding to their own. */
import type { Patient, Resource } from '@medplum/fhirtypes';
import { countPeople, DIMENSIONS, type Tally } from './count-people.ts';
import { type PublishedCounts, publishCounts } from './publish-counts.ts';

/** Who holds something: `Organization/x`, or null for what nobody does. */
export type Holder = string | null;

export interface HeldPerson {
  readonly patient: Patient;
  readonly holder: Holder;
  /** `since`: milliseconds since 1970 at which it was first stored. */
  readonly records: readonly { readonly record: Resource; readonly holder: Holder; readonly since: number }[];
}

/** `n` means `n` to `n` + `shares` × (step − 1): so many holders have a part in it. */
export interface SharedCounts extends Omit<PublishedCounts, 'dimensions'> {
  readonly shares: number;
  readonly dimensions: readonly (PublishedCounts['dimensions'][number] & { readonly shares: number })[];
}

/**
 * INVARIANT: each holder's share is rounded by itself, and a person stands in one share for each thing that is asked of.
 * What a holder adds changes its own share alone, whose size it knows: of all others it learns multiples of the step.
 */
export function countShares(people: Iterable<HeldPerson>, today: Date, step: number): SharedCounts {
  const shares = new Map<Holder, Share>();
  for (const person of people) addTo(shares, person, today);
  const told = [...shares.values()].map((share) => publishCounts(share, step));
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const empty = publishCounts({ people: 0, cells: new Map() }, step);
  return {
    step,
    shares: sharing(shares, ({ people: count }) => count > 0),
    people: sum(told.map((one) => one.people)),
    dimensions: empty.dimensions.map(({ id, cells: listed }) => {
      const counts = new Map(listed.map(({ cell }) => [cell, 0]));
      const all = told.flatMap(({ dimensions }) => dimensions.filter((one) => one.id === id));
      for (const { cell, count } of all.flatMap(({ cells }) => cells))
        counts.set(cell, (counts.get(cell) ?? 0) + count);
      const inOrder = listed.length > 0 ? [...counts] : [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return {
        id,
        shares: sharing(shares, ({ cells }) => (cells.get(id)?.size ?? 0) > 0),
        cells: inOrder.map(([cell, count]) => ({ cell, count })),
      };
    }),
  };
}

const sharing = (shares: ReadonlyMap<Holder, Share>, has: (share: Share) => boolean): number =>
  Math.max(1, [...shares.values()].filter(has).length);

interface Share extends Tally {
  people: number;
  readonly cells: Map<string, Map<string, number>>;
}

/**
 * Who holds the person is asked first, then who wrote of them first: what is said already is not said anew in another share.
 * Only of services there may be several.
 */
function addTo(shares: Map<Holder, Share>, { patient, holder, records }: HeldPerson, today: Date): void {
  const others = records.filter((one) => one.holder !== holder).toSorted((a, b) => a.since - b.since);
  const known = new Map<string, Set<string>>();
  for (const by of new Set([holder, ...others.map((one) => one.holder)])) {
    const own = records.filter((one) => one.holder === by).map(({ record }) => record);
    const about: Patient = by === holder ? patient : { resourceType: 'Patient' };
    const { cells } = countPeople([{ patient: about, records: own }], today);
    const share: Share = shares.get(by) ?? {
      people: 0,
      cells: new Map<string, Map<string, number>>(DIMENSIONS.map(({ id }) => [id, new Map()])),
    };
    shares.set(by, share);
    if (by === holder) share.people += 1;
    for (const [id, row] of cells) {
      const before = known.get(id) ?? new Set();
      const fresh = [...row.keys()].filter((cell) => (id === 'service' ? !before.has(cell) : before.size === 0));
      for (const cell of fresh) share.cells.get(id)?.set(cell, (share.cells.get(id)?.get(cell) ?? 0) + 1);
      known.set(id, new Set([...before, ...fresh]));
    }
  }
}
