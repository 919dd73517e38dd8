/** Which elements of the plan the form has carried, and a report of those it has not. */
import type { Bundle } from '@medplum/fhirtypes';
import type { Issue } from '#fhir';
import type { Mapping } from './mapping.ts';
import { isCovered, leavesOf, readPath, type Tree } from './path.ts';
import { type Graph, ROOT, ROW_GOAL, referencesAt, resolve } from './plan-graph.ts';

/** What the rules have read so far, by resource. */
export interface FormRun {
  readonly mapping: Mapping;
  readonly bundle: Bundle;
  readonly graph: Graph;
  readonly places: Map<Tree, Set<string>>;
  readonly issues: Issue[];
}

/** One issue for each element that no rule has read; what is only context is summed up. */
export function reportUncovered(run: FormRun): void {
  for (const [name, resource] of run.graph) coverFrame(run, resource, name);
  const names = new Map([...run.graph].map(([name, resource]) => [resource, name]));
  for (const resource of new Set([...run.graph.values(), ...run.places.keys()])) {
    const places = run.places.get(resource) ?? new Set();
    const left = leavesOf(resource).filter((leaf) => !isCovered(leaf, places));
    const context = run.mapping.resources[names.get(resource) ?? ROW_GOAL]?.context === true;
    run.issues.push(...(context ? summarise(resource, left) : left.map((leaf) => uncovered(resource, leaf))));
  }
  const plan = run.graph.get(ROOT) ?? {};
  for (const reference of referencesAt(plan, 'goal[]')) {
    const goal = resolve(run.bundle, reference);
    if (goal === undefined || !run.places.has(goal)) run.issues.push(uncovered(plan, `goal (${reference})`));
  }
}

/** What every resource has for its own sake: its identity, narrative, references inside the graph and fixed values. */
export function coverFrame(run: FormRun, resource: Tree, name: string): void {
  for (const place of ['resourceType', 'id', 'meta', 'text', 'language']) cover(run, resource, place);
  for (const path of Object.keys(run.mapping.resources[name]?.references ?? {})) {
    const { places } = readPath(resource, path.replace('[]', ''));
    for (const place of places) cover(run, resource, place);
  }
  coverFixed(run, resource, name, { resource, prefix: '' });
}

export function coverFixed(
  run: FormRun,
  node: Tree,
  name: string,
  { resource, prefix }: { resource: Tree; prefix: string },
): void {
  for (const [path, value] of Object.entries(run.mapping.resources[name]?.fixed ?? {})) {
    const read = readPath(node, path);
    if (JSON.stringify(read.value) !== JSON.stringify(value)) continue;
    for (const place of read.places) cover(run, resource, `${prefix}${place}`);
  }
}

function uncovered(resource: Tree, leaf: string): Issue {
  const expression = `${resource['resourceType']}.${leaf}`;
  const ja = `様式に欄がないため写していません: ${expression}`;
  return {
    severity: 'warning',
    code: 'mapping-unmapped',
    type: 'incomplete',
    ja,
    en: `the form has no place for \`${expression}\``,
    expression,
  };
}

function summarise(resource: Tree, left: readonly string[]): Issue[] {
  const elements = [...new Set(left.map((leaf) => leaf.split(/[.[]/, 1)[0] ?? ''))];
  if (elements.length === 0) return [];
  const type = String(resource['resourceType']);
  const list = elements.join(', ');
  const ja = `この様式が扱わない項目: ${type} の ${list}`;
  const en = `this form does not deal with ${list} of ${type}`;
  return [
    {
      severity: 'information',
      code: 'mapping-out-of-form',
      type: 'informational',
      ja,
      en,
      expression: type,
    },
  ];
}

/** A concrete place of a resource is accounted for. */
export function cover({ places }: FormRun, resource: Tree, place: string): void {
  const known = places.get(resource) ?? new Set();
  places.set(resource, known.add(place));
}
