/** Grows the flat list of a snapshot into a tree: children by name, slices by slice name, slices of slices below them. */
import type { ElementDefinition } from '@medplum/fhirtypes';

export interface Branch {
  readonly name: string;
  readonly element: ElementDefinition;
  readonly children: Map<string, Branch>;
  readonly slices: Map<string, Branch>;
}

/** The tree of a snapshot. Elements whose place cannot be found in it are left out, as nothing could check them. */
export function growTree(elements: readonly ElementDefinition[]): Branch | undefined {
  const [first, ...rest] = elements;
  if (first === undefined) return undefined;
  const root = branch(first.path ?? '', first);
  for (const element of rest) plant(root, element);
  return root;
}

function plant(root: Branch, element: ElementDefinition): void {
  const steps = idOf(element).split('.').slice(1);
  let at: Branch | undefined = root;
  steps.forEach((step, index) => {
    const last = index === steps.length - 1;
    const colon = step.indexOf(':');
    const name = colon < 0 ? step : step.slice(0, colon);
    const sliceName = colon < 0 ? undefined : step.slice(colon + 1);
    if (at === undefined) return;
    if (sliceName === undefined) {
      if (last) at.children.set(name, branch(name, element));
      at = at.children.get(name);
    } else at = enterSlice(at.children.get(name), sliceName, last ? element : undefined);
  });
}

/** `lab/glucose` is the slice `glucose` of the slice `lab`, where there is one. */
function enterSlice(
  sliced: Branch | undefined,
  name: string,
  element: ElementDefinition | undefined,
): Branch | undefined {
  if (sliced === undefined) return undefined;
  const bar = name.lastIndexOf('/');
  const outer = bar < 0 ? undefined : enterSlice(sliced, name.slice(0, bar), undefined);
  const holder = outer ?? sliced;
  if (element !== undefined) holder.slices.set(name, branch(sliced.name, element));
  return holder.slices.get(name);
}

function idOf({ id, path = '', sliceName }: ElementDefinition): string {
  if (id !== undefined) return id;
  return sliceName === undefined ? path : `${path}:${sliceName}`;
}

function branch(name: string, element: ElementDefinition): Branch {
  return { name, element, children: new Map(), slices: new Map() };
}
