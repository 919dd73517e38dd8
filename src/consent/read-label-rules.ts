/** Reads what a region changes in the rules of labelling: it adds, strengthens or replaces rules, and says why. */
import { compileSchema, type Issue, type Refusal, refuseAll, schemaFaults } from '#fhir';
import { levelOf } from './codes.ts';
import { unique } from './json.ts';
import { type CodeRule, type Label, type LabelRules, labelRules, labelRulesShipped } from './label-rules.ts';
import schema from './label-rules-schema.json' with { type: 'json' };

/** A change of one rule. Without `replaces`, what is there is kept and made stricter. */
interface Change extends Label {
  readonly why: string;
  readonly replaces?: true;
  readonly systems?: readonly string[];
  readonly prefixes?: readonly string[];
}
type Changes = Readonly<Record<string, Change>>;

const TABLES = ['base', 'types', 'defaults', 'profiles', 'extensions', 'sections', 'sources', 'codes'] as const;
type Overlay = Readonly<Partial<Record<(typeof TABLES)[number], Changes>>>;

const isOverlay = compileSchema<Overlay>(schema);

/** The shipped rules with the region's changes laid over them by key; or 422 with the place of each fault. */
export function readLabelRules(json: unknown): LabelRules | Refusal {
  if (!isOverlay(json))
    return refuseAll(
      422,
      schemaFaults(isOverlay).map(({ path, ja, en }) => fault(path, ja, en)),
    );
  const faults = TABLES.flatMap((name) => faultsIn(name, json[name] ?? {}));
  if (faults.length > 0) return refuseAll(422, faults);
  const { tables } = labelRulesShipped;
  const of = (name: (typeof TABLES)[number]) => ({ ...tables[name], ...changed(tables[name], json[name] ?? {}) });
  return labelRules({
    base: { ...tables.base, ...changed(tables.base, json.base ?? {}) },
    types: of('types'),
    defaults: of('defaults'),
    profiles: of('profiles'),
    extensions: of('extensions'),
    sections: of('sections'),
    sources: of('sources'),
    codes: { ...tables.codes, ...changedCodes(tables.codes, json.codes ?? {}) },
  });
}

function changed(shipped: Readonly<Record<string, Label>>, changes: Changes): Record<string, Label> {
  return Object.fromEntries(
    Object.entries(changes).map(([key, change]) => {
      const before = change.replaces === true ? {} : (ownOf(shipped, key) ?? {});
      return [key, strengthened(before, change)];
    }),
  );
}

function changedCodes(shipped: Readonly<Record<string, CodeRule>>, changes: Changes): Record<string, CodeRule> {
  return Object.fromEntries(
    Object.entries(changes).map(([key, change]) => {
      const { replaces, systems = [], prefixes = [] } = change;
      const before = ownOf(shipped, key) ?? { systems: [], prefixes: [] };
      const kept = <T>(old: readonly T[], fresh: readonly T[]): readonly T[] =>
        replaces === true ? (fresh.length > 0 ? fresh : old) : unique([...old, ...fresh]);
      const label = strengthened(replaces === true ? {} : before, change);
      return [key, { systems: kept(before.systems, systems), prefixes: kept(before.prefixes, prefixes), ...label }];
    }),
  );
}

const ownOf = <T>(rules: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(rules, key) ? rules[key] : undefined;

function strengthened(before: Label, { category = [], sensitivity = [], confidentiality }: Label): Label {
  const categories = unique([...(before.category ?? []), ...category]);
  const sensitivities = unique([...(before.sensitivity ?? []), ...sensitivity]);
  const level = [before.confidentiality, confidentiality]
    .flatMap((code) => code ?? [])
    .toSorted((a, b) => Number(levelOf(b)) - Number(levelOf(a)))[0];
  return {
    ...(categories.length > 0 || before.category !== undefined ? { category: categories } : {}),
    ...(sensitivities.length > 0 ? { sensitivity: sensitivities } : {}),
    ...(level === undefined ? {} : { confidentiality: level }),
  };
}

/** What the form of the file cannot tell: keys that lead nowhere, and changes that change nothing. */
function faultsIn(name: (typeof TABLES)[number], changes: Changes): Issue[] {
  const shipped: Readonly<Record<string, unknown>> = labelRulesShipped.tables[name];
  return Object.entries(changes).flatMap(([key, change]) => {
    const place = `${name}.${key}`;
    const isShipped = Object.hasOwn(shipped, key);
    const { replaces, category = [], sensitivity = [], confidentiality, systems, prefixes } = change;
    const says = category.length + sensitivity.length > 0 || confidentiality !== undefined;
    const faults: Issue[] = [];
    if (replaces === true && !isShipped)
      faults.push(
        fault(
          place,
          '置き換える規則がありません（綴りを確かめるか、replaces を外してください）',
          'there is no shipped rule to replace: check the key, or leave out `replaces`',
        ),
      );
    if ((name === 'profiles' || name === 'extensions') && !isShipped && !/^(https?:\/\/|urn:)\S+$/.test(key))
      faults.push(
        fault(
          place,
          '架け橋の規則にない名前です。ほかのものは正規の URL（canonical）で書いてください',
          'no shipped rule has this name: anything else is named by its canonical URL',
        ),
      );
    if (name === 'codes' && !isShipped && (systems === undefined || prefixes === undefined))
      faults.push(
        fault(
          place,
          '新しいコードの規則には systems と prefixes が要ります',
          'a new rule needs `systems` and `prefixes`',
        ),
      );
    const extends_ = isShipped && (systems ?? prefixes) !== undefined;
    if (!says && replaces !== true && !extends_)
      faults.push(
        fault(place, 'ラベルが一つもありません', 'it gives no label: name a category, sensitivity or confidentiality'),
      );
    return faults;
  });
}

const fault = (expression: string, ja: string, en: string): Issue => ({
  severity: 'error',
  code: 'label-rules-malformed',
  type: 'invalid',
  expression,
  ja: `地域のラベルの規則（label-rules.json）の「${expression}」: ${ja}。`,
  en: `\`${expression}\` of the label rules of the region (label-rules.json): ${en}`,
});
