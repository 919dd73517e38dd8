/** Compiles the base types: every child, its JSON names and its rules. A type is compiled when first met, and kept. */
import type { ElementDefinition, ElementDefinitionType } from '@medplum/fhirtypes';
import { isPrimitive, type JsonName, rulesOf, type Shape, type Slot } from './constraints/index.ts';
import type { Definitions } from './definitions/index.ts';
import { type Branch, growTree } from './element-tree.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';

/** A base type, or a backbone element inside one. */
export interface TypeShape extends Shape {
  /** Every key that JSON may have here. */
  readonly byKey: ReadonlyMap<string, Key>;
  readonly required: readonly TypeSlot[];
}

/** A key of an object in JSON: an element, or what stands beside a primitive. */
export interface Key extends JsonName {
  readonly slot: TypeSlot;
  /** True for `_birthDate`, false for `birthDate`. */
  readonly isBeside: boolean;
}

export interface TypeSlot extends Slot {
  readonly choice: boolean;
  readonly min: number;
  /** The children of a backbone element; a data type has its own shape. */
  readonly inline: () => TypeShape | undefined;
}

/** The types that are only ever met as another. */
const ABSTRACT: ReadonlySet<string> = new Set(['Resource', 'DomainResource', 'Element', 'BackboneElement']);

export interface Types {
  shape(type: string): TypeShape | undefined;
  tree(type: string): Branch | undefined;
  isA(type: string, ancestor: string): boolean;
  isAbstract(type: string): boolean;
  /** The JSON names of an element of a type, or of a backbone element by its path; undefined when it has none of that name. */
  member(type: string, name: string): readonly JsonName[] | undefined;
}

/** The base types of the loaded definitions. */
export function createTypes(definitions: Definitions): Types {
  const trees = new Map<string, Branch | undefined>();
  const shapes = new Map<string, TypeShape | undefined>();
  const definition = (type: string) => definitions.structure(type.includes(':') ? type : `${CORE}${type}`);
  const tree = (type: string): Branch | undefined => {
    if (!trees.has(type)) trees.set(type, growTree(definition(type)?.snapshot?.element ?? []));
    return trees.get(type);
  };
  const shape = (type: string): TypeShape | undefined => {
    if (!shapes.has(type)) {
      const root = tree(type);
      const withBase = root === undefined ? undefined : compileBranch(root, root, type);
      shapes.set(type, withBase === undefined ? undefined : domainRules(withBase, type));
    }
    return shapes.get(type);
  };
  const parent = (type: string): string | undefined => definition(type)?.baseDefinition?.split('/').at(-1);
  const lines = new Map<string, ReadonlySet<string>>();
  const isA = (type: string, ancestor: string): boolean => {
    let line = lines.get(type);
    if (line === undefined) {
      const above = new Set<string>();
      for (let at: string | undefined = type; at !== undefined && !above.has(at); at = parent(at)) above.add(at);
      line = above;
      // Types come from the instance too: only those that exist are kept.
      if (above.size > 1) lines.set(type, line);
    }
    return line.has(ancestor);
  };
  // A rule on DomainResource holds for each resource that is one, though its snapshot does not repeat our own rules.
  function domainRules(compiled: TypeShape, type: string): TypeShape {
    if (type === 'DomainResource' || !isA(type, 'DomainResource')) return compiled;
    const own = rulesOf({
      element: { path: 'DomainResource' },
      base: undefined,
      source: CORE,
    });
    return { ...compiled, rules: [...compiled.rules, ...own] };
  }
  return {
    shape,
    tree,
    isA,
    isAbstract: (type) => ABSTRACT.has(type),
    member: (type, name) => memberOf(tree, type, name),
  };
}

function memberOf(tree: Types['tree'], path: string, name: string): readonly JsonName[] | undefined {
  const [type = '', ...steps] = path.split('.');
  const root = tree(type);
  let holder = root;
  for (const step of steps) holder = holder && root && contentOf(holder, root)?.children.get(step);
  const children = holder && root && contentOf(holder, root)?.children;
  const child = children?.get(name) ?? children?.get(`${name}[x]`);
  return child && jsonNames(child.name, child.element, child.element.path ?? '');
}

function compileBranch(branch: Branch, root: Branch, source: string): TypeShape {
  const slots = [...branch.children.values()].map((child) => compileSlot(child, root, source));
  return {
    source,
    path: branch.element.path ?? '',
    rules: rulesOf({ element: branch.element, base: undefined, source }),
    slots,
    byKey: keysOf(slots),
    required: slots.filter(({ min }) => min > 0),
  };
}

function keysOf(slots: readonly TypeSlot[]): ReadonlyMap<string, Key> {
  const keys = new Map<string, Key>();
  for (const slot of slots) {
    for (const name of slot.names) {
      keys.set(name.json, { ...name, slot, isBeside: false });
      keys.set(`_${name.json}`, { ...name, slot, isBeside: true });
    }
  }
  return keys;
}

function compileSlot(branch: Branch, root: Branch, source: string): TypeSlot {
  const { element } = branch;
  const path = element.path ?? '';
  const names = jsonNames(branch.name, element, path);
  const rules = rulesOf({ element, base: undefined, source });
  return {
    name: branch.name,
    path,
    names,
    choice: branch.name.endsWith('[x]'),
    list: element.max !== '1' && element.max !== '0',
    min: element.min ?? 0,
    listRules: [],
    shape: { source, path, rules, slots: [] },
    inline: inlineShape(branch, root, source),
  };
}

/** The shape of a backbone element, made when first needed, since `contentReference` makes circles. */
function inlineShape(branch: Branch, root: Branch, source: string): () => TypeShape | undefined {
  let made: TypeShape | undefined;
  return () => {
    const target = contentOf(branch, root);
    if (target === undefined || target.children.size === 0) return undefined;
    // The element's own rules are the slot's; what stands below is the shape's.
    made ??= { ...compileBranch(target, root, source), rules: [] };
    return made;
  };
}

/** The branch itself, or the one that its content reference names. */
export function contentOf(branch: Branch, root: Branch): Branch | undefined {
  const reference = branch.element.contentReference;
  if (reference === undefined) return branch;
  let at: Branch | undefined = root;
  for (const step of reference
    .slice(reference.indexOf('#') + 1)
    .split('.')
    .slice(1))
    at = at?.children.get(step);
  return at;
}

/** The JSON names of an element, one for each type of a choice, with the type that each means. */
export function jsonNames(name: string, element: ElementDefinition, path: string): JsonName[] {
  if (element.contentReference !== undefined) {
    return [jsonName(name, element.contentReference.slice(element.contentReference.indexOf('#') + 1))];
  }
  const types = element.type ?? [];
  if (!name.endsWith('[x]')) return [jsonName(name, typeName(types[0], element, path))];
  const stem = name.slice(0, -3);
  return [...new Set(types.map(({ code = '' }) => code))].map((code) =>
    jsonName(`${stem}${code.charAt(0).toUpperCase()}${code.slice(1)}`, code),
  );
}

const jsonName = (json: string, type: string): JsonName => ({
  json,
  type,
  beside: isPrimitive(type) ? `_${json}` : undefined,
});

function typeName(type: ElementDefinitionType | undefined, element: ElementDefinition, path: string): string {
  const code = type?.code ?? 'Element';
  if (code === 'BackboneElement' || (code === 'Element' && path.includes('.'))) return path;
  if (!code.startsWith(SYSTEM_TYPE)) return code;
  // The id of a resource is written as an id, though R4 gives its type as a string.
  if (element.base?.path === 'Resource.id') return 'id';
  const named = (type as { extension?: { url?: string; valueUrl?: string }[] } | undefined)?.extension;
  return named?.find(({ url }) => url === FHIR_TYPE)?.valueUrl ?? code.slice(SYSTEM_TYPE.length).toLowerCase();
}
