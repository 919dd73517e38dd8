/** Makes the resources that a form needs and are not there yet, and ties them together by references. */
import type { BundleEntry, Resource } from '@medplum/fhirtypes';
import { CANONICAL_BASE, copyOf, profileUrl } from '#fhir';
import { fits, referencesAt, referencesOf, referenceTo, type Scene } from './graph.ts';
import type { Conditions, ResourceRule } from './mapping.ts';
import { isTree, readPath, type Tree, writePath } from './path.ts';

/** A resource with the rule that it follows, and what the names of its row mean to it. */
interface Linked {
  readonly resource: Tree;
  readonly rule: ResourceRule;
  readonly scope?: ReadonlyMap<string, Tree>;
}

export interface GraphWriter {
  readonly scene: Scene;
  readonly ids: () => string;
  readonly ensure: (name: string) => Tree;
  readonly make: (rule: ResourceRule, id: string | undefined) => Tree;
  /** The resource of this id, when it is there and is of this kind. */
  readonly known: (rule: ResourceRule, id: string | undefined) => Tree | undefined;
  /** A resource of a row, under the name that references have for it. */
  readonly addOfRow: (name: string, linked: Linked) => void;
  /** Takes the references to a row's resource out of the lists of the named resources. */
  readonly unlink: (resource: Tree) => void;
  /** Writes the references of the rule table, once everything is made. */
  readonly link: () => void;
}

interface Material {
  readonly scene: Scene;
  /** Ids that the form remembers. */
  readonly known: Readonly<Record<string, string>>;
  readonly ids: () => string;
}

interface Site extends Material {
  readonly fresh: Set<Tree>;
  /** Elements that `complete` speaks of and that were there before. */
  readonly whole: ReadonlyMap<Tree, ReadonlySet<string>>;
  readonly ofRows: Map<string, Linked[]>;
}

export function graphWriter(material: Material): GraphWriter {
  const site: Site = { ...material, fresh: new Set(), whole: wholeOf(material.scene), ofRows: new Map() };
  const { scene, ids } = site;
  return {
    scene,
    ids,
    ensure: (name) => ensure(site, name),
    make: (rule, id) => make(site, rule, id),
    known: (rule, id) => knownOf(site, rule, id),
    addOfRow: (name, linked) => {
      const all = site.ofRows.get(name);
      if (all === undefined) site.ofRows.set(name, [linked]);
      else all.push(linked);
    },
    unlink: (resource) => unlink(site, resource),
    link: () => {
      for (const [name, { when }] of Object.entries(scene.mapping.resources))
        if (when !== undefined && scene.graph.has(when)) ensure(site, name);
      for (const one of allLinked(site)) linkOne(site, one);
      for (const one of allLinked(site)) finish(site, one);
    },
  };
}

const wholeOf = ({ graph, mapping }: Scene): Map<Tree, Set<string>> =>
  new Map([...graph].map(([name, resource]) => [resource, wholeIn(resource, mapping.resources[name]?.complete)]));

/** Of the values that go with an element, those whose element is there already. */
export const wholeIn = (node: Tree, complete: ResourceRule['complete'] = {}): Set<string> =>
  new Set(Object.keys(complete).filter((path) => readPath(node, aroundOf(path)).value !== undefined));

const aroundOf = (path: string): string => path.slice(0, path.lastIndexOf('.'));

function ensure(site: Site, name: string): Tree {
  const { graph, mapping } = site.scene;
  const there = graph.get(name);
  if (there !== undefined) return there;
  const rule = mapping.resources[name];
  if (rule === undefined) throw new Error(`the mapping \`${mapping.id}\` has no resource \`${name}\``);
  // What was recognised lies there although nothing points at it yet.
  const named = knownOf(site, rule, site.known[name]) ?? make(site, rule, site.known[name]);
  graph.set(name, named);
  return named;
}

function knownOf({ scene }: Site, rule: ResourceRule, id: string | undefined): Tree | undefined {
  const there = scene.index.get(`${rule.type}/${id}`);
  return there !== undefined && fits(there, rule) ? there : undefined;
}

function make({ scene, fresh, ids }: Site, rule: ResourceRule, id: string | undefined): Tree {
  const resource: Tree = { resourceType: rule.type, id: id === undefined || id === '' ? ids() : id };
  if (rule.profile !== undefined) resource['meta'] = { profile: [profileUrl(rule.profile)] };
  writeValues(resource, rule.fixed);
  const fullUrl = `${CANONICAL_BASE}/${referenceTo(resource)}`;
  const entry: BundleEntry = { fullUrl, resource: resource as unknown as Resource };
  scene.bundle.entry ??= [];
  scene.bundle.entry.push(entry);
  scene.index.set(fullUrl, resource).set(referenceTo(resource), resource);
  fresh.add(resource);
  return resource;
}

/** Values of a rule table into a fresh node; conditions that name no value write nothing. */
export function writeValues(node: Tree, values: Conditions = {}): void {
  for (const [path, wanted] of Object.entries(values)) {
    const value = Array.isArray(wanted) ? wanted[0] : wanted;
    if (value !== '*' && value !== '!') writePath(node, path, copyOf(value));
  }
}

function allLinked({ scene, ofRows }: Site): Linked[] {
  const named = [...scene.graph].map(([name, resource]) => ({
    resource,
    rule: scene.mapping.resources[name] as ResourceRule,
  }));
  return [...named, ...[...ofRows.values()].flat()];
}

function linkOne(site: Site, { resource, rule, scope }: Linked): void {
  const targetsOf = (name: string): readonly Tree[] => {
    const near = scope?.get(name) ?? site.scene.graph.get(name);
    if (near !== undefined) return [near];
    // Only what stands outside of all rows speaks of the resources of every row.
    return scope === undefined ? (site.ofRows.get(name) ?? []).map((one) => one.resource) : [];
  };
  for (const [path, names] of referencesOf(rule)) {
    if (path.includes('[*]')) continue;
    const targets = names.flatMap(targetsOf);
    if (targets.length === 0) keepElsewhere(site, resource, path, names);
    if (path.endsWith('[]')) tieAll(site, resource, path, targets);
    else tieFirst(site, resource, path, targets);
  }
}

/** A reference to what is known by its id alone. */
function keepElsewhere({ scene, known }: Site, resource: Tree, path: string, names: readonly string[]): void {
  const name = names.find((one) => scene.mapping.resources[one]?.byId === true && known[one] !== undefined);
  if (name === undefined || referencesAt(resource, path).length > 0) return;
  writePath(resource, path, { reference: `${scene.mapping.resources[name]?.type}/${known[name]}` });
}

/** What was tied before stays as it was; only what has just been made is tied anew. */
function tieFirst({ scene, fresh }: Site, resource: Tree, path: string, [target]: readonly Tree[]): void {
  if (target === undefined) return;
  const there = referencesAt(resource, path);
  if (there.some((reference) => scene.index.get(reference) === target)) return;
  if (there.length === 0 || fresh.has(target)) writePath(resource, path, { reference: referenceIn(scene, target) });
}

function tieAll({ scene, fresh }: Site, resource: Tree, path: string, targets: readonly Tree[]): void {
  const there = new Set(referencesAt(resource, path).map((reference) => scene.index.get(reference)));
  for (const target of targets) {
    if (there.has(target) || !(fresh.has(resource) || fresh.has(target))) continue;
    there.add(target);
    writePath(resource, path, { reference: referenceIn(scene, target) });
  }
}

/** The reference by which the Bundle knows a resource. */
export function referenceIn({ bundle }: Scene, resource: Tree): string {
  if (typeof resource['id'] === 'string') return referenceTo(resource);
  return (bundle.entry ?? []).find((entry) => (entry.resource as unknown) === resource)?.fullUrl ?? '';
}

function unlink({ scene }: Site, gone: Tree): void {
  for (const [name, resource] of scene.graph)
    for (const [path] of referencesOf(scene.mapping.resources[name] as ResourceRule)) {
      if (!path.endsWith('[]')) continue;
      const list = readPath(resource, path.replace('[]', '')).value;
      if (!Array.isArray(list)) continue;
      const left = list.filter((one) => !isTree(one) || scene.index.get(String(one['reference'])) !== gone);
      if (left.length < list.length) writePath(resource, path.replace('[]', ''), left.length === 0 ? undefined : left);
    }
}

/** What goes with elements that have just been made, and the order of a questionnaire. */
function finish({ fresh, whole }: Site, { resource, rule }: Linked): void {
  completeIn(resource, rule.complete, whole.get(resource));
  if (rule.order !== undefined && fresh.has(resource))
    sortItems(resource, new Map(rule.order.map((id, at) => [id, at])));
}

/** Writes what goes with the elements that were not there before. */
export function completeIn(node: Tree, complete: ResourceRule['complete'] = {}, whole?: ReadonlySet<string>): void {
  for (const [path, value] of Object.entries(complete)) {
    if (whole?.has(path) === true) continue;
    const around = readPath(node, aroundOf(path)).value;
    if (isTree(around) && readPath(node, path).value === undefined) writePath(node, path, copyOf(value));
  }
}

function sortItems(node: Tree, order: ReadonlyMap<string, number>): void {
  const items = Array.isArray(node['item']) ? node['item'].filter(isTree) : [];
  if (items.length === 0) return;
  const at = ({ linkId }: Tree): number => order.get(String(linkId)) ?? order.size;
  node['item'] = items.toSorted((a, b) => at(a) - at(b));
  for (const item of items) sortItems(item, order);
}
