/** Compiles a profile into what it adds to its type: a sparse tree, so that applying it costs only what it asks. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import {
  cardinality,
  type JsonName,
  type ListRule,
  rulesOf,
  type Shape,
  type Slice,
  type Slot,
  slicing,
} from './constraints/index.ts';
import { type Branch, growTree } from './element-tree.ts';
import { matcherOf } from './slice-matcher.ts';
import { contentOf, jsonNames, type Types } from './type-shapes.ts';

export interface ProfileSources {
  readonly types: Types;
  /** The tree of another profile, for slices that are told by it. */
  tree(canonical: string): Branch | undefined;
}

/** A branch of the profile beside the same branch of the type below it. */
interface Pair {
  readonly branch: Branch;
  readonly base: Branch | undefined;
  readonly baseRoot: Branch | undefined;
}

/** Compiles the snapshot of a profile. Throws when it has none. */
export function compileProfile(definition: StructureDefinition, sources: ProfileSources): Shape {
  const { url: source = '', type = '', snapshot } = definition;
  const branch = growTree(snapshot?.element ?? []);
  if (branch === undefined) throw new Error('it has no snapshot');
  const base = sources.types.tree(type);
  return compile({ branch, base, baseRoot: base });

  function compile(pair: Pair): Shape {
    const origin = {
      element: pair.branch.element,
      base: baseElement(pair),
      source,
    };
    const slots = [...pair.branch.children.values()].flatMap((child) => slotOf(child, pair) ?? []);
    return {
      source,
      path: pair.branch.element.path ?? '',
      rules: rulesOf(origin),
      slots,
    };
  }

  /** The type's element, with the rules of its data type: those are checked where the type is walked. */
  function baseElement({ branch: own, base: below }: Pair): ElementDefinition {
    const code = own.element.type?.length === 1 ? own.element.type[0]?.code : undefined;
    const typeRoot = code === undefined ? undefined : sources.types.tree(code)?.element;
    const constraint = [...(below?.element.constraint ?? []), ...(typeRoot?.constraint ?? [])];
    return {
      ...below?.element,
      ...(constraint.length === 0 ? {} : { constraint }),
    } as ElementDefinition;
  }

  function slotOf(child: Branch, parent: Pair): Slot | undefined {
    const { name, element } = child;
    const pair = baseOf(child, parent);
    const path = element.path ?? '';
    const shape = compile(pair);
    const base = pair.base?.element;
    const listRules = [
      cardinality({ element, base: base ?? ({} as ElementDefinition), source }),
      slicingOf(child, pair),
    ].filter((rule): rule is ListRule => rule !== undefined);
    if (listRules.length === 0 && shape.rules.length === 0 && shape.slots.length === 0) return undefined;
    const list = (base ?? element).max !== '1';
    return {
      name,
      path: base?.path ?? path,
      names: namesOf(child, pair),
      list,
      listRules,
      shape,
    };
  }

  function namesOf({ name, element }: Branch, { base: below }: Pair): JsonName[] {
    if (below !== undefined && below.name === name) return jsonNames(name, below.element, below.element.path ?? '');
    return jsonNames(name, element, element.path ?? '');
  }

  function baseOf(child: Branch, parent: Pair): Pair {
    const holder =
      parent.base === undefined || parent.baseRoot === undefined ? undefined : contentOf(parent.base, parent.baseRoot);
    const inline = holder?.children.get(child.name) ?? choiceOf(holder, child.name);
    if (inline !== undefined) return { branch: child, base: inline, baseRoot: parent.baseRoot };
    const code = parent.branch.element.type?.[0]?.code;
    const root = code === undefined ? undefined : sources.types.tree(code);
    return {
      branch: child,
      base: root?.children.get(child.name) ?? choiceOf(root, child.name),
      baseRoot: root,
    };
  }

  function slicingOf(branch: Branch, pair: Pair): ListRule | undefined {
    if (branch.slices.size === 0) return undefined;
    const slices = [...branch.slices.values()].map((slice) => sliceOf(slice, branch, pair));
    const { rules = 'open', ordered = false } = branch.element.slicing ?? {};
    const idle = ({ min, max, shape, inner }: Slice): boolean =>
      min === 0 && max === Number.POSITIVE_INFINITY && shape.rules.length + shape.slots.length + inner.length === 0;
    if (rules !== 'closed' && !ordered && slices.every(idle)) return undefined;
    return slicing({
      path: branch.element.path ?? '',
      source,
      rules,
      ordered,
      slices,
    });
  }

  function sliceOf(slice: Branch, sliced: Branch, pair: Pair): Slice {
    const { element } = slice;
    const matcher = matcherOf(slice, sliced, sources);
    const { max = '*', sliceName = '' } = element;
    return {
      name: sliceName,
      // A slice that cannot be told from the others cannot be missed either.
      min: matcher === undefined ? 0 : (element.min ?? 0),
      max: max === '*' ? Number.POSITIVE_INFINITY : Number(max),
      matcher: matcher ?? { how: '?', matches: () => false },
      shape: compile({ ...pair, branch: slice }),
      inner: [...slice.slices.values()].map((inner) =>
        sliceOf(inner, slice.element.slicing === undefined ? sliced : slice, pair),
      ),
    };
  }
}

/** A profile may write `valueQuantity` where the type has `value[x]`. */
function choiceOf(holder: Branch | undefined, name: string): Branch | undefined {
  for (const [key, branch] of holder?.children ?? []) {
    if (key.endsWith('[x]') && name.startsWith(key.slice(0, -3)) && /^[A-Z]/.test(name.slice(key.length - 3)))
      return branch;
  }
  return undefined;
}
