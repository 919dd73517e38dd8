/** The loaded definitions: found by canonical, read only when asked for. */
import type {
  CodeSystem,
  ConceptMap,
  Meta,
  Questionnaire,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { type Issue, withoutVersion } from '#fhir';
import { contestedIn, pinCanonicals } from './pin-canonicals.ts';
import { type DefinitionType, type Entry, packageName, type Shelf } from './shelf.ts';
import { compareVersions } from './versions.ts';

/**
 * Everything that validating asks of packages. A canonical with `|version` finds that version, and any when it is not
 * there; one without finds the highest. What is in memory comes before packages, and packages before R4 core.
 */
export interface Definitions {
  structure(canonical: string): StructureDefinition | undefined;
  valueSet(canonical: string): ValueSet | undefined;
  codeSystem(canonical: string): CodeSystem | undefined;
  questionnaire(canonical: string): Questionnaire | undefined;
  conceptMap(canonical: string): ConceptMap | undefined;
  conceptMaps(): Iterable<ConceptMap>;
  /** What packages let search by. */
  searchParameters(): readonly SearchParameter[];
  /** The code systems that supplement this one. */
  supplements(system: string): readonly CodeSystem[];
  /** Every loaded definition of a type under a canonical, or with an id; the one that `find` gives comes first. */
  list(type: DefinitionType, by: { readonly url?: string; readonly id?: string }): readonly DefinitionResource[];
  /** A definition of any kind, such as `SearchParameter` or `Measure`; a `NamingSystem` is found by each of its ids. */
  find(type: DefinitionType, canonical: string): unknown;
  /** The canonicals of all structures that came with packages, R4 core aside. */
  readonly profiles: readonly string[];
  /** `name#version` of every loaded package, R4 core aside, each after those that it depends on. */
  readonly packages: readonly string[];
  /** What is wrong with the loaded packages: profiles that cannot be used, dependencies that are missing. */
  readonly findings: readonly Finding[];
}

/** A definition as a resource of its own. */
export interface DefinitionResource {
  readonly resourceType: DefinitionType;
  readonly id?: string;
  readonly url: string;
  readonly version?: string;
  readonly meta?: Meta;
}

/** What is wrong with what was loaded. */
export interface Finding extends Issue {
  /** The profile that cannot be used for it, as `url|version`. */
  readonly profile?: string;
  /** The reason alone, for where the profile is named anyway. */
  readonly reason?: Pick<Issue, 'ja' | 'en'>;
}

/** What loading knows beside the definitions themselves. */
export interface Catalogue {
  readonly definitions: Omit<Definitions, 'findings'>;
  /** The structures of packages, and those in memory, as `url|version`. */
  readonly packaged: readonly string[];
  readonly inMemory: readonly string[];
}

/** Puts shelves together, each after those that it depends on. */
export function definitionsOf(shelves: readonly Shelf[]): Catalogue {
  const index = indexOf(shelves);
  const contested = contestedIn(shelves);
  const homes = new Map(shelves.flatMap((shelf) => shelf.entries.map((entry) => [entry, shelf] as const)));
  const read = new Map<Entry, unknown>();
  const readEntry = (entry: Entry): unknown => {
    if (!read.has(entry)) {
      const resource = entry.read();
      pinCanonicals(resource, homes.get(entry), contested);
      read.set(entry, resource);
    }
    return read.get(entry);
  };
  const find = (type: DefinitionType, canonical: string): unknown => {
    const bar = canonical.indexOf('|');
    const known = index.get(`${type}|${bar < 0 ? canonical : canonical.slice(0, bar)}`);
    if (known === undefined) return undefined;
    const version = bar < 0 ? undefined : canonical.slice(bar + 1);
    const entry = known.find((one) => one.version === version) ?? known[0];
    return entry === undefined ? undefined : readEntry(entry);
  };
  const structuresOf = (kind: Shelf['kind']): Entry[] =>
    shelves
      .filter((shelf) => shelf.kind === kind)
      .flatMap(({ entries }) => entries.filter(({ type }) => type === 'StructureDefinition'));
  const [packaged, inMemory] = [structuresOf('package'), structuresOf('memory')];
  const definitions = {
    structure: (canonical: string) => find('StructureDefinition', canonical) as StructureDefinition | undefined,
    valueSet: (canonical: string) => find('ValueSet', canonical) as ValueSet | undefined,
    codeSystem: (canonical: string) => find('CodeSystem', canonical) as CodeSystem | undefined,
    conceptMap: (canonical: string) => find('ConceptMap', canonical) as ConceptMap | undefined,
    questionnaire: (canonical: string) => find('Questionnaire', canonical) as Questionnaire | undefined,
    find,
    ...listsOf(index, readEntry),
    profiles: [...new Set([...packaged, ...inMemory].map(({ url }) => url))],
    packages: shelves.filter(({ kind }) => kind === 'package').map(packageName),
  };
  return { definitions, packaged: packaged.map(named), inMemory: inMemory.map(named) };
}

type Lists = Pick<Definitions, 'conceptMaps' | 'searchParameters' | 'supplements' | 'list'>;

/** What is asked for by other things than its canonical alone. */
function listsOf(index: ReadonlyMap<string, readonly Entry[]>, read: (entry: Entry) => unknown): Lists {
  const entries = [...index.values()].flat();
  const supplementing = entries.filter(({ supplements }) => supplements !== undefined);
  const all = (type: DefinitionType, wanted: (entry: Entry) => boolean): DefinitionResource[] =>
    entries.filter((entry) => entry.type === type && wanted(entry)).map((entry) => read(entry) as DefinitionResource);
  return {
    conceptMaps: () => all('ConceptMap', () => true) as unknown as ConceptMap[],
    searchParameters: () => all('SearchParameter', () => true) as unknown as SearchParameter[],
    supplements: (system) =>
      supplementing
        .filter(({ supplements = '' }) => withoutVersion(supplements) === system)
        .map((entry) => read(entry) as CodeSystem),
    list: (type, { url, id }) =>
      // Nearly every canonical ends in the id, so that few definitions are read to find one by it.
      all(
        type,
        (entry) => (url ?? entry.url) === entry.url && (id === undefined || entry.url.endsWith(`/${id}`)),
      ).filter((resource) => (resource.id ?? id) === (id ?? resource.id)),
  };
}

const named = ({ url, version }: Entry): string => `${url}|${version}`;

/** Kind and canonical → entries, the one that an unversioned canonical means first. */
function indexOf(shelves: readonly Shelf[]): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  const ranks = new Map<Entry, number>();
  for (const { kind, entries } of shelves) {
    for (const entry of entries) {
      const key = `${entry.type}|${entry.url}`;
      const known = index.get(key);
      if (known === undefined) index.set(key, [entry]);
      else known.unshift(entry);
      if (kind !== 'core') ranks.set(entry, RANK[kind]);
    }
  }
  // Of R4 core the later file wins: its versions are dates and numbers, which do not compare.
  const higher = (a: Entry, b: Entry): number =>
    (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0) || (ranks.has(a) ? compareVersions(b.version, a.version) : 0);
  for (const entries of index.values()) if (entries.length > 1) entries.sort(higher);
  return index;
}

const RANK = { package: 1, memory: 2 } as const;
