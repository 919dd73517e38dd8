/** Reads and searches AuditEvents, which are drawn from the records of the audit; the newest come first. */
import type { AuditEvent } from '@medplum/fhirtypes';
import { type FoundRecord, findRecord, findRecords, recordIdOf } from '#audit';
import { covers } from '#auth';
import {
  filtersIn,
  isRefusal,
  parseSearch,
  type Refusal,
  refuse,
  type SearchCondition,
  type SearchParameter,
  type SearchParameters,
  type SearchQuery,
} from '#fhir';
import { patientsAsked, type SearchRequest } from '#records';
import { isToldByContent, meetsCondition, unknownCursor } from '#store';
import { type Answer, type House, notFound, pageLinks, scopeMissing, type Visit } from '#visit';
import { type AuditView, auditViewOf } from './audit-view.ts';

const TYPE = 'AuditEvent';

/** GET AuditEvent/{id}; 404 also for what the caller may not see. */
export async function readAuditEvent(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  const found = await findEvent(house, visit, id);
  if (isRefusal(found)) return found;
  return { status: 200, body: JSON.stringify(found.event), interaction: 'read', action: 'R', items: [] };
}

export interface FoundEvent {
  readonly event: AuditEvent;
  readonly number: number;
}

/** An event that the caller may see, and the number of its record. */
export async function findEvent(house: House, visit: Visit, id: string): Promise<FoundEvent | Refusal> {
  if (!covers(visit.caller.scopes, TYPE, 'read')) return scopeMissing(TYPE, 'read');
  const view = await auditViewOf(house, visit);
  if (isRefusal(view)) return view;
  const found = await findRecord(house.database, recordIdOf(id));
  const event = found && (await view.events(found.record)).find((one) => one.id === id);
  return event === undefined || found === undefined ? notFound(TYPE, id) : { event, number: found.number };
}

/** GET AuditEvent by every parameter of R4 that its content tells of; 400 for the rest. */
export async function searchAudit(house: House, visit: Visit, request: SearchRequest): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, TYPE, 'search')) return scopeMissing(TYPE, 'search');
  const parsed = readQuery(house, visit, request);
  if (isRefusal(parsed)) return parsed;
  const view = await auditViewOf(house, visit);
  if (isRefusal(view)) return view;
  const { cursors } = house.store;
  const binding = bindingOf(visit, parsed);
  const below = parsed.cursor === undefined ? NEWEST : cursors.open<Place>(binding, parsed.cursor);
  if (below === undefined) return unknownCursor();
  const { events, total, next } = await pageOf(house, view, parsed, below);
  const bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === undefined ? {} : { total }),
    link: pageLinks(`${visit.base}/${TYPE}`, request.query, next && cursors.seal(binding, next)),
    ...(events.length === 0
      ? {}
      : {
          entry: events.map((resource) => ({
            fullUrl: `${visit.base}/${TYPE}/${resource.id}`,
            resource,
            search: { mode: 'match' },
          })),
        }),
  };
  const patients = patientsAsked(parsed);
  return { status: 200, body: JSON.stringify(bundle), interaction: 'search-type', action: 'E', items: [], patients };
}

/** What audit events are searched by: what their own content tells. */
export function auditSearches(parameters: SearchParameters): ReadonlyMap<string, SearchParameter> {
  const isTold = (parameter: SearchParameter) => isToldByContent({ op: 'filter', parameter, modifier: '', values: [] });
  return new Map([...parameters.of(TYPE)].filter(([, parameter]) => isTold(parameter)));
}

function readQuery({ parameters: all, limits }: House, { base }: Visit, request: SearchRequest): SearchQuery | Refusal {
  const { query, lenient = false } = request;
  const { searchCountMax: countMax, searchCostMax: costMax } = limits;
  const parameters = { ...all, of: (type: string) => (type === TYPE ? auditSearches(all) : all.of(type)) };
  const parsed = parseSearch({ parameters, base, types: [TYPE], query, countMax, costMax, lenient });
  if (isRefusal(parsed)) return parsed;
  const { condition, includes, revincludes, sort } = parsed;
  const isNewestFirst = sort.every(({ parameter, descending }) => parameter.code === 'date' && descending);
  if (isToldByContent(condition) && includes.length + revincludes.length === 0 && isNewestFirst) return parsed;
  return refuse(400, {
    code: 'audit-search-unsupported',
    type: 'not-supported',
    ja: '監査の記録は、記録そのものの内容だけで探します。連鎖、_has、_include、:text などと、新しい順（_sort=-date）以外の並べ替えは使えません。',
    en: 'audit events are searched by their own content: no chains, `_has`, `_include` or `:text`, and no order but the newest first (`_sort=-date`)',
    expression: 'http',
  });
}

interface Place {
  readonly number: number;
  /** How many events of that record were shown already. */
  readonly shown: number;
}

const NEWEST: Place = { number: Number.MAX_SAFE_INTEGER, shown: 0 };

/** Who asks, and for what: a cursor is good for nobody and nothing else. */
const bindingOf = ({ caller }: Visit, { condition }: SearchQuery): string =>
  JSON.stringify([TYPE, caller.clientId, caller.actor, caller.purpose, condition]);

interface Page {
  readonly events: AuditEvent[];
  readonly total: number | undefined;
  readonly next: Place | undefined;
}

async function pageOf(house: House, view: AuditView, query: SearchQuery, from: Place): Promise<Page> {
  // Counting reads every record: it is asked for.
  const counts = query.summaryCount || query.used.some(([key, value]) => key === '_total' && value !== 'none');
  const wanted = { ...narrowed(query.condition), below: counts ? Number.MAX_SAFE_INTEGER : from.number + 1 };
  const patients = view.patients ?? wanted.patients;
  const count = query.summaryCount ? 0 : query.count;
  const events: AuditEvent[] = [];
  let total = 0;
  let next: Place | undefined;
  for await (const found of findRecords(house.database, { ...wanted, patients, actor: view.actor })) {
    const met = (await view.events(found.record)).filter((event) => meetsCondition(event, query.condition));
    total += met.length;
    const rest = after(found, met, from);
    const room = count - events.length;
    events.push(...rest.slice(0, room));
    if (rest.length > room) next ??= { number: found.number, shown: met.length - rest.length + room };
    if (next !== undefined && !counts) break;
  }
  return { events, total: counts ? total : undefined, next: query.summaryCount ? undefined : next };
}

/** What of a record's events comes behind a place. */
function after({ number }: FoundRecord, events: readonly AuditEvent[], from: Place): readonly AuditEvent[] {
  if (number > from.number) return [];
  return number === from.number ? events.slice(from.shown) : events;
}

/** What of the condition the database can narrow by: one of these patients, within this time. */
function narrowed(condition: SearchCondition): { patients?: string[]; from?: number; to?: number } {
  if (condition.op !== 'all') return {};
  const filters = filtersIn({ ...condition, of: condition.of.filter(({ op }) => op === 'filter') });
  const plain = filters.filter(({ modifier, values }) => modifier === '' && values.length === 1);
  const spans = plain.flatMap(({ parameter, values: [value] }) =>
    parameter.code === 'date' && value?.type === 'date' ? [value] : [],
  );
  const people = plain.find(({ parameter }) => parameter.code === 'patient');
  const named = people && patientsAsked({ types: [TYPE], condition: people } as unknown as SearchQuery);
  const from = Math.max(
    ...spans.flatMap(({ prefix, span }) => (['eq', 'ge', 'gt', 'sa'].includes(prefix) ? [span.low] : [])),
  );
  const to = Math.min(
    ...spans.flatMap(({ prefix, span }) => (['eq', 'le', 'lt', 'eb'].includes(prefix) ? [span.high] : [])),
  );
  return {
    ...(named === undefined || named.length === 0 ? {} : { patients: named }),
    ...(Number.isFinite(from) ? { from } : {}),
    ...(Number.isFinite(to) ? { to } : {}),
  };
}
