/** Turns resources into a shelf of definitions, kept as one block of bytes with an index, in memory or on disk. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefinitionType, Entry, Shelf } from './definitions.ts';
import { slim } from './slim.ts';

/** Raised when what is kept changes, so that an older cache is not read. */
const FORMAT = 4;

interface Place {
  readonly type: DefinitionType;
  readonly url: string;
  readonly version: string;
  readonly start: number;
  readonly end: number;
}

interface Block {
  readonly name: string;
  readonly places: readonly Place[];
  readonly bytes: Buffer;
}

/** Reads the shelf under `key` from the cache, or makes it from `resources` and keeps it there when it can be written. */
export function shelve(
  cacheDir: string | undefined,
  key: string,
  make: () => { name: string; resources: unknown[] },
): Shelf {
  const file = cacheDir === undefined ? undefined : join(cacheDir, `${key}-${FORMAT}`);
  const block = (file === undefined ? undefined : readBlock(file)) ?? keepBlock(file, make());
  return {
    name: block.name,
    core: key.startsWith('core'),
    entries: block.places.map((place) => entryAt(place, block)),
  };
}

/** A shelf of resources that are already in memory. */
export function shelveResources(name: string, resources: readonly unknown[]): Shelf {
  const entries = resources.filter(isDefinition).map((resource): Entry => {
    const { resourceType, url, version = '' } = resource;
    return { type: resourceType, url, version, read: () => resource };
  });
  return { name, core: false, entries };
}

const DEFINITION_TYPES: ReadonlySet<string> = new Set([
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'Questionnaire',
]);

interface Definition {
  readonly resourceType: DefinitionType;
  readonly url: string;
  readonly version?: string;
}

function isDefinition(resource: unknown): resource is Definition {
  if (typeof resource !== 'object' || resource === null) return false;
  const { resourceType, url } = resource as {
    resourceType?: unknown;
    url?: unknown;
  };
  return typeof url === 'string' && typeof resourceType === 'string' && DEFINITION_TYPES.has(resourceType);
}

function entryAt({ type, url, version, start, end }: Place, { bytes }: Block): Entry {
  return {
    type,
    url,
    version,
    read: () => JSON.parse(bytes.toString('utf8', start, end)),
  };
}

function keepBlock(file: string | undefined, { name, resources }: { name: string; resources: unknown[] }): Block {
  const places: Place[] = [];
  const chunks: Buffer[] = [];
  let start = 0;
  for (const resource of resources) {
    if (!isDefinition(resource)) continue;
    const chunk = Buffer.from(slim(resource));
    const { resourceType: type, url, version = '' } = resource;
    places.push({ type, url, version, start, end: start + chunk.length });
    chunks.push(chunk);
    start += chunk.length;
  }
  const block = { name, places, bytes: Buffer.concat(chunks) };
  if (file !== undefined) writeBlock(file, block);
  return block;
}

function writeBlock(file: string, { name, places, bytes }: Block): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    // Another process may be writing the same block: each writes its own file and moves it into place.
    writeFileSync(`${file}.${process.pid}.bin`, bytes);
    renameSync(`${file}.${process.pid}.bin`, `${file}.bin`);
    writeFileSync(`${file}.${process.pid}.json`, JSON.stringify({ name, places, size: bytes.length }));
    renameSync(`${file}.${process.pid}.json`, `${file}.json`);
  } catch {
    // A read-only disk only means that the next start is slower.
  }
}

function readBlock(file: string): Block | undefined {
  try {
    const index = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as {
      name: string;
      places: Place[];
      size: number;
    };
    const bytes = readFileSync(`${file}.bin`);
    return bytes.length === index.size ? { name: index.name, places: index.places, bytes } : undefined;
  } catch {
    return undefined;
  }
}
