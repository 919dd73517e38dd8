/** Holds a mapping to what a table must keep so that it cannot mislead. */
import { CODEC_NAMES, FORM_CODEC_NAMES } from './codec-names.ts';
import { meets } from './graph.ts';
import { writeValues } from './graph-writer.ts';
import type { SheetLayout } from './layout.ts';
import { type Mapping, type ResourceRule, type Rule, type TableRule, targetsOf } from './mapping.ts';
import type { Tree } from './path.ts';
import { recordsFaults } from './soundness-records.ts';
import { pathFault, type Unsound, within } from './unsound.ts';

/** Each reason why the mapping may not be used. What hangs on a word that is not there is told once it is there. */
export function soundnessOf(mapping: Mapping): Unsound[] {
  const faults = [...rulesFaults(mapping)];
  if (faults.length > 0 || mapping.kind === 'message') return faults;
  return [...formFaults(mapping), ...(mapping.kind === 'records' ? recordsFaults(mapping) : [])];
}

/** INVARIANT: ids are unique, every codec and code table exists. */
function* rulesFaults({ kind, rules, tables }: Mapping): Iterable<Unsound> {
  const names = kind === 'message' ? CODEC_NAMES : FORM_CODEC_NAMES;
  for (const { key, rule } of repeated(rules, ({ id }) => [id]))
    yield { ja: `同じID「${key}」の規則が二つあります`, en: `has two rules with the id \`${key}\``, rule };
  for (const rule of rules) {
    const { codec, map } = rule;
    if (codec !== undefined && !names.includes(codec))
      yield { ja: `変換「${codec}」はありません`, en: `names the unknown codec \`${codec}\``, rule };
    if (map === undefined && kind !== 'message' && needsMap(codec))
      yield {
        ja: `変換「${codec}」には対応表（map）が要ります`,
        en: `needs a \`map\` for the codec \`${codec}\``,
        rule,
      };
    if (map !== undefined && tables[map] === undefined)
      yield { ja: `対応表「${map}」はありません`, en: `names the unknown code table \`${map}\``, rule };
  }
}

const needsMap = (codec = ''): boolean => ['code', 'codes', 'choice', 'choices', 'service'].includes(codec);

/** INVARIANT: no two rules of a form write one path or read one field, every name in a path, reference or layout exists. */
function* formFaults(mapping: Mapping): Iterable<Unsound> {
  const { rules, direction, resources, rowTables } = mapping;
  for (const rule of rules)
    if (direction !== undefined && ![direction, 'none'].includes(rule.direction))
      yield { ja: `様式は「${direction}」だけです`, en: `the form only leads \`${direction}\``, rule };
  for (const { key, rule, other } of repeated(rules, (one) => Object.values(targetsOf(one))))
    yield {
      ja: `「${key}」を書く規則が二つあります（もう一つは ${other}）`,
      en: `has two rules that write \`${key}\`, the other is \`${other}\``,
      rule,
    };
  for (const { key, rule, other } of repeated(rules, ({ source }) => [source]))
    yield {
      ja: `欄「${key}」の規則が二つあります（もう一つは ${other}）`,
      en: `has two rules of the field \`${key}\`, the other is \`${other}\``,
      rule,
    };
  for (const rule of rules) for (const fault of targetFaults(mapping, rule)) yield { ...fault, rule };
  for (const [name, rule] of Object.entries(resources))
    for (const fault of resourceFaults(mapping, name, rule))
      yield within(fault, `資源「${name}」`, `resource \`${name}\``);
  for (const [name, table] of Object.entries(rowTables))
    for (const fault of tableFaults(mapping, table)) yield within(fault, `表「${name}」`, `table \`${name}\``);
  yield* layoutFaults(mapping);
}

interface Repeated {
  readonly key: string;
  readonly rule: Rule;
  readonly other: string;
}

/** The rules with a key that an earlier one has. */
function* repeated(rules: readonly Rule[], keysOf: (rule: Rule) => readonly string[]): Iterable<Repeated> {
  const seen = new Map<string, string>();
  for (const rule of rules)
    for (const key of keysOf(rule)) {
      const other = seen.get(key);
      if (other === undefined) seen.set(key, rule.id);
      else yield { key, rule, other };
    }
}

function* targetFaults({ resources, rowTables }: Mapping, rule: Rule): Iterable<Unsound> {
  const table = rowTables[rule.table ?? ''];
  if (rule.table !== undefined && table === undefined) {
    yield { ja: `表「${rule.table}」はありません`, en: `belongs to the unknown table \`${rule.table}\`` };
    return;
  }
  const names = new Set([...Object.keys(resources), ...(table === undefined ? [] : namesOf(table))]);
  for (const target of Object.values(targetsOf(rule))) {
    const [name = '', ...steps] = target.split('.');
    const path = steps.join('.');
    // A mapping without resources is one that a test made.
    if (!names.has(name) && names.size > 0)
      yield { ja: `資源「${name}」はありません`, en: `writes to the unknown resource \`${name}\`` };
    const fault = pathFault(path);
    if (fault !== undefined) yield fault;
    if (rule.direction !== 'none' && resources[name]?.fixed?.[path] !== undefined)
      yield {
        ja: `「${target}」は fixed が「${name}」を新しく作るたびに書きます`,
        en: `writes \`${target}\`, which \`fixed\` gives every fresh \`${name}\``,
      };
  }
}

const namesOf = ({ row, with: parts = {} }: TableRule): string[] => [row, ...Object.keys(parts)];

function* resourceFaults({ resources, rowTables }: Mapping, name: string, rule: ResourceRule): Iterable<Unsound> {
  const { references = {}, foundBy, fixed, match = {} } = rule;
  const known = new Set([...Object.keys(resources), ...Object.values(rowTables).flatMap(namesOf)]);
  for (const strange of Object.values(references)
    .flat()
    .filter((one) => !known.has(one)))
    yield { ja: `知らない資源「${strange}」を指しています`, en: `refers to the unknown resource \`${strange}\`` };
  if (foundBy !== undefined && foundBy !== 'bundle' && references[foundBy] === undefined)
    yield {
      ja: `foundBy「${foundBy}」が references にありません`,
      en: `is found by \`${foundBy}\`, which is none of its references`,
    };
  const unreadable = Object.keys({ ...fixed, ...match }).flatMap((path) => pathFault(path) ?? []);
  yield* unreadable;
  if (unreadable.length > 0) return;
  const fresh: Tree = { resourceType: rule.type };
  writeValues(fresh, fixed);
  for (const [path, value] of Object.entries(match))
    if (value !== '*' && !meets(fresh, { [path]: value }) && !isReference(rule, path))
      yield {
        ja: `新しく作った「${name}」を見つけ直せません。fixed が「${path}」を書きません`,
        en: `would not find a fresh \`${name}\` again: \`fixed\` does not give \`${path}\``,
      };
}

const isReference = ({ references = {} }: ResourceRule, path: string): boolean =>
  Object.keys(references).some((one) => path.startsWith(one));

function* tableFaults(mapping: Mapping, table: TableRule): Iterable<Unsound> {
  const { in: list, resource, row, with: parts = {} } = table;
  const isThere = (path: string): boolean => mapping.resources[path.split('.')[0] ?? ''] !== undefined;
  if (list === undefined && resource?.foundBy === undefined)
    yield {
      ja: 'in も、resource の foundBy もありません',
      en: 'says neither `in` nor `foundBy` of its `resource`',
    };
  if (list !== undefined && !isThere(list))
    yield { ja: `行が知らない資源「${list}」にあります`, en: `has its rows in an unknown resource: \`${list}\`` };
  if (resource !== undefined) yield* resourceFaults(mapping, row, resource);
  for (const [name, part] of Object.entries(parts)) {
    for (const fault of resourceFaults(mapping, name, part)) yield within(fault, `「${name}」`, `: \`${name}\``);
    if (part.needs !== undefined && !mapping.rules.some(({ id }) => id === part.needs))
      yield {
        ja: `「${name}」が知らない規則「${part.needs}」を要します`,
        en: `: \`${name}\` needs the unknown rule \`${part.needs}\``,
      };
    if (part.among !== undefined && !isThere(part.among))
      yield {
        ja: `「${name}」を知らない資源「${part.among}」の中に探します`,
        en: `: \`${name}\` is looked for in an unknown resource: \`${part.among}\``,
      };
  }
}

function* layoutFaults({ layout, rowTables }: Mapping): Iterable<Unsound> {
  for (const sheet of layout?.sheets ?? [])
    for (const strange of tablesOf(sheet).filter((name) => rowTables[name] === undefined))
      yield {
        ja: `シート「${sheet.name}」の表「${strange}」はありません`,
        en: `sheet \`${sheet.name}\` prints the unknown table \`${strange}\``,
      };
}

const tablesOf = ({ tables = {}, grids = {}, lists = {} }: SheetLayout): string[] =>
  Object.keys({ ...tables, ...grids, ...lists });
