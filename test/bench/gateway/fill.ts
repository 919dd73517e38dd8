/** Fills the house with records, labelled like any that comes in, many in one transaction. */
import type { Store } from '../../../src/store/index.ts';
import { HOSPITAL, idOf, recordOf } from './records.ts';

const TOGETHER = 1_000;
const NOW = new Date('2026-11-01T00:00:00Z');

export async function fill(store: Store, first: number, last: number): Promise<void> {
  const custodian = HOSPITAL.organization;
  for (let from = first; from < last; from += TOGETHER) {
    await store.write(NOW, async (writer) => {
      const until = Math.min(last, from + TOGETHER);
      for (let n = from; n < until; n += 1) await writer.insert({ resource: recordOf(n), custodian }, idOf(n));
    });
  }
}
