/** One request, as data. */
import type { SearchParameters } from '../../src/fhir/index.ts';
import type { Json, Version } from './store-rows.ts';

export interface Asking {
  readonly method: string;
  /** Below `/fhir`. */
  readonly path: string;
  /** A query or, for a search by POST, its form. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json | readonly Json[];
  /** Follows the links to the next pages. */
  readonly walk?: boolean;
}

export interface Subject {
  readonly versions: readonly Version[];
  readonly parameters: SearchParameters;
}

export const queryText = (query: Asking['query']): string =>
  query.length === 0 ? '' : `?${new URLSearchParams(query.map(([key, value]) => [key, value]))}`;
