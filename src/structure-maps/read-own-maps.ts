/** Reads a mapping back from the StructureMaps that it was exported as, and refuses them where they were changed by hand. */
import { isDeepStrictEqual } from 'node:util';
import type { ConceptMap, StructureMap, StructureMapGroup, StructureMapGroupRule } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { type CodeTable, checkRules, type Mapping, mappingOf, type Rule, type RulesFile, soundnessOf } from '#mapping';
import { structureMapsOf } from './export-maps.ts';
import type { ImportedMapping } from './imported-mapping.ts';
import { tableOf } from './map-concepts.ts';
import { readRuleExtension } from './map-extensions.ts';
import { conceptMapUrl, TABLE_EXTENSION } from './map-names.ts';

type OwnTable = Omit<RulesFile, 'rules'> &
  Pick<Mapping, 'overlay' | 'defaults'> & { readonly rules: readonly string[] };

/** The map says of itself that it is an export of ours. */
export const isOwnMap = ({ extension }: StructureMap): boolean =>
  extension?.some(({ url }) => url === TABLE_EXTENSION) === true;

/**
 * All maps of one mapping, with its ConceptMaps. Refused (422): a table that is not well formed, rules or codes that are not
 * among what was given, and a rule whose words in FML are no longer those of its extension.
 */
export function readOwnMaps(maps: readonly StructureMap[], codes: readonly ConceptMap[]): ImportedMapping | Refusal {
  const table = readTable(maps[0]);
  if (isRefusal(table)) return table;
  const found = new Map<string, Rule>();
  for (const map of maps)
    for (const rule of rulesOf(map)) {
      const own = readRuleExtension(rule.extension);
      if (own === undefined) continue;
      const before = found.get(own.id);
      if (before !== undefined && !isDeepStrictEqual(before, own)) return disagrees(own.id);
      found.set(own.id, own);
    }
  const missing = table.rules.find((id) => !found.has(id));
  if (missing !== undefined) return partMissing(missing);
  const { overlay, defaults, rules: order, ...head } = table;
  const file = { ...head, rules: order.flatMap((id) => found.get(id) ?? []) };
  const wrong = checkRules(file);
  if (wrong !== undefined) return wrong;
  const tables = codesOf(table, file.rules, codes);
  if (isRefusal(tables)) return tables;
  const changed = changedFrom(maps, mappingOf(file, tables, table));
  if (changed !== undefined) return changed;
  return { rules: file, codes: tables, ...(overlay === undefined ? {} : { overlay: { region: overlay, defaults } }) };
}

function readTable(map: StructureMap | undefined): OwnTable | Refusal {
  const text = map?.extension?.find(({ url }) => url === TABLE_EXTENSION)?.valueString ?? '';
  try {
    const own = JSON.parse(text) as OwnTable;
    if (Array.isArray(own.rules) && typeof own.id === 'string') return own;
  } catch {
    // What is no JSON is told below like any other table that cannot be read.
  }
  return disagrees('mapping-table');
}

function* rulesOf({ group }: StructureMap): Generator<StructureMapGroupRule> {
  function* below(rules: readonly StructureMapGroupRule[] = []): Generator<StructureMapGroupRule> {
    for (const rule of rules) {
      yield rule;
      yield* below(rule.rule);
    }
  }
  for (const { rule } of group) yield* below(rule);
}

function codesOf(
  table: OwnTable,
  rules: readonly Rule[],
  given: readonly ConceptMap[],
): Record<string, CodeTable> | Refusal {
  const codes: Record<string, CodeTable> = {};
  for (const { map } of rules) {
    if (map === undefined || codes[map] !== undefined) continue;
    const url = conceptMapUrl(table, map);
    const own = given.find((one) => one.url === url);
    const read = own && tableOf(own);
    if (read === undefined) return codesMissing(url);
    codes[map] = read;
  }
  return codes;
}

function changedFrom(maps: readonly StructureMap[], mapping: Mapping): Refusal | undefined {
  try {
    return changedIn(maps, mapping);
  } catch (error) {
    // A path that cannot be taken apart was never exported.
    return disagrees(error instanceof Error ? error.message : String(error));
  }
}

/** What the rules say in FML must be what their export says: an edited map would otherwise mean two things. */
function changedIn(maps: readonly StructureMap[], mapping: Mapping): Refusal | undefined {
  const [why] = soundnessOf(mapping);
  if (why !== undefined) return disagrees(why.rule?.id ?? mapping.id);
  const own = new Map(structureMapsOf(mapping).map((map) => [map.url, map]));
  for (const map of maps) {
    const expected = own.get(map.url);
    if (expected === undefined) return disagrees(map.url);
    for (const part of ['structure', 'import'] as const)
      if (!isDeepStrictEqual(map[part], expected[part])) return disagrees(`${map.url} ${part}`);
    const names = differing(map.group, expected.group);
    if (names !== undefined) return disagrees(names);
  }
  return undefined;
}

/** The first group or rule that is not as it was exported. */
function differing(found: readonly StructureMapGroup[], expected: readonly StructureMapGroup[]): string | undefined {
  if (isDeepStrictEqual(found, expected)) return undefined;
  for (const [at, group] of expected.entries()) {
    const own = found[at];
    if (own === undefined) return group.name;
    const inside = differingRule(own.rule, group.rule);
    if (inside !== undefined) return inside;
    if (!isDeepStrictEqual(own, group)) return group.name;
  }
  return found.at(-1)?.name ?? 'group';
}

function differingRule(
  found: readonly StructureMapGroupRule[] = [],
  expected: readonly StructureMapGroupRule[] = [],
): string | undefined {
  const at = expected.findIndex((rule, index) => !isDeepStrictEqual(found[index], rule));
  const rule = expected[at];
  if (rule === undefined) return found.length > expected.length ? found.at(-1)?.name : undefined;
  return differingRule(found[at]?.rule, rule.rule) ?? rule.name;
}

const disagrees = (what: string): Refusal =>
  refuse(422, {
    code: 'map-disagrees',
    type: 'business-rule',
    ja: `規則「${what}」の中身が、添えられたもとの規則（拡張）と違います。手で変えるなら拡張ではなく rules.json を変え、書き出し直してください。`,
    en: `the rule \`${what}\` is not what its own extension says; change rules.json instead, and export again`,
    expression: what,
  });

const partMissing = (id: string): Refusal =>
  refuse(422, {
    code: 'map-part-missing',
    type: 'required',
    ja: `規則「${id}」が渡されたファイルにありません。両方の向きの StructureMap をいっしょに渡してください。`,
    en: `the rule \`${id}\` is in none of the files; give the StructureMaps of both ways together`,
    expression: id,
  });

const codesMissing = (url: string): Refusal =>
  refuse(422, {
    code: 'map-codes-unknown',
    type: 'not-found',
    ja: `対応表「${url}」がないか、一対一の表ではありません。ConceptMap をいっしょに渡してください。`,
    en: `the code table \`${url}\` is not there, or gives several codes for one; hand in its ConceptMap`,
    expression: url,
  });
