/** Lays an element of a differential over the element of the base: what it says wins, and its rules are added. */
import type { ElementDefinition } from '@medplum/fhirtypes';
import type { Growth } from './growth.ts';

/** What stays the base's own. */
const KEPT = new Set(['id', 'path', 'constraint', 'base']);

export function mergeElement(node: Growth, element: ElementDefinition): void {
  const said = Object.fromEntries(Object.entries(element).filter(([key]) => !KEPT.has(key)));
  const own = new Set(element.constraint?.map(({ key }) => key));
  const inherited = (node.element.constraint ?? []).filter(({ key }) => !own.has(key));
  const constraint = [...inherited, ...(element.constraint ?? [])];
  const merged = {
    ...node.element,
    ...said,
    ...(constraint.length === 0 ? {} : { constraint }),
  } as ElementDefinition;
  if (typesChanged(node.element, element)) node.children.length = 0;
  // With a type of its own, an element is no longer a reference to what stands elsewhere.
  if (element.type !== undefined && element.contentReference === undefined) delete merged.contentReference;
  node.element = merged;
}

/** Another type or type profile: what was written out from the former one no longer holds. */
function typesChanged(before: ElementDefinition, after: ElementDefinition): boolean {
  if (after.type === undefined || before.type === undefined) return false;
  const names = ({ type = [] }: ElementDefinition): string =>
    type.map(({ code, profile = [] }) => `${code} ${profile.join(' ')}`).join(', ');
  return before.type[0]?.code !== 'BackboneElement' && names(before) !== names(after);
}
