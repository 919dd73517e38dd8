/** Finds the rows of a table: elements of a list, or resources of their own, with the resources that hang on each. */
import { fits, foundBy, meets, referencesAt, type Scene } from './graph.ts';
import type { TableRule } from './mapping.ts';
import { isTree, readPath, type Tree } from './path.ts';

export interface FoundRow {
  /** The id of its element or resource, or `#n` for the n-th. */
  readonly key: string;
  /** The element or the resource. */
  readonly node: Tree;
  /** The resource in which the element stands. */
  readonly holder: Tree;
  /** What the list holds for this row: the element, or the reference to the resource. */
  readonly entry: unknown;
  readonly parts: ReadonlyMap<string, Tree>;
}

/** A list of a named resource, split into its name and path: `plan.activity[]` → `plan`, `activity`. */
export function listOf({ in: path = '' }: TableRule): { name: string; path: string } {
  const dot = path.indexOf('.');
  return { name: path.slice(0, dot), path: path.slice(dot + 1).replace(/\[\]$/, '') };
}

export function findRows(scene: Scene, table: TableRule): FoundRow[] {
  const rows = table.resource === undefined ? elementRows(scene, table) : resourceRows(scene, table);
  return rows.map((row) => ({ ...row, parts: partsOf(scene, table, row.node) }));
}

type BareRow = Omit<FoundRow, 'parts'>;

export function heldList(scene: Scene, table: TableRule): { holder: Tree | undefined; list: unknown[] } {
  const { name, path } = listOf(table);
  const holder = scene.graph.get(name);
  const { value } = readPath(holder, path);
  return { holder, list: Array.isArray(value) ? value : [] };
}

function elementRows(scene: Scene, table: TableRule): BareRow[] {
  const { holder, list } = heldList(scene, table);
  if (holder === undefined || list.length === 0) return [];
  return list.flatMap((node, at) =>
    isTree(node) && meets(node, table.where) ? [{ key: keyOf(node, at), node, holder, entry: node }] : [],
  );
}

function resourceRows(scene: Scene, table: TableRule): BareRow[] {
  const taken = new Set(scene.graph.values());
  const rowOf = (node: Tree, at: number, entry?: unknown): BareRow[] =>
    taken.has(node) || !fits(node, table.resource) ? [] : [{ key: keyOf(node, at), node, holder: node, entry }];
  if (table.in === undefined)
    return foundBy(scene, table.resource as NonNullable<TableRule['resource']>, undefined).flatMap((one, at) =>
      rowOf(one, at),
    );
  return heldList(scene, table).list.flatMap((entry, at) => {
    const reference = isTree(entry) ? entry['reference'] : undefined;
    const target = typeof reference === 'string' ? scene.index.get(reference) : undefined;
    return target === undefined ? [] : rowOf(target, at, entry);
  });
}

const keyOf = ({ id }: Tree, at: number): string => (typeof id === 'string' ? id : `#${at}`);

/** What hangs on a row, by the Reference that the table names; of a list, the first that is of its kind. */
function partsOf(scene: Scene, { with: parts = {} }: TableRule, row: Tree): Map<string, Tree> {
  const found = new Map<string, Tree>();
  for (const [name, rule] of Object.entries(parts)) {
    const [owner = '', ...path] = rule.at.split('.');
    const targets = referencesAt(found.get(owner) ?? row, path.join('.')).map((one) => scene.index.get(one));
    const target = targets.find((one) => one !== undefined && fits(one, rule));
    if (target !== undefined) found.set(name, target);
  }
  return found;
}
