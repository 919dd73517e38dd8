/** $lastn: the newest observations of a person, so many of each kind (R4 Observation § 10.1.20). */
import type { Observation } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { factsOf, type Permit } from '#consent';
import { isRefusal, parseSearch, type Refusal, type SearchQuery } from '#fhir';
import { resourceOf, type Stored } from '#store';
import {
  type Answer,
  disclosedItems,
  type House,
  isCounting,
  maskReferences,
  type OperationRequest,
  oneValue,
  operationTooLarge,
  POSITIVE,
  pageLinks,
  parameterNeeded,
  parameterUnknown,
  partInBody,
  permitOf,
  resolveCodes,
  scopeMissing,
  searchset,
  sentParameters,
  type Visit,
} from '#visit';
import { createKinds } from './kinds-of-observation.ts';
import { patientsAsked } from './search.ts';

/** Observations of one question that are looked at; a question about more is refused, since the answer might be wrong. */
const LOOKED_AT_MAX = 20_000;
const PAGE = 1_000;

/** 200 with a searchset, newest first; 400 without a subject and a category or code, or for what is not understood. */
export async function lastObservations(
  house: House,
  visit: Visit,
  request: OperationRequest,
): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, 'Observation', 'search')) return scopeMissing('Observation', 'search');
  const query = sentParameters(request);
  if (isRefusal(query)) return query;
  const misplaced = partInBody(request, query);
  if (misplaced) return misplaced;
  const max = oneValue(query, 'max', { ...POSITIVE, fallback: 1 });
  if (isRefusal(max)) return max;
  const search = await searchOf(house, visit, query);
  if (isRefusal(search)) return search;
  const permit = await permitOf(house, visit, ['search']);
  if (isRefusal(permit)) return permit;
  const rows = await newestOf(house, permit, search, max);
  if (isRefusal(rows)) return rows;
  const shown = isCounting(query) ? [] : await maskReferences(house, visit, rows);
  const body = searchset({
    type: 'searchset',
    total: rows.length,
    links: pageLinks(`${visit.base}/Observation/$lastn`, query),
    entries: shown.map((row) => ({ row, base: visit.base, mode: 'match' as const })),
  });
  const items = await disclosedItems(house, visit, permit, rows);
  return { status: 200, body, interaction: '$lastn', action: 'E', items, patients: patientsAsked(search) };
}

/** The search behind the question: all of its parameters but `max`. */
async function searchOf(house: House, visit: Visit, query: URLSearchParams): Promise<SearchQuery | Refusal> {
  const { parameters, limits } = house;
  const known = parameters.of('Observation');
  const shaping = [...query.keys()].find((name) => name.startsWith('_') && !SHAPING_KEPT.test(name));
  if (shaping !== undefined) return parameterUnknown(shaping, ['max', ...known.keys(), '_has']);
  if (!asksBy(query, ['patient', 'subject'])) return parameterNeeded('patient', SUBJECT_NEEDED);
  const codes = [...known.values()].filter(({ expression }) => /\.code\b/.test(expression)).map(({ code }) => code);
  if (!asksBy(query, ['category', ...codes])) return parameterNeeded('category', KIND_NEEDED);
  const rest = new URLSearchParams([...query].filter(([name]) => name !== 'max'));
  rest.set('_sort', '-date');
  const parsed = parseSearch({
    parameters,
    base: visit.base,
    types: ['Observation'],
    query: rest,
    countMax: PAGE,
    costMax: limits.searchCostMax,
  });
  if (isRefusal(parsed)) return parsed;
  const condition = await resolveCodes(house, visit, parsed.condition);
  return isRefusal(condition) ? condition : { ...parsed, condition, count: PAGE, total: false, summaryCount: false };
}

/** Conditions on every resource may be put, and a part of each be asked for; else the answer is that of the operation. */
const SHAPING_KEPT =
  /^_(format|pretty|summary|elements|id|lastUpdated|tag|profile|security|source|has|text|content|list)\b/;

/** One of these parameters says what is asked about: by a value, or through a chain. */
const asksBy = (query: URLSearchParams, codes: readonly string[]): boolean =>
  [...query.keys()].some(
    (name) => codes.includes(name.split(/[:.]/, 1)[0] ?? '') && !/:(missing|not|not-in)$/.test(name),
  );

const SUBJECT_NEEDED = {
  ja: 'だれの検査・観察かを、patient か subject で示してください。',
  en: 'name whose observations are asked for by `patient` or `subject`',
};
const KIND_NEEDED = {
  ja: 'どの種類の検査・観察かを、category か code で示してください。',
  en: 'name the kind of observations that is asked for by `category` or `code`',
};

async function newestOf(
  { store }: House,
  permit: Permit,
  search: SearchQuery,
  max: number,
): Promise<Stored[] | Refusal> {
  const kinds = createKinds<Stored>(max);
  let cursor: string | undefined;
  for (let seen = 0; seen < LOOKED_AT_MAX; seen += PAGE) {
    const page = await store.search(permit, cursor === undefined ? search : { ...search, cursor });
    if (isRefusal(page)) return page;
    for (const row of page.rows) {
      const observation = resourceOf(row) as Observation;
      kinds.add({ item: row, id: row.id, code: observation.code, at: effectiveOf(observation) });
    }
    cursor = page.next;
    if (cursor === undefined) return kinds.newest();
  }
  return operationTooLarge({
    ja: `対象の検査・観察が ${LOOKED_AT_MAX} 件を超えます。date などで絞ってください。`,
    en: `more than ${LOOKED_AT_MAX} observations are asked about; narrow them, for example by \`date\``,
  });
}

/** When it was observed, in the order of text; nothing when it does not say. */
const effectiveOf = (observation: Observation): string | undefined =>
  Object.keys(observation).some((key) => key.startsWith('effective'))
    ? (factsOf(observation).clinicalEnd ?? undefined)
    : undefined;
