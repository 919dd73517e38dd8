/** Erasure equivalence on random stores, one after another: consent design §1.4. */
import { dice } from '../consent/random-world.ts';
import type { Told } from './ask.ts';
import type { Asking } from './asking.ts';
import { codedReading } from './random-coded.ts';
import { inOtherForm } from './random-forms.ts';
import { randomReading } from './random-request.ts';
import { type RandomStore, randomStore } from './random-store.ts';
import { randomWriting } from './random-writing.ts';
import type { Asker, Version } from './store-rows.ts';
import type { TwoStores } from './two-stores.ts';

/** One request about one store by one who asks: all that a failure follows from. */
export interface Case {
  readonly policy: RandomStore['policy'];
  readonly versions: readonly Version[];
  readonly asker: Asker;
  readonly asking: Asking;
}

export interface Tally {
  /** Requests that each of the two gateways answered: pages of a walk and entries of a batch are requests too. */
  asked: number;
  /** Answers that were compared as a whole. */
  compared: number;
  /** Requests that were answered with something. */
  answered: number;
  /** Requests about stores of which something was hidden. */
  withHidden: number;
  written: number;
  worlds: number;
}

export interface Violation extends Case {
  readonly seed: number;
  readonly full: Told;
  readonly erased: Told;
}

const READINGS = 90;
const CODED = 20;
const WRITINGS = 10;
const AT_ONCE = 8;

export const newTally = (): Tally => ({ asked: 0, compared: 0, answered: 0, withHidden: 0, written: 0, worlds: 0 });

/** Asks everything about the store of one seed; gives what was answered otherwise than it would be if nothing was hidden. */
export async function proveSeed(stores: TwoStores, seed: number, tally: Tally, whole = false): Promise<Violation[]> {
  const store = randomStore(seed);
  const found: Violation[] = [];
  tally.worlds += 1;
  await stores.load(store);
  for (const [n, asker] of store.askers.entries()) {
    const d = dice(seed * 7 + n);
    const { hidden, mayWrite } = await stores.admit(asker, whole);
    const subject = { versions: store.versions, parameters: stores.house.parameters };
    const judge = (asking: Asking, { full, erased }: { full: Told; erased: Told }) => {
      tally.asked += full.pages.length + entriesOf(asking);
      tally.compared += 1;
      if (isAnswered(full)) tally.answered += 1;
      if (hidden > 0) tally.withHidden += 1;
      if (!isSame(full, erased)) found.push({ ...store, asker, asking, full, erased });
    };
    const [coded, forms] = [dice(seed * 11 + n), dice(seed * 17 + n)];
    const readings = [
      ...Array.from({ length: READINGS }, () => randomReading(d, subject)),
      ...Array.from({ length: CODED }, () => codedReading(coded)),
    ].map((asking) => (forms.chance(0.3) ? inOtherForm(forms, asking) : asking));
    const told = await askAll(stores, readings);
    for (const [i, asking] of readings.entries()) judge(asking, told[i] as (typeof told)[number]);
    for (let at = 0; mayWrite && at < WRITINGS; at += 1) {
      const writing = randomWriting(d, store.versions);
      const asking = forms.chance(0.3) ? inOtherForm(forms, writing) : writing;
      const told = await stores.change(asking);
      if (told.full.pages.at(-1)?.text !== '[]') tally.written += 1;
      judge(asking, told);
    }
  }
  return found;
}

/** Asks them all, so many at once: a walk over many pages holds up nothing but itself. */
async function askAll(stores: TwoStores, askings: readonly Asking[]) {
  const told: { full: Told; erased: Told }[] = [];
  const waiting = [...askings.entries()];
  const ask = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      told[next[0]] = await stores.ask(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return told;
}

/** Whether one case alone fails; what was told, if so. */
export async function failure(stores: TwoStores, one: Case): Promise<{ full: Told; erased: Told } | undefined> {
  await stores.load(one);
  await stores.admit(one.asker);
  const isReading =
    ['GET', 'HEAD'].includes(one.asking.method) ||
    one.asking.path.endsWith('/_search') ||
    one.asking.path.includes('$');
  const told = isReading ? await stores.ask(one.asking) : await stores.change(one.asking);
  return isSame(told.full, told.erased) ? undefined : told;
}

/** A fault of the house is no answer, even where both have it. */
const isSame = (full: Told, erased: Told): boolean =>
  JSON.stringify(full) === JSON.stringify(erased) && full.pages.every(({ status }) => status < 500);

const entriesOf = ({ body }: Asking): number => (body !== undefined && 'entry' in body ? body['entry'].length : 0);

const isAnswered = ({ pages: [first] }: Told): boolean =>
  first !== undefined &&
  first.status < 300 &&
  (!first.text.includes('"type":"searchset"') || first.text.includes('"resource":'));
