/** Loads FHIR packages, `.tgz` or folder, unmodified and without a network. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Refusal, refuse } from '#fhir';
import { loadCore } from './core.ts';
import { type Definitions, definitionsOf, type Shelf } from './definitions.ts';
import { shelve, shelveResources } from './shelve.ts';
import { untar } from './untar.ts';

const CACHE_DIR = fileURLToPath(new URL('../../../.cache/definitions', import.meta.url));
const HASH_DIGITS = 32;

export interface LoadOptions {
  /** Where compact copies are kept between starts; nothing is kept when it cannot be written. */
  readonly cacheDir?: string;
  /** Definitions that are in memory already; they are found before those of packages. */
  readonly resources?: readonly unknown[];
}

/** R4 core and the given packages, later ones first. Refused when a source is not there or is no FHIR package. */
export async function loadPackages(
  sources: readonly string[],
  { cacheDir = CACHE_DIR, resources = [] }: LoadOptions = {},
): Promise<Definitions | Refusal> {
  const shelves: Shelf[] = [loadCore(cacheDir)];
  for (const source of sources) {
    try {
      shelves.push(loadPackage(source, cacheDir));
    } catch (error) {
      return unreadable(source, error instanceof Error ? error.message : String(error));
    }
  }
  if (resources.length > 0) shelves.push(shelveResources('in memory', resources));
  return definitionsOf(shelves);
}

function loadPackage(source: string, cacheDir: string): Shelf {
  if (statSync(source).isDirectory()) return loadFolder(source);
  const bytes = readFileSync(source);
  const key = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS);
  return shelve(cacheDir, key, () => {
    const files = untar(bytes).filter(({ path }) => isDefinitionFile(path.replace(/^package\//, '')));
    const manifest = files.find(({ path }) => path === 'package/package.json' || path === 'package.json');
    if (manifest === undefined) throw new Error('it holds no package/package.json');
    return {
      name: packageName(manifest.bytes.toString('utf8')),
      resources: files.filter((file) => file !== manifest).map(({ bytes: json }) => parse(json.toString('utf8'))),
    };
  });
}

function loadFolder(source: string): Shelf {
  const folder = existsSync(join(source, 'package')) ? join(source, 'package') : source;
  const files = readdirSync(folder).filter(isDefinitionFile);
  const name = files.includes('package.json')
    ? packageName(readFileSync(join(folder, 'package.json'), 'utf8'))
    : basename(source);
  const resources = files
    .filter((file) => file !== 'package.json')
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')));
  return shelveResources(name, resources);
}

/** Definitions stand directly in the package folder; `.index.json` and sub-folders hold none. */
const isDefinitionFile = (file: string): boolean =>
  file.endsWith('.json') && !file.startsWith('.') && !file.includes('/');

function packageName(manifest: string): string {
  const { name, version } = JSON.parse(manifest) as {
    name?: string;
    version?: string;
  };
  if (name === undefined) throw new Error('its package.json has no name');
  return version === undefined ? name : `${name}#${version}`;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    // One broken file in a published package must not take the others with it.
    return undefined;
  }
}

function unreadable(source: string, reason: string): Refusal {
  return refuse(422, {
    code: 'package-unreadable',
    type: 'not-found',
    ja: `FHIR パッケージ \`${source}\` を読み込めません（${reason}）。.tgz ファイルか、package.json のあるフォルダーを指定してください。`,
    en: `the FHIR package \`${source}\` cannot be read (${reason}); give a .tgz file or a folder with package.json.`,
    spec: 'https://hl7.org/fhir/R4/packages.html',
  });
}
