/** Turns counts of people into what may be told of them: nobody can work out a count that is smaller than the least. */
import { DIMENSIONS, type Tally } from './count-people.ts';

/** A count as it is told: `n` means n to n + step − 1; 0 means fewer than step. */
export interface PublishedCounts {
  readonly step: number;
  readonly people: number;
  readonly dimensions: readonly {
    readonly id: (typeof DIMENSIONS)[number]['id'];
    readonly cells: readonly { readonly cell: string; readonly count: number }[];
  }[];
}

/**
 * Each count is rounded down to a multiple of `step`, the total too, and how many people are in no cell is not told.
 *
 * INVARIANT: whatever is told, each cell may hold any of its `step` numbers. Take the greatest total that is told of. It is
 * at least as large as what a dimension's cells are told to be together, by `step` − 1 or more, since both are multiples of
 * `step` before; so one cell may have any of its numbers, the others their least, and who is left is in no cell. The
 * dimensions know of each other by the total alone. So there is nothing to suppress besides.
 */
export function publishCounts({ people, cells }: Tally, step: number): PublishedCounts {
  const told = (count: number): number => Math.floor(count / step) * step;
  return {
    step,
    people: told(people),
    dimensions: DIMENSIONS.map(({ id, ...dimension }) => {
      const counts = cells.get(id) ?? new Map<string, number>();
      // Where anything may be a cell, that there is one tells of who is in it.
      const listed =
        'cells' in dimension ? dimension.cells : [...counts.keys()].filter((cell) => told(counts.get(cell) ?? 0) > 0);
      return {
        id,
        cells: listed
          .toSorted(inOrder('cells' in dimension))
          .map((cell) => ({ cell, count: told(counts.get(cell) ?? 0) })),
      };
    }),
  };
}

const inOrder = (isListed: boolean) => (a: string, b: string) => (isListed ? 0 : a < b ? -1 : 1);
