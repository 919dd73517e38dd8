/** Reads where each element of a differential belongs: from its id, or from its path and the slices met before it. */
import type { ElementDefinition } from '@medplum/fhirtypes';

export interface PathStep {
  readonly name: string;
  readonly sliceName: string | undefined;
}

/** Each element with its steps below the root. */
export function stepsOf(elements: readonly ElementDefinition[]): (readonly [ElementDefinition, readonly PathStep[]])[] {
  const slices = new Map<string, string>();
  return elements.map((element) => {
    const { id, path = '', sliceName } = element;
    for (const known of slices.keys()) if (known === path || known.startsWith(`${path}.`)) slices.delete(known);
    if (sliceName !== undefined) slices.set(path, sliceName);
    return [element, id === undefined ? fromPath(path, slices) : fromId(id)];
  });
}

function fromId(id: string): PathStep[] {
  return id
    .split('.')
    .slice(1)
    .map((step) => {
      const [name = '', sliceName] = step.split(/:(.*)/s);
      return { name, sliceName };
    });
}

function fromPath(path: string, slices: ReadonlyMap<string, string>): PathStep[] {
  const names = path.split('.');
  return names.slice(1).map((name, index) => ({
    name,
    sliceName: slices.get(names.slice(0, index + 2).join('.')),
  }));
}
