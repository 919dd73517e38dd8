/**
 * What a search tells of without showing it: the records that a chain or `_has` led through to those that were found. Who is
 * found by what somebody else noted of them has been told that it was noted.
 */
import type { Permit } from '#consent';
import { isRefusal, type Refusal, type SearchCondition, searchTooCostly } from '#fhir';
import type { Stored } from '#store';
import type { House } from '#visit';
import { PLAIN_SEARCH } from './plain-search.ts';

/** More than anybody means by one page; such a search is refused, since none of them may be told of in silence. */
const LINKED_MAX = 5_000;

/** All of them under the permit; 400 `search-too-costly` where there are too many behind a link. */
export async function toldThrough(
  house: House,
  permit: Permit,
  condition: SearchCondition,
  found: readonly Stored[],
): Promise<readonly Stored[] | Refusal> {
  if (found.length === 0) return [];
  if (condition.op === 'all' || condition.op === 'any') {
    const told: Stored[] = [];
    for (const part of condition.of) {
      const more = await toldThrough(house, permit, part, found);
      if (isRefusal(more)) return more;
      told.push(...more);
    }
    return told;
  }
  if (condition.op !== 'chain' && condition.op !== 'has') return [];
  const { type, of, parameter } = condition;
  const linked: Stored[] = [];
  for (const link of linksTo(house, condition, found)) {
    const page = await house.store.search(permit, {
      ...PLAIN_SEARCH,
      types: [type],
      condition: { op: 'all', of: [link, of] },
      count: LINKED_MAX,
    });
    if (isRefusal(page)) return page;
    linked.push(...page.rows);
    if (page.next !== undefined || linked.length > LINKED_MAX) return searchTooCostly(parameter.code, LINKED_MAX);
  }
  const beyond = await toldThrough(house, permit, of, linked);
  return isRefusal(beyond) ? beyond : [...linked, ...beyond];
}

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
