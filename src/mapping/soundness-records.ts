/** Holds a mapping of records to what it must keep so that a record that is read again meets what was made of it. */
import type { Mapping, ResourceRule, Rule } from './mapping.ts';
import { pathFault, type Unsound, within } from './unsound.ts';

/** Each reason why the mapping may not be used. INVARIANT: every resource is named by values of the record, or is its sender. */
export function* recordsFaults(mapping: Mapping): Iterable<Unsound> {
  const { rules, rowTables, csv } = mapping;
  if (Object.keys(rowTables).length > 0)
    yield { ja: '一覧のマッピングに表（tables）は書けません', en: 'is of records, which have no tables' };
  if (csv?.delimiter.length !== 1 || csv.quote.length !== 1 || csv.delimiter === csv.quote)
    yield {
      ja: 'delimiter と quote は、違う一文字ずつにしてください',
      en: 'needs one sign as `delimiter`, and another as `quote`',
    };
  for (const [name, rule] of Object.entries(mapping.resources)) {
    const fault = resourceFault(mapping, name, rule);
    if (fault !== undefined) yield within(fault, `資源「${name}」`, `resource \`${name}\``);
  }
  for (const rule of rules) for (const fault of ruleFaults(mapping, rule)) yield { ...fault, rule };
}

function resourceFault({ rules, root }: Mapping, name: string, rule: ResourceRule): Unsound | undefined {
  if (rule.sender === true)
    return rule.type === 'Organization'
      ? undefined
      : { ja: '送り手（sender）は Organization だけです', en: 'is the sender, but no Organization' };
  if (rule.key === undefined)
    return {
      ja: 'key がないので、読むたびに新しく作られてしまいます',
      en: 'has no `key`, and would be made anew each time that a record is read',
    };
  const of = rule.key.of.map((id) => rules.find((one) => one.id === id));
  if (of.length === 0 || of.some((one) => one?.codec === undefined))
    return {
      ja: 'key の規則がないか、値を運びません',
      en: 'has a `key` of rules that are not there, or carry nothing',
    };
  const isLoose = of.some((one) => one?.required !== true);
  return name === root && isLoose
    ? {
        ja: '一行が表す資源です。key の規則を required にしてください',
        en: 'is what a record is about: the rules of its `key` must be `required`',
      }
    : undefined;
}

function* ruleFaults({ resources, rules, csv }: Mapping, rule: Rule): Iterable<Unsound> {
  if (csv?.headingLine === 0 && rule.column === undefined)
    yield {
      ja: '見出しのないファイルなので、column が要ります',
      en: 'names no `column`, and the file has no headings',
    };
  if (rule.needs !== undefined && !rules.some(({ id }) => id === rule.needs))
    yield { ja: `知らない規則「${rule.needs}」を要します`, en: `needs the unknown rule \`${rule.needs}\`` };
  for (const place of Object.keys(rule.sets ?? {})) {
    const [name = '', ...path] = place.split('.');
    if (resources[name] === undefined)
      yield { ja: `知らない資源「${name}」に値を書きます`, en: `sets a value of the unknown resource \`${name}\`` };
    const fault = pathFault(path.join('.'));
    if (fault !== undefined) yield within(fault, 'sets', '`sets`');
  }
}
