/** The places of a resource that a FHIRPath expression chooses, e.g. where an extension may stand. */
import fhirpath, { type Model } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

type Choose = (resource: unknown, variables: Record<string, unknown>) => unknown;

const compiled = new Map<string, Choose | undefined>();

/** The values that the expression finds in the resource; undefined when it cannot be evaluated. */
export function chosenBy(expression: string, resource: unknown): readonly unknown[] | undefined {
  if (!compiled.has(expression)) compiled.set(expression, compile(expression));
  try {
    const found = compiled.get(expression)?.(resource, { resource, rootResource: resource });
    return Array.isArray(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function compile(expression: string): Choose | undefined {
  try {
    return fhirpath.compile(expression, r4 as Model, { traceFn: () => {} }) as Choose;
  } catch {
    return undefined;
  }
}
