/** How a form gets from one resource to the next: for who gathers what it is about from elsewhere than a Bundle. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { findScene, fits, referencesAt, referencesOf } from './graph.ts';
import type { Mapping, ResourceRule } from './mapping.ts';
import type { Tree } from './path.ts';
import { listOf } from './rows.ts';

/** What points at a resource, and is not pointed at: of this type, by this element (`patient`); by any, when absent. */
export interface Backward {
  readonly type: string;
  readonly path?: string;
  readonly pointsAt: (resource: Resource) => boolean;
}

export interface FormReach {
  readonly isRoot: (resource: Resource) => boolean;
  /** Some rule speaks of such a resource. */
  readonly isMeant: (resource: Resource) => boolean;
  /** The references that the form follows from this resource. */
  readonly from: (resource: Resource) => string[];
  readonly backwards: readonly Backward[];
}

interface Way {
  readonly rule: ResourceRule;
  readonly path: string;
}

export function reachOfForm(mapping: Mapping): FormReach {
  const rules = allRules(mapping);
  const ways = [
    ...rules.flatMap((rule) => referencesOf(rule).map(([path]): Way => ({ rule, path }))),
    ...Object.values(mapping.rowTables).flatMap((table) => waysOfTable(mapping, table)),
  ];
  const treeOf = (resource: Resource): Tree => resource as Resource & Tree;
  return {
    isRoot: (resource) => fits(treeOf(resource), mapping.resources[mapping.root]),
    isMeant: (resource) => rules.some((rule) => fits(treeOf(resource), rule)),
    from: (resource) => {
      const known = ways.filter(({ rule }) => fits(treeOf(resource), rule));
      return [...new Set(known.flatMap(({ path }) => referencesAt(resource, path)))];
    },
    backwards: rules.filter((rule) => isTold(mapping, rule)).flatMap((rule) => backwardOf(mapping, rule)),
  };
}

/** The resources of a Bundle by the names that the rule table has for them. */
export const namedResources = (mapping: Mapping, bundle: Bundle, rootId?: string): Map<string, Resource> =>
  new Map([...findScene(mapping, bundle, rootId).graph].map(([name, tree]) => [name, tree as unknown as Resource]));

const allRules = ({ resources, rowTables }: Mapping): ResourceRule[] => [
  ...Object.values(resources),
  ...Object.values(rowTables).flatMap(({ resource, with: parts = {} }) => [
    ...(resource === undefined ? [] : [resource]),
    ...Object.values(parts),
  ]),
];

/** Of one that nothing tells from others of its type it is not known which is meant: a sister is no guardian. */
const isTold = ({ resources }: Mapping, rule: ResourceRule): boolean =>
  rule.match !== undefined || !Object.values(resources).includes(rule);

/** From the list that holds the rows to the rows, and from each row to what hangs on it. */
function waysOfTable({ resources }: Mapping, table: Mapping['rowTables'][string]): Way[] {
  const { name, path } = listOf(table);
  const holder = resources[name];
  const list = holder === undefined || table.resource === undefined ? [] : [{ rule: holder, path: `${path}[*]` }];
  const parts = Object.values(table.with ?? {}).flatMap((part): Way[] => {
    const [owner = '', ...rest] = part.at.split('.');
    const at = rest.join('.');
    const other = table.with?.[owner];
    if (other !== undefined) return [{ rule: other, path: at }];
    if (table.resource !== undefined) return [{ rule: table.resource, path: at }];
    return holder === undefined ? [] : [{ rule: holder, path: `${path}[*].${at}` }];
  });
  const known = Object.values(table.with ?? {}).flatMap(({ among = '' }): Way[] => {
    const [owner = '', ...rest] = among.split('.');
    const rule = resources[owner];
    return rule === undefined ? [] : [{ rule, path: rest.join('.') }];
  });
  return [...list, ...parts, ...known];
}

function backwardOf({ resources, rowTables }: Mapping, rule: ResourceRule): Backward[] {
  const { foundBy: path, type } = rule;
  if (path === undefined) return [];
  const root = Object.values(resources)[0];
  const names = path === 'bundle' ? [] : (referencesOf(rule).find(([one]) => one === path)?.[1] ?? []);
  const named = names.flatMap(
    (name) => resources[name] ?? Object.values(rowTables).flatMap((t) => t.with?.[name] ?? []),
  );
  const targets = path === 'bundle' && root !== undefined ? [root] : named;
  const pointsAt = (resource: Resource): boolean => targets.some((one) => fits(resource as Resource & Tree, one));
  return [{ type, ...(path === 'bundle' ? {} : { path: path.replace(/\[[^\]]*\]/g, '') }), pointsAt }];
}
