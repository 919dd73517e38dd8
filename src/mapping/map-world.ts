/** The elements of the structures that a foreign map names, one step after the other. */
import type { ConceptMap, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

/** What a map is read with. */
export interface MapWorld {
  /** By canonical URL: the types of R4, and the models that were handed in. */
  structure(canonical: string): StructureDefinition | undefined;
  readonly conceptMaps: readonly ConceptMap[];
}

/** An element, or the root of a structure, where `element` is its first. */
export interface At {
  readonly structure: StructureDefinition;
  readonly element: ElementDefinition;
}

export const typeUrl = (type: string): string =>
  type.includes('/') ? type : `http://hl7.org/fhir/StructureDefinition/${type}`;

const elementsOf = ({ snapshot, differential }: StructureDefinition): readonly ElementDefinition[] =>
  snapshot?.element ?? differential?.element ?? [];

export function rootOf(structure: StructureDefinition): At | undefined {
  const [element] = elementsOf(structure);
  return element && { structure, element };
}

/** The type's own root, when it is known. */
export function typeOf(world: MapWorld, type: string): At | undefined {
  const structure = world.structure(typeUrl(type));
  return structure && rootOf(structure);
}

/** A child by its name; `value` and `valueString` both find `value[x]`. */
export function childOf(world: MapWorld, { structure, element }: At, name: string): At | undefined {
  const found = within(structure, element.path ?? '', name);
  if (found !== undefined) return found;
  const { contentReference } = element;
  if (contentReference !== undefined) return within(structure, contentReference.split('#')[1] ?? '', name);
  const [type, ...more] = element.type ?? [];
  if (type?.code === undefined || more.length > 0) return undefined;
  const base = typeOf(world, type.code);
  return base && base.structure !== structure ? within(base.structure, base.element.path ?? '', name) : undefined;
}

function within(structure: StructureDefinition, path: string, name: string): At | undefined {
  const element = elementsOf(structure).find(({ path: own = '' }) => {
    if (own === `${path}.${name}`) return true;
    if (!own.endsWith('[x]') || !own.startsWith(`${path}.`)) return false;
    const stem = own.slice(path.length + 1, -'[x]'.length);
    return stem === name || (!stem.includes('.') && name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length)));
  });
  return element && { structure, element };
}

export const repeats = ({ element }: At): boolean => element.max !== undefined && !['0', '1'].includes(element.max);

/** `value[x]` with its one type, or the one that the name says: `valueString`. Undefined when it could be several. */
export function jsonName({ element }: At, name: string, chosen?: string): { name: string; type?: string } | undefined {
  const types = (element.type ?? []).flatMap(({ code }) => code ?? []);
  if (!element.path?.endsWith('[x]')) return types[0] === undefined ? { name } : { name, type: plainType(types[0]) };
  const stem = element.path.split('.').at(-1)?.slice(0, -'[x]'.length) ?? '';
  const said = types.find((type) => `${stem}${capital(type)}` === name);
  const type = said ?? chosen ?? (types.length === 1 ? types[0] : undefined);
  return type === undefined ? undefined : { name: `${stem}${capital(type)}`, type };
}

/** `http://hl7.org/fhirpath/System.String` is how ids and urls are typed. */
const plainType = (type: string): string => (type.startsWith('http://hl7.org/fhirpath/') ? 'string' : type);

const capital = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);
