/** Searches one type, all types or a compartment; what is not permitted is neither shown nor counted nor passed through. */
import { administers, covers } from '#auth';
import type { Permit } from '#consent';
import {
  compartmentCondition,
  compartmentTypes,
  filtersIn,
  type Issue,
  isRefusal,
  parseSearch,
  type Refusal,
  type SearchCondition,
  type SearchQuery,
  type SearchValue,
  toOperationOutcome,
} from '#fhir';
import type { Stored } from '#store';
import {
  type Answer,
  disclosedItems,
  type House,
  maskReferences,
  permitOf,
  resolveCodes,
  scopeMissing,
  searchset,
  type Visit,
  withholdSections,
} from '#visit';
import { countedRows } from './counted-rows.ts';
import { followIncludes } from './follow-includes.ts';
import { toldThrough } from './told-through.ts';

/** What is searched. */
export interface SearchRequest {
  readonly query: URLSearchParams;
  /** Absent for all types. */
  readonly type?: string;
  /** `Patient/x` …: what belongs to it. */
  readonly compartment?: { readonly type: string; readonly id: string };
  /** Leave out what is not understood, instead of refusing. */
  readonly lenient?: boolean;
  /** Why other things were left out before. */
  readonly leftOut?: readonly Issue[];
}

/** 200 with a searchset; 400 for what is not understood. */
export async function search(house: House, visit: Visit, request: SearchRequest): Promise<Answer | Refusal> {
  const types = typesOf(house, visit, request);
  if (isRefusal(types)) return types;
  const parsed = await readSearch(house, visit, request, types);
  if (isRefusal(parsed)) return parsed;
  const permit = await permitOf(house, visit, ['search']);
  if (isRefusal(permit)) return permit;
  // What is included need not have been searched.
  const around = await permitOf(house, visit);
  if (isRefusal(around)) return around;
  if (request.query.get('_explain') === 'true') return explain(house, visit, permit, parsed);
  const page = await house.store.search(permit, parsed);
  if (isRefusal(page)) return page;
  const withhold = (rows: readonly Stored[]) => withholdSections(house, visit, rows);
  const included = await followIncludes({ ...house, withhold }, around, parsed, page.rows);
  if (isRefusal(included)) return included;
  const shown = await maskReferences(house, visit, [...page.rows, ...included]);
  const body = searchset({
    type: 'searchset',
    ...(page.total === undefined ? {} : { total: page.total }),
    links: linksOf(`${visit.base}${pathOf(request)}`, parsed, page.next),
    entries: shown.map((row, index) => ({
      row,
      base: visit.base,
      mode: index < page.rows.length ? ('match' as const) : ('include' as const),
    })),
    outcome: outcomeOf(visit, [...parsed.ignored, ...(await house.store.unfinishedIndex(types))]),
  });
  const counted = await countedRows(house, permit, parsed, page);
  if (isRefusal(counted)) return counted;
  const found = [...page.rows, ...counted];
  const through = await toldThrough(house, permit, parsed.condition, found);
  if (isRefusal(through)) return through;
  const items = [
    ...(await disclosedItems(house, visit, permit, withoutTwice([...found, ...through]))),
    ...(await disclosedItems(house, visit, around, included)),
  ];
  return { status: 200, body, interaction: 'search-type', action: 'E', items, patients: patientsAsked(parsed) };
}

const withoutTwice = (rows: readonly Stored[]): Stored[] => [
  ...new Map(rows.map((row) => [`${row.type}/${row.id}/${row.version}`, row])).values(),
];

/** The types that are searched: those of the request that the token lets search. */
function typesOf(house: House, visit: Visit, { type, compartment, query }: SearchRequest): readonly string[] | Refusal {
  const { scopes } = visit.caller;
  // A plan tells of no record: who runs the house may ask for that of any search.
  if (query.get('_explain') === 'true' && administers(scopes)) return type === undefined ? house.servedTypes : [type];
  if (type !== undefined) return covers(scopes, type, 'search') ? [type] : scopeMissing(type, 'search');
  const candidates = compartment === undefined ? house.servedTypes : compartmentTypes(compartment.type);
  const types = candidates.filter((one) => house.servedTypes.includes(one) && covers(scopes, one, 'search'));
  return types.length > 0 ? types : scopeMissing('Resource', 'search');
}

async function readSearch(
  house: House,
  visit: Visit,
  request: SearchRequest,
  types: readonly string[],
): Promise<SearchQuery | Refusal> {
  const { query, compartment, lenient = false, leftOut = [] } = request;
  const { parameters, limits } = house;
  const within = compartment && compartmentCondition(parameters, compartment, types);
  const parsed = parseSearch({
    parameters,
    base: visit.base,
    types,
    query,
    countMax: limits.searchCountMax,
    costMax: limits.searchCostMax,
    lenient,
    leftOut,
    ...(within === undefined ? {} : { within }),
  });
  if (isRefusal(parsed)) return parsed;
  const condition = await resolveCodes(house, visit, parsed.condition);
  if (!isRefusal(condition)) return { ...parsed, condition };
  if (!lenient) return condition;
  const known = await withoutUnknownCodes(house, visit, request, types);
  // Where nothing can be left out, it is no one pair that is at fault.
  return known === undefined ? condition : readSearch(house, visit, known, types);
}

/** The request without each condition on codes that nobody here can list; nothing where all can be listed. */
async function withoutUnknownCodes(
  house: House,
  visit: Visit,
  request: SearchRequest,
  types: readonly string[],
): Promise<SearchRequest | undefined> {
  const query = new URLSearchParams();
  const issues: Issue[] = [];
  for (const pair of request.query) {
    const alone = { ...request, query: new URLSearchParams([pair]), lenient: false };
    const read = CODES_ASKED.test(pair[0]) ? await readSearch(house, visit, alone, types) : undefined;
    if (isRefusal(read)) issues.push(...read.issues.map((issue) => ({ ...issue, severity: 'warning' as const })));
    else query.append(...pair);
  }
  return issues.length === 0 ? undefined : { ...request, query, leftOut: [...(request.leftOut ?? []), ...issues] };
}

const CODES_ASKED = /:(?:in|not-in|above|below)$/;

const pathOf = ({ type, compartment }: SearchRequest): string =>
  [...(compartment ? [compartment.type, compartment.id, type ?? '*'] : [type ?? ''])]
    .filter((part) => part !== '')
    .map((part) => `/${part}`)
    .join('');

/** The self link holds what the answer was made by. */
function linksOf(url: string, { used }: SearchQuery, next: string | undefined) {
  const withQuery = (pairs: readonly (readonly [string, string])[]) =>
    pairs.length === 0
      ? url
      : `${url}?${new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, value]))}`;
  const links = [{ relation: 'self', url: withQuery(used) }];
  if (next !== undefined) {
    const rest = used.filter(([key]) => key !== '_cursor');
    links.push({ relation: 'next', url: withQuery([...rest, ['_cursor', next]]) });
  }
  return links;
}

const outcomeOf = ({ language }: Visit, issues: readonly Issue[]): string | undefined =>
  issues.length === 0 ? undefined : JSON.stringify(toOperationOutcome(issues, language));

/** How the database would go about the search, for who runs the house: who may change what is searched by. */
async function explain(house: House, visit: Visit, permit: Permit, query: SearchQuery): Promise<Answer | Refusal> {
  if (!administers(visit.caller.scopes)) return scopeMissing('SearchParameter', 'update');
  const plan = await house.store.explain(permit, query);
  const contentType = 'text/plain; charset=utf-8';
  const body = `${plan.join('\n')}\n`;
  return { status: 200, body, contentType, interaction: 'search-type', action: 'E', items: [] };
}

/** The patients whom the search names, for the audit: also where nothing was found. */
export function patientsAsked({ types, condition }: SearchQuery): string[] {
  return filtersIn(condition as SearchCondition).flatMap(({ parameter, values }) => {
    if (types.includes('Patient') && parameter.code === '_id')
      return values.flatMap((value) => (value.type === 'token' ? [`Patient/${value.code}`] : []));
    if (parameter.code !== 'patient' && parameter.code !== 'subject') return [];
    return values.flatMap(patientIn);
  });
}

function patientIn(value: SearchValue): string[] {
  if (value.type !== 'reference') return [];
  const reference = value.text.includes('/') ? value.text : `Patient/${value.text}`;
  return reference.startsWith('Patient/') ? [reference] : [];
}
