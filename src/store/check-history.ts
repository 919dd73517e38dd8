/** Follows the versions of each resource in order: numbers without a gap, each beginning where the one before ends. */
import type { VerifiedRow } from './check-version.ts';
import { placeOf } from './stored-index.ts';
import type { Fault } from './verify-faults.ts';

export interface HistoryCheck {
  /** The faults that show with the next row, in the order of type, id and version. */
  next(row: VerifiedRow): Fault[];
  /** Those that show at the end. */
  end(): Fault[];
  /** Resources so far. */
  readonly resources: () => number;
}

export function createHistoryCheck(): HistoryCheck {
  let last: VerifiedRow | undefined;
  let resources = 0;
  const endOf = (row: VerifiedRow | undefined): Fault[] =>
    row === undefined || row.until_tx === null ? [] : [{ code: 'current-broken', place: placeOf(row) }];
  return {
    next(row) {
      const place = placeOf(row);
      const before = last;
      last = row;
      if (before === undefined || before.type !== row.type || before.id !== row.id) {
        resources += 1;
        return [...endOf(before), ...(row.version === 1 ? [] : [{ code: 'versions-broken' as const, place }])];
      }
      return [
        ...(row.version === before.version + 1 ? [] : [{ code: 'versions-broken' as const, place }]),
        ...(before.until_tx === null ? [{ code: 'current-broken' as const, place: placeOf(before) }] : []),
        ...(before.until_tx === null || before.until_tx === row.from_tx
          ? []
          : [{ code: 'transactions-broken' as const, place }]),
      ];
    },
    end: () => endOf(last),
    resources: () => resources,
  };
}
