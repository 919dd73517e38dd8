/** A shelf of definitions: R4 core, one package, or what is in memory. */

/** The kinds of resources that are kept, each found by its canonical. */
export const DEFINITION_TYPES = [
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'Questionnaire',
  'ConceptMap',
  'SearchParameter',
  'Measure',
  'Library',
  'OperationDefinition',
  'CapabilityStatement',
  'NamingSystem',
  'ActivityDefinition',
  'PlanDefinition',
  'StructureMap',
  'MessageDefinition',
  'GraphDefinition',
  'CompartmentDefinition',
  'ImplementationGuide',
] as const;

export type DefinitionType = (typeof DEFINITION_TYPES)[number];

/** One definition that can be read: where it is kept does not matter here. */
export interface Entry {
  readonly type: DefinitionType;
  readonly url: string;
  readonly version: string;
  /** The canonical that a code system supplements. */
  readonly supplements?: string | undefined;
  read(): unknown;
}

/** What a package says of itself. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  /** Name → the version or range of versions that it asks for. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface Shelf extends Manifest {
  readonly kind: 'core' | 'package' | 'memory';
  /** Tells contents apart: equal keys hold equal definitions. Empty for what is only in memory. */
  readonly key: string;
  readonly entries: readonly Entry[];
  /** The shelves that its definitions see before others: its dependencies, the nearest first. */
  sees: readonly Shelf[];
}

/** `name#version`, as packages are cited. */
export const packageName = ({ name, version }: Manifest): string => (version === '' ? name : `${name}#${version}`);
