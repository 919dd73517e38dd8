/** A rule as an extension and back: what StructureMap has no word for travels with the rule that it belongs to. */
import type { Extension } from '@medplum/fhirtypes';
import type { Rule } from '#mapping';
import { RULE_EXTENSION } from './map-names.ts';

/** Members of a rule that are lists of texts, of which one may be empty, which no string of FHIR can be, or values by path: they are JSON. */
const IN_JSON: readonly string[] = ['aliases', 'events', 'fills', 'words', 'marks', 'sets', 'ahead'];

/** `target` of several paths says of each what the codec calls it. */
export function ruleExtension(rule: Rule): Extension {
  const members = Object.entries(rule).flatMap(([name, value]): Extension[] => {
    if (name === 'target') return targetExtensions(value as NonNullable<Rule['target']>);
    return [{ url: name, ...valued(IN_JSON.includes(name) ? JSON.stringify(value) : value) }];
  });
  return { url: RULE_EXTENSION, extension: members };
}

/** The rule as it was; undefined when there is none. */
export function readRuleExtension(extensions: readonly Extension[] | undefined): Rule | undefined {
  const own = extensions?.find(({ url }) => url === RULE_EXTENSION)?.extension;
  if (own === undefined) return undefined;
  const rule: Record<string, unknown> = {};
  const named: Record<string, string> = {};
  for (const { url = '', extension, ...value } of own) {
    const [read] = Object.values(value);
    if (url !== 'target') rule[url] = IN_JSON.includes(url) ? JSON.parse(String(read)) : read;
    else {
      const name = textOf(extension, 'name');
      const path = textOf(extension, 'path') ?? '';
      if (name !== undefined) named[name] = path;
      rule['target'] = name === undefined ? path : named;
    }
  }
  return rule as unknown as Rule;
}

function targetExtensions(target: NonNullable<Rule['target']>): Extension[] {
  const paths = typeof target === 'string' ? [[undefined, target] as const] : Object.entries(target);
  return paths.map(([name, path]) => ({
    url: 'target',
    extension: [
      ...(name === undefined ? [] : [{ url: 'name', valueString: name }]),
      { url: 'path', valueString: path },
    ],
  }));
}

function valued(value: unknown): Partial<Extension> {
  if (typeof value === 'boolean') return { valueBoolean: value };
  return typeof value === 'number' ? { valueInteger: value } : { valueString: String(value) };
}

const textOf = (extensions: readonly Extension[] = [], name: string): string | undefined =>
  extensions.find(({ url }) => url === name)?.valueString;
