/** Transaction bundles of synthetic patients: those entries that the gateway serves, and what is left out of them. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { renameReferences } from '../../../src/fhir/index.ts';
import { SERVED_TYPES } from '../../../src/visit/index.ts';
import { type Figure, median } from '../figure.ts';
import { recordText } from './records.ts';

const RECORDS = '../shared/corpora/records/synthea';
const LARGE = 3_400;
const ROUNDS = 5;
/** Loaders send several bundles at a time, so that one is read while another is written. */
const SENDERS = 4;

interface Access {
  readonly url: string;
  readonly token: string;
}

/** Resources a second over all bundles, and the time of one large bundle; nothing where the records are absent. */
export async function measureTransactions(access: Access): Promise<Figure[]> {
  const bundles = readBundles();
  if (bundles.length === 0) {
    process.stderr.write(`transaction: ${RECORDS} is absent, nothing is measured\n`);
    return [];
  }
  const rates: number[] = [];
  const times: number[] = [];
  const large = bundleOf(bundles.flatMap(({ entry = [] }) => entry).slice(0, LARGE));
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await sendAll(access, bundles);
    const sent = bundles.reduce((sum, { entry = [] }) => sum + entry.length, 0);
    rates.push((sent * 1_000) / (performance.now() - started));
    const begun = performance.now();
    await send(access, large);
    times.push(performance.now() - begun);
  }
  return [
    { name: 'transaction bundles', value: median(rates), unit: 'resources/s' },
    { name: `bundle of ${large.entry?.length} entries`, value: median(times), unit: 'ms' },
  ];
}

/** Each sender takes the next bundle when its last one is answered; the largest come first. */
async function sendAll(access: Access, bundles: readonly Bundle[]): Promise<void> {
  const waiting = bundles.toSorted((a, b) => (a.entry?.length ?? 0) - (b.entry?.length ?? 0));
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await send(access, next);
    }),
  );
}

const bundleOf = (entry: BundleEntry[]): Bundle => ({ resourceType: 'Bundle', type: 'transaction', entry });

async function send({ url, token }: Access, bundle: Bundle): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' };
  const response = await fetch(`${url}/fhir`, { method: 'POST', headers, body: JSON.stringify(bundle) });
  const text = await response.text();
  if (!response.ok) throw new Error(`a transaction is refused: ${response.status} ${text.slice(0, 2_000)}`);
}

function readBundles(): Bundle[] {
  let files: string[];
  try {
    files = readdirSync(RECORDS).filter((file) => /^[0-9a-f-]{36}\.json\.bz2$/.test(file));
  } catch {
    return [];
  }
  const leftOut = new Map<string, number>();
  const bundles = files.map((file) => {
    const text = execFileSync('bzcat', [`${RECORDS}/${file}`], { maxBuffer: 500_000_000 }).toString();
    return served(JSON.parse(text) as Bundle, leftOut);
  });
  const listed = [...leftOut].map(([type, n]) => `${type} ${n}`).join(', ');
  process.stderr.write(`transaction: left out, since their types are not served: ${listed}\n`);
  return bundles;
}

/** What the gateway serves of a bundle. References to what is left out, or searched for, are left out too. */
function served({ entry = [] }: Bundle, leftOut: Map<string, number>): Bundle {
  const kept = entry.filter(({ resource }) => {
    const type = resource?.resourceType ?? '';
    if (SERVED_TYPES.includes(type)) return true;
    leftOut.set(type, (leftOut.get(type) ?? 0) + 1);
    return false;
  });
  const known = new Set(kept.map(({ fullUrl }) => fullUrl));
  return bundleOf(
    kept.map(({ fullUrl, resource }) => ({
      ...(fullUrl === undefined ? {} : { fullUrl }),
      resource: mended(resource as Resource, known),
      request: { method: 'POST', url: resource?.resourceType ?? '' },
    })),
  );
}

/** Of a foreign country: the person is one of ours, the rest is as it came. */
function mended(resource: Resource, known: ReadonlySet<string | undefined>): Resource {
  if (resource.resourceType === 'Patient') {
    return JSON.parse(recordText('patient', 0, 0)) as Resource;
  }
  const leadsNowhere = (reference: string) =>
    reference.includes('?') || (reference.startsWith('urn:') && !known.has(reference));
  return renameReferences(resource, (reference) =>
    leadsNowhere(reference) ? `https://elsewhere.example/${encodeURIComponent(reference)}` : undefined,
  );
}
