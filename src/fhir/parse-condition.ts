/** Reads one parameter of a search as a condition: plain, with a modifier, through a chain, or by `_has`. */

import { isRefusal, type Refusal } from './issue.ts';
import { localForm, parseReference } from './reference.ts';
import type { Modifier, SearchCondition } from './search-condition.ts';
import { costOf, readingCost, type SearchBudget } from './search-cost.ts';
import type { SearchParameter, SearchParameters, SearchParameterType } from './search-parameter.ts';
import {
  badValue,
  modifierUnknown,
  notChained,
  parameterUnknown,
  searchTooCostly,
  searchTooLarge,
} from './search-refusals.ts';
import { alternativesOf, readValue, VALUE_FORMS, type ValueForm } from './search-value.ts';

export interface SearchWords {
  readonly parameters: SearchParameters;
  /** The FHIR base URL of the house: a reference below it is a local one. */
  readonly base?: string;
  /** What is spent by reading a condition, and by what it will cost. */
  readonly budget: SearchBudget;
}

/** One parameter as it stands in the query. */
export interface Asked {
  readonly key: string;
  readonly value: string;
}

/** More than any person asks for; each one is a condition that the database works on. */
const VALUES_MAX = 300;
const LINKS_MAX = 4;

export const MODIFIERS: Readonly<Record<SearchParameterType, readonly Modifier[]>> = {
  token: ['missing', 'not', 'text', 'in', 'not-in', 'above', 'below', 'of-type'],
  reference: ['missing', 'identifier', 'above', 'below'],
  date: ['missing'],
  string: ['missing', 'exact', 'contains'],
  uri: ['missing', 'above', 'below'],
  number: ['missing'],
  quantity: ['missing'],
  composite: ['missing'],
  text: [],
  special: ['missing'],
};

/** The condition that `asked` puts on resources of one of `types`. */
export function parseCondition(
  words: SearchWords,
  types: readonly string[],
  asked: Asked,
  links = 0,
): SearchCondition | Refusal {
  if (links > LINKS_MAX) return searchTooLarge(asked.key);
  const { budget } = words;
  if (!budget.spend(readingCost(types))) return searchTooCostly(asked.key, budget.max);
  const read = readCondition(words, types, asked, links);
  return isRefusal(read) || budget.spend(costOf(read)) ? read : searchTooCostly(asked.key, budget.max);
}

function readCondition(
  words: SearchWords,
  types: readonly string[],
  asked: Asked,
  links: number,
): SearchCondition | Refusal {
  if (asked.key === '_list') return parseList(words, asked);
  if (asked.key.startsWith('_has:')) return parseHas(words, asked, links);
  const dot = asked.key.indexOf('.');
  return dot < 0 ? parseFilter(words, types, asked) : parseChain(words, types, asked, links);
}

/** The parameters that all of these types share. */
export function sharedParameters(
  { parameters }: SearchWords,
  [first = 'Resource', ...others]: readonly string[],
): ReadonlyMap<string, SearchParameter> {
  if (others.length === 0) return parameters.of(first);
  const shared = [...parameters.of(first)].filter(([code, { type }]) =>
    others.every((other) => parameters.of(other).get(code)?.type === type),
  );
  return new Map(shared);
}

function parseFilter(words: SearchWords, types: readonly string[], { key, value }: Asked): SearchCondition | Refusal {
  const [code = '', modifier = '', ...more] = key.split(':');
  const known = sharedParameters(words, types);
  const parameter = known.get(code);
  if (!parameter) return parameterUnknown(types, key, [...known.keys(), '_list', '_has']);
  const targets = parameter.type === 'reference' ? parameter.targets : [];
  if (more.length > 0 || key.endsWith(':') || !isModifier(parameter, modifier))
    return modifierUnknown(key, parameter, MODIFIERS[parameter.type], targets);
  if (modifier === 'missing') return parseMissing(parameter, { key, value });
  const values = alternativesOf(value);
  if (values.length > VALUES_MAX) return searchTooLarge(key);
  // The database holds no text with a NUL.
  if (values.length === 0 || value.includes('\0')) return badValue(key, value, { en: 'a value', ja: '値' });
  const form = formOf(parameter, modifier);
  const texts = values.map((text) => localText(words, parameter, modifier, text));
  const alien = texts.find((text) => isAlien(parameter, modifier, text));
  if (alien !== undefined)
    return badValue(key, alien, { en: `a reference to \`${modifier}\``, ja: `${modifier} への参照` });
  const read = texts.map((text) => readValue(parameter, modifier, text, words.base));
  const bad = read.indexOf(undefined);
  if (bad >= 0) return badValue(key, values[bad] ?? '', VALUE_FORMS[form]);
  return {
    op: 'filter',
    parameter,
    modifier: targets.includes(modifier) ? '' : (modifier as Modifier),
    values: read.filter((one) => one !== undefined),
  };
}

/** In what form a value is to be written. */
function formOf({ type }: SearchParameter, modifier: string): ValueForm {
  if (modifier === 'of-type' || modifier === 'identifier') return modifier;
  return type === 'special' ? 'near' : type;
}

const isModifier = ({ type, targets }: SearchParameter, modifier: string): boolean =>
  modifier === '' ||
  (MODIFIERS[type] as readonly string[]).includes(modifier) ||
  (type === 'reference' && targets.includes(modifier));

function parseMissing(parameter: SearchParameter, { key, value }: Asked): SearchCondition | Refusal {
  if (value !== 'true' && value !== 'false')
    return badValue(key, value, { en: '`true` or `false`', ja: '`true` か `false`' });
  return { op: 'filter', parameter, modifier: 'missing', values: [], missing: value === 'true' };
}

/** A reference as resources hold it: relative where it leads into this house, with the type that a modifier names. */
function localText({ base }: SearchWords, { type }: SearchParameter, modifier: string, text: string): string {
  if (type !== 'reference' || modifier === 'identifier') return text;
  const local = base === undefined ? text : localForm(base, text);
  return /^[A-Z]/.test(modifier) && !local.includes('/') ? `${modifier}/${local}` : local;
}

/** Whether a reference is of another type than the modifier says. */
function isAlien({ type, targets }: SearchParameter, modifier: string, text: string): boolean {
  const target = type === 'reference' && targets.includes(modifier) ? parseReference(text)?.type : undefined;
  return target !== undefined && target !== modifier;
}

/** `subject:Patient.name=x`; without a type, all types that the reference may lead to and that know what follows. */
function parseChain(
  words: SearchWords,
  types: readonly string[],
  { key, value }: Asked,
  links: number,
): SearchCondition | Refusal {
  const dot = key.indexOf('.');
  const [code = '', target] = key.slice(0, dot).split(':');
  const rest = { key: key.slice(dot + 1), value };
  const known = sharedParameters(words, types);
  const parameter = known.get(code);
  const referring = [...known.values()].filter(({ type }) => type === 'reference').map((one) => one.code);
  if (parameter === undefined) return parameterUnknown(types, code, referring);
  if (parameter.type !== 'reference') return notChained(key, parameter, referring);
  if (target !== undefined && !parameter.targets.includes(target))
    return modifierUnknown(key, parameter, [], parameter.targets);
  const branches = (target === undefined ? parameter.targets : [target]).map((type) => ({
    type,
    of: parseCondition(words, [type], rest, links + 1),
  }));
  const good = branches.flatMap(({ type, of }): SearchCondition[] =>
    isRefusal(of) ? [] : [{ op: 'chain', parameter, type, of }],
  );
  if (good.length === 0) {
    const refused = branches.map(({ of }) => of).filter(isRefusal);
    // What one of the types does not know says less than why another that knows it refuses.
    return refused.find(isAboutMore) ?? refused[0] ?? parameterUnknown(types, key, referring);
  }
  return { op: 'any', of: good };
}

const isAboutMore = ({ issues }: Refusal): boolean => issues.some(({ code }) => code !== 'search-parameter-unknown');

/** `_has:Observation:patient:code=x`. */
function parseHas(words: SearchWords, { key, value }: Asked, links: number): SearchCondition | Refusal {
  const [, type = '', code = '', ...rest] = key.split(':');
  const known = words.parameters.of(type);
  const parameter = known.get(code);
  const referring = [...known.values()].filter((one) => one.type === 'reference').map((one) => one.code);
  if (parameter?.type !== 'reference' || rest.length === 0) {
    if (referring.length > 0 && rest.length > 0) return parameterUnknown([type], key, referring);
    return badValue('_has', key, {
      en: '`_has:Type:reference-parameter:parameter`',
      ja: '`_has:型:参照パラメータ:パラメータ`',
    });
  }
  const of = parseCondition(words, [type], { key: rest.join(':'), value }, links + 1);
  return isRefusal(of) ? of : { op: 'has', parameter, type, of };
}

/** `_list=42,43`: what is an entry of List/42 or List/43. */
function parseList(words: SearchWords, { key, value }: Asked): SearchCondition | Refusal {
  const list = words.parameters.of('List');
  const [item, id] = [list.get('item'), list.get('_id')];
  if (!item || !id || !/^((^|,)(List\/)?[A-Za-z0-9.-]{1,64})+$/.test(value))
    return badValue(key, value, {
      en: 'the id of a List, or several with commas between',
      ja: 'List の id（いくつかはコンマで区切る）',
    });
  const values = value
    .split(',')
    .map((one) => ({ type: 'token', system: undefined, code: one.replace('List/', '') }) as const);
  return {
    op: 'has',
    parameter: item,
    type: 'List',
    of: { op: 'filter', parameter: id, modifier: '', values },
  };
}
