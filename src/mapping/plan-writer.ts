/** Makes the resources that a form needs and are not there yet, and ties them together by references. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { CANONICAL_BASE, profileUrl } from '#fhir';
import type { Mapping, ResourceRule } from './mapping.ts';
import { isTree, type Tree, writePath } from './path.ts';
import { type Graph, ROOT, ROW_GOAL, referencesAt, resourcesOf } from './plan-graph.ts';

export interface PlanWriter {
  readonly bundle: Bundle;
  readonly graph: Graph;
  readonly ensure: (name: string) => Tree;
  readonly freshActivity: (key: string | undefined) => Tree;
  /** The goal of a row, by its id when it is there already. */
  readonly rowGoal: (id: string | undefined) => Tree;
  readonly dropGoal: (goal: Tree) => void;
  readonly referenceTo: (resource: Tree) => string;
  /** Writes the references of the rule table, once everything is made. */
  readonly link: () => void;
}

interface Material {
  readonly mapping: Mapping;
  readonly bundle: Bundle;
  readonly graph: Graph;
  /** Ids that the form remembers. */
  readonly known: Readonly<Record<string, string>>;
  readonly ids: () => string;
}

export function planWriter({ mapping, bundle, graph, known, ids }: Material): PlanWriter {
  const rowGoals: Tree[] = [];
  const make = (rule: ResourceRule, id: string | undefined): Tree => {
    const resource: Tree = {
      resourceType: rule.type,
      id: id === undefined || id === '' ? ids() : id,
    };
    if (rule.profile !== undefined) resource['meta'] = { profile: [profileUrl(rule.profile)] };
    for (const [path, value] of Object.entries(rule.fixed ?? {})) writePath(resource, path, structuredClone(value));
    const entry: BundleEntry = {
      fullUrl: `${CANONICAL_BASE}/${rule.type}/${resource['id']}`,
      resource: resource as unknown as Resource,
    };
    bundle.entry = [...(bundle.entry ?? []), entry];
    return resource;
  };
  const ensure = (name: string): Tree => {
    const there = graph.get(name);
    if (there !== undefined) return there;
    const made = make(ruleOf(mapping, name), known[name]);
    graph.set(name, made);
    return made;
  };
  const rowGoal = (id: string | undefined): Tree => {
    const there = resourcesOf(bundle).find(
      (one) => one['resourceType'] === 'Goal' && one['id'] === id && id !== undefined,
    );
    const goal = there ?? make(ruleOf(mapping, ROW_GOAL), id);
    rowGoals.push(goal);
    return goal;
  };
  return {
    bundle,
    graph,
    ensure,
    rowGoal,
    freshActivity: (key) => {
      const activity: Tree = key?.startsWith('#') ? {} : { id: key ?? ids() };
      for (const [path, value] of Object.entries(mapping.resources['activity']?.fixed ?? {}))
        writePath(activity, path, structuredClone(value));
      return activity;
    },
    dropGoal: (goal) => {
      const plan = ensure(ROOT);
      const gone = referenceIn(bundle, goal);
      const left = (Array.isArray(plan['goal']) ? plan['goal'] : []).filter(
        (one) => !isTree(one) || one['reference'] !== gone,
      );
      if (left.length === 0) delete plan['goal'];
      else plan['goal'] = left;
    },
    referenceTo: (resource) => referenceIn(bundle, resource),
    link: () => {
      for (const [name, { when }] of Object.entries(mapping.resources))
        if (when !== undefined && graph.has(when)) ensure(name);
      linkAll(mapping, bundle, graph, rowGoals);
    },
  };
}

function ruleOf(mapping: Mapping, name: string): ResourceRule {
  const rule = mapping.resources[name];
  if (rule === undefined) throw new Error(`the mapping \`${mapping.id}\` has no resource \`${name}\``);
  return rule;
}

function linkAll(mapping: Mapping, bundle: Bundle, graph: Graph, rowGoals: readonly Tree[]): void {
  const linked: (readonly [Tree, ResourceRule])[] = [...graph].map(([name, resource]) => [
    resource,
    ruleOf(mapping, name),
  ]);
  linked.push(...rowGoals.map((goal) => [goal, ruleOf(mapping, ROW_GOAL)] as const));
  for (const [resource, rule] of linked) {
    for (const [path, names] of Object.entries(rule.references ?? {})) {
      const targets = [names].flat().flatMap((name) => (name === ROW_GOAL ? rowGoals : (graph.get(name) ?? [])));
      if (path.endsWith('[]')) appendAll(bundle, resource, path, targets);
      else setFirst(bundle, resource, path, targets);
    }
  }
}

function appendAll(bundle: Bundle, resource: Tree, path: string, targets: readonly Tree[]): void {
  for (const target of targets) {
    const reference = referenceIn(bundle, target);
    if (!isNamed(bundle, resource, path, target)) writePath(resource, path, { reference });
  }
}

/** One Reference, several candidates in order of preference: an author who is a person outranks the office. */
function setFirst(bundle: Bundle, resource: Tree, path: string, [target]: readonly Tree[]): void {
  if (target === undefined || isNamed(bundle, resource, path, target)) return;
  writePath(resource, path, { reference: referenceIn(bundle, target) });
}

function isNamed(bundle: Bundle, resource: Tree, path: string, target: Tree): boolean {
  const names = [referenceIn(bundle, target), entryOf(bundle, target)?.fullUrl];
  return referencesAt(resource, path).some((reference) => names.includes(reference));
}

const entryOf = (bundle: Bundle, resource: Tree): BundleEntry | undefined =>
  (bundle.entry ?? []).find((entry) => (entry.resource as unknown) === resource);

function referenceIn(bundle: Bundle, resource: Tree): string {
  const { id } = resource;
  if (typeof id === 'string') return `${resource['resourceType']}/${id}`;
  return entryOf(bundle, resource)?.fullUrl ?? '';
}
