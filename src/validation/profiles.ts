/** The profiles of the loaded packages, compiled when first asked for and kept. */
import type { StructureDefinition } from '@medplum/fhirtypes';
import { type Issue, withoutVersion } from '#fhir';
import type { ExtensionDefinition, Run, Shape } from './constraints/index.ts';
import type { Definitions } from './definitions/index.ts';
import { type Branch, growTree } from './element-tree.ts';
import { LATER_CONTEXTS } from './later-contexts.ts';
import { compileProfile } from './profile-shapes.ts';
import { isFault, withSnapshot } from './snapshot/index.ts';
import type { Types } from './type-shapes.ts';

export interface Profiles {
  /** The compiled profile; undefined when it is not loaded or its definition is faulty. */
  shape(canonical: string): Shape | undefined;
  /** Why a loaded profile cannot be used. */
  fault(canonical: string): Pick<Issue, 'ja' | 'en'> | undefined;
  extension(url: string): ExtensionDefinition | undefined;
  definition: Run['definition'];
}

export function createProfiles(definitions: Definitions, types: Types): Profiles {
  const shapes = new Map<string, Shape | undefined>();
  const faults = new Map<string, Pick<Issue, 'ja' | 'en'>>();
  const refused = new Map(
    definitions.findings.flatMap((one) => (one.profile === undefined ? [] : [[one.profile, one]])),
  );
  const extensions = new Map<string, ExtensionDefinition | undefined>();
  const trees = new Map<string, Branch | undefined>();
  const find = (canonical: string) => definitions.structure(canonical);
  const whole = (definition: StructureDefinition): StructureDefinition | undefined => {
    const made = withSnapshot(definition, find);
    return isFault(made) ? undefined : made;
  };
  const tree = (canonical: string): Branch | undefined => {
    if (!trees.has(canonical)) {
      const definition = find(canonical);
      trees.set(canonical, definition && growTree(whole(definition)?.snapshot?.element ?? []));
    }
    return trees.get(canonical);
  };
  const make = (canonical: string): Shape | undefined => {
    const definition = find(canonical);
    if (definition === undefined) return undefined;
    const { type = '', url = '', version = '' } = definition;
    const finding = refused.get(`${url}|${version}`);
    if (finding !== undefined) {
      faults.set(canonical, finding.reason ?? finding);
      return undefined;
    }
    // A base type asks nothing beyond itself. (What calls itself a specialisation may yet be a profile.)
    if (url.endsWith(`/${type}`)) return { source: canonical, path: type, rules: [], slots: [] };
    try {
      return compileProfile(whole(definition) ?? definition, { types, tree });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      faults.set(canonical, { ja: reason, en: reason });
      return undefined;
    }
  };
  return {
    shape(canonical) {
      if (!shapes.has(canonical)) shapes.set(canonical, make(canonical));
      return shapes.get(canonical);
    },
    definition: (type, canonical) => definitions.find(type, canonical),
    fault: (canonical) => faults.get(canonical),
    extension(url) {
      if (!extensions.has(url)) {
        const definition = find(url);
        const isExtension =
          definition?.type === 'Extension' &&
          !refused.has(`${definition.url}|${definition.version ?? ''}`) &&
          withoutVersion(url) !== 'http://hl7.org/fhir/StructureDefinition/Extension';
        extensions.set(url, isExtension ? extensionOf(definition, whole(definition)) : undefined);
      }
      return extensions.get(url);
    },
  };
}

function extensionOf(
  { url = '', context = [], contextInvariant = [] }: StructureDefinition,
  whole: StructureDefinition | undefined,
): ExtensionDefinition {
  const later = (Object.hasOwn(LATER_CONTEXTS, url) && LATER_CONTEXTS[url]) || [];
  const contexts = [
    ...objects(context).map(({ type = '', expression = '' }) => ({ type, expression })),
    ...later.map((expression) => ({ type: 'element', expression })),
  ];
  const elements = whole?.snapshot?.element ?? [];
  const names = elements.flatMap(({ path, fixedUri }) =>
    path === PART_URL && fixedUri !== undefined ? [fixedUri] : [],
  );
  return {
    url,
    modifier: elements[0]?.isModifier === true,
    contexts,
    contextInvariants: Array.isArray(contextInvariant) ? contextInvariant.filter(isText) : [],
    parts: new Set(names),
  };
}

/** The objects of a list; a definition that has something else there is named as faulty when it is loaded. */
const objects = <T>(values: readonly T[]): readonly T[] =>
  Array.isArray(values) ? values.filter((one) => typeof one === 'object' && one !== null) : [];

const isText = (value: unknown): value is string => typeof value === 'string';

const PART_URL = 'Extension.extension.url';
