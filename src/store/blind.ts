/**
 * A resource as an expression of a region may look at it: without what is masked from some of its readers. What such an
 * expression finds is searched by everybody who sees the resource, so it must not depend on whom it refers to, nor on the
 * parts that some of them are not shown.
 */
import type { Resource } from '@medplum/fhirtypes';
import { hasContacts, withoutContacts } from '#consent';
import { parseReference } from '#fhir';

export interface Blind {
  readonly resource: Resource;
  /** The values that were found, with references as they really are where it `keeps` them, else without any. */
  restore(found: readonly unknown[], keeps: boolean): unknown[];
}

/**
 * Each reference keeps its type and loses its target, identifier and words; the narrative, which may speak of it, is gone,
 * and so are contained resources, the contacts of a Patient, the sections of a Composition and the entries of a document.
 */
export function blind(resource: Resource): Blind {
  const originals = new Map<unknown, { readonly reference: string }>();
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const { reference } = node as { reference?: unknown };
    const target = typeof reference === 'string' ? parseReference(reference) : undefined;
    if (target === undefined) return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
    const mark = `${target.type}/${originals.size}`;
    originals.set(mark, node as { reference: string });
    return { reference: mark };
  };
  const { text: _, contained: __, ...whole } = resource as Resource & { text?: unknown; contained?: unknown };
  const rest = withoutParts(whole as Resource);
  return {
    resource: walk(rest) as Resource,
    restore: (found, keeps) =>
      found.flatMap((value): unknown[] => {
        const isText = typeof value === 'string';
        const original = originals.get(isText ? value : (value as { reference?: unknown } | null)?.reference);
        if (original === undefined) return [value];
        if (!keeps) return [];
        return [isText ? original.reference : original];
      }),
  };
}

function withoutParts(resource: Resource): object {
  if (hasContacts(resource)) return withoutContacts(resource);
  if (resource.resourceType === 'Composition') {
    const { section: _, ...head } = resource;
    return head;
  }
  if (resource.resourceType !== 'Bundle' || resource.type !== 'document') return resource;
  const { entry: _, ...head } = resource;
  return head;
}
