/** Finds, in a Bundle, the resources that a form is about, by the references that the rule table names. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { codeSystemUrl, type Issue } from '#fhir';
import type { Mapping, ResourceRule } from './mapping.ts';
import { isTree, readPath, type Tree } from './path.ts';

/** The resources by their name in the rule table: `plan`, `patient`, `longGoal` … */
export type Graph = Map<string, Tree>;

export interface FoundGraph {
  readonly graph: Graph;
  readonly issues: readonly Issue[];
}

/** The name of the resource that everything hangs on, and of the goal of each row. */
export const ROOT = 'plan';
export const ROW_GOAL = 'rowGoal';

/** `planId` says which plan is meant when the Bundle holds several. */
export function findGraph(mapping: Mapping, bundle: Bundle, planId?: string): FoundGraph {
  const graph: Graph = new Map();
  const issues: Issue[] = [];
  const plans = resourcesOf(bundle).filter((resource) => fits(resource, mapping.resources[ROOT]));
  const plan = plans.find((resource) => resource['id'] === planId) ?? plans[0];
  for (const other of plans.filter((one) => one !== plan && planId === undefined))
    issues.push(collision(ROOT, String(other['id'])));
  if (plan !== undefined) graph.set(ROOT, plan);
  // Names come in the order of the table, so that a resource is found before what hangs on it.
  for (const name of Object.keys(mapping.resources)) {
    const from = graph.get(name);
    const rule = mapping.resources[name];
    if (from === undefined || rule === undefined) continue;
    for (const [path, names] of Object.entries(rule.references ?? {}))
      follow({ mapping, bundle, graph, issues }, from, path, [names].flat());
  }
  for (const [name, rule] of Object.entries(mapping.resources)) {
    if (!graph.has(name)) findByBackReference(bundle, graph, name, rule);
  }
  return { graph, issues };
}

/** The goal that one activity names. */
export function goalOf(bundle: Bundle, activity: unknown): Tree | undefined {
  const { value } = readPath(activity, 'detail.goal[0].reference');
  return typeof value === 'string' ? resolve(bundle, value) : undefined;
}

export const resourcesOf = (bundle: Bundle): Tree[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource as Resource & Tree]));

interface Search {
  readonly mapping: Mapping;
  readonly bundle: Bundle;
  readonly graph: Graph;
  readonly issues: Issue[];
}

function follow({ mapping, bundle, graph, issues }: Search, from: Tree, path: string, names: readonly string[]): void {
  for (const reference of referencesAt(from, path)) {
    const target = resolve(bundle, reference);
    const name = names.find((one) => target !== undefined && fits(target, mapping.resources[one]));
    if (target === undefined || name === undefined || name === ROW_GOAL) continue;
    if (!graph.has(name)) graph.set(name, target);
    else if (graph.get(name) !== target) issues.push(collision(name, String(target['id'])));
  }
}

export function referencesAt(from: Tree, path: string): string[] {
  const { value } = readPath(from, path.replace('[]', ''));
  const found = Array.isArray(value) ? value : [value];
  return found.flatMap((reference) =>
    isTree(reference) && typeof reference['reference'] === 'string' ? [reference['reference']] : [],
  );
}

/** A RelatedPerson points at the patient, not the patient at it. */
function findByBackReference(bundle: Bundle, graph: Graph, name: string, rule: ResourceRule): void {
  const patient = graph.get('patient');
  if (patient === undefined || rule.references?.['patient'] !== 'patient') return;
  const found = resourcesOf(bundle).find(
    (resource) =>
      resource['resourceType'] === rule.type &&
      referencesAt(resource, 'patient').some((one) => resolve(bundle, one) === patient),
  );
  if (found !== undefined) graph.set(name, found);
}

export function resolve(bundle: Bundle, reference: string): Tree | undefined {
  const entry = (bundle.entry ?? []).find(
    ({ fullUrl, resource }) =>
      fullUrl === reference || (resource !== undefined && `${resource.resourceType}/${resource.id}` === reference),
  );
  return entry?.resource as (Resource & Tree) | undefined;
}

function fits(resource: Tree, rule: ResourceRule | undefined): boolean {
  if (rule === undefined || resource['resourceType'] !== rule.type) return false;
  if (rule.type === 'CarePlan') return resource['intent'] === rule.fixed?.['intent'];
  return rule.term === undefined || termOf(resource) === rule.term;
}

/** 長期目標, 短期目標 or 支援目標, as the Goal's category says. */
function termOf(goal: Tree): string | undefined {
  const categories = Array.isArray(goal['category']) ? goal['category'].filter(isTree) : [];
  const codings = categories.flatMap(({ coding }) => (Array.isArray(coding) ? coding.filter(isTree) : []));
  return codings.find(({ system }) => system === codeSystemUrl('goal-term'))?.['code'] as string | undefined;
}

function collision(name: string, id: string): Issue {
  return {
    severity: 'warning',
    code: 'mapping-collision',
    type: 'multiple-matches',
    ja: `様式の1つの欄に対して資源が複数あります（${name}: ${id}）。最初の1つだけを写しました。`,
    en: `the form has one place for \`${name}\`, but there is also \`${id}\`; only the first was carried`,
    expression: name,
  };
}
