/** Search parameters that a region adds: stored, changed and taken away by who runs the house, and read by everybody. */
import { randomUUID } from 'node:crypto';
import type { Resource, SearchParameter } from '@medplum/fhirtypes';
import { administers } from '#auth';
import { hasError, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import {
  bundleText,
  criteriaIn,
  criteriaNeeded,
  differentId,
  notWhole,
  type Preconditions,
  severalMatch,
  unmetPrecondition,
} from '#records';
import type { MayChange } from '#store';
import { type Answer, type House, notFound, scopeMissing, type Visit } from '#visit';
import { missingPart } from './composite-parts.ts';
import { learnParameters } from './keep-house.ts';
import { clash, partInUse, partUnknown, usable } from './usable-parameter.ts';

const TYPE = 'SearchParameter';

/** 201 under a new id, or 200 under the one that is named; searches on its types say that they are partial until all is indexed. */
export async function putSearchParameter(
  house: House,
  visit: Visit,
  resource: Resource,
  { id, ifNoneExist, ...preconditions }: Naming & { readonly ifNoneExist?: string | undefined } = {},
): Promise<Answer | Refusal> {
  if (!administers(visit.caller.scopes)) return scopeMissing(TYPE, id === undefined ? 'create' : 'update');
  if (id !== undefined && resource.id !== id) return differentId({ type: TYPE, id }, resource);
  const all = await house.store.addedParameters.list();
  if (ifNoneExist !== undefined) {
    const query = new URLSearchParams(criteriaIn(ifNoneExist, TYPE, visit.base));
    if (query.size === 0) return criteriaNeeded(TYPE);
    const known = matching(all, query);
    if (isRefusal(known)) return known;
    if (known.length > 1) return severalMatch({ type: TYPE, query: query.toString() }, known.length);
    if (known[0]) return answerOf(known[0]);
  }
  const before = all.find((one) => one.id === id);
  if (id !== undefined && !before) return notFound(TYPE, id);
  const definition = { ...(resource as SearchParameter), id: id ?? randomUUID() };
  const partial = notWhole(definition, before);
  if (partial) return partial;
  const issues = await house.check.validate(definition);
  if (hasError(issues)) return refuseAll(422, issues, 'invalid');
  const refusal = usable(house, definition, before);
  if (refusal) return refusal;
  const part = missingPart([...all.filter((one) => one.id !== id), definition], house.servedTypes);
  if (part) return part.composite === definition ? partUnknown(part.index) : partInUse(part.composite);
  const stored = await house.store.addedParameters.put(definition, visit.now, unmet(definition.id, preconditions));
  if (isRefusal(stored)) return stored;
  if (!stored) return clash('SearchParameter.url', definition.url ?? '');
  await learnParameters(house);
  await house.store.indexWork.plan(house.servedTypes);
  return {
    status: before ? 200 : 201,
    body: JSON.stringify(stored),
    headers: { Location: `${visit.base}/${TYPE}/${stored.id}`, ...versionHeaders(stored) },
    outcome: issues,
    interaction: before ? 'update' : 'create',
    action: before ? 'U' : 'C',
    items: [],
  };
}

/** Which one is meant, and in what version. */
interface Naming extends Preconditions {
  readonly id?: string | undefined;
}

const unmet =
  (id: string, preconditions: Preconditions): MayChange =>
  (version) =>
    unmetPrecondition(preconditions, { type: TYPE, id, version, deleted: false });

const versionHeaders = ({ meta }: SearchParameter) => ({
  ETag: `W/"${meta?.versionId}"`,
  'Last-Modified': new Date(meta?.lastUpdated ?? 0).toUTCString(),
});

/** 204; what was indexed by it is taken out of the index. 409 for a part of a composite. */
export async function deleteSearchParameter(
  house: House,
  visit: Visit,
  { id = '', ...preconditions }: Naming,
): Promise<Answer | Refusal> {
  if (!administers(visit.caller.scopes)) return scopeMissing(TYPE, 'delete');
  const others = (await house.store.addedParameters.list()).filter((one) => one.id !== id);
  const part = missingPart(others, house.servedTypes);
  if (part) return partInUse(part.composite);
  const refused = isUuidLike(id) && (await house.store.addedParameters.remove(id, unmet(id, preconditions)));
  if (refused !== undefined) return refused || notFound(TYPE, id);
  await learnParameters(house);
  await house.store.indexWork.plan(house.servedTypes);
  return { status: 204, interaction: 'delete', action: 'D', items: [] };
}

export async function readSearchParameter(house: House, id: string): Promise<Answer | Refusal> {
  const found = (await house.store.addedParameters.list()).find((one) => one.id === id);
  return found ? answerOf(found) : notFound(TYPE, id);
}

const answerOf = (found: SearchParameter): Answer => ({
  status: 200,
  body: JSON.stringify(found),
  headers: versionHeaders(found),
  interaction: 'read',
  action: 'R',
  items: [],
});

/** What the region's search parameters are searched by. */
export const ADDED_PARAMETER_SEARCHES: readonly string[] = ['url', 'code', 'base'];

/** All of the region's, narrowed by `url`, `code` and `base`. */
export async function listSearchParameters(
  house: House,
  visit: Visit,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const found = matching(await house.store.addedParameters.list(), query);
  if (isRefusal(found)) return found;
  return { status: 200, body: bundleText(visit, found), interaction: 'search-type', action: 'E', items: [] };
}

function matching(all: readonly SearchParameter[], query: URLSearchParams): SearchParameter[] | Refusal {
  const unknown = [...query.keys()].find((key) => ![...ADDED_PARAMETER_SEARCHES, '_format', '_pretty'].includes(key));
  if (unknown !== undefined) return listWrong(unknown);
  return all.filter(
    ({ url, code, base }) =>
      (query.get('url') ?? url) === url &&
      (query.get('code') ?? code) === code &&
      (query.get('base') === null || base?.some((one) => one === query.get('base'))),
  );
}

/** Draws the index of one type, or of all, anew in the background; 200 with how far it has come. Searches say that they are partial until then. */
export async function redrawIndex(house: House, visit: Visit, type?: string): Promise<Answer | Refusal> {
  if (!administers(visit.caller.scopes)) return scopeMissing(TYPE, 'update');
  await house.store.indexWork.redraw(type === undefined ? house.servedTypes : [type]);
  return { ...(await progressOf(house)), interaction: '$reindex' };
}

/** How far index and labels have come, for who runs the house. */
export async function readIndexProgress(house: House, visit: Visit): Promise<Answer | Refusal> {
  return administers(visit.caller.scopes) ? progressOf(house) : scopeMissing(TYPE, 'update');
}

async function progressOf(house: House): Promise<Answer> {
  const index = await house.store.indexWork.progress();
  const labels = await house.store.labelWork.progress();
  const parameter = [{ type: 'labels', ...labels }, ...index].map(({ type, wanted, done, finished }) => ({
    name: type,
    part: [
      { name: 'wanted', valueInteger: wanted },
      { name: 'done', valueInteger: done },
      { name: 'finished', valueBoolean: finished },
    ],
  }));
  const body = JSON.stringify({ resourceType: 'Parameters', parameter });
  return { status: 200, body, interaction: '$index-progress', action: 'E', items: [] };
}

const listWrong = (unknown: string): Refusal =>
  refuse(400, {
    code: 'search-parameter-unsupported',
    type: 'not-supported',
    ja: `検索パラメータは url、code、base で検索してください（${unknown} は使えません）。`,
    en: `search parameters are found by \`url\`, \`code\` and \`base\`, not by \`${unknown}\``,
    expression: `http.${unknown}`,
  });

const isUuidLike = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
