/** A resource without some of its references: even an id tells that something is there. */
import type { Narrative, Resource } from '@medplum/fhirtypes';
import { asWrittenIn, referencesOf } from '#fhir';
import { NOTE } from './withheld-words.ts';

const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

/** The resource with each reference to what `isHidden` masked; the same where it has none. */
export function withoutReferences<T extends Resource>(resource: T, isHidden: (reference: string) => boolean): T {
  if (!referencesOf(resource).some(({ reference }) => isHidden(reference))) return resource;
  // A narrative may speak of what is taken out, and nobody can tell whether it does.
  const { text, ...rest } = resource as T & { text?: unknown };
  const saysNothing = (text as Partial<Narrative> | undefined)?.div === NOTE.div;
  // What stays, stays in its place: the order of members must not tell that something was masked.
  return without(saysNothing ? resource : rest, isHidden) as T;
}

function without(node: unknown, isHidden: (reference: string) => boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => without(item, isHidden));
  if (typeof node !== 'object' || node === null) return node;
  const { reference } = node as { reference?: unknown };
  if (typeof reference === 'string' && isHidden(reference)) return MASKED;
  const shown = Object.entries(node).map(([key, value]) => [key, without(value, isHidden)]);
  return asWrittenIn(node, Object.fromEntries(shown));
}
