/** Search parameters that a region adds: stored, changed and taken away by who runs the house, and read by everybody. */
import { randomUUID } from 'node:crypto';
import { parseFhirPath } from '@medplum/core';
import type { Resource, SearchParameter } from '@medplum/fhirtypes';
import { administers } from '#auth';
import { hasError, type Refusal, refuse, refuseAll } from '#fhir';
import { bundleText } from '#records';
import { type Answer, type House, notFound, scopeMissing, type Visit } from '#visit';
import { learnParameters } from './keep-house.ts';

const TYPE = 'SearchParameter';

/** 201 under a new id, or 200 under the one that is named; searches on its types say that they are partial until all is indexed. */
export async function putSearchParameter(
  house: House,
  visit: Visit,
  resource: Resource,
  id?: string,
): Promise<Answer | Refusal> {
  if (!administers(visit.caller.scopes)) return scopeMissing(TYPE, id === undefined ? 'create' : 'update');
  const before = (await house.store.addedParameters.list()).find((one) => one.id === id);
  if (id !== undefined && !before) return notFound(TYPE, id);
  const definition = { ...(resource as SearchParameter), id: id ?? randomUUID() };
  const issues = await house.check.validate(definition);
  if (hasError(issues)) return refuseAll(422, issues, 'invalid');
  const refusal = usable(house, definition, before);
  if (refusal) return refusal;
  const stored = await house.store.addedParameters.put(definition, visit.now);
  if (!stored) return clash('SearchParameter.url', definition.url ?? '');
  await learnParameters(house);
  await house.store.indexWork.plan(house.servedTypes);
  return {
    status: before ? 200 : 201,
    body: JSON.stringify(stored),
    headers: {
      Location: `${visit.base}/${TYPE}/${stored.id}`,
      ETag: `W/"${stored.meta?.versionId}"`,
      'Last-Modified': visit.now.toUTCString(),
    },
    outcome: issues,
    interaction: before ? 'update' : 'create',
    action: before ? 'U' : 'C',
    items: [],
  };
}

/** 204; what was indexed by it is taken out of the index. */
export async function deleteSearchParameter(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  if (!administers(visit.caller.scopes)) return scopeMissing(TYPE, 'delete');
  if (!isUuidLike(id) || !(await house.store.addedParameters.remove(id))) return notFound(TYPE, id);
  await learnParameters(house);
  await house.store.indexWork.plan(house.servedTypes);
  return { status: 204, interaction: 'delete', action: 'D', items: [] };
}

export async function readSearchParameter(house: House, id: string): Promise<Answer | Refusal> {
  const found = (await house.store.addedParameters.list()).find((one) => one.id === id);
  if (!found) return notFound(TYPE, id);
  return { status: 200, body: JSON.stringify(found), interaction: 'read', action: 'R', items: [] };
}

/** What the region's search parameters are searched by. */
export const ADDED_PARAMETER_SEARCHES: readonly string[] = ['url', 'code', 'base'];

/** All of the region's, narrowed by `url`, `code` and `base`. */
export async function listSearchParameters(
  house: House,
  visit: Visit,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const unknown = [...query.keys()].find((key) => ![...ADDED_PARAMETER_SEARCHES, '_format', '_pretty'].includes(key));
  if (unknown !== undefined) return listWrong(unknown);
  const found = (await house.store.addedParameters.list()).filter(
    ({ url, code, base }) =>
      (query.get('url') ?? url) === url &&
      (query.get('code') ?? code) === code &&
      (query.get('base') === null || base?.some((one) => one === query.get('base'))),
  );
  return { status: 200, body: bundleText(visit, found), interaction: 'search-type', action: 'E', items: [] };
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

const SORTS = ['token', 'reference', 'date', 'string', 'uri', 'number', 'quantity', 'composite'];

/** They may take for ever, and every write would wait for them. */
const COSTLY = /\b(matches|replaceMatches|repeat|aggregate)\s*\(/;

/** Why a valid definition cannot be searched by here. */
function usable(house: House, definition: SearchParameter, before?: SearchParameter): Refusal | undefined {
  const { base = [], code = '', type = '', expression } = definition;
  const foreign = base.filter((one) => !house.servedTypes.includes(one));
  if (foreign.length > 0)
    return unusable(
      'SearchParameter.base',
      `型 ${foreign.join('、')} は扱っていません`,
      `the types ${foreign.join(', ')} are not served`,
    );
  if (!SORTS.includes(type) || !expression)
    return unusable(
      'SearchParameter.expression',
      '種類（type）と式（expression）が必要です',
      `it needs an expression and one of the types ${SORTS.join(', ')}`,
    );
  if (COSTLY.test(expression))
    return unusable(
      'SearchParameter.expression',
      'matches、replaceMatches、repeat、aggregate は使えません',
      'matches, replaceMatches, repeat and aggregate may not stand in it',
    );
  try {
    parseFhirPath(expression);
  } catch {
    return unusable(
      'SearchParameter.expression',
      '式が FHIRPath として読めません',
      'its expression cannot be read as FHIRPath',
    );
  }
  const taken = base.find((one) => {
    const known = house.parameters.of(one).get(code);
    return known !== undefined && known.url !== definition.url && known.url !== before?.url;
  });
  return taken === undefined ? undefined : clash('SearchParameter.code', `${taken}?${code}`);
}

const unusable = (expression: string, ja: string, en: string): Refusal =>
  refuse(422, {
    code: 'search-parameter-unusable',
    type: 'business-rule',
    ja: `この検索パラメータは使えません（${ja}）。`,
    en: `this search parameter cannot be used: ${en}`,
    expression,
  });

const clash = (expression: string, what: string): Refusal =>
  refuse(409, {
    code: 'search-parameter-exists',
    type: 'duplicate',
    ja: `「${what}」はすでにあります。別の名前にするか、あるものを更新してください。`,
    en: `\`${what}\` is there already; choose another name, or update what is there`,
    expression,
  });

const listWrong = (unknown: string): Refusal =>
  refuse(400, {
    code: 'search-parameter-unsupported',
    type: 'not-supported',
    ja: `検索パラメータは url、code、base で検索してください（${unknown} は使えません）。`,
    en: `search parameters are found by \`url\`, \`code\` and \`base\`, not by \`${unknown}\``,
    expression: `http.${unknown}`,
  });

const isUuidLike = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
