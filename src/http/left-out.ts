/** What of a query the front door passes over where a search may leave out what cannot be used. */
import type { Issue } from '#fhir';

export interface LeftOut {
  readonly pairs: readonly (readonly [string, string])[];
  /** Why, for each. */
  readonly issues: readonly Issue[];
}

/** The query without what is left out; of equal pairs the later ones are. */
export function withoutLeftOut(query: URLSearchParams, { pairs }: Pick<LeftOut, 'pairs'>): URLSearchParams {
  const left = pairs.map((pair) => JSON.stringify(pair));
  const kept = [...query].toReversed().filter((pair) => {
    const at = left.indexOf(JSON.stringify(pair));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return new URLSearchParams(kept.toReversed());
}
