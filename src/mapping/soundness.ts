/** Holds a mapping to what a table must keep so that it cannot mislead. */
import { CODEC_NAMES, FORM_CODEC_NAMES } from './codec-names.ts';
import { meets } from './graph.ts';
import { writeValues } from './graph-writer.ts';
import type { SheetLayout } from './layout.ts';
import { type Mapping, type ResourceRule, type Rule, type TableRule, targetsOf } from './mapping.ts';
import type { Tree } from './path.ts';
import { recordsFault } from './soundness-records.ts';
import { pathFault, type Unsound, within } from './unsound.ts';

/** Why the mapping may not be used; nothing when it may. */
export function soundnessOf(mapping: Mapping): Unsound | undefined {
  const fault = rulesFault(mapping);
  if (fault !== undefined || mapping.kind === 'message') return fault;
  return formFault(mapping) ?? (mapping.kind === 'records' ? recordsFault(mapping) : undefined);
}

/** INVARIANT: ids are unique, every codec and code table exists. */
function rulesFault({ kind, rules, tables }: Mapping): Unsound | undefined {
  const names = kind === 'message' ? CODEC_NAMES : FORM_CODEC_NAMES;
  const twice = second(rules, ({ id }) => [id]);
  if (twice !== undefined)
    return {
      ja: `同じID「${twice.key}」の規則が二つあります`,
      en: `has two rules with the id \`${twice.key}\``,
      rule: twice.rule,
    };
  const strange = rules.find(({ codec }) => codec !== undefined && !names.includes(codec));
  if (strange !== undefined) {
    const { codec } = strange;
    return { ja: `変換「${codec}」はありません`, en: `names the unknown codec \`${codec}\``, rule: strange };
  }
  const wordless = rules.find(({ codec = '', map }) => map === undefined && kind !== 'message' && needsMap(codec));
  if (wordless !== undefined) {
    const { codec } = wordless;
    return {
      ja: `変換「${codec}」には対応表（map）が要ります`,
      en: `needs a \`map\` for the codec \`${codec}\``,
      rule: wordless,
    };
  }
  const mapless = rules.find(({ map }) => map !== undefined && tables[map] === undefined);
  if (mapless === undefined) return undefined;
  const { map } = mapless;
  return { ja: `対応表「${map}」はありません`, en: `names the unknown code table \`${map}\``, rule: mapless };
}

const needsMap = (codec: string): boolean => ['code', 'codes', 'choice', 'choices', 'service'].includes(codec);

/** INVARIANT: no two rules of a form write one path or read one field, every name in a path, reference or layout exists. */
function formFault(mapping: Mapping): Unsound | undefined {
  const { rules, direction } = mapping;
  const against = rules.find((rule) => direction !== undefined && ![direction, 'none'].includes(rule.direction));
  if (against !== undefined)
    return { ja: `様式は「${direction}」だけです`, en: `the form only leads \`${direction}\``, rule: against };
  const shared = second(rules, (rule) => Object.values(targetsOf(rule)));
  if (shared !== undefined)
    return {
      ja: `「${shared.key}」を書く規則が二つあります（もう一つは ${shared.other}）`,
      en: `has two rules that write \`${shared.key}\`, the other is \`${shared.other}\``,
      rule: shared.rule,
    };
  const field = second(rules, ({ source }) => [source]);
  if (field !== undefined)
    return {
      ja: `欄「${field.key}」の規則が二つあります（もう一つは ${field.other}）`,
      en: `has two rules of the field \`${field.key}\`, the other is \`${field.other}\``,
      rule: field.rule,
    };
  for (const rule of rules) {
    const fault = targetFault(mapping, rule);
    if (fault !== undefined) return { ...fault, rule };
  }
  for (const [name, rule] of Object.entries(mapping.resources)) {
    const fault = resourceFault(mapping, name, rule);
    if (fault !== undefined) return within(fault, `資源「${name}」`, `resource \`${name}\``);
  }
  for (const [name, table] of Object.entries(mapping.rowTables)) {
    const fault = tableFault(mapping, table);
    if (fault !== undefined) return within(fault, `表「${name}」`, `table \`${name}\``);
  }
  return layoutFault(mapping);
}

/** The first rule with a key that an earlier one has. */
function second(
  rules: readonly Rule[],
  keysOf: (rule: Rule) => readonly string[],
): { key: string; rule: Rule; other: string } | undefined {
  const seen = new Map<string, string>();
  for (const rule of rules)
    for (const key of keysOf(rule)) {
      const other = seen.get(key);
      if (other !== undefined) return { key, rule, other };
      seen.set(key, rule.id);
    }
  return undefined;
}

function targetFault({ resources, rowTables }: Mapping, rule: Rule): Unsound | undefined {
  const table = rowTables[rule.table ?? ''];
  if (rule.table !== undefined && table === undefined)
    return { ja: `表「${rule.table}」はありません`, en: `belongs to the unknown table \`${rule.table}\`` };
  const names = new Set([...Object.keys(resources), ...(table === undefined ? [] : namesOf(table))]);
  for (const target of Object.values(targetsOf(rule))) {
    const [name = '', ...path] = target.split('.');
    // A mapping without resources is one that a test made.
    if (!names.has(name) && names.size > 0)
      return { ja: `資源「${name}」はありません`, en: `writes to the unknown resource \`${name}\`` };
    const fault = pathFault(path.join('.'));
    if (fault !== undefined) return fault;
    if (rule.direction !== 'none' && resources[name]?.fixed?.[path.join('.')] !== undefined)
      return {
        ja: `「${target}」は fixed が「${name}」を新しく作るたびに書きます`,
        en: `writes \`${target}\`, which \`fixed\` gives every fresh \`${name}\``,
      };
  }
  return undefined;
}

const namesOf = ({ row, with: parts = {} }: TableRule): string[] => [row, ...Object.keys(parts)];

function resourceFault({ resources, rowTables }: Mapping, name: string, rule: ResourceRule): Unsound | undefined {
  const known = new Set([...Object.keys(resources), ...Object.values(rowTables).flatMap(namesOf)]);
  const strange = Object.values(rule.references ?? {})
    .flat()
    .find((one) => !known.has(one));
  if (strange !== undefined)
    return { ja: `知らない資源「${strange}」を指しています`, en: `refers to the unknown resource \`${strange}\`` };
  if (rule.foundBy !== undefined && rule.foundBy !== 'bundle' && rule.references?.[rule.foundBy] === undefined)
    return {
      ja: `foundBy「${rule.foundBy}」が references にありません`,
      en: `is found by \`${rule.foundBy}\`, which is none of its references`,
    };
  const fresh: Tree = { resourceType: rule.type };
  writeValues(fresh, rule.fixed);
  const own = Object.entries(rule.match ?? {}).filter(([, value]) => value !== '*');
  const unmet = own.find(([path, value]) => !meets(fresh, { [path]: value }));
  return unmet && !isReference(rule, unmet[0])
    ? {
        ja: `新しく作った「${name}」を見つけ直せません。fixed が「${unmet[0]}」を書きません`,
        en: `would not find a fresh \`${name}\` again: \`fixed\` does not give \`${unmet[0]}\``,
      }
    : undefined;
}

const isReference = ({ references = {} }: ResourceRule, path: string): boolean =>
  Object.keys(references).some((one) => path.startsWith(one));

function tableFault(mapping: Mapping, table: TableRule): Unsound | undefined {
  const { in: list, resource, row, with: parts = {} } = table;
  if (list === undefined && resource?.foundBy === undefined)
    return {
      ja: 'in も、resource の foundBy もありません',
      en: 'says neither `in` nor `foundBy` of its `resource`',
    };
  if (list !== undefined && mapping.resources[list.split('.')[0] ?? ''] === undefined)
    return { ja: `行が知らない資源「${list}」にあります`, en: `has its rows in an unknown resource: \`${list}\`` };
  const fault = resource && resourceFault(mapping, row, resource);
  if (fault !== undefined) return fault;
  for (const [name, part] of Object.entries(parts)) {
    const wrong = resourceFault(mapping, name, part);
    if (wrong !== undefined) return within(wrong, `「${name}」`, `: \`${name}\``);
    if (part.needs !== undefined && !mapping.rules.some(({ id }) => id === part.needs))
      return {
        ja: `「${name}」が知らない規則「${part.needs}」を要します`,
        en: `: \`${name}\` needs the unknown rule \`${part.needs}\``,
      };
    if (part.among !== undefined && mapping.resources[part.among.split('.')[0] ?? ''] === undefined)
      return {
        ja: `「${name}」を知らない資源「${part.among}」の中に探します`,
        en: `: \`${name}\` is looked for in an unknown resource: \`${part.among}\``,
      };
  }
  return undefined;
}

function layoutFault(mapping: Mapping): Unsound | undefined {
  for (const sheet of mapping.layout?.sheets ?? []) {
    const strange = tablesOf(sheet).find((name) => mapping.rowTables[name] === undefined);
    if (strange !== undefined)
      return {
        ja: `シート「${sheet.name}」の表「${strange}」はありません`,
        en: `sheet \`${sheet.name}\` prints the unknown table \`${strange}\``,
      };
  }
  return undefined;
}

const tablesOf = ({ tables = {}, grids = {}, lists = {} }: SheetLayout): string[] =>
  Object.keys({ ...tables, ...grids, ...lists });
