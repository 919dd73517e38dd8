/** A definition with its snapshot; one that has none gets what its base and its differential say together. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { type Find, Grower } from './grower.ts';
import { flatten, type Growth, growthOf } from './growth.ts';
import { mergeElement } from './merge-element.ts';
import { type PathStep, stepsOf } from './path-steps.ts';

const made = new WeakMap<StructureDefinition, StructureDefinition>();

/** Throws with a reason when the base is not loaded, goes in a circle, or when the differential speaks of no element. */
export function withSnapshot(definition: StructureDefinition, find: Find): StructureDefinition {
  if (definition.snapshot !== undefined) return definition;
  const known = made.get(definition);
  if (known !== undefined) return known;
  const generated = generate(definition, find, []);
  made.set(definition, generated);
  return generated;
}

function generate(definition: StructureDefinition, find: Find, trail: readonly string[]): StructureDefinition {
  if (definition.snapshot !== undefined) return definition;
  const { url = '', baseDefinition = '', differential } = definition;
  if (trail.includes(url)) throw new Error(`its bases go in a circle: ${[...trail, url].join(' → ')}`);
  const base = find(baseDefinition);
  if (base === undefined) throw new Error(`its base ${baseDefinition} is not loaded`);
  const complete: Find = (canonical) => {
    const found = find(canonical);
    return found && generate(found, find, [...trail, url]);
  };
  const { snapshot } = generate(base, find, [...trail, url]);
  const root = growthOf(snapshot?.element ?? []);
  if (root === undefined) throw new Error(`its base ${baseDefinition} has no elements`);
  const grower = new Grower(root, complete);
  for (const [element, steps] of stepsOf(differential?.element ?? [])) apply(grower, element, steps);
  return { ...definition, snapshot: { element: flatten(root) } };
}

function apply(grower: Grower, element: ElementDefinition, steps: readonly PathStep[]): void {
  let at: Growth = grower.root;
  for (const step of steps) at = grower.enter(at, step);
  mergeElement(at, element);
}
