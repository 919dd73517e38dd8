/** Loads FHIR packages, `.tgz` or folder, unmodified and without a network, with what they depend on. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Issue, type Refusal, refuse, refuseAll } from '#fhir';
import { loadCore } from './core.ts';
import { type Catalogue, definitionsOf } from './definitions.ts';
import { type Missing, missingOf, orderPackages } from './dependencies.ts';
import { readPackage } from './read-package.ts';
import type { Shelf } from './shelf.ts';
import { shelveResources } from './shelve.ts';
import { compareVersions, satisfies } from './versions.ts';

export const CACHE_DIR = fileURLToPath(new URL('../../../.cache/definitions', import.meta.url));

export interface LoadOptions {
  /** Where compact copies are kept between starts; nothing is kept when it cannot be written. */
  readonly cacheDir?: string;
  /** Definitions that are in memory already; they are found before those of packages. */
  readonly resources?: readonly unknown[];
  /** Go on without packages that others depend on: each missing one is then only a finding. Default false. */
  readonly allowMissing?: boolean;
}

export interface Loaded {
  /** Everything, and the packages alone. */
  readonly all: Catalogue;
  readonly packages: Catalogue;
  readonly missing: readonly Issue[];
  /** Tells worlds of packages apart: equal keys hold equal definitions, in-memory ones aside. */
  readonly key: string;
}

/** R4 core and the given packages. Refused when a source is no FHIR package, or when dependencies are missing or circular. */
export function readPackages(sources: readonly string[], options: LoadOptions): Loaded | Refusal {
  const { cacheDir = CACHE_DIR, resources = [], allowMissing = false } = options;
  const given: Shelf[] = [];
  for (const source of sources) {
    try {
      addTo(given, readPackage(source, cacheDir));
    } catch (error) {
      return unreadable(source, error instanceof Error ? error.message : String(error));
    }
  }
  fetchNeighbours(given, { folders: [...new Set(sources.map((source) => dirname(resolve(source))))], cacheDir });
  const { shelves, ring, missing } = orderPackages(given);
  if (ring !== undefined) return refuseAll(422, [ring]);
  if (missing.length > 0 && !allowMissing) return refuseAll(422, missing);
  const core = loadCore(cacheDir);
  const packages = definitionsOf([core, ...shelves]);
  return {
    packages,
    all: resources.length === 0 ? packages : definitionsOf([core, ...shelves, shelveResources(resources)]),
    missing: missing.map((issue) => ({ ...issue, severity: 'warning' })),
    key: [core, ...shelves].map(({ key }) => key).join(' '),
  };
}

/** A package that is given twice is loaded once, as it was given last. */
function addTo(given: Shelf[], shelf: Shelf): void {
  const same = given.findIndex(({ name, version }) => name === shelf.name && version === shelf.version);
  if (same < 0) given.push(shelf);
  else given[same] = shelf;
}

/** What is missing may lie beside what was given, as `name#version.tgz`, `name-version.tgz` or a folder of that name. */
function fetchNeighbours(given: Shelf[], beside: { folders: readonly string[]; cacheDir: string | undefined }): void {
  const tried = new Set<string>();
  for (let wanted = missingOf(given); wanted.length > 0; ) {
    const paths = wanted.flatMap((one) => neighbour(one, beside.folders) ?? []).filter((path) => !tried.has(path));
    if (paths.length === 0) return;
    for (const path of new Set(paths)) {
      tried.add(path);
      try {
        addTo(given, readPackage(path, beside.cacheDir));
      } catch {
        // What only happens to bear the name of a package stays missing, and is named as such.
      }
    }
    wanted = missingOf(given);
  }
}

/** The highest version that fits, among what lies in the folders. */
function neighbour({ name, range }: Missing, folders: readonly string[]): string | undefined {
  const fitting = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder).flatMap((file) => {
      const rest = file.startsWith(name) ? file.slice(name.length) : '';
      const version = /^[#-](\d.*?)(\.tgz)?$/.exec(rest)?.[1];
      return version !== undefined && satisfies(version, range) ? [{ path: join(folder, file), version }] : [];
    }),
  );
  return fitting.toSorted((a, b) => compareVersions(b.version, a.version))[0]?.path;
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
