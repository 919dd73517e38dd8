/** Holds a mapping of records to what it must keep so that a record that is read again meets what was made of it. */
import type { Mapping, ResourceRule, Rule } from './mapping.ts';
import { compilePath } from './path-steps.ts';

/** Why the mapping may not be used. INVARIANT: every resource is named by values of the record, or is its sender. */
export function recordsFault(mapping: Mapping): string | undefined {
  const { rules, rowTables, csv } = mapping;
  if (Object.keys(rowTables).length > 0) return 'is of records, which have no tables';
  if (csv?.delimiter.length !== 1 || csv.quote.length !== 1 || csv.delimiter === csv.quote)
    return 'needs one sign as `delimiter`, and another as `quote`';
  for (const [name, rule] of Object.entries(mapping.resources)) {
    const fault = resourceFault(mapping, name, rule);
    if (fault !== undefined) return `resource \`${name}\` ${fault}`;
  }
  for (const rule of rules) {
    const fault = ruleFault(mapping, rule);
    if (fault !== undefined) return `rule \`${rule.id}\` ${fault}`;
  }
  return undefined;
}

function resourceFault({ rules, root }: Mapping, name: string, rule: ResourceRule): string | undefined {
  if (rule.sender === true) return rule.type === 'Organization' ? undefined : 'is the sender, but no Organization';
  if (rule.key === undefined) return 'has no `key`, and would be made anew each time that a record is read';
  const of = rule.key.of.map((id) => rules.find((one) => one.id === id));
  if (of.length === 0 || of.some((one) => one?.codec === undefined))
    return 'has a `key` of rules that are not there, or carry nothing';
  const isLoose = of.some((one) => one?.required !== true);
  return name === root && isLoose ? 'is what a record is about: the rules of its `key` must be `required`' : undefined;
}

function ruleFault({ resources, rules, csv }: Mapping, rule: Rule): string | undefined {
  if (csv?.headingLine === 0 && rule.column === undefined) return 'names no `column`, and the file has no headings';
  if (rule.needs !== undefined && !rules.some(({ id }) => id === rule.needs))
    return `needs the unknown rule \`${rule.needs}\``;
  for (const place of Object.keys(rule.sets ?? {})) {
    const [name = '', ...path] = place.split('.');
    if (resources[name] === undefined) return `sets a value of the unknown resource \`${name}\``;
    const fault = pathFault(path.join('.'));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function pathFault(path: string): string | undefined {
  try {
    return compilePath(path).length === 0 ? 'sets a value at an empty path' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
