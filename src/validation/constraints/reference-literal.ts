/** The literal reference of a Reference, e.g. `Patient/1`. */
import type { Node } from './node.ts';

export function literalOf(node: Node): string | undefined {
  const literal = (node.value as { reference?: unknown } | null)?.reference;
  return typeof literal === 'string' ? literal : undefined;
}

/** The type that a relative or RESTful reference names, e.g. `Patient` in `https://example.jp/fhir/Patient/1`. */
export function typeIn(literal: string): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(literal)?.[1];
}
