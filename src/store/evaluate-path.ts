/** Evaluates the expressions of search parameters; each is read once. */
import { parseFhirPath, toTypedValue } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';

type Program = ReturnType<typeof parseFhirPath>;

export interface Evaluated {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the values of a path are of any type.
  readonly value: any;
}

const programs = new Map<string, Program>();

/** What the expression finds in a resource. */
export const evaluated = (expression: string, resource: Resource): Evaluated[] =>
  compiled(expression).eval({ variables: {} }, [toTypedValue(resource)]);

/** What it finds from a place inside the resource. */
export const evaluateAt = (expression: string, place: Evaluated, resource: Resource): Evaluated[] =>
  compiled(expression).eval({ variables: { '%resource': toTypedValue(resource) } }, [place]);

function compiled(expression: string): Program {
  let program = programs.get(expression);
  if (!program) {
    program = parseFhirPath(expression);
    programs.set(expression, program);
  }
  return program;
}
