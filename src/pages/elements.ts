/** The elements of a structure as its page shows them: what the profile says, and what is in force. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#validation';

export interface Elements {
  /** What the profile says, each element completed by what is in force for it. */
  readonly differential: readonly Shown[];
  /** Every element in force. */
  readonly snapshot: readonly Shown[];
}

export interface Shown {
  readonly id: string;
  /** What is told of the element. */
  readonly element: ElementDefinition;
  /** Cardinality in force, and that of the base where it is another. */
  readonly cardinality: string;
  readonly baseCardinality?: string | undefined;
  /** Does the profile itself say something here? */
  readonly changed: boolean;
  readonly depth: number;
}

export function elementsOf(structure: StructureDefinition, definitions: Definitions): Elements {
  const said = structure.differential?.element ?? [];
  const inForce = snapshotOf(structure, definitions);
  const whole = new Map(inForce.map((element) => [idOf(element), element]));
  const own = new Map(said.map((element) => [idOf(element), element]));
  // The long texts of R4 can be read there. What the profile itself says is laid over a snapshot, since one that had to
  // be generated lost its prose.
  const complete = ({ definition: _, comment: __, ...element }: ElementDefinition): ElementDefinition => ({
    ...element,
    ...own.get(idOf(element as ElementDefinition)),
  });
  return {
    differential: said.map((element) => shown(element, whole.get(idOf(element)), true)),
    snapshot: inForce.map((element) => shown(complete(element), element, own.has(idOf(element)))),
  };
}

/** The snapshot that was published, or else the one that was generated when the package was loaded. */
function snapshotOf({ snapshot, url, version }: StructureDefinition, definitions: Definitions): ElementDefinition[] {
  if (snapshot?.element) return snapshot.element;
  const exact = version === undefined ? url : `${url}|${version}`;
  return definitions.structure(exact)?.snapshot?.element ?? [];
}

function shown(element: ElementDefinition, inForce: ElementDefinition | undefined, changed: boolean): Shown {
  const id = idOf(element);
  const { min = inForce?.min, max = inForce?.max } = element;
  const base = (inForce ?? element).base;
  const cardinality = min === undefined && max === undefined ? '' : `${min ?? ''}..${max ?? ''}`;
  const baseCardinality = base === undefined ? undefined : `${base.min}..${base.max}`;
  return {
    id,
    element: inForce?.type === undefined ? element : { type: inForce.type, ...element },
    cardinality,
    // A slice is counted on its own: the number of the whole list is not what it had before.
    baseCardinality: baseCardinality === cardinality || element.sliceName !== undefined ? undefined : baseCardinality,
    changed,
    depth: (id.match(/[.:]/g) ?? []).length,
  };
}

const idOf = ({ id, path }: ElementDefinition): string => id ?? path ?? '';
