/** One validation from start to end: it collects issues, applies profiles, and answers what checks ask of their surroundings. */
import type { Issue } from '#fhir';
import type { Terminology } from '#terminology';
import {
  type BundleIndex,
  type ContainedIndex,
  indexBundle,
  resolveContained,
  resolveInBundle,
} from './bundle-index.ts';
import {
  type Detail,
  ISSUES,
  type IssueCode,
  Node,
  type Policy,
  pathOf,
  type Resolution,
  type Run,
  type Shape,
  type Slot,
  type UnknownExtensions,
  type Words,
  wordIssue,
} from './constraints/index.ts';
import type { JsonPlace } from './json/read-json.ts';
import type { Profiles } from './profiles.ts';
import type { Types } from './type-shapes.ts';

/** Where the members of the instance stand in its text. */
export type Places = (holder: object, key: string | number) => JsonPlace | undefined;

export interface RunOptions {
  readonly types: Types;
  readonly profiles: Profiles;
  readonly terminology: Terminology;
  readonly unknownExtensions: UnknownExtensions;
  readonly policy: Policy;
  readonly places: Places | undefined;
}

const WALK_DEPTH_MAX = 400;
/** So many errors, and so many findings that may yet be no errors, are named; nobody mends more at once. */
export const ISSUES_MAX = 1000;

/** Ends the walk when there are errors enough. Thrown and caught within one validation. */
class Enough extends Error {}

export class ValidationRun implements Run {
  readonly terminology: Terminology;
  readonly unknownExtensions: UnknownExtensions;
  readonly policy: Policy;
  readonly #options: RunOptions;
  readonly #contained: ContainedIndex = new Map();
  readonly #bundles = new Map<unknown, BundleIndex>();
  readonly #answers = new Map<unknown, Map<string, boolean>>();
  readonly #excused = new Set<unknown>();
  readonly #blamed = new Map<Issue, unknown>();
  readonly #issues: Issue[] = [];
  #errors = 0;
  #leftOut: 'no' | 'mild' | 'error' = 'no';
  /** Codings of findings that were left out: errors unless a profile excuses them. */
  readonly #blamedUnnamed = new Set<unknown>();
  /** While the question is only whether a profile holds, errors are counted and not worded. */
  #silent: { errors: number } | undefined;
  #depth = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.terminology = options.terminology;
    this.unknownExtensions = options.unknownExtensions;
    this.policy = options.policy;
  }

  /** Walks until the end, or until there are errors enough. */
  perform(walk: () => void): Issue[] {
    try {
      walk();
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
    return this.#found();
  }

  /** Everything found, each once, in the order of the walk. */
  #found(): Issue[] {
    const issues = this.#issues.map((issue): Issue => {
      const coding = this.#blamed.get(issue);
      return coding !== undefined && this.#excused.has(coding) ? { ...issue, severity: 'warning' } : issue;
    });
    const seen = new Set<string>();
    const unique = issues.filter(({ code, expression, en }) => {
      const key = `${code} ${expression} ${en}`;
      return !seen.has(key) && seen.add(key);
    });
    return this.#leftOut === 'no' ? unique : [...unique, this.#leftOutIssue()];
  }

  #leftOutIssue(): Issue {
    const code = 'issues-left-out';
    const { type, spec } = ISSUES[code];
    const grave = this.#leftOut === 'error' || [...this.#blamedUnnamed].some((coding) => !this.#excused.has(coding));
    return { severity: grave ? 'error' : 'warning', code, type, ...wordIssue(code, { max: ISSUES_MAX }), spec };
  }

  /** Room for one more? Errors beyond the limit end the walk; milder ones are only not named, for an error may yet come. */
  #admits(isError: boolean, coding: unknown): boolean {
    if (isError && coding === undefined) {
      if (++this.#errors <= ISSUES_MAX) return true;
      this.#leftOut = 'error';
      throw new Enough();
    }
    if (this.#issues.length - this.#errors < ISSUES_MAX) return true;
    if (this.#leftOut === 'no') this.#leftOut = 'mild';
    if (isError) this.#blamedUnnamed.add(coding);
    return false;
  }

  report(code: IssueCode, node: Node, words: Words, { below = '', key, severity, coding }: Detail = {}): void {
    const { severity: usual, type, spec } = ISSUES[code];
    const weight = severity ?? usual;
    const isError = weight === 'error' || weight === 'fatal';
    if (this.#silent !== undefined) {
      if (isError) this.#silent.errors++;
      return;
    }
    if (!this.#admits(isError, coding)) return;
    const at = this.#placeOf(node, key);
    const expression = `${pathOf(node)}${below}`;
    const issue = {
      severity: weight,
      code,
      type,
      ...wordIssue(code, words),
      expression,
      ...at,
      spec,
    };
    this.#issues.push(issue);
    if (coding !== undefined) this.#blamed.set(issue, coding);
  }

  excuse(coding: unknown): void {
    if (this.#silent === undefined) this.#excused.add(coding);
  }

  walk(shape: Shape, node: Node): void {
    if (++this.#depth <= WALK_DEPTH_MAX) {
      for (const rule of shape.rules) rule.check(node, this);
      for (const slot of shape.slots) {
        const nodes = childrenOf(node, slot);
        for (const rule of slot.listRules) rule.check(nodes, node, this);
        for (const child of nodes) this.walk(slot.shape, child);
      }
    }
    this.#depth--;
  }

  profile(canonical: string): Shape | undefined {
    return this.#options.profiles.shape(canonical);
  }

  extension(url: string): ReturnType<Run['extension']> {
    return this.#options.profiles.extension(url);
  }

  definition(...asked: Parameters<Run['definition']>): unknown {
    return this.#options.profiles.definition(...asked);
  }

  isA(type: string, ancestor: string): boolean {
    return type === ancestor || this.#options.types.isA(type, ancestor);
  }

  member(type: string, name: string): ReturnType<Run['member']> {
    return this.#options.types.member(type, name);
  }

  conforms(canonical: string, node: Node): boolean | undefined {
    const known = this.#answers.get(node.value)?.get(canonical);
    if (known !== undefined) return known;
    const shape = this.profile(canonical);
    if (shape === undefined) return undefined;
    const answers = this.#answers.get(node.value) ?? new Map<string, boolean>();
    this.#answers.set(node.value, answers);
    // Resources that refer to each other ask in a circle: the question that is open counts as answered well.
    answers.set(canonical, true);
    const before = this.#silent;
    this.#silent = { errors: 0 };
    if (this.isA(node.type, shape.path)) this.walk(shape, node);
    else this.#silent.errors++;
    const holds = this.#silent.errors === 0;
    this.#silent = before;
    answers.set(canonical, holds);
    return holds;
  }

  resolve(reference: string, from: Node): Resolution {
    if (reference.startsWith('#')) return resolveContained(reference.slice(1), from, this.#contained);
    const bundle = enclosingBundle(from);
    return bundle === undefined ? { found: 'elsewhere' } : resolveInBundle(reference, from, this.#indexOf(bundle));
  }

  #indexOf(bundle: Node): BundleIndex {
    let index = this.#bundles.get(bundle.value);
    if (index === undefined) {
      index = indexBundle(bundle);
      this.#bundles.set(bundle.value, index);
    }
    return index;
  }

  #placeOf(node: Node, key: string | undefined): JsonPlace | undefined {
    const { places } = this.#options;
    if (places === undefined) return undefined;
    for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
      const holder = at === node && key !== undefined ? at.value : holderOf(at);
      const member = at === node && key !== undefined ? key : at.index < 0 ? at.name : at.index;
      const place = typeof holder === 'object' && holder !== null ? places(holder, member) : undefined;
      if (place !== undefined) return place;
      if (at === node && key !== undefined) return this.#placeOf(node, undefined);
    }
    return { line: 1, column: 1 };
  }
}

function holderOf({ parent, name, index }: Node): unknown {
  const holder = parent?.value;
  return index < 0 ? holder : (holder as Record<string, unknown> | undefined)?.[name];
}

function enclosingBundle(from: Node): Node | undefined {
  let at: Node | undefined = from.resource;
  while (at !== undefined && at.type !== 'Bundle') at = at.parent?.resource;
  return at;
}

const NONE: readonly Node[] = [];

/** The values of an element that a profile speaks of; a primitive's extensions stand in the object beside it. */
function childrenOf(node: Node, slot: Slot): readonly Node[] {
  const value = typeof node.value === 'object' && node.value !== null ? node.value : node.extra;
  if (typeof value !== 'object' || value === null) return NONE;
  const object = value as Record<string, unknown>;
  let nodes: Node[] | undefined;
  for (const { json, type, beside } of slot.names) {
    const own = object[json];
    const extra = beside === undefined ? undefined : object[beside];
    if (own === undefined && extra === undefined) continue;
    nodes ??= [];
    if (!Array.isArray(own ?? extra)) {
      nodes.push(childOf(node, { json, type, slot, index: -1 }, own, extra));
      continue;
    }
    const values = (own ?? []) as readonly unknown[];
    const extras = (Array.isArray(extra) ? extra : []) as readonly unknown[];
    for (let index = 0; index < Math.max(values.length, extras.length); index++) {
      nodes.push(childOf(node, { json, type, slot, index }, values[index], extras[index]));
    }
  }
  return nodes ?? NONE;
}

interface Spot {
  readonly json: string;
  readonly type: string;
  readonly slot: Slot;
  readonly index: number;
}

function childOf(parent: Node, { json, type, slot, index }: Spot, value: unknown, extra: unknown): Node {
  const named = json === 'contained' || json === 'resource' || json === 'outcome' ? resourceTypeOf(value) : undefined;
  const isResource = named !== undefined;
  return new Node(
    {
      value: value ?? undefined,
      extra: extra ?? undefined,
      type: named ?? type,
      name: json,
      index,
      slot,
      parent,
    },
    isResource,
  );
}

function resourceTypeOf(value: unknown): string | undefined {
  const type = (value as { resourceType?: unknown } | null | undefined)?.resourceType;
  return typeof type === 'string' ? type : undefined;
}
