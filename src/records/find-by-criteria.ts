/** Conditional interactions (R4 § 3.1.0.7.1): what the caller may see and means by criteria instead of an id. */
import { covers } from '#auth';
import { isRefusal, parseSearch, RESULT_PARAMETERS, type Refusal, refuse, type SearchQuery } from '#fhir';
import type { Stored, Writer } from '#store';
import { type House, holderOf, noteTold, permitOf, resolveCodes, scopeMissing, type Visit, within } from '#visit';
import { PLAIN_SEARCH } from './plain-search.ts';
import { toldThrough } from './told-through.ts';

export interface Criteria {
  readonly type: string;
  /** As in the query of a search. */
  readonly query: string;
}

/** More matches than anybody means to change at once. */
const MATCHES_MAX = 1_000;

/**
 * The visible matches, read within the transaction; that they are told of is noted. INVARIANT: two transactions of one
 * holder with the same criteria take turns, in every process, so that "none found, then create" makes exactly one.
 */
export async function findByCriteria(
  house: House,
  visit: Visit,
  writer: Writer,
  { type, query }: Criteria,
): Promise<readonly Stored[] | Refusal> {
  const asked = await readCriteria(house, visit, { type, query });
  if (isRefusal(asked)) return asked;
  await writer.lock(`${holderOf(visit)} ${type}?${conditionsIn(query)}`);
  const inside = within(house, writer);
  const permit = await permitOf(inside, visit, ['search']);
  if (isRefusal(permit)) return permit;
  const page = await inside.store.search(permit, asked);
  if (isRefusal(page)) return page;
  const through = await toldThrough(inside, permit, asked.condition, page.rows);
  if (isRefusal(through)) return through;
  await noteTold(inside, visit, permit, [...page.rows, ...through]);
  return page.next === undefined ? page.rows : severalMatch({ type, query }, `${MATCHES_MAX}+`);
}

/** The conditions of a query in one order, however they and their values are written: what is locked by. */
function conditionsIn(query: string): string {
  const conditions = [...new URLSearchParams(query)].filter(([key]) => !RESULT_PARAMETERS.includes(key));
  return conditions
    .map(
      ([key, value]) =>
        `${key}=${value
          .split(/(?<!\\),/)
          .sort()
          .join()}`,
    )
    .sort()
    .join('&');
}

/** The criteria as a search, or why they are none. What would shape an answer says nothing of what meets them. */
export async function readCriteria(
  house: House,
  visit: Visit,
  { type, query }: Criteria,
): Promise<SearchQuery | Refusal> {
  if (!covers(visit.caller.scopes, type, 'search')) return scopeMissing(type, 'search');
  const asked = new URLSearchParams(query);
  if (asked.size === 0) return criteriaNeeded(type);
  asked.sort();
  const { parameters, limits } = house;
  const parsed = parseSearch({
    parameters,
    base: visit.base,
    types: [type],
    query: asked,
    countMax: MATCHES_MAX,
    costMax: limits.searchCostMax,
  });
  if (isRefusal(parsed)) return parsed;
  if (parsed.condition.op === 'all' && parsed.condition.of.length === 0) return criteriaNeeded(type);
  const condition = await resolveCodes(house, visit, parsed.condition);
  return isRefusal(condition) ? condition : { ...PLAIN_SEARCH, types: parsed.types, condition, count: MATCHES_MAX };
}

/** Every round but the first means that what met the criteria was changed by others while it was waited for. */
const ROUNDS_MAX = 5;

/**
 * The visible matches, to be changed: one, or `several`. INVARIANT: they are locked, and have been asked for again since, so
 * that what another has changed meanwhile is taken for what it is now.
 */
export async function lockByCriteria(
  house: House,
  visit: Visit,
  writer: Writer,
  criteria: Criteria,
  several = false,
): Promise<readonly Stored[] | Refusal> {
  const locked = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const found = await findByCriteria(house, visit, writer, criteria);
    if (isRefusal(found)) return found;
    if (found.length > 1 && !several) return severalMatch(criteria, found.length);
    if (found.every(({ id }) => locked.has(id))) return found;
    await Promise.all(found.map(({ type, id }) => writer.lockOwn(holderOf(visit), type, id)));
    for (const { id } of found) locked.add(id);
  }
  return unsettled(criteria);
}

const unsettled = ({ type, query }: Criteria): Refusal =>
  refuse(409, {
    code: 'conditional-unsettled',
    type: 'conflict',
    ja: `条件 ${type}?${query} に当てはまるものが、ほかからの変更で変わり続けています。もう一度送ってください。`,
    en: `what meets the criteria \`${type}?${query}\` keeps being changed by others; send it again`,
  });

export const criteriaNeeded = (type: string): Refusal =>
  refuse(400, {
    code: 'criteria-needed',
    type: 'required',
    ja: `条件つきの操作には検索条件が必要です（例: ${type}?identifier=system|value）。`,
    en: `a conditional interaction needs criteria, such as \`${type}?identifier=system|value\``,
  });

export const severalMatch = ({ type, query }: Criteria, count: number | string): Refusal =>
  refuse(412, {
    code: 'conditional-several',
    type: 'multiple-matches',
    ja: `条件 ${type}?${query} に ${count} 件が当てはまります。一つに絞ってください。`,
    en: `${count} resources meet the criteria \`${type}?${query}\`; narrow them to one`,
  });
