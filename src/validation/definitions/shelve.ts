/** Turns resources into a shelf of definitions, kept as one block of bytes with an index, in memory or on disk. */
import { join } from 'node:path';
import { type Block, inMemory, type KeptBlock, readBlock, writeBlock } from './block.ts';
import { DEFINITION_TYPES, type DefinitionType, type Entry, type Manifest, type Shelf } from './shelf.ts';
import { slim } from './slim.ts';

/** Raised when what is kept changes, so that an older cache is not read. */
const FORMAT = 7;

type Place = readonly [
  type: DefinitionType,
  url: string,
  version: string,
  start: number,
  end: number,
  supplements?: string,
];

interface ShelfIndex extends Manifest {
  readonly places: readonly Place[];
}

interface Source extends Manifest {
  /** The resources, one at a time, so that the whole need not be held. */
  readonly resources: Iterable<unknown>;
}

/** Reads the shelf under `key` from the cache, or makes it and keeps it there when it can be written. */
export function shelve(
  kind: 'core' | 'package',
  { key, cacheDir }: { key: string; cacheDir: string | undefined },
  make: () => Source,
): Shelf {
  const file = cacheDir === undefined ? undefined : join(cacheDir, `${kind}-${key}-${FORMAT}.block`);
  const kept = file === undefined ? undefined : readBlock<ShelfIndex>(file);
  const block = kept ?? makeBlock(make(), file);
  const { name, version, dependencies, places } = block.index;
  const entries = places.map((place) => entryAt(place, block));
  return { kind, key, name, version, dependencies, entries, sees: [] };
}

/** A shelf of resources that are in memory already. */
export function shelveResources(resources: readonly unknown[]): Shelf {
  const entries = resources.flatMap((resource) =>
    namesOf(resource).map(
      ([type, url, version]): Entry => ({
        type,
        url,
        version,
        supplements: supplementedBy(resource),
        read: () => resource,
      }),
    ),
  );
  return { kind: 'memory', key: '', name: 'in memory', version: '', dependencies: {}, entries, sees: [] };
}

function entryAt([type, url, version, start, end, supplements]: Place, block: KeptBlock<unknown>): Entry {
  return { type, url, version, supplements, read: () => JSON.parse(block.text(start, end)) };
}

function makeBlock(source: Source, file: string | undefined): KeptBlock<ShelfIndex> {
  const block = blockOf(source);
  if (file !== undefined) writeBlock(file, block);
  return (file !== undefined && readBlock<ShelfIndex>(file)) || inMemory(block);
}

function blockOf({ name, version, dependencies, resources }: Source): Block<ShelfIndex> {
  const places: Place[] = [];
  const chunks: Buffer[] = [];
  let start = 0;
  for (const resource of resources) {
    const names = namesOf(resource);
    if (names.length === 0) continue;
    const chunk = Buffer.from(slim(resource as object));
    const end = start + chunk.length;
    const supplements = supplementedBy(resource);
    for (const name of names)
      places.push(supplements === undefined ? [...name, start, end] : [...name, start, end, supplements]);
    chunks.push(chunk);
    start += chunk.length;
  }
  return { index: { name, version, dependencies, places }, bytes: Buffer.concat(chunks) };
}

function supplementedBy(resource: unknown): string | undefined {
  const { supplements } = resource as { supplements?: unknown };
  return typeof supplements === 'string' ? supplements : undefined;
}

const KNOWN: ReadonlySet<string> = new Set(DEFINITION_TYPES);

/** The canonicals that a resource is found by; none when it defines nothing. */
function namesOf(resource: unknown): (readonly [type: DefinitionType, url: string, version: string])[] {
  if (typeof resource !== 'object' || resource === null) return [];
  const { resourceType, url, version, uniqueId } = resource as Record<string, unknown>;
  if (typeof resourceType !== 'string' || !KNOWN.has(resourceType)) return [];
  const type = resourceType as DefinitionType;
  const ofOne = typeof version === 'string' ? version : '';
  // R4 gives a NamingSystem no canonical of its own: it is found by the systems that it names.
  if (type === 'NamingSystem' && Array.isArray(uniqueId)) {
    return uniqueId.flatMap(({ value }) => (typeof value === 'string' ? [[type, value, ofOne] as const] : []));
  }
  return typeof url === 'string' ? [[type, url, ofOne]] : [];
}
