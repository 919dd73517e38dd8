/** Whether a search parameter that a region adds can be searched by, and would find anything. */
import { parseFhirPath } from '@medplum/core';
import type { SearchParameter } from '@medplum/fhirtypes';
import { COSTLY_FUNCTIONS, calls, createSearchParameters, GENERAL_BASES, type Refusal, refuse } from '#fhir';
import { leadsNowhere } from '#records';
import type { House } from '#visit';

const SORTS = ['token', 'reference', 'date', 'string', 'uri', 'number', 'quantity', 'composite'];

/** Why a valid definition cannot be searched by here: 422 `search-parameter-unusable`, 409 `search-parameter-exists`. */
export function usable(house: House, definition: SearchParameter, before?: SearchParameter): Refusal | undefined {
  const { base: said = [], code = '', type = '', expression } = definition;
  const base = typesOf(said, house.servedTypes);
  const foreign = base.filter((one) => !house.servedTypes.includes(one));
  if (foreign.length > 0)
    return unusable(
      'SearchParameter.base',
      `型 ${foreign.join('、')} は扱っていません`,
      `the types ${foreign.join(', ')} are not served`,
    );
  if (!SORTS.includes(type) || !expression)
    return unusable(
      'SearchParameter.expression',
      '種類（type）と式（expression）が必要です',
      `it needs an expression and one of the types ${SORTS.join(', ')}`,
    );
  if (type === 'reference' && (definition.target ?? []).length === 0)
    return unusable(
      'SearchParameter.target',
      '参照がどの型に至るか（target）が必要です',
      'it needs the types that the reference may lead to (`target`)',
    );
  // Every write would wait for them.
  if (calls(expression, COSTLY_FUNCTIONS))
    return unusable(
      'SearchParameter.expression',
      'matches、replaceMatches、repeat、aggregate は使えません',
      'matches, replaceMatches, repeat and aggregate may not stand in it',
    );
  try {
    parseFhirPath(expression);
  } catch {
    return unusable(
      'SearchParameter.expression',
      '式が FHIRPath として読めません',
      'its expression cannot be read as FHIRPath',
    );
  }
  if (!CODE.test(code))
    return unusable(
      'SearchParameter.code',
      '名前（code）は英数字で始め、英数字と - と _ だけで書いてください',
      'its code must begin with a letter or digit and hold letters, digits, `-` and `_` only',
    );
  const alone = createSearchParameters([definition]);
  const unsearched = base.filter((one) => !isDrawn(alone.of(one), house.parameters.of(one), definition));
  if (unsearched.length > 0)
    return unusable(
      'SearchParameter.expression',
      `式は「${unsearched[0]}.」から始めてください（${unsearched.join('、')} では何も見つかりません）`,
      `its expression must begin with each type of \`base\`, as in \`${unsearched[0]}.…\`; nothing of ${unsearched.join(', ')} would be found by it`,
    );
  const astray = base.flatMap((one) => leadsNowhere(house.definitions, one, expression) ?? [])[0];
  if (astray !== undefined)
    return unusable(
      'SearchParameter.expression',
      `R4 に「${astray}」という要素はありません`,
      `R4 has no element \`${astray}\``,
    );
  if (calls(expression, LEADING_NOWHERE))
    return unusable(
      'SearchParameter.expression',
      `${LEADING_NOWHERE.join('、')} では何も見つかりません`,
      `nothing is found by ${LEADING_NOWHERE.join(' and ')}`,
    );
  const taken = base.find((one) => {
    const known = house.parameters.of(one).get(code);
    return known !== undefined && known.url !== definition.url && known.url !== before?.url;
  });
  return taken === undefined ? undefined : clash('SearchParameter.code', `${taken}?${code}`);
}

/** The library gives nothing for them. */
const LEADING_NOWHERE: readonly string[] = ['children', 'descendants'];

/** The types that a parameter is of: a general base means all that are served. */
export const typesOf = (base: readonly string[], servedTypes: readonly string[]): string[] =>
  base.flatMap((one) => (GENERAL_BASES.includes(one) ? servedTypes : [one]));

/** No name of a parameter of FHIR itself, and none that would be read as a chain, a modifier or several values. */
const CODE = /^[A-Za-z0-9][\w-]{0,63}$/;

/** By what is known already nothing is drawn anew: that is told otherwise. */
const isDrawn = (
  alone: ReadonlyMap<string, { readonly url: string }>,
  known: ReadonlyMap<string, { readonly url: string }>,
  { code = '', url }: SearchParameter,
): boolean => alone.get(code)?.url === url || known.has(code);

const unusable = (expression: string, ja: string, en: string): Refusal =>
  refuse(422, {
    code: 'search-parameter-unusable',
    type: 'business-rule',
    ja: `この検索パラメータは使えません（${ja}）。`,
    en: `this search parameter cannot be used: ${en}`,
    expression,
  });

export const clash = (expression: string, what: string): Refusal =>
  refuse(409, {
    code: 'search-parameter-exists',
    type: 'duplicate',
    ja: `「${what}」はすでにあります。別の名前にするか、あるものを更新してください。`,
    en: `\`${what}\` is there already; choose another name, or update what is there`,
    expression,
  });

export const partUnknown = (index: number): Refusal =>
  unusable(
    `SearchParameter.component[${index}].definition`,
    '組み合わせ（composite）の部分には、同じ型の、組み合わせではない検索パラメータの URL が必要です',
    'each part of a composite needs the URL of a search parameter of the same type that is no composite itself',
  );

export const partInUse = ({ code = '' }: SearchParameter): Refusal =>
  refuse(409, {
    code: 'search-parameter-in-use',
    type: 'conflict',
    ja: `組み合わせの検索パラメータ「${code}」の部分です。先に「${code}」を改めるか、消してください。`,
    en: `it is a part of the composite search parameter \`${code}\`; change or delete that one first`,
    expression: 'SearchParameter',
  });
