/** Makes a failing case small: fewer resources and consents, fewer versions, a simpler request, as long as it still fails. */

import type { Asking } from './asking.ts';
import type { Case } from './erasure.ts';
import { nameOf, type Version } from './store-rows.ts';

/** How often a smaller case is tried; what is left then is small enough to be read. */
const TRIES_MAX = 600;

export async function shrink(given: Case, fails: (one: Case) => Promise<boolean>): Promise<Case> {
  let best = given;
  let tries = 0;
  const better = async (next: Case): Promise<boolean> => {
    tries += 1;
    if (tries > TRIES_MAX || !(await fails(next))) return false;
    best = next;
    return true;
  };
  // Half of everything first, then quarters, down to single resources.
  for (let size = Math.ceil(namesIn(best).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < namesIn(best).length; ) {
      const gone = new Set(namesIn(best).slice(at, at + size));
      if (!(await better(without(best, (one) => gone.has(nameOf(one)))))) at += size;
    }
  }
  for (const old of best.versions.filter(({ version }) => version > 1).map(nameOf)) {
    const first = best.versions.find((one) => nameOf(one) === old);
    if (first) await better(without(best, (one) => one === first));
  }
  for (let at = 0; at < best.asking.query.length; ) {
    const query = best.asking.query.filter((_, n) => n !== at);
    if (!(await better({ ...best, asking: { ...best.asking, query } }))) at += 1;
  }
  for (let at = 0; at < entriesOf(best.asking).length; ) {
    const entry = entriesOf(best.asking).filter((_, n) => n !== at);
    if (!(await better({ ...best, asking: { ...best.asking, body: { ...best.asking.body, entry } } }))) at += 1;
  }
  await better({ ...best, asking: { ...best.asking, headers: {} } });
  await better({ ...best, asking: { ...best.asking, walk: false } });
  return best;
}

const namesIn = ({ versions }: Case): string[] => [...new Set(versions.map(nameOf))];

const without = (one: Case, isGone: (version: Version) => boolean): Case => ({
  ...one,
  versions: one.versions.filter((version) => !isGone(version)),
});

const entriesOf = ({ body }: Asking): readonly unknown[] =>
  body !== undefined && 'entry' in body ? body['entry'] : [];
