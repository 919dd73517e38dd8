/** One request of a batch or transaction, answered by the act that answers it when it comes alone. */
import { COMPARTMENTS, type Refusal } from '#fhir';
import { type Answer, bodyTypeDiffers, type House, SERVED_TYPES, typeNotServed, type Visit } from '#visit';
import { type BundleRequest, unserved } from './bundle-request.ts';
import { createResource } from './create.ts';
import { patchResource } from './patch.ts';
import { readResource, readVersion } from './read.ts';
import { readHistory } from './read-history.ts';
import { receiveDocument } from './receive-document.ts';
import { search } from './search.ts';
import type { Target } from './target.ts';
import { deleteResource, updateResource } from './update.ts';
import { validateResource } from './validate-resource.ts';

export async function dispatch(house: House, visit: Visit, request: BundleRequest): Promise<Answer | Refusal> {
  const last = request.path.at(-1) ?? '';
  if (last === '$validate') return validate(house, visit, request);
  switch (request.method) {
    case 'GET':
      return look(house, visit, request);
    case 'POST':
      return last === '_search' ? look(house, visit, request) : create(house, visit, request);
    case 'PUT':
      if (!request.resource) return unserved(request);
      return updateResource(house, visit, targetOf(request), request.resource);
    case 'PATCH':
      return patchResource(house, visit, targetOf(request), request.patch);
    default:
      return deleteResource(house, visit, targetOf(request));
  }
}

/** What a write is aimed at: by id, or by the criteria of its query. */
export const targetOf = ({ type, id, query, ifMatch, ifNoneMatch, positions }: BundleRequest): Target => ({
  type,
  ifMatch,
  ifNoneMatch,
  positions,
  ...(id === undefined ? { criteria: query } : { id }),
});

/** Creates, and takes documents apart. */
async function create(house: House, visit: Visit, request: BundleRequest): Promise<Answer | Refusal> {
  const { resource, type, path, positions, ifNoneExist } = request;
  if (path.length !== 1) return unserved(request);
  if (resource?.resourceType !== type) return bodyTypeDiffers(type, resource?.resourceType ?? '');
  if (resource.resourceType === 'Bundle' && resource.type === 'document')
    return receiveDocument(house, visit, resource, { positions });
  return createResource(house, visit, resource, { positions, ifNoneExist });
}

async function look(house: House, visit: Visit, request: BundleRequest): Promise<Answer | Refusal> {
  const isPosted = request.path.at(-1) === '_search';
  const steps = isPosted ? request.path.slice(0, -1) : request.path;
  const [type, id, third, version, ...more] = steps;
  // What is searched is everything, a type, or the compartment of one: never a resource.
  if (isPosted && (steps.length === 2 || version !== undefined)) return unserved(request);
  const query = new URLSearchParams(request.query);
  // A plan is no resource, and an entry can hold nothing else.
  if (more.length > 0 || query.has('_explain') || steps.some(isOperation)) return unserved(request);
  if (type !== undefined && type !== '_history' && !SERVED_TYPES.includes(type))
    return typeNotServed(type, SERVED_TYPES);
  if (type === undefined) return search(house, visit, { query });
  if (type === '_history') return readHistory(house, visit, { query });
  if (id === '_history') return readHistory(house, visit, { type, query });
  if (id === undefined) return search(house, visit, { query, type });
  if (third === undefined) return readResource(house, visit, type, id);
  if (third === '_history')
    return version === undefined
      ? readHistory(house, visit, { type, id, query })
      : readVersion(house, visit, { type, id, version });
  if (version !== undefined || !COMPARTMENTS.includes(type)) return unserved(request);
  if (third !== '*' && !SERVED_TYPES.includes(third)) return typeNotServed(third, SERVED_TYPES);
  return search(house, visit, { query, compartment: { type, id }, ...(third === '*' ? {} : { type: third }) });
}

const isOperation = (step: string): boolean => step.startsWith('$');

function validate(house: House, visit: Visit, request: BundleRequest): Promise<Answer | Refusal> {
  const { path, type, id, query, resource, positions, method } = request;
  const body = method === 'GET' ? undefined : resource;
  const asked = { type, query: new URLSearchParams(query), body, positions };
  return validateResource(house, visit, path.length === 3 && id !== undefined ? { ...asked, id } : asked);
}
