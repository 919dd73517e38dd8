/** Holds a mapping to what a table must keep so that it cannot mislead. */
import { CODEC_NAMES, FORM_CODEC_NAMES } from './codec-names.ts';
import { meets } from './graph.ts';
import { writeValues } from './graph-writer.ts';
import type { SheetLayout } from './layout.ts';
import { type Mapping, type ResourceRule, type Rule, type TableRule, targetsOf } from './mapping.ts';
import type { Tree } from './path.ts';
import { compilePath } from './path-steps.ts';

/** Why the mapping may not be used; nothing when it may. */
export function soundnessOf(mapping: Mapping): string | undefined {
  return rulesFault(mapping) ?? (mapping.kind === 'message' ? undefined : formFault(mapping));
}

/** INVARIANT: ids are unique, every codec and code table exists. */
function rulesFault({ kind, rules, tables }: Mapping): string | undefined {
  const names = kind === 'form' ? FORM_CODEC_NAMES : CODEC_NAMES;
  const twice = repeated(rules.map(({ id }) => id));
  if (twice !== undefined) return `has two rules with the id \`${twice}\``;
  const strange = rules.find(({ codec }) => codec !== undefined && !names.includes(codec));
  if (strange !== undefined) return `rule \`${strange.id}\` names the unknown codec \`${strange.codec}\``;
  const mapless = rules.find(({ map }) => map !== undefined && tables[map] === undefined);
  return mapless && `rule \`${mapless.id}\` names the unknown code table \`${mapless.map}\``;
}

/** INVARIANT: no two rules of a form write one path or read one field, every name in a path, reference or layout exists. */
function formFault(mapping: Mapping): string | undefined {
  const { rules, direction } = mapping;
  const against = rules.find((rule) => direction !== undefined && ![direction, 'none'].includes(rule.direction));
  if (against !== undefined) return `only leads \`${direction}\`, but rule \`${against.id}\` does not`;
  const shared = repeated(rules.flatMap((rule) => Object.values(targetsOf(rule))));
  if (shared !== undefined) return `has two rules that write \`${shared}\``;
  const field = repeated(rules.map(({ source }) => source));
  if (field !== undefined) return `has two rules of the field \`${field}\``;
  for (const rule of rules) {
    const fault = targetFault(mapping, rule);
    if (fault !== undefined) return `rule \`${rule.id}\` ${fault}`;
  }
  for (const [name, rule] of Object.entries(mapping.resources)) {
    const fault = resourceFault(mapping, name, rule);
    if (fault !== undefined) return `resource \`${name}\` ${fault}`;
  }
  for (const [name, table] of Object.entries(mapping.rowTables)) {
    const fault = tableFault(mapping, table);
    if (fault !== undefined) return `table \`${name}\` ${fault}`;
  }
  return layoutFault(mapping);
}

const repeated = (all: readonly string[]): string | undefined => all.find((one, at) => all.indexOf(one) !== at);

function targetFault({ resources, rowTables }: Mapping, rule: Rule): string | undefined {
  const table = rowTables[rule.table ?? ''];
  if (rule.table !== undefined && table === undefined) return `belongs to the unknown table \`${rule.table}\``;
  const names = new Set([...Object.keys(resources), ...(table === undefined ? [] : namesOf(table))]);
  for (const target of Object.values(targetsOf(rule))) {
    const [name = '', ...path] = target.split('.');
    // A mapping without resources is one that a test made.
    if (!names.has(name) && names.size > 0) return `writes to the unknown resource \`${name}\``;
    const fault = pathFault(path.join('.'));
    if (fault !== undefined) return fault;
    if (rule.direction !== 'none' && resources[name]?.fixed?.[path.join('.')] !== undefined)
      return `writes \`${target}\`, which \`fixed\` gives every fresh \`${name}\``;
  }
  return undefined;
}

function pathFault(path: string): string | undefined {
  try {
    return compilePath(path).length === 0 ? 'has an empty path' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const namesOf = ({ row, with: parts = {} }: TableRule): string[] => [row, ...Object.keys(parts)];

function resourceFault({ resources, rowTables }: Mapping, name: string, rule: ResourceRule): string | undefined {
  const known = new Set([...Object.keys(resources), ...Object.values(rowTables).flatMap(namesOf)]);
  const strange = Object.values(rule.references ?? {})
    .flat()
    .find((one) => !known.has(one));
  if (strange !== undefined) return `refers to the unknown resource \`${strange}\``;
  if (rule.foundBy !== undefined && rule.foundBy !== 'bundle' && rule.references?.[rule.foundBy] === undefined)
    return `is found by \`${rule.foundBy}\`, which is none of its references`;
  const fresh: Tree = { resourceType: rule.type };
  writeValues(fresh, rule.fixed);
  const own = Object.entries(rule.match ?? {}).filter(([, value]) => value !== '*');
  const unmet = own.find(([path, value]) => !meets(fresh, { [path]: value }));
  return unmet && !isReference(rule, unmet[0])
    ? `would not find a fresh \`${name}\` again: \`fixed\` does not give \`${unmet[0]}\``
    : undefined;
}

const isReference = ({ references = {} }: ResourceRule, path: string): boolean =>
  Object.keys(references).some((one) => path.startsWith(one));

function tableFault(mapping: Mapping, table: TableRule): string | undefined {
  const { in: list, resource, row, with: parts = {} } = table;
  if (list === undefined && resource?.foundBy === undefined) return 'says neither `in` nor `foundBy` of its `resource`';
  if (list !== undefined && mapping.resources[list.split('.')[0] ?? ''] === undefined)
    return `has its rows in an unknown resource: \`${list}\``;
  const fault = resource && resourceFault(mapping, row, resource);
  if (fault !== undefined) return fault;
  for (const [name, part] of Object.entries(parts)) {
    const wrong = resourceFault(mapping, name, part);
    if (wrong !== undefined) return `: \`${name}\` ${wrong}`;
    if (part.needs !== undefined && !mapping.rules.some(({ id }) => id === part.needs))
      return `: \`${name}\` needs the unknown rule \`${part.needs}\``;
    if (part.among !== undefined && mapping.resources[part.among.split('.')[0] ?? ''] === undefined)
      return `: \`${name}\` is looked for in an unknown resource: \`${part.among}\``;
  }
  return undefined;
}

function layoutFault(mapping: Mapping): string | undefined {
  for (const sheet of mapping.layout?.sheets ?? []) {
    const strange = tablesOf(sheet).find((name) => mapping.rowTables[name] === undefined);
    if (strange !== undefined) return `sheet \`${sheet.name}\` prints the unknown table \`${strange}\``;
  }
  return undefined;
}

const tablesOf = ({ tables = {}, grids = {}, lists = {} }: SheetLayout): string[] =>
  Object.keys({ ...tables, ...grids, ...lists });
