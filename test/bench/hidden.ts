/** Whether time tells what is hidden: reads of what is there and hidden among reads of what nobody knows (consent design §3). */
import { randomUUID } from 'node:crypto';
import { erase } from '../prove/erase.ts';
import { openDatabases } from '../prove/open-databases.ts';
import { randomStore } from '../prove/random-store.ts';
import { currentOf, nameOf } from '../prove/store-rows.ts';
import { openTwoStores } from '../prove/two-stores.ts';
import { type Figure, median } from './figure.ts';

const SEED = 20260510;
const ROUNDS = 2_500;
const WARM_UP = 500;

/** Each way of asking for one id, with the medians of both and by how many percent they differ. */
const WAYS: Readonly<Record<string, string>> = { read: '', vread: '/_history/1', history: '/_history' };

export async function measureHidden(): Promise<Figure[]> {
  const databases = await openDatabases();
  const stores = await openTwoStores(databases.first, databases.second);
  try {
    const store = randomStore(SEED);
    const [asker] = store.askers;
    if (asker === undefined) throw new Error('nobody asks');
    await stores.load(store);
    await stores.admit(asker);
    const kept = new Set(erase(store.versions, store.policy, asker).map(nameOf));
    const hidden = [...currentOf(store.versions).keys()].filter((name) => !kept.has(name));
    const timed = async (path: string): Promise<number> => {
      const begun = performance.now();
      const { pages } = await stores.askFirst({ method: 'GET', path, query: [] });
      const took = performance.now() - begun;
      if (pages[0]?.status !== 404) throw new Error(`${path} is not hidden`);
      return took;
    };
    const figures: Figure[] = [];
    for (const [name, rest] of Object.entries(WAYS)) {
      const took: { hidden: number[]; absent: number[] } = { hidden: [], absent: [] };
      for (let round = -WARM_UP; round < ROUNDS; round += 1) {
        const one = hidden[(round + WARM_UP) % hidden.length] ?? '';
        const paths = { hidden: `/${one}${rest}`, absent: `/${one.split('/')[0]}/${randomUUID()}${rest}` };
        // Neither always comes first.
        const order = round % 2 === 0 ? (['hidden', 'absent'] as const) : (['absent', 'hidden'] as const);
        for (const which of order) {
          const ms = await timed(paths[which]);
          if (round >= 0) took[which].push(ms);
        }
      }
      figures.push(...figuresOf(name, median(took.hidden), median(took.absent)));
    }
    return figures;
  } finally {
    await stores.close();
    await databases.close();
  }
}

const figuresOf = (name: string, hidden: number, absent: number): Figure[] => [
  { name: `${name} of a hidden id, p50`, value: hidden, unit: 'ms', against: 'an absent id', ratio: hidden / absent },
  { name: `${name}, hidden against absent`, value: Math.abs(hidden / absent - 1) * 100, unit: '%' },
];
