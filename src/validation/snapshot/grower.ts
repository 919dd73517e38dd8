/** Enters an element of a growing snapshot; what the base has not written out (the inside of a type, a slice) is made. */
import type { ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes';
import { FAULTS, FaultFound } from './fault.ts';
import { copyOf, deepCopy, type Growth, growthOf } from './growth.ts';
import type { PathStep } from './path-steps.ts';

export type Find = (canonical: string) => StructureDefinition | undefined;

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

export class Grower {
  readonly root: Growth;
  readonly #find: Find;

  constructor(root: Growth, find: Find) {
    this.root = root;
    this.#find = find;
  }

  /** The child that a step names. Throws a fault when neither the base nor its types have it. */
  enter(parent: Growth, { name, sliceName }: PathStep): Growth {
    if (parent.children.length === 0) this.unfold(parent);
    const child = parent.children.find((one) => one.name === name);
    if (child === undefined) return this.#enterChoice(parent, name);
    if (sliceName === undefined) return child;
    announce(child);
    return sliceOf(child, sliceName);
  }

  /** `valueQuantity` is the slice of `value[x]` that holds a Quantity; the types that are not named so fall away. */
  #enterChoice(parent: Growth, name: string): Growth {
    for (const child of parent.children) {
      const stem = child.name.slice(0, -3);
      if (!child.name.endsWith('[x]') || !name.startsWith(stem)) continue;
      const suffix = name.slice(stem.length);
      const type = child.element.type?.find(({ code = '' }) => code.toLowerCase() === suffix.toLowerCase());
      if (type === undefined) continue;
      const named = child.slices.some(({ sliceName }) => sliceName === name);
      const slice = sliceOf(child, name);
      if (!named) narrow(child, slice, type);
      return slice;
    }
    throw new FaultFound(FAULTS.elementUnknown(name, parent.element.path ?? parent.name));
  }

  /** Writes out the inside of an element: its content reference, the profile of its type, or its type. */
  unfold(node: Growth): void {
    const { contentReference, type = [] } = node.element;
    if (contentReference !== undefined) {
      const target = this.#target(contentReference);
      node.children.push(...(target?.children ?? []).map(deepCopy));
      return;
    }
    const [first] = type;
    if (new Set(type.map(({ code }) => code)).size > 1) {
      throw new FaultFound(FAULTS.choiceOpen(node.element.path ?? node.name));
    }
    const canonical = first?.profile?.[0] ?? `${CORE}${first?.code ?? 'Element'}`;
    const definition = this.#find(canonical) ?? this.#find(`${CORE}${first?.code ?? 'Element'}`);
    const inside = growthOf(definition?.snapshot?.element ?? []);
    node.children.push(...(inside?.children ?? []));
  }

  #target(reference: string): Growth | undefined {
    // What the base type says there, not what this differential has made of it in the meantime.
    let at = growthOf(this.#find(`${CORE}${this.root.name}`)?.snapshot?.element ?? []);
    for (const name of reference
      .slice(reference.indexOf('#') + 1)
      .split('.')
      .slice(1)) {
      at = at?.children.find((one) => one.name === name);
    }
    return at;
  }
}

/** Extensions and choices are sliced without being told so: by their URL, and by their type. */
function announce(sliced: Growth): void {
  if (sliced.element.slicing !== undefined) return;
  const isChoice = sliced.name.endsWith('[x]');
  if (!isChoice && sliced.name !== 'extension' && sliced.name !== 'modifierExtension') return;
  const discriminator: { type: 'type' | 'value'; path: string } = isChoice
    ? { type: 'type', path: '$this' }
    : { type: 'value', path: 'url' };
  sliced.element = { ...sliced.element, slicing: { discriminator: [discriminator], ordered: false, rules: 'open' } };
}

/** The first type that is named leaves only itself, each further one joins it. */
function narrow(choice: Growth, slice: Growth, type: ElementDefinitionType): void {
  const { slicing, type: before = [] } = choice.element;
  const isFirst = slicing?.rules !== 'closed';
  choice.element = {
    ...choice.element,
    slicing: { discriminator: [{ type: 'type', path: '$this' }], ordered: false, rules: 'closed' },
    type: isFirst ? [type] : [...before, type],
  };
  const { mustSupport } = choice.element;
  slice.element = { ...slice.element, type: [type], ...(mustSupport === undefined ? {} : { mustSupport }) };
}

/** The slice of that name, made from the unsliced element when it is new. `a/b` is a slice of the slice `a`. */
function sliceOf(sliced: Growth, sliceName: string): Growth {
  const known = sliced.slices.find((one) => one.sliceName === sliceName);
  if (known !== undefined) return known;
  const outer = sliced.slices.find((one) => sliceName.startsWith(`${one.sliceName}/`));
  const slice = copyOf(outer ?? sliced, sliceName);
  const { slicing: _, mustSupport: __, ...element } = slice.element;
  slice.element = { ...element, sliceName, min: 0 };
  sliced.slices.push(slice);
  return slice;
}
