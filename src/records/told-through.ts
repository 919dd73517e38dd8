/**
 * What a search tells of without showing it: the records that a chain or `_has` led through to those that were found. Who is
 * found by what somebody else noted of them has been told that it was noted.
 */
import type { Permit } from '#consent';
import { isRefusal, type SearchCondition, type SearchQuery } from '#fhir';
import type { Stored } from '#store';
import type { House } from '#visit';

/** All of them under the permit; behind each link so many at most as a page may hold. */
export async function toldThrough(
  house: House,
  permit: Permit,
  condition: SearchCondition,
  found: readonly Stored[],
): Promise<readonly Stored[]> {
  if (found.length === 0) return [];
  if (condition.op === 'all' || condition.op === 'any') {
    const told: Stored[] = [];
    for (const part of condition.of) told.push(...(await toldThrough(house, permit, part, found)));
    return told;
  }
  if (condition.op !== 'chain' && condition.op !== 'has') return [];
  const { type, of } = condition;
  const linked: Stored[] = [];
  for (const link of linksTo(house, condition, found)) {
    const page = await house.store.search(permit, {
      ...PLAIN,
      types: [type],
      condition: { op: 'all', of: [link, of] },
      count: house.limits.searchCountMax,
    });
    if (!isRefusal(page)) linked.push(...page.rows);
  }
  return [...linked, ...(await toldThrough(house, permit, of, linked))];
}

const PLAIN: Omit<SearchQuery, 'types' | 'condition' | 'count'> = {
  includes: [],
  revincludes: [],
  sort: [],
  total: false,
  summaryCount: false,
  used: [],
  ignored: [],
};

/** What stands at the other end of the link: it refers to one of what was found, or one of that refers to it. */
function linksTo(
  house: House,
  { op, type: other, parameter }: Extract<SearchCondition, { op: 'chain' | 'has' }>,
  found: readonly Stored[],
): SearchCondition[] {
  if (op === 'has') {
    const references = found.map(({ type, id }) => `${type}/${id}`);
    return [{ op: 'refers', types: [other], parameters: [parameter], references }];
  }
  return [...Map.groupBy(found, ({ type }) => type)].flatMap(([type, rows]): SearchCondition[] => {
    const named = house.parameters.of(type).get('_id');
    if (named === undefined) return [];
    const values = rows.map(({ id }) => ({ type: 'token' as const, system: undefined, code: id }));
    return [{ op: 'has', parameter, type, of: { op: 'filter', parameter: named, modifier: '', values } }];
  });
}
