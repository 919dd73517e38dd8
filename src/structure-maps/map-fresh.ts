/** What a fresh resource or row begins with, as targets: its fixed values, its references, and the elements that rules share. */
import type { StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import {
  type Conditions,
  compilePath,
  type Mapping,
  type ResourceRule,
  type Rule,
  type Step,
  targetsOf,
} from '#mapping';
import { constant, type Ending, prefixOf, type Shared, splitTarget, targetsTo, type Variables } from './map-steps.ts';

interface Leaf {
  readonly base: string;
  readonly steps: readonly Step[];
  /** Absent for a rule, which writes by itself. */
  readonly ending?: Ending;
}

interface FreshRequest {
  readonly mapping: Mapping;
  readonly names: Variables;
  readonly rules: readonly Rule[];
  /** By the name that paths begin with. */
  readonly fresh: Readonly<Record<string, Pick<ResourceRule, 'fixed' | 'references'>>>;
  /** What a reference can lead to here. */
  readonly known: readonly string[];
}

export function freshTargets({ names, rules, fresh, known }: FreshRequest): {
  targets: StructureMapGroupRuleTarget[];
  shared: Shared;
} {
  const made = Object.entries(fresh).filter(([name]) => known.includes(name));
  const constants = made.flatMap(([name, { fixed = {} }]) => leavesOf(names.of(name), fixed));
  const references = made.flatMap(([name, { references: all = {} }]) =>
    Object.entries(all).flatMap(([path, to]): Leaf[] =>
      typeof to === 'string' && known.includes(to)
        ? [{ base: names.of(name), steps: compilePath(path), ending: referenceTo(names.of(to)) }]
        : [],
    ),
  );
  const own = rules
    .filter(({ direction }) => direction === 'both' || direction === 'to-fhir')
    .flatMap((rule) => Object.values(targetsOf(rule)))
    .map((path): Leaf => {
      const { name, steps } = splitTarget(path);
      return { base: names.of(name), steps };
    });
  const written = [...constants, ...references];
  const shared = new Map<string, string>();
  const targets = sharedPrefixes([...written, ...own]).flatMap(({ base, steps }) => {
    const made = targetsTo(base, steps, { names, shared });
    shared.set(prefixOf(base, steps, steps.length), made.variable);
    return made.targets;
  });
  const values = written.flatMap(
    ({ base, steps, ending }) => targetsTo(base, steps, { names, shared, ...(ending && { ending }) }).targets,
  );
  return { targets: [...targets, ...values], shared };
}

/** The beginnings that several paths have in common, the shortest first. What is appended or all of a list is nobody's. */
function sharedPrefixes(leaves: readonly Leaf[]): Leaf[] {
  const counts = new Map<string, { leaf: Leaf; count: number }>();
  for (const { base, steps } of leaves)
    for (let depth = 1; depth < steps.length; depth += 1) {
      const { index } = steps[depth - 1] ?? {};
      if (index === 'append' || index === 'all') break;
      const key = prefixOf(base, steps, depth);
      const before = counts.get(key);
      counts.set(key, { leaf: { base, steps: steps.slice(0, depth) }, count: (before?.count ?? 0) + 1 });
    }
  const several = [...counts.values()].filter(({ count }) => count > 1).map(({ leaf }) => leaf);
  return several.sort((one, other) => one.steps.length - other.steps.length);
}

/** Path → value as single values: `category[0]` → `category[0].coding[0].code`. */
function leavesOf(base: string, values: Conditions): Leaf[] {
  const below = (path: string, value: unknown): Leaf[] => {
    if (Array.isArray(value)) return value.flatMap((one, at) => below(`${path}[${at}]`, one));
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).flatMap(([key, member]) => below(`${path}.${key}`, member));
    return [{ base, steps: compilePath(path), ending: constant(value) }];
  };
  return Object.entries(values).flatMap(([path, value]) => below(path, value));
}

const referenceTo = (variable: string): Ending => ({ transform: 'reference', parameter: [{ valueId: variable }] });
