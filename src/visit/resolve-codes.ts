/** Works out what `:in`, `:not-in`, `:above` and `:below` ask of codes, so that the store looks for plain codes. */
import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import {
  isRefusal,
  localForm,
  mapFilters,
  parseReference,
  type Refusal,
  refuse,
  type SearchCondition,
  type SearchFilter,
  type SearchValue,
} from '#fhir';
import { TERMINOLOGY_OPERATIONS, withServer } from '#terminology';
import type { House, Visit } from './house.ts';

type Token = Extract<SearchValue, { type: 'token' }>;

interface Knowing extends Pick<House, 'terminologyServer'> {
  readonly validator: Pick<House['validator'], 'terminology'>;
  readonly definitions: Pick<House['definitions'], 'list'>;
}
type Asking = Pick<Visit, 'now' | 'requestId' | 'base'>;

/** The same condition with plain codes; refuses a set that nobody here can list, or a code without its system. */
export function resolveCodes(
  house: Knowing,
  visit: Asking,
  condition: SearchCondition,
): Promise<SearchCondition | Refusal> {
  return mapFilters(condition, async (filter) => {
    const { parameter, modifier, values } = filter;
    if (parameter.type !== 'token' || !WORKED_OUT.includes(modifier)) return filter;
    const found: Token[] = [];
    for (const value of values) {
      const set = setOf(filter, value, (text) => canonicalOf(house, visit, text));
      if (isRefusal(set)) return set;
      const tokens = await codesIn(house, visit, set);
      if (isRefusal(tokens)) return located(tokens, filter);
      found.push(...tokens);
    }
    return { ...filter, modifier: modifier === 'not-in' ? 'not' : '', values: found };
  });
}

const WORKED_OUT: readonly string[] = ['in', 'not-in', 'above', 'below'];

/** The value set that is meant: the one that is named, or what a code system says lies above or below a code. */
function setOf(filter: SearchFilter, value: SearchValue, canonical: (text: string) => string): Parameters | Refusal {
  if (value.type === 'uri')
    return { resourceType: 'Parameters', parameter: [{ name: 'url', valueUri: canonical(value.text) }] };
  if (value.type !== 'token' || !value.system || value.code === '') return systemNeeded(filter);
  const op = filter.modifier === 'below' ? 'is-a' : 'generalizes';
  const valueSet: ValueSet = {
    resourceType: 'ValueSet',
    status: 'active',
    compose: { include: [{ system: value.system, filter: [{ property: 'concept', op, value: value.code }] }] },
  };
  return { resourceType: 'Parameters', parameter: [{ name: 'valueSet', resource: valueSet }] };
}

/** R4 lets the set be named by its canonical or by a reference to it; a reference leads to what the house shows under it. */
function canonicalOf({ definitions }: Knowing, { base }: Asking, text: string): string {
  const named = parseReference(localForm(base, text));
  if (named?.type !== 'ValueSet') return text;
  return definitions.list('ValueSet', { id: named.id })[0]?.url ?? text;
}

async function codesIn(house: Knowing, visit: Asking, asked: Parameters): Promise<Token[] | Refusal> {
  const { run } = TERMINOLOGY_OPERATIONS['ValueSet/$expand'];
  const stamp = { now: visit.now, newId: () => visit.requestId };
  const answer = await withServer(house.validator.terminology, house.terminologyServer, (terminology) =>
    run(asked, { terminology, stamp, instance: undefined }),
  );
  if (isRefusal(answer)) return answer;
  const { expansion } = answer as ValueSet;
  return (expansion?.contains ?? []).flatMap(({ system, code }) =>
    code === undefined ? [] : [{ type: 'token', system: system ?? '', code }],
  );
}

/** The refusal of the terminology room, with the parameter that asked for it. */
function located(refusal: Refusal, { parameter, modifier }: SearchFilter): Refusal {
  const expression = `http.${parameter.code}:${modifier}`;
  return { ...refusal, status: 400, issues: refusal.issues.map((issue) => ({ ...issue, expression })) };
}

const systemNeeded = ({ parameter: { code }, modifier }: SearchFilter): Refusal =>
  refuse(400, {
    code: 'search-value-invalid',
    type: 'value',
    ja: `「${code}:${modifier}」の値は system|code で書いてください。`,
    en: `a value of \`${code}:${modifier}\` must be written as \`system|code\``,
    expression: `http.${code}:${modifier}`,
  });
