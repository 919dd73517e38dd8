/** Prints a compiled profile, one constraint a line, so that a person can read it and a test can hold it. */
import type { Shape } from './constraints/index.ts';

export function printShape(shape: Shape): string {
  return linesOf(shape, shape.path).join('\n');
}

function linesOf(shape: Shape, path: string): string[] {
  return [
    ...shape.rules.map(({ kind, detail }) => `${path} ${kind} ${JSON.stringify(detail)}`),
    ...shape.slots.flatMap(({ name, listRules, shape: below }) => [
      ...listRules.map(({ kind, detail }) => `${path}.${name} ${kind} ${JSON.stringify(detail)}`),
      ...linesOf(below, `${path}.${name}`),
    ]),
  ];
}
