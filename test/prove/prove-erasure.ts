/** Erasure equivalence over the HTTP door of two gateways, on databases of their own: as many random requests as are wanted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryText } from './asking.ts';
import { type Case, failure, newTally, proveSeed, type Tally } from './erasure.ts';
import { openDatabases } from './open-databases.ts';
import { shrink } from './shrink.ts';
import { openTwoStores, type TwoStores } from './two-stores.ts';

export interface ErasureProof {
  readonly requests: number;
  /** The seed of the first store; each next store has the next one. */
  readonly from: number;
  /** A file that holds one case, to be tried alone. */
  readonly file?: string | undefined;
}

export async function proveErasure({
  requests,
  from,
  file,
}: ErasureProof): Promise<{ counted: unknown; holds: boolean }> {
  const databases = await openDatabases();
  const stores = await openTwoStores(databases.first, databases.second);
  try {
    return file === undefined ? await proveSeeds(stores, requests, from) : await proveCase(stores, file);
  } finally {
    await stores.close();
    await databases.close();
  }
}

async function proveSeeds(stores: TwoStores, requests: number, from: number) {
  const tally = newTally();
  let violations = 0;
  for (let seed = from; tally.asked < requests; seed += 1) {
    const [first, ...more] = await proveSeed(stores, seed, tally);
    progress(tally, requests, seed + 1);
    if (first === undefined) continue;
    violations += 1 + more.length;
    const { full: _, erased: __, ...found } = first;
    await tell(stores, seed, found);
    if (violations >= VIOLATIONS_MAX) break;
  }
  return { counted: { from, ...tally, violations }, holds: violations === 0 };
}

/** So many are enough to be mended first. */
const VIOLATIONS_MAX = 10;

async function tell(stores: TwoStores, seed: number, found: Case): Promise<void> {
  const small = await shrink(found, async (one) => (await failure(stores, one)) !== undefined);
  const file = join(tmpdir(), `erasure-${seed}.json`);
  writeFileSync(file, JSON.stringify(small, null, 2));
  process.stdout.write(`\nseed ${seed}: ${said(small)}\nagain: npm run prove:consent -- erasure --case ${file}\n`);
}

async function proveCase(stores: TwoStores, file: string) {
  const one = JSON.parse(readFileSync(file, 'utf8')) as Case;
  const told = await failure(stores, one);
  process.stdout.write(`${said(one)}\n`);
  if (told)
    for (const [name, answer] of Object.entries(told))
      process.stdout.write(`${name}: ${JSON.stringify(answer, null, 2)}\n`);
  return { counted: { file }, holds: told === undefined };
}

/** The request, by whom, and all that is stored. */
function said({ asker, asking, versions }: Case): string {
  const { method, path, query, headers = {}, body } = asking;
  const request = `${method} /fhir${path}${decodeURIComponent(queryText(query))}`;
  const more = [...(Object.keys(headers).length > 0 ? [headers] : []), ...(body === undefined ? [] : [body])];
  const rows = versions.map(({ custodian, deleted, resource }) => JSON.stringify({ custodian, deleted, resource }));
  return [request, ...more.map((one) => JSON.stringify(one)), JSON.stringify(asker), ...rows].join('\n  ');
}

const BAR = 30;

/** A bar on a terminal, and a line now and then elsewhere; both say from where to go on. */
function progress({ asked, worlds }: Tally, requests: number, next: number): void {
  const share = Math.min(1, asked / requests);
  const words = `${asked.toLocaleString('en')} of ${requests.toLocaleString('en')} requests; go on with --from ${next}`;
  if (process.stdout.isTTY) {
    const done = Math.round(share * BAR);
    process.stdout.write(`\r[${'█'.repeat(done)}${' '.repeat(BAR - done)}] ${words}`);
    if (share === 1) process.stdout.write('\n');
  } else if (worlds % 10 === 0 || share === 1) process.stdout.write(`${words}\n`);
}
