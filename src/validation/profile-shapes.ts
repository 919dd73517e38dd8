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

/** What stays the same while one profile is compiled. */
interface Work extends ProfileSources {
  readonly source: string;
}

/** Compiles the snapshot of a profile. Throws when it has none. */
export function compileProfile(definition: StructureDefinition, { types, tree }: ProfileSources): Shape {
  const { url: source = '', type = '', snapshot } = definition;
  const branch = growTree(snapshot?.element ?? []);
  if (branch === undefined) throw new Error('it has no snapshot');
  const base = types.tree(type);
  return compile({ branch, base, baseRoot: base }, { types, tree, source });
}

function compile(pair: Pair, work: Work): Shape {
  const { source } = work;
  const rules = rulesOf({ element: pair.branch.element, base: baseElement(pair, work), source });
  const slots = [...pair.branch.children.values()].flatMap((child) => slotOf(child, pair, work) ?? []);
  return { source, path: pair.branch.element.path ?? '', rules, slots };
}

/** The type's element, with the rules of its data type: those are checked where the type is walked. */
function baseElement({ branch, base }: Pair, { types }: Work): ElementDefinition {
  const code = branch.element.type?.length === 1 ? branch.element.type[0]?.code : undefined;
  const typeRoot = code === undefined ? undefined : types.tree(code)?.element;
  const constraint = [...(base?.element.constraint ?? []), ...(typeRoot?.constraint ?? [])];
  return { ...base?.element, ...(constraint.length === 0 ? {} : { constraint }) } as ElementDefinition;
}

/** The slot of a child; undefined when the profile adds nothing there. */
function slotOf(child: Branch, parent: Pair, work: Work): Slot | undefined {
  const { name, element } = child;
  const pair = pairOf(child, parent, work);
  const shape = compile(pair, work);
  const base = pair.base?.element;
  const count = cardinality({ element, base: base ?? ({} as ElementDefinition), source: work.source });
  const listRules = [count, slicingOf(pair, work)].filter((rule): rule is ListRule => rule !== undefined);
  if (listRules.length === 0 && shape.rules.length === 0 && shape.slots.length === 0) return undefined;
  const path = base?.path ?? element.path ?? '';
  return { name, path, names: namesOf(pair), list: (base ?? element).max !== '1', listRules, shape };
}

function namesOf({ branch: { name, element }, base }: Pair): JsonName[] {
  const described = base !== undefined && base.name === name ? base.element : element;
  return jsonNames(name, described, described.path ?? '');
}

function pairOf(branch: Branch, parent: Pair, { types }: Work): Pair {
  const { base, baseRoot } = parent;
  const holder = base === undefined || baseRoot === undefined ? undefined : contentOf(base, baseRoot);
  const inline = holder?.children.get(branch.name) ?? choiceOf(holder, branch.name);
  if (inline !== undefined) return { branch, base: inline, baseRoot };
  const code = parent.branch.element.type?.[0]?.code;
  const root = code === undefined ? undefined : types.tree(code);
  return { branch, base: root?.children.get(branch.name) ?? choiceOf(root, branch.name), baseRoot: root };
}

function slicingOf(pair: Pair, work: Work): ListRule | undefined {
  const { branch } = pair;
  if (branch.slices.size === 0) return undefined;
  const slices = [...branch.slices.values()].map((slice) => sliceOf(slice, branch, pair, work));
  const { rules: told = 'open', ordered = false } = branch.element.slicing ?? {};
  // A choice with a slice for each of its types is closed by those types already.
  const rules = branch.name.endsWith('[x]') && branch.element.type?.length === slices.length ? 'open' : told;
  const idle = ({ min, max, shape, inner }: Slice): boolean =>
    min === 0 && max === Number.POSITIVE_INFINITY && shape.rules.length + shape.slots.length + inner.length === 0;
  if (rules !== 'closed' && !ordered && slices.every(idle)) return undefined;
  return slicing({ path: branch.element.path ?? '', source: work.source, rules, ordered, slices });
}

function sliceOf(slice: Branch, sliced: Branch, pair: Pair, work: Work): Slice {
  const { element } = slice;
  const matcher = matcherOf(slice, sliced, work);
  const { max = '*', sliceName = '' } = element;
  const inner = [...slice.slices.values()];
  return {
    name: sliceName,
    // A slice that cannot be told from the others cannot be missed either.
    min: matcher === undefined ? 0 : (element.min ?? 0),
    max: max === '*' ? Number.POSITIVE_INFINITY : Number(max),
    matcher: matcher ?? { how: '?', matches: () => false },
    shape: compile({ ...pair, branch: slice }, work),
    inner: inner.map((one) => sliceOf(one, element.slicing === undefined ? sliced : slice, pair, work)),
  };
}

/** A profile may write `valueQuantity` where the type has `value[x]`. */
function choiceOf(holder: Branch | undefined, name: string): Branch | undefined {
  for (const [key, branch] of holder?.children ?? []) {
    if (key.endsWith('[x]') && name.startsWith(key.slice(0, -3)) && /^[A-Z]/.test(name.slice(key.length - 3)))
      return branch;
  }
  return undefined;
}
