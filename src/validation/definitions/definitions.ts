/** The loaded definitions: found by canonical, read only when asked for, later packages before earlier ones. */
import type { CodeSystem, Questionnaire, StructureDefinition, ValueSet } from '@medplum/fhirtypes';

export type DefinitionType = 'StructureDefinition' | 'ValueSet' | 'CodeSystem' | 'Questionnaire';

/** Everything that validating asks of packages. Canonicals may carry `|version`; an absent version falls back to any. */
export interface Definitions {
  structure(canonical: string): StructureDefinition | undefined;
  valueSet(canonical: string): ValueSet | undefined;
  codeSystem(canonical: string): CodeSystem | undefined;
  questionnaire(canonical: string): Questionnaire | undefined;
  /** The canonicals of all structures that came with packages, R4 core aside. */
  readonly profiles: readonly string[];
  /** `name#version` of every loaded package, R4 core aside. */
  readonly packages: readonly string[];
}

/** One definition that can be read: where it is kept does not matter here. */
export interface Entry {
  readonly type: DefinitionType;
  readonly url: string;
  readonly version: string;
  read(): unknown;
}

/** One package, or R4 core: its definitions and its name. */
export interface Shelf {
  readonly name: string;
  readonly core: boolean;
  readonly entries: readonly Entry[];
}

/** Puts shelves together. Where two hold the same canonical in the same version, the later one is read. */
export function definitionsOf(shelves: readonly Shelf[]): Definitions {
  const index = new Map<string, Entry[]>();
  for (const { entries } of shelves) {
    for (const entry of entries) {
      const key = `${entry.type}|${entry.url}`;
      const known = index.get(key);
      if (known === undefined) index.set(key, [entry]);
      else known.unshift(entry);
    }
  }
  const read = new Map<Entry, unknown>();
  const find = (type: DefinitionType, canonical: string): unknown => {
    const bar = canonical.indexOf('|');
    const url = bar < 0 ? canonical : canonical.slice(0, bar);
    const found = index.get(`${type}|${url}`);
    if (found === undefined) return undefined;
    const version = bar < 0 ? undefined : canonical.slice(bar + 1);
    const entry = found.find((one) => one.version === version) ?? found[0];
    if (entry === undefined) return undefined;
    if (!read.has(entry)) read.set(entry, entry.read());
    return read.get(entry);
  };
  const packaged = shelves.filter(({ core }) => !core);
  return {
    structure: (canonical) => find('StructureDefinition', canonical) as StructureDefinition | undefined,
    valueSet: (canonical) => find('ValueSet', canonical) as ValueSet | undefined,
    codeSystem: (canonical) => find('CodeSystem', canonical) as CodeSystem | undefined,
    questionnaire: (canonical) => find('Questionnaire', canonical) as Questionnaire | undefined,
    profiles: packaged.flatMap(({ entries }) =>
      entries.filter(({ type }) => type === 'StructureDefinition').map(({ url }) => url),
    ),
    packages: packaged.map(({ name }) => name),
  };
}
