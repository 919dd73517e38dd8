/** Turns the discriminators of a slice into one question: is this value in the slice? */
import type { ElementDefinition } from '@medplum/fhirtypes';
import type { Bilingual, Language } from '#fhir';
import {
  choiceValue,
  claims,
  differsFromFixed,
  differsFromPattern,
  inWords,
  type Matcher,
  type Node,
  type Run,
} from './constraints/index.ts';
import { type Found, readPath, type Step, stepsOf } from './discriminator-path.ts';
import type { Branch } from './element-tree.ts';
import { type Condition, nearnessOf } from './nearness.ts';

type Discriminator = NonNullable<NonNullable<ElementDefinition['slicing']>['discriminator']>[number];

/** Where the trees of other profiles are found. */
export interface Trees {
  tree(canonical: string): Branch | undefined;
}

/** The matcher of a slice; undefined when its definition gives nothing to tell it by. */
export function matcherOf(slice: Branch, sliced: Branch, trees: Trees): Matcher | undefined {
  const conditions: Condition[] = [];
  for (const discriminator of discriminatorsOf(sliced)) {
    const own = conditionsOf(discriminator, slice, trees);
    if (own.length === 0) return undefined;
    conditions.push(...own);
  }
  if (conditions.length === 0) return undefined;
  return {
    how: conditions.map((one) => howOf(one, 'en')).join(', '),
    howJa: conditions.map((one) => howOf(one, 'ja')).join('、'),
    matches(node, run) {
      for (const { steps, holds } of conditions) if (!holds(readPath(node, steps, run), run)) return false;
      return true;
    },
    nearness: (node, run) => nearnessOf(conditions, node, run),
  };
}

/** A condition as a person reads it. */
const howOf = ({ path, wants }: Condition, language: Language): string => `${path} ${wants[language]}`;

/** What is written alike in both languages. */
const alike = (text: string): Bilingual => ({ ja: text, en: text });

function discriminatorsOf({ name, element }: Branch): readonly Discriminator[] {
  const written = element.slicing?.discriminator;
  if (written !== undefined && written.length > 0) return written;
  if (name.endsWith('[x]')) return [{ type: 'type', path: '$this' }];
  return name === 'extension' || name === 'modifierExtension' ? [{ type: 'value', path: 'url' }] : [];
}

function conditionsOf({ type, path = '$this' }: Discriminator, slice: Branch, trees: Trees): Condition[] {
  const steps = stepsOf(path);
  const target = branchAt(slice, steps, trees);
  if (type === 'type') return typeCondition(target, steps, path);
  if (type === 'profile') return profileCondition(target, steps, path);
  if (type === 'exists') return existsCondition(target, steps, path);
  const expected = target === undefined ? insideOf(slice, steps) : valueConditions(target, steps, path);
  return expected.length > 0 ? expected : extensionUrl(slice, steps);
}

/** Follows a path through the definition: children, the slice of an extension, the profile of a type or of a target. */
function branchAt(slice: Branch, steps: readonly Step[], trees: Trees): Branch | undefined {
  let at: Branch | undefined = slice;
  for (const step of steps) {
    if (at === undefined) return undefined;
    at = nextBranch(at, step, trees);
  }
  return at;
}

function nextBranch(at: Branch, step: Step, trees: Trees): Branch | undefined {
  const [type] = at.element.type ?? [];
  if (step.kind === 'resolve')
    return {
      ...at,
      children: new Map(),
      element: { ...at.element, type: targetTypes(at.element) },
    };
  if (step.kind === 'type') return at.slices.get(`${at.name.replace('[x]', '')}${step.name}`) ?? at;
  if (step.kind === 'extension') {
    const slices = [...(at.children.get('extension')?.slices.values() ?? [])];
    return slices.find(({ element }) => element.type?.[0]?.profile?.[0] === step.name);
  }
  const child = at.children.get(step.name) ?? at.children.get(`${step.name}[x]`);
  if (child !== undefined) return child;
  const profile = type?.profile?.[0];
  return profile === undefined ? undefined : trees.tree(profile)?.children.get(step.name);
}

/** After `resolve()` the types are those of the target profiles. */
function targetTypes({ type = [] }: ElementDefinition): NonNullable<ElementDefinition['type']> {
  return type.flatMap(({ targetProfile = [] }) =>
    targetProfile.map((canonical) => ({
      code: canonical.split('/').at(-1) ?? '',
      profile: [canonical],
    })),
  );
}

function typeCondition(target: Branch | undefined, steps: readonly Step[], path: string): Condition[] {
  const codes = (target?.element.type ?? []).map(({ code = '' }) => code);
  if (codes.length === 0) return [];
  const wants = { ja: `型が ${codes.join(' | ')}`, en: `is ${codes.join(' | ')}` };
  return [
    {
      steps,
      path,
      wants,
      holds: (found, run) => found.some(({ type }) => codes.some((code) => run.isA(type, code))),
    },
  ];
}

function profileCondition(target: Branch | undefined, steps: readonly Step[], path: string): Condition[] {
  const profiles = (target?.element.type ?? []).flatMap(({ profile = [], code = '' }) =>
    profile.length > 0 ? profile : [code],
  );
  if (profiles.length === 0) return [];
  const wants = { ja: `${profiles.join(' | ')} に従うもの`, en: `conforms to ${profiles.join(' | ')}` };
  const fits = ({ node }: Found, run: Run): boolean =>
    node !== undefined && profiles.some((one) => follows(one, node, run));
  return [{ steps, path, wants, holds: (found, run) => found.some((one) => fits(one, run)) }];
}

/** A resource that claims the profile belongs to its slice even when it breaks the profile: the breach is then named there. */
function follows(profile: string, node: Node, run: Run): boolean {
  return claims(profile, node) || run.conforms(profile, node) === true;
}

function existsCondition(target: Branch | undefined, steps: readonly Step[], path: string): Condition[] {
  if (target === undefined) return [];
  if (target.element.max === '0')
    return [{ steps, path, wants: { ja: '値なし', en: 'is absent' }, holds: (found) => found.length === 0 }];
  if ((target.element.min ?? 0) === 0) return [];
  return [{ steps, path, wants: { ja: '値あり', en: 'exists' }, holds: (found) => found.length > 0 }];
}

/** What a definition expects at a branch, or, when it says nothing there, below it. */
function valueConditions(target: Branch, steps: readonly Step[], path: string): Condition[] {
  const fixed = choiceValue(target.element, 'fixed');
  if (fixed !== undefined) {
    const holds = (found: readonly Found[]): boolean =>
      found.some(({ value }) => differsFromFixed(fixed, value) === undefined);
    return [{ steps, path, wants: alike(`= ${inWords(fixed)}`), like: fixed, holds }];
  }
  const pattern = choiceValue(target.element, 'pattern');
  if (pattern !== undefined) return [patternCondition(pattern, steps, path)];
  const below = [...target.children.values()].flatMap((child) =>
    child.name === 'extension'
      ? []
      : valueConditions(child, [...steps, { kind: 'child', name: child.name }], `${path}.${child.name}`),
  );
  return below.length > 0 ? below : bindingCondition(target, steps, path);
}

function patternCondition(pattern: unknown, steps: readonly Step[], path: string): Condition {
  const holds = (found: readonly Found[]): boolean =>
    found.some(({ value }) => differsFromPattern(pattern, value) === undefined);
  return { steps, path, wants: alike(`⊇ ${inWords(pattern)}`), like: pattern, holds };
}

function bindingCondition({ element }: Branch, steps: readonly Step[], path: string): Condition[] {
  const { strength, valueSet } = element.binding ?? {};
  if (strength !== 'required' || valueSet === undefined) return [];
  return [
    {
      steps,
      path,
      wants: { ja: `値セット ${valueSet} のコード`, en: `in ${valueSet}` },
      holds: (found, run) => found.some(({ value }) => isIn(value, valueSet, run)),
    },
  ];
}

function isIn(value: unknown, valueSet: string, run: Run): boolean {
  if (typeof value === 'string') return run.terminology.validateCode(valueSet, { code: value }) === 'member';
  const { coding, system, code } = (value ?? {}) as {
    coding?: unknown;
    system?: string;
    code?: string;
  };
  if (Array.isArray(coding)) return coding.some((one) => isIn(one, valueSet, run));
  return typeof code === 'string' && run.terminology.validateCode(valueSet, { system, code }) === 'member';
}

/** The definition stops above the path's end, but fixes or patterns the whole: the part at the path is taken from it. */
function insideOf(slice: Branch, steps: readonly Step[]): Condition[] {
  let at: Branch | undefined = slice;
  for (let index = 0; index <= steps.length && at !== undefined; index++) {
    let whole = choiceValue(at.element, 'fixed') ?? choiceValue(at.element, 'pattern');
    for (const { name } of steps.slice(index)) whole = partOf(whole, name);
    if (whole !== undefined) return [patternCondition(whole, steps, steps.map(({ name }) => name).join('.'))];
    at = at.children.get(steps[index]?.name ?? '');
  }
  return [];
}

function partOf(whole: unknown, name: string): unknown {
  const one = Array.isArray(whole) ? whole[0] : whole;
  return typeof one === 'object' && one !== null ? (one as Record<string, unknown>)[name] : undefined;
}

/** An extension's slice is told by the canonical of its profile. */
function extensionUrl({ element }: Branch, steps: readonly Step[]): Condition[] {
  const url = element.type?.[0]?.code === 'Extension' ? element.type[0]?.profile?.[0]?.split('|', 1)[0] : undefined;
  if (url === undefined || steps.at(-1)?.name !== 'url') return [];
  return [
    {
      steps,
      path: 'url',
      wants: alike(`= ${inWords(url)}`),
      like: url,
      holds: (found) => found.some(({ value }) => value === url),
    },
  ];
}
