/** What R4's own rules say in Japanese, since R4 words them in English only. */
import { DEFINITION_RULES } from './rules-in-japanese-definitions.ts';
import { RESOURCE_RULES } from './rules-in-japanese-resources.ts';
import { TYPE_RULES } from './rules-in-japanese-types.ts';

const R4 = 'http://hl7.org/fhir/StructureDefinition/';
const RULES: Readonly<Record<string, string>> = { ...TYPE_RULES, ...RESOURCE_RULES, ...DEFINITION_RULES };

/**
 * A rule of R4 in Japanese; undefined for rules of others, which may bear the same key. `source` is the definition that
 * states it, `path` the element that it is about. Some keys stand for two rules: these are listed with their type.
 */
export function ruleInJapanese(key: string, source: string, path: string): string | undefined {
  // A type of R4 is named plainly, every other definition by its canonical.
  if (source.includes(':') && !source.startsWith(R4)) return undefined;
  return RULES[`${key} ${path.split('.', 1)[0]}`] ?? RULES[key];
}
