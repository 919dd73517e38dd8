/** A snapshot as a tree that can grow: children in order, and the slices of each element. */
import type { ElementDefinition } from '@medplum/fhirtypes';

export interface Growth {
  readonly name: string;
  element: ElementDefinition;
  readonly children: Growth[];
  readonly slices: Growth[];
  readonly sliceName: string | undefined;
}

/** The tree of a flat list; undefined when it is empty. Nothing of the list is changed by what grows later. */
export function growthOf(elements: readonly ElementDefinition[]): Growth | undefined {
  const byId = new Map<string, Growth>();
  let root: Growth | undefined;
  for (const element of elements) {
    const id = element.id ?? element.path ?? '';
    const dot = id.lastIndexOf('.');
    const [name = '', sliceName] = id.slice(dot + 1).split(/:(.*)/s);
    const node: Growth = {
      name,
      element: { ...element },
      children: [],
      slices: [],
      sliceName,
    };
    byId.set(id, node);
    if (root === undefined) {
      root = node;
      continue;
    }
    const parent = byId.get(id.slice(0, dot));
    const sliced = sliceName === undefined ? undefined : byId.get(id.slice(0, id.length - sliceName.length - 1));
    if (sliced === undefined) parent?.children.push(node);
    else sliced.slices.push(node);
  }
  return root;
}

/** A copy under another slice name, with its children but without its slices of the same level. */
export function copyOf(node: Growth, sliceName: string | undefined): Growth {
  return {
    name: node.name,
    element: { ...node.element },
    children: node.children.map(deepCopy),
    slices: [],
    sliceName,
  };
}

export function deepCopy(node: Growth): Growth {
  return { ...copyOf(node, node.sliceName), slices: node.slices.map(deepCopy) };
}

/** The flat list again: each element, what is below it, then its slices, with ids and paths that say so. */
export function flatten(root: Growth): ElementDefinition[] {
  const list: ElementDefinition[] = [];
  const visit = (node: Growth, id: string, path: string): void => {
    list.push({ ...node.element, id, path });
    for (const child of node.children) visit(child, `${id}.${child.name}`, `${path}.${child.name}`);
    const sliced = node.sliceName === undefined ? id : id.slice(0, id.length - node.sliceName.length - 1);
    for (const slice of node.slices) visit(slice, `${sliced}:${slice.sliceName}`, path);
  };
  visit(root, root.name, root.name);
  return list;
}
