/** Evaluates the expressions of search parameters; each is read once. */
import { parseFhirPath, toTypedValue } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { compilePath } from './compile-path.ts';

/** The values that an expression finds from a place inside a resource. */
// biome-ignore lint/suspicious/noExplicitAny: the values of a path are of any type.
type Program = (place: unknown, resource: Resource) => any[];

const programs = new Map<string, Program>();

/** What the expression finds in a resource. */
// biome-ignore lint/suspicious/noExplicitAny: the values of a path are of any type.
export const evaluated = (expression: string, resource: Resource): any[] => evaluateAt(expression, resource, resource);

/** What it finds from a place inside the resource. */
// biome-ignore lint/suspicious/noExplicitAny: the values of a path are of any type.
export function evaluateAt(expression: string, place: unknown, resource: Resource): any[] {
  let program = programs.get(expression);
  if (!program) {
    program = compilePath(expression) ?? byLibrary(expression);
    programs.set(expression, program);
  }
  const found = program(place, resource);
  // Where a list has an extension in the place of a value (R4 § 2.6.2.1), there is nothing to find.
  return found.includes(null) ? found.filter((value) => value !== null) : found;
}

/** Any expression at all, many times slower. */
export function byLibrary(expression: string): Program {
  const program = parseFhirPath(expression);
  return (place, resource) =>
    program
      .eval({ variables: { '%resource': toTypedValue(resource) } }, [toTypedValue(place)])
      .map(({ value }) => value);
}
