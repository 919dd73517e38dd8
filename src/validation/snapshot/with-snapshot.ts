/** A definition with its snapshot; one that has none gets what its base and its differential say together. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { checkElement, checkSlice } from './check-element.ts';
import { FAULTS, type Fault, FaultFound, faultAt, orMalformed } from './fault.ts';
import { type Find, Grower } from './grower.ts';
import { flatten, type Growth, growthOf } from './growth.ts';
import { mergeElement } from './merge-element.ts';
import { type PathStep, stepsOf } from './path-steps.ts';

/** No element is so far below its resource; each step unfolds what its type holds. */
const STEPS_MAX = 100;

const made = new WeakMap<StructureDefinition, StructureDefinition | Fault>();

/** The definition, whole; or why it cannot be: no base, a circle of bases, or a differential that fits no base. */
export function withSnapshot(definition: StructureDefinition, find: Find): StructureDefinition | Fault {
  if (definition.snapshot !== undefined) return definition;
  const known = made.get(definition);
  if (known !== undefined) return known;
  const generated = generate(definition, find);
  made.set(definition, generated);
  return generated;
}

function generate(definition: StructureDefinition, find: Find): StructureDefinition | Fault {
  return orMalformed(() => grow(definition, find, []));
}

function grow(definition: StructureDefinition, find: Find, trail: readonly string[]): StructureDefinition {
  if (definition.snapshot !== undefined) return definition;
  const { url = '', baseDefinition = '', differential } = definition;
  const ring = [...trail, url];
  if (trail.includes(url)) throw new FaultFound(FAULTS.baseCircle(ring.join(' → ')));
  const base = find(baseDefinition);
  if (base === undefined) throw new FaultFound(FAULTS.baseMissing(baseDefinition));
  const complete: Find = (canonical) => {
    const found = find(canonical);
    return found && grow(found, find, ring);
  };
  const root = growthOf(grownBase(base, find, ring).snapshot?.element ?? []);
  if (root === undefined) throw new FaultFound(FAULTS.baseMissing(baseDefinition));
  const grower = new Grower(root, complete);
  const named = new Set<string>();
  for (const [element, steps] of stepsOf(differential?.element ?? [])) {
    if (steps.length > STEPS_MAX) throw new FaultFound(FAULTS.malformed(`> ${STEPS_MAX} steps`));
    try {
      apply({ grower, find: complete, named }, element, steps);
    } catch (error) {
      if (!(error instanceof FaultFound) || error.fault.element !== undefined) throw error;
      throw new FaultFound(faultAt(element.id ?? element.path, error.fault));
    }
  }
  return { ...definition, snapshot: { element: flatten(root) } };
}

/** The base, whole. What is wrong with it is said as its fault, and not as that of the profile's elements. */
function grownBase(base: StructureDefinition, find: Find, trail: readonly string[]): StructureDefinition {
  try {
    return grow(base, find, trail);
  } catch (error) {
    if (!(error instanceof FaultFound) || error.fault.code === 'profile-base-circle') throw error;
    const { element, ja, en } = error.fault;
    const place = element === undefined ? '' : `${element}: `;
    throw new FaultFound(FAULTS.baseFaulty(base.url ?? '', `${place}${ja}`, `${place}${en}`));
  }
}

interface Work {
  readonly grower: Grower;
  readonly find: Find;
  /** The slices that the differential has named so far. */
  readonly named: Set<string>;
}

function apply({ grower, find, named }: Work, element: ElementDefinition, steps: readonly PathStep[]): void {
  let at: Growth = grower.root;
  for (const [index, step] of steps.entries()) {
    const next = grower.enter(at, step);
    if (index === steps.length - 1)
      checkSlice(step, { sliced: at.children.find(({ name }) => name === step.name), named, steps });
    at = next;
  }
  checkElement(at, element, find);
  // An element that gets a type of its own leaves its content reference: what stands there is written out first.
  if (element.type !== undefined && at.children.length === 0 && at.element.contentReference !== undefined)
    grower.unfold(at);
  mergeElement(at, element);
}
