/** Why a search is refused, with what would be right. */
import { type Bilingual, type Refusal, refuse } from './issue.ts';
import type { SearchParameter } from './search-parameter.ts';

/** Conditions of one search. */
export const FILTERS_MAX = 30;

export const searchTooLarge = (key: string): Refusal =>
  refuse(400, {
    code: 'search-too-large',
    type: 'too-costly',
    ja: `検索の条件が多すぎます。条件は ${FILTERS_MAX} 個、一つの条件の値は 300 個、連鎖は 4 段までです。分けて検索してください。`,
    en: `a search has at most ${FILTERS_MAX} conditions of 300 values each and chains of 4 links; search in parts`,
    expression: `http.${key}`,
  });

export const searchTooCostly = (key: string, max: number): Refusal =>
  refuse(400, {
    code: 'search-too-costly',
    type: 'too-costly',
    ja: `この検索は重すぎます（「${key}」までで上限 ${max} を超えました）。連鎖には subject:Patient.name のように型を付け、値や :contains を減らすか、分けて検索してください。`,
    en: `the search is too costly: with \`${key}\` it passes the limit of ${max}; name the types of chains, as in \`subject:Patient.name\`, use fewer values and \`:contains\`, or search in parts`,
    expression: `http.${key}`,
  });

export function parameterUnknown(types: readonly string[], key: string, known: readonly string[]): Refusal {
  const valid = [...new Set(known)].sort().join(', ');
  const where = types.length > 3 ? 'Resource' : types.join(', ');
  return refuse(400, {
    code: 'search-parameter-unknown',
    type: 'not-supported',
    ja: `検索パラメータ「${key}」は ${where} にありません。使えるもの: ${valid}`,
    en: `${where} has no search parameter \`${key}\`; valid ones: ${valid}`,
    expression: `http.${key}`,
  });
}

export function notChained(key: string, { code, type }: SearchParameter, referring: readonly string[]): Refusal {
  const valid = [...new Set(referring)].sort().join(', ');
  return refuse(400, {
    code: 'search-parameter-unknown',
    type: 'not-supported',
    ja: `「${code}」（${type}）は参照ではないので、「${key}」のように連鎖できません。連鎖できるもの: ${valid}`,
    en: `\`${code}\` (${type}) is no reference and cannot be chained as in \`${key}\`; those that can be: ${valid}`,
    expression: `http.${key}`,
  });
}

export function modifierUnknown(
  key: string,
  { code, type }: SearchParameter,
  modifiers: readonly string[],
  targets: readonly string[],
): Refusal {
  const valid = [...modifiers, ...targets].join(', ');
  return refuse(400, {
    code: 'search-modifier-unknown',
    type: 'not-supported',
    ja: `「${code}」（${type}）に「${key}」の修飾子は使えません。使えるもの: ${valid}`,
    en: `\`${code}\` (${type}) does not take the modifier of \`${key}\`; valid ones: ${valid}`,
    expression: `http.${key}`,
  });
}

export const badValue = (key: string, value: string, expected: Bilingual): Refusal =>
  refuse(400, {
    code: 'search-value-invalid',
    type: 'value',
    ja: `「${key}」の値「${value}」は使えません。${expected.ja}を指定してください。`,
    en: `the value \`${value}\` of \`${key}\` is not valid; expected ${expected.en}`,
    expression: `http.${key}`,
  });
