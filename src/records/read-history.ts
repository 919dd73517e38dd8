/** The versions of a resource, of a type or of everything that may be seen, newest first, page by page. */
import { covers } from '#auth';
import { askedSpan, isRefusal, type Refusal, refuse } from '#fhir';
import {
  type Answer,
  disclosedItems,
  type House,
  maskReferences,
  notFound,
  permitOf,
  scopeMissing,
  searchset,
  type Visit,
} from '#visit';

export interface HistoryRequest {
  readonly query: URLSearchParams;
  /** Absent for all types. */
  readonly type?: string;
  readonly id?: string;
}

const COUNT_DEFAULT = 50;
const KNOWN = ['_since', '_at', '_count', '_cursor', '_format', '_pretty', '_summary', '_elements'];

const ONCE = ['_since', '_at', '_count', '_cursor'];

export async function readHistory(house: House, visit: Visit, request: HistoryRequest): Promise<Answer | Refusal> {
  const { type, id, query } = request;
  const { scopes } = visit.caller;
  // The history of one resource is read; those of a type, or of all, are searched.
  const action = id === undefined ? 'search' : 'read';
  const types = type === undefined ? house.servedTypes.filter((one) => covers(scopes, one, action)) : [type];
  if (!types.some((one) => covers(scopes, one, action))) return scopeMissing(type ?? 'Resource', action);
  const asked = readQuery(query, house.limits.searchCountMax);
  if (isRefusal(asked)) return asked;
  const permit = await permitOf(house, visit, [action]);
  if (isRefusal(permit)) return permit;
  const page = await house.store.historyPage(permit, { types, ...asked, ...(id === undefined ? {} : { id }) });
  if (isRefusal(page)) return page;
  const filtered = query.has('_since') || query.has('_at');
  if (
    type !== undefined &&
    id !== undefined &&
    page.rows.length === 0 &&
    !(filtered && (await house.store.history(permit, type, id)).length > 0)
  )
    return notFound(type, id);
  const interaction = id !== undefined ? 'history-instance' : type !== undefined ? 'history-type' : 'history-system';
  const body = searchset({
    type: 'history',
    ...(page.total === undefined ? {} : { total: page.total }),
    links: linksOf(visit, request, page.next),
    entries: (await maskReferences(house, visit, page.rows)).map((row) => {
      const isNew = row.version === 1 || page.broughtBack.has(`${row.type}/${row.id}/_history/${row.version}`);
      return { row, base: visit.base, isNew };
    }),
  });
  const items = await disclosedItems(
    house,
    visit,
    permit,
    page.rows.filter(({ deleted }) => !deleted),
  );
  return { status: 200, body, interaction, action: 'R', items };
}

function readQuery(query: URLSearchParams, countMax: number) {
  const unknown = [...query.keys()].find((key) => !KNOWN.includes(key));
  if (unknown !== undefined)
    return refuse(400, {
      code: 'search-parameter-unknown',
      type: 'not-supported',
      ja: `履歴に「${unknown}」は使えません。使えるもの: ${KNOWN.join(', ')}`,
      en: `a history does not take \`${unknown}\`; valid ones: ${KNOWN.join(', ')}`,
      expression: `http.${unknown}`,
    });
  const twice = ONCE.find((key) => query.getAll(key).length > 1);
  if (twice !== undefined) return badValue(twice, query.getAll(twice).join('&'));
  const [since, at, count, cursor] = ['_since', '_at', '_count', '_cursor'].map((key) => query.get(key) ?? undefined);
  const [sinceSpan, atSpan] = [since, at].map((text) => (text === undefined ? undefined : askedSpan(text)));
  if (since !== undefined && !sinceSpan) return badValue('_since', since);
  if (at !== undefined && !atSpan) return badValue('_at', at);
  if (count !== undefined && !/^[1-9]\d{0,8}$/.test(count)) return badValue('_count', count);
  return {
    count: Math.min(Number(count ?? COUNT_DEFAULT), countMax),
    ...(sinceSpan ? { since: sinceSpan.low } : {}),
    ...(atSpan ? { at: { low: atSpan.low, high: atSpan.high } } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

const badValue = (key: string, value: string): Refusal =>
  refuse(400, {
    code: 'search-value-invalid',
    type: 'value',
    ja: `「${key}」の値「${value}」は使えません。日時（_count は 1 以上の整数）を指定してください。`,
    en: `the value \`${value}\` of \`${key}\` is not valid; expected a date (for \`_count\` a positive integer)`,
    expression: `http.${key}`,
  });

function linksOf({ base }: Visit, { type, id, query }: HistoryRequest, next: string | undefined) {
  const path = [base, type, id, '_history'].filter((part) => part !== undefined).join('/');
  const url = (parameters: URLSearchParams) => (parameters.size === 0 ? path : `${path}?${parameters}`);
  const links = [{ relation: 'self', url: url(query) }];
  if (next !== undefined) {
    const following = new URLSearchParams(query);
    following.set('_cursor', next);
    links.push({ relation: 'next', url: url(following) });
  }
  return links;
}
