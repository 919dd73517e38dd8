/** Reads one FHIR package, a `.tgz` or a folder, as it was published. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Manifest, Shelf } from './shelf.ts';
import { shelve } from './shelve.ts';
import { type PackedFile, untar } from './untar.ts';

const HASH_DIGITS = 32;
const MANIFEST = 'package.json';

/** The shelf of a package. Throws when the source is not there, is no package, or is cut off. */
export function readPackage(source: string, cacheDir: string | undefined): Shelf {
  const isFolder = statSync(source).isDirectory();
  // A folder is read as a whole each time, since only its content says whether it has changed.
  const files = isFolder ? filesIn(source) : undefined;
  const bytes = files === undefined ? readFileSync(source) : Buffer.from(files.map(nameAndHash).join('\n'));
  const key = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS);
  return shelve('package', { key, cacheDir }, () => {
    const all = files ?? untar(bytes).flatMap(inPackage);
    const manifest = all.find(({ path }) => path === MANIFEST);
    if (manifest === undefined && !isFolder) throw new Error('it holds no package/package.json');
    return {
      ...(manifest === undefined ? nameless(source) : readManifest(manifest.bytes.toString('utf8'))),
      resources: resourcesIn(all.filter((file) => file !== manifest)),
    };
  });
}

/** A package as its publisher wrote it, every word kept. */
interface PublishedPackage extends Manifest {
  readonly title?: string;
  readonly description?: string;
  /** Everything in it that is a resource at all; whether it is built as FHIR says is not checked. */
  readonly resources: readonly { readonly resourceType: string }[];
}

/** Reads a package with its prose, which the shelves do not keep. Throws as `readPackage` does. */
export function readPublished(source: string): PublishedPackage {
  const all = statSync(source).isDirectory() ? filesIn(source) : untar(readFileSync(source)).flatMap(inPackage);
  const manifest = all.find(({ path }) => path === MANIFEST)?.bytes.toString('utf8');
  const resources = [...resourcesIn(all.filter(({ path }) => path !== MANIFEST))].filter(isResource);
  if (manifest === undefined) return { ...nameless(source), resources };
  const { title, description } = JSON.parse(manifest) as Record<string, unknown>;
  return {
    ...readManifest(manifest),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    resources,
  };
}

function isResource(value: unknown): value is { readonly resourceType: string } {
  return typeof (value as { resourceType?: unknown } | null | undefined)?.resourceType === 'string';
}

function filesIn(source: string): PackedFile[] {
  const folder = existsSync(join(source, 'package')) ? join(source, 'package') : source;
  return readdirSync(folder)
    .filter(isDefinitionFile)
    .sort()
    .map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
}

const nameAndHash = ({ path, bytes }: PackedFile): string =>
  `${path} ${createHash('sha256').update(bytes).digest('hex')}`;

function inPackage({ path, bytes }: PackedFile): PackedFile[] {
  const name = path.replace(/^(\.\/)?package\//, '');
  return isDefinitionFile(name) ? [{ path: name, bytes }] : [];
}

/** Definitions stand directly in the package folder; `.index.json` and sub-folders hold none. */
const isDefinitionFile = (file: string): boolean =>
  file.endsWith('.json') && !file.startsWith('.') && !file.includes('/');

const nameless = (folder: string): Manifest => ({ name: basename(folder), version: '', dependencies: {} });

function readManifest(json: string): Manifest {
  const { name, version, dependencies } = JSON.parse(json) as Record<string, unknown>;
  if (typeof name !== 'string') throw new Error('its package.json has no name');
  const asked = typeof dependencies === 'object' && dependencies !== null ? Object.entries(dependencies) : [];
  return {
    name,
    version: typeof version === 'string' ? version : '',
    dependencies: Object.fromEntries(asked.map(([other, range]) => [other, String(range)])),
  };
}

/** One at a time: all of a package as objects would need ten times the memory of its text. */
function* resourcesIn(files: readonly PackedFile[]): Iterable<unknown> {
  for (const { bytes } of files) yield parse(bytes.toString('utf8'));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    // One broken file in a published package must not take the others with it.
    return undefined;
  }
}
