/** Searches a type; what is not permitted is neither shown nor counted nor passed through. */
import { covers } from '#auth';
import type { Permit } from '#consent';
import { type Include, isRefusal, parseReference, parseSearch, type Refusal, type SearchQuery } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { Answer } from './answer.ts';
import { searchset } from './bundle.ts';
import { disclosedItems } from './disclosed-items.ts';
import type { House, Visit } from './house.ts';
import { maskReferences } from './mask-references.ts';
import { referencesAt } from './references-at.ts';
import { scopeMissing } from './refusals.ts';
import { permitOf } from './visit-permit.ts';

export async function searchType(
  house: House,
  visit: Visit,
  type: string,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, type, 'search')) return scopeMissing(type, 'search');
  const parsed = parseSearch(type, query, house.limits.searchCountMax);
  if (isRefusal(parsed)) return parsed;
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const page = await house.store.search(permit, parsed);
  if (isRefusal(page)) return page;
  const included = await includedWith(house, permit, parsed, page.rows);
  const shown = await maskReferences(house, visit, [...page.rows, ...included]);
  const body = searchset({
    type: 'searchset',
    ...(page.total === undefined ? {} : { total: page.total }),
    links: linksOf(visit, type, query, page.next),
    entries: shown.map((row, index) => ({
      row,
      base: visit.base,
      mode: index < page.rows.length ? ('match' as const) : ('include' as const),
    })),
  });
  const items = await disclosedItems(house, visit, permit, [...page.rows, ...included]);
  return { status: 200, body, interaction: 'search-type', action: 'E', items, patients: patientsAsked(parsed) };
}

function linksOf({ base }: Visit, type: string, query: URLSearchParams, next: string | undefined) {
  const url = (parameters: URLSearchParams) => `${base}/${type}${parameters.size > 0 ? `?${parameters}` : ''}`;
  const links = [{ relation: 'self', url: url(query) }];
  if (next !== undefined) {
    const following = new URLSearchParams(query);
    following.set('_cursor', next);
    links.push({ relation: 'next', url: url(following) });
  }
  return links;
}

async function includedWith(
  house: House,
  permit: Permit,
  query: SearchQuery,
  rows: readonly Stored[],
): Promise<Stored[]> {
  const seen = new Set(rows.map(({ type, id }) => `${type}/${id}`));
  const wanted = query.includes
    .flatMap((include) => targetsOf(include, rows))
    .filter((reference) => !seen.has(reference));
  const found = await house.store.readMany(permit, [...new Set(wanted)]);
  for (const include of query.revincludes) found.push(...(await referring(house, permit, include, rows)));
  return found.filter(({ type, id, deleted }) => {
    const fresh = !deleted && !seen.has(`${type}/${id}`);
    seen.add(`${type}/${id}`);
    return fresh;
  });
}

function targetsOf({ type, parameter, target }: Include, rows: readonly Stored[]): string[] {
  return rows
    .filter((row) => row.type === type)
    .flatMap((row) => referencesAt(resourceOf(row), parameter.expression))
    .filter((reference) => target === undefined || parseReference(reference)?.type === target);
}

async function referring(
  house: House,
  permit: Permit,
  { type, parameter }: Include,
  rows: readonly Stored[],
): Promise<Stored[]> {
  const values = rows.map((row) => `${row.type}/${row.id}`);
  if (values.length === 0) return [];
  const page = await house.store.search(permit, {
    type,
    filters: [{ parameter, modifier: '', values }],
    includes: [],
    revincludes: [],
    count: house.limits.searchCountMax,
    sort: 'id',
    total: false,
    summaryCount: false,
  });
  return isRefusal(page) ? [] : [...page.rows];
}

/** The patients whom the search names, for the audit: also where nothing was found. */
function patientsAsked({ type, filters }: SearchQuery): string[] {
  return filters.flatMap(({ parameter, values }) => {
    if (type === 'Patient' && parameter.code === '_id') return values.map((id) => `Patient/${id}`);
    if (parameter.code !== 'patient' && parameter.code !== 'subject') return [];
    return values
      .map((value) => (value.includes('/') ? value : `Patient/${value}`))
      .filter((v) => v.startsWith('Patient/'));
  });
}
