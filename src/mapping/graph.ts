/** Finds, in a Bundle, the resources that a form is about, by the references and conditions that the rule table names. */
import { isDeepStrictEqual } from 'node:util';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { CANONICAL_BASE, type Issue } from '#fhir';
import type { Conditions, Mapping, ResourceRule } from './mapping.ts';
import { isTree, readPath, type Tree } from './path.ts';

/** The resources by their name in the rule table: `plan`, `patient`, `longGoal` … */
type Graph = Map<string, Tree>;

export interface Scene {
  readonly mapping: Mapping;
  readonly bundle: Bundle;
  /** Every resource by the references that lead to it. */
  readonly index: Map<string, Tree>;
  readonly graph: Graph;
  readonly issues: Issue[];
}

/** `rootId` says which root is meant: no other one takes its place. `ids` are those that a form has of what stands around. */
export function findScene(
  mapping: Mapping,
  bundle: Bundle,
  rootId?: string,
  ids: Readonly<Record<string, string>> = {},
): Scene {
  const scene: Scene = { mapping, bundle, index: indexOf(bundle), graph: new Map(), issues: [] };
  findRoot(scene, rootId);
  if (!scene.graph.has(mapping.root)) takeKnown(scene, ids);
  // What leads to a resource may stand below it in the table: names are gone through until nothing new is found.
  for (let found = -1; found !== scene.graph.size; ) {
    found = scene.graph.size;
    for (const [name, rule] of Object.entries(mapping.resources)) {
      if (!scene.graph.has(name)) findByItsOwn(scene, name, rule);
      const from = scene.graph.get(name);
      if (from !== undefined) for (const [path, names] of referencesOf(rule)) follow(scene, from, path, names);
    }
  }
  return scene;
}

function findRoot({ mapping, bundle, graph, issues }: Scene, rootId: string | undefined): void {
  const candidates = resourcesOf(bundle).filter((resource) => fits(resource, mapping.resources[mapping.root]));
  const root = rootId === undefined ? candidates[0] : candidates.find(({ id }) => id === rootId);
  for (const other of candidates)
    if (other !== root && rootId === undefined) issues.push(collision(mapping.root, other));
  if (root !== undefined) graph.set(mapping.root, root);
}

/** Nothing refers to anybody from a root that is not there yet: who is known by an id is met by it, never made a second time. */
function takeKnown({ mapping, index, graph }: Scene, ids: Readonly<Record<string, string>>): void {
  for (const [name, id] of Object.entries(ids)) {
    const there = index.get(`${mapping.resources[name]?.type}/${id}`);
    if (there !== undefined && fits(there, mapping.resources[name])) graph.set(name, there);
  }
}

function follow({ mapping, index, graph, issues }: Scene, from: Tree, path: string, names: readonly string[]): void {
  for (const reference of referencesAt(from, path)) {
    const target = index.get(reference);
    const name = names.find((one) => target !== undefined && fits(target, mapping.resources[one]));
    if (target === undefined || name === undefined) continue;
    const there = graph.get(name);
    if (there === undefined) graph.set(name, target);
    else if (
      there !== target &&
      !issues.some(({ code, en }) => code === 'mapping-collision' && en.includes(idOf(target)))
    )
      issues.push(collision(name, target));
  }
}

/** A RelatedPerson points at the patient, not the patient at it; other things are simply there. */
function findByItsOwn(scene: Scene, name: string, rule: ResourceRule): void {
  const taken = new Set(scene.graph.values());
  const found = foundBy(scene, rule, undefined).find((one) => !taken.has(one));
  if (found !== undefined) scene.graph.set(name, found);
}

/** The resources that `foundBy` leads to: those that match and point at what is known, or simply match. */
export function foundBy(scene: Scene, rule: ResourceRule, scope: ReadonlyMap<string, Tree> | undefined): Tree[] {
  const { foundBy: path } = rule;
  if (path === undefined) return [];
  const candidates = resourcesOf(scene.bundle).filter((one) => fits(one, rule));
  if (path === 'bundle') return candidates;
  const names = referencesOf(rule).find(([one]) => one === path)?.[1] ?? [];
  const targets = names.flatMap((name) => scope?.get(name) ?? scene.graph.get(name) ?? []);
  return candidates.filter((one) =>
    referencesAt(one, path).some((reference) => targets.includes(scene.index.get(reference) ?? {})),
  );
}

export const referencesOf = ({ references = {} }: ResourceRule): (readonly [string, readonly string[]])[] =>
  Object.entries(references).map(([path, names]) => [path, [names].flat()]);

const resourcesOf = (bundle: Bundle): Tree[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource as Resource & Tree]));

export function referencesAt(from: unknown, path: string): string[] {
  const { value } = readPath(from, path.replaceAll('[]', '[*]'));
  const found = Array.isArray(value) ? value : [value];
  return found.flatMap((reference) =>
    isTree(reference) && typeof reference['reference'] === 'string' ? [reference['reference']] : [],
  );
}

export function fits(resource: Tree, rule: ResourceRule | undefined): boolean {
  return rule !== undefined && resource['resourceType'] === rule.type && meets(resource, rule.match);
}

/** Every condition holds: of several values under a path, one must. */
export function meets(node: unknown, conditions: Conditions = {}): boolean {
  return Object.entries(conditions).every(([path, wanted]) => {
    const { value } = readPath(node, path);
    if (wanted === '!') return value === undefined;
    if (wanted === '*') return value !== undefined;
    const values = Array.isArray(value) ? value : [value];
    const allowed = Array.isArray(wanted) ? wanted : [wanted];
    return values.some((one) => allowed.some((other) => isDeepStrictEqual(one, other)));
  });
}

/** The ids of resources that are only named: the plan that a weekly table belongs to need not lie beside it. */
export function idsElsewhere({ mapping, graph }: Scene): (readonly [string, string])[] {
  return Object.entries(mapping.resources).flatMap(([name, { byId, type }]) => {
    if (byId !== true || graph.has(name)) return [];
    const references = [...graph].flatMap(([from, resource]) =>
      referencesOf(mapping.resources[from] as ResourceRule).flatMap(([path, names]) =>
        names.includes(name) ? referencesAt(resource, path) : [],
      ),
    );
    const known = references.find((reference) => reference.startsWith(`${type}/`));
    return known === undefined ? [] : [[name, known.slice(type.length + 1)] as const];
  });
}

function indexOf({ entry = [] }: Bundle): Map<string, Tree> {
  const index = new Map<string, Tree>();
  for (const { fullUrl, resource } of entry) {
    if (resource === undefined) continue;
    const tree = resource as Resource & Tree;
    for (const reference of [fullUrl, referenceTo(tree), `${CANONICAL_BASE}/${referenceTo(tree)}`])
      if (reference !== undefined && !index.has(reference)) index.set(reference, tree);
  }
  return index;
}

export const referenceTo = (resource: Tree): string => `${resource['resourceType']}/${resource['id']}`;

const idOf = ({ id }: Tree): string => String(id);

function collision(name: string, other: Tree): Issue {
  const id = idOf(other);
  return {
    severity: 'warning',
    code: 'mapping-collision',
    type: 'multiple-matches',
    ja: `様式の1つの欄に対して資源が複数あります（${name}: ${id}）。最初の1つだけを写しました。`,
    en: `the form has one place for \`${name}\`, but there is also \`${id}\`; only the first was carried`,
    expression: name,
  };
}
