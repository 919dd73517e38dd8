/** The paths of the rule tables as steps of StructureMap rules: sources that read, targets that write. */
import type { StructureMapGroupRuleSource, StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import { choiceOf, compilePath, type Slice, type Step } from '#mapping';
import { elementName } from './map-names.ts';

/** Variables of one group: each is given once. */
export interface Variables {
  /** Of a resource, row or part, by its name in the table. */
  of(name: string): string;
  /** A fresh one. */
  next(): string;
}

export function variables(taken: readonly string[]): Variables {
  let count = 0;
  const reserved = new Set(taken);
  return {
    of: (name) => (reserved.has(elementName(name)) ? `${elementName(name)}Resource` : elementName(name)),
    next: () => {
      count += 1;
      return `v${count}`;
    },
  };
}

/** `plan.period.start` → `plan` and the steps below it. */
export function splitTarget(target: string): { name: string; steps: readonly Step[] } {
  const dot = target.indexOf('.');
  if (dot < 0) return { name: target, steps: [] };
  // The n-th of a message's segments is one more entry of the list.
  return { name: target.slice(0, dot), steps: compilePath(target.slice(dot + 1).replaceAll('[segment]', '[]')) };
}

/** Reads one step after the other; the last variable holds the value. */
export function sourcesOf(
  context: string,
  steps: readonly Step[],
  names: Variables,
): { sources: StructureMapGroupRuleSource[]; variable: string } {
  const sources: StructureMapGroupRuleSource[] = [];
  let from = context;
  for (const step of steps) {
    const variable = names.next();
    const condition = conditionOf(step);
    const { element, type } = choiceOf(step.name);
    sources.push({
      context: from,
      element,
      ...(type === undefined ? {} : { type }),
      ...(typeof step.index === 'number' && condition === undefined ? { listMode: 'first' as const } : {}),
      variable,
      ...(condition === undefined ? {} : { condition }),
    });
    from = variable;
  }
  return { sources, variable: from };
}

/** In FHIRPath, on the entry itself. */
function conditionOf({ slice, index }: Step): string | undefined {
  if (slice !== undefined) return sliceCondition(slice);
  return typeof index === 'number' && index > 0 ? `$index = ${index}` : undefined;
}

const sliceCondition = ({ key, value, also = [] }: Slice): string =>
  [`${fhirPathOf(key)} = ${quoted(value)}`, ...also.map(sliceCondition)].join(' and ');

export const fhirPathOf = (steps: readonly Step[]): string =>
  steps
    .map(({ name, index, slice }) => {
      const place = typeof index === 'number' ? `[${index}]` : '';
      const { element, type } = choiceOf(name);
      if (type !== undefined) return `${element}.ofType(${type})`;
      return slice === undefined ? `${name}${place}` : `${name}.where(${sliceCondition(slice)})`;
    })
    .join('.');

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** What the last target of a chain does with its element. */
export type Ending = Pick<StructureMapGroupRuleTarget, 'transform' | 'parameter'>;

/** Elements that several rules of a group write into, by the path to them: made once. */
export type Shared = ReadonlyMap<string, string>;

/** Makes or names one element after the other; the last takes the value. */
export function targetsTo(
  base: string,
  steps: readonly Step[],
  { names, shared, ending = {} }: { names: Variables; shared: Shared; ending?: Ending },
): { targets: StructureMapGroupRuleTarget[]; variable: string } {
  const targets: StructureMapGroupRuleTarget[] = [];
  const depth = deepest(base, steps, shared);
  let context = depth === 0 ? base : (shared.get(prefixOf(base, steps, depth)) ?? base);
  for (const [at, step] of steps.entries()) {
    if (at < depth) continue;
    const last = at === steps.length - 1;
    const valued = last && ending.transform !== undefined && step.slice === undefined;
    const variable = valued ? undefined : names.next();
    const { element, type } = choiceOf(step.name);
    targets.push({
      context,
      contextType: 'variable',
      element,
      ...(variable === undefined ? {} : { variable }),
      ...(valued ? typed(ending, type) : created(type)),
    });
    if (step.slice !== undefined) targets.push(...frameTargets(variable ?? '', step.slice, names));
    context = variable ?? context;
  }
  return { targets, variable: context };
}

/** What tells an entry from its neighbours is written into it. */
function frameTargets(entry: string, slice: Slice, names: Variables): StructureMapGroupRuleTarget[] {
  return [slice, ...(slice.also ?? [])].flatMap(
    ({ key, value }) => targetsTo(entry, key, { names, shared: new Map(), ending: constant(value) }).targets,
  );
}

export function constant(value: unknown): Ending {
  if (typeof value === 'boolean') return { transform: 'copy', parameter: [{ valueBoolean: value }] };
  if (typeof value === 'number')
    return {
      transform: 'copy',
      parameter: [Number.isInteger(value) ? { valueInteger: value } : { valueDecimal: value }],
    };
  return { transform: 'copy', parameter: [{ valueString: String(value) }] };
}

/** Where an element can be of several types, the one that is meant is said. */
function typed(ending: Ending, type: string | undefined): Ending {
  const { transform, parameter = [] } = ending;
  if (type === undefined || transform !== 'copy' || OF_CONSTANTS.includes(type)) return ending;
  return { transform: 'cast', parameter: [...parameter, { valueString: type }] };
}

const created = (type: string | undefined): Ending =>
  type === undefined ? {} : { transform: 'create', parameter: [{ valueString: type }] };

const OF_CONSTANTS: readonly string[] = ['string', 'boolean', 'integer', 'decimal'];

/** The number of steps that are made already. */
function deepest(base: string, steps: readonly Step[], shared: Shared): number {
  for (let depth = steps.length; depth > 0; depth -= 1) if (shared.has(prefixOf(base, steps, depth))) return depth;
  return 0;
}

export const prefixOf = (base: string, steps: readonly Step[], depth: number): string =>
  JSON.stringify([base, steps.slice(0, depth)]);
