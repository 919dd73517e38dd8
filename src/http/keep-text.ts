/** Keeps what the house says of itself until what it can be searched by changes: anyone may ask, and making it is dear. */
import type { SearchParameters } from '#fhir';

export function keepText(parameters: SearchParameters, make: () => string): () => string {
  let kept: { readonly of: unknown; readonly text: string } | undefined;
  return () => {
    // The registry gives out the same map until it is extended.
    const of = parameters.of('Resource');
    if (kept?.of !== of) kept = { of, text: make() };
    return kept.text;
  };
}
