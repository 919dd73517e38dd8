/** $everything: the whole record of a person or of a stay, as far as it may be seen, with what the record refers to. */
import { covers } from '#auth';
import { factsOf, type Permit } from '#consent';
import {
  compartmentCondition,
  compartmentTypes,
  isRefusal,
  type Refusal,
  type SearchCondition,
  type SearchQuery,
  type SearchValue,
  spanOf,
} from '#fhir';
import { resourceOf, type Stored } from '#store';
import {
  type Answer,
  COUNT,
  disclosedItems,
  type House,
  isCounting,
  maskReferences,
  notFound,
  type OperationRequest,
  oneValue,
  pageLinks,
  permitOf,
  readBundleOperation,
  scopeMissing,
  searchset,
  type Visit,
  valueInvalid,
  withholdSections,
} from '#visit';
import { type CareRange, withinCare } from './care-dates.ts';
import { countedRows } from './counted-rows.ts';

export interface EverythingRequest extends OperationRequest {
  readonly type: 'Patient' | 'Encounter';
  /** Absent for all people whom the caller may see. */
  readonly id?: string;
}

const PARAMETERS = ['start', 'end', '_since', '_type', '_count', '_cursor'];
const COUNT_DEFAULT = 50;

/** 200 with a page of the record; 404 where the person or the stay is not to be seen; 400 for what is not understood. */
export async function readEverything(
  house: House,
  visit: Visit,
  request: EverythingRequest,
): Promise<Answer | Refusal> {
  const { type, id } = request;
  const { scopes } = visit.caller;
  if (id === undefined ? !covers(scopes, type, 'search') : !covers(scopes, type, 'read'))
    return scopeMissing(type, id === undefined ? 'search' : 'read');
  const query = readBundleOperation(request, PARAMETERS);
  if (isRefusal(query)) return query;
  const asked = readAsked(house, visit, request, query);
  if (isRefusal(asked)) return asked;
  const permit = await permitOf(house, visit, ['search']);
  if (isRefusal(permit)) return permit;
  const around = await permitOf(house, visit);
  if (isRefusal(around)) return around;
  const focal = id === undefined ? undefined : await readFocal(house, visit, type, id);
  if (isRefusal(focal)) return focal;
  if (id !== undefined && (focal === undefined || focal.deleted)) return notFound(type, id);
  const page = await house.store.search(permit, asked.search);
  if (isRefusal(page)) return page;
  const counted = await countedRows(house, permit, asked.search, page);
  if (isRefusal(counted)) return counted;
  const matches = page.rows.filter((row) => asked.shows(row));
  const told = await withholdSections(house, visit, page.rows);
  const supporting = await supportingRows(house, visit, around, { rows: told, focal });
  const rows = [...matches, ...supporting.filter((row) => asked.shows(row))];
  const shown = await maskReferences(house, visit, rows);
  const body = searchset({
    type: 'searchset',
    ...(page.total === undefined ? {} : { total: page.total }),
    links: pageLinks([visit.base, type, ...(id === undefined ? [] : [id]), '$everything'].join('/'), query, page.next),
    entries: shown.map((row, index) => ({
      row,
      base: visit.base,
      mode: index < matches.length ? ('match' as const) : ('include' as const),
    })),
  });
  const items = [
    ...(await disclosedItems(house, visit, permit, [...matches, ...counted])),
    ...(await disclosedItems(house, visit, around, rows.slice(matches.length))),
  ];
  const patients = focal?.facts.patients ?? [];
  return { status: 200, body, interaction: '$everything', action: 'E', items, patients };
}

/** The person or the stay, which must be in reach of a read. */
async function readFocal(house: House, visit: Visit, type: string, id: string): Promise<Stored | undefined | Refusal> {
  const permit = await permitOf(house, visit, ['read']);
  return isRefusal(permit) ? permit : house.store.read(permit, type, id);
}

interface Asked {
  readonly search: SearchQuery;
  /** True for a row that is part of the answer, and not only on the way to one. */
  shows(row: Stored): boolean;
}

function readAsked(
  house: House,
  { caller }: Visit,
  { type, id }: EverythingRequest,
  query: URLSearchParams,
): Asked | Refusal {
  const wanted = typesAsked(house, query);
  if (isRefusal(wanted)) return wanted;
  const range = rangeOf(query);
  if (isRefusal(range)) return range;
  const since = oneValue(query, '_since', { ...MOMENT, fallback: undefined });
  if (isRefusal(since)) return since;
  const size = oneValue(query, '_count', { ...COUNT, fallback: COUNT_DEFAULT });
  if (isRefusal(size)) return size;
  const count = isCounting(query) ? 0 : size;
  const record = compartmentTypes(type).filter(
    (one) => house.servedTypes.includes(one) && covers(caller.scopes, one, 'search'),
  );
  // What lies outside the record itself is found only on the way through all of it.
  const through = wanted !== undefined && (type === 'Encounter' || wanted.some((one) => !record.includes(one)));
  const types = wanted === undefined || through ? record : wanted;
  const conditions: SearchCondition[] = [
    id === undefined ? ofAnybody(house, type, types) : compartmentCondition(house.parameters, { type, id }, types),
    ...(range.start || range.end ? [withinCare(house.parameters, types, range)] : []),
    ...(since ? [changedSince(house, since)] : []),
  ];
  const cursor = query.get('_cursor');
  const search: SearchQuery = {
    types,
    condition: { op: 'all', of: conditions },
    includes: [],
    revincludes: [],
    count: Math.min(count, house.limits.searchCountMax),
    sort: [],
    total: id !== undefined && !through,
    summaryCount: count === 0 && !through,
    used: [],
    ignored: [],
    ...(cursor === null ? {} : { cursor }),
  };
  const low = since?.low ?? Number.NEGATIVE_INFINITY;
  const shows = (row: Stored) => (wanted === undefined || wanted.includes(row.type)) && row.updated.getTime() >= low;
  return { search, shows };
}

const MOMENT = {
  read: spanOf,
  expected: { ja: '日付か日時（例: 2026-04-01）', en: 'a date or time such as `2026-04-01`' },
};

function rangeOf(query: URLSearchParams): CareRange | Refusal {
  const start = oneValue(query, 'start', { ...MOMENT, fallback: undefined });
  if (isRefusal(start)) return start;
  const end = oneValue(query, 'end', { ...MOMENT, fallback: undefined });
  return isRefusal(end) ? end : { start, end };
}

/** `_type` may be repeated, and each may list several. */
function typesAsked({ servedTypes }: House, query: URLSearchParams): readonly string[] | undefined | Refusal {
  if (!query.has('_type')) return undefined;
  const wanted = query.getAll('_type').flatMap((list) => list.split(','));
  const unknown = wanted.filter((type) => !servedTypes.includes(type));
  return unknown.length === 0
    ? [...new Set(wanted)]
    : valueInvalid('_type', unknown.join(','), {
        ja: `${servedTypes.join('、')} のうちの型`,
        en: `types among ${servedTypes.join(', ')}`,
      });
}

function changedSince({ parameters }: House, span: Extract<SearchValue, { type: 'date' }>['span']): SearchCondition {
  const parameter = parameters.of('Resource').get('_lastUpdated');
  if (!parameter) throw new Error('defect: `_lastUpdated` is not a search parameter');
  return { op: 'filter', parameter, modifier: '', values: [{ type: 'date', prefix: 'ge', span }] };
}

/** The condition that a resource belongs to somebody's compartment. */
function ofAnybody({ parameters }: House, compartment: string, types: readonly string[]): SearchCondition {
  // A compartment of nobody names the parameters by which resources belong to one.
  const one = compartmentCondition(parameters, { type: compartment, id: 'nobody' }, types);
  const anybody = (condition: SearchCondition): SearchCondition => {
    if (condition.op === 'filter') return { ...condition, modifier: 'missing', values: [], missing: false };
    if (condition.op === 'all' || condition.op === 'any') return { ...condition, of: condition.of.map(anybody) };
    return condition;
  };
  return anybody(one);
}

/**
 * What the rows refer to, one step away, each once: who and where. What is part of the record itself comes as a match, or
 * was left out by what was asked, and what is about somebody else is no part of it.
 */
async function supportingRows(
  house: House,
  visit: Visit,
  permit: Permit,
  { rows, focal }: { rows: readonly Stored[]; focal: Stored | undefined },
): Promise<Stored[]> {
  const name = ({ type, id }: Stored) => `${type}/${id}`;
  const here = new Set(rows.map(name));
  const references = new Set(rows.flatMap(referencesIn).filter((one) => !here.has(one)));
  const found = await house.store.readMany(permit, [...references]);
  // Whom a row names counts as far as it is told.
  const told = await maskReferences(house, visit, focal === undefined ? found : [...found, focal]);
  const people = focal === undefined ? [] : told.slice(found.length).flatMap(patientsIn);
  const isOfRecord = (row: Stored) =>
    focal !== undefined && (name(row) === name(focal) || referencesIn(row).includes(name(focal)));
  return found.filter((row, n) => {
    const asTold = told[n] ?? row;
    return !isOfRecord(asTold) && patientsIn(asTold).every((patient) => people.includes(patient));
  });
}

const patientsIn = (row: Stored): readonly string[] => factsOf(resourceOf(row)).patients;

const referencesIn = (row: Stored): readonly string[] => factsOf(resourceOf(row)).references;
